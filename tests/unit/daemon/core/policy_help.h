/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_help - an invented rule and an exchange that fits it, for the tests of the gate. */
#ifndef UNIT_DAEMON_CORE_POLICY_HELP_H
#define UNIT_DAEMON_CORE_POLICY_HELP_H

#include "core/policy.h"

enum { INVENTED_FROM = 100, INVENTED_TO = 200 }; /* days on which the rules are in force */

/* Adds each word of a text with blanks between. */
void add_words(struct policy_words *list, const char *text);

/* A duty in an invented statute, ground no.test.1: to child_welfare, ages 3 to 17, unknown ones
 * too, types concern_notification and correction, purpose protect_child. */
struct policy_rule invented_rule(const char *id, const char *from, const char *categories);

/* A policy of this one rule; categories identity, observation, health, measure, whereabouts exist.
 */
struct policy *invented_policy_of(struct policy_rule rule);

/* Of the rule no-test: school and police, identity, observation and health. */
struct policy *invented_policy(void);

/* Of the same ground and scope, from school and police, without an age limit; both hang on an agreement.
 * The permission is for a principal or a physician who says that it is necessary and proportionate.
 * The consent is signed, below 15, by the guardians; from 15 also by the young person; from 18 by
 * that one alone. */
struct policy_rule invented_permission(const char *id);
struct policy_rule invented_consent_rule(const char *id);

/* Of kind blocked, of the ground no.test.9: forbids what the other rules here permit. */
struct policy_rule invented_block(const char *id);

/* From a school on a child of 15: identity and observation, with no decider, agreement or consent.
 * invented_policy() permits it. */
struct policy_question invented_question(void);

/* A consent of the school that covers the question, signed by the young person and two guardians, on
 * days 120 to 179. */
struct policy_consent invented_consent(void);

/* What the permission and the consent rule ask for. The consent (may be NULL) is borrowed. */
void give_assent(struct policy_question *question, const struct policy_consent *consent);

#endif
