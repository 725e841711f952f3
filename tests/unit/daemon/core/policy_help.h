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

/* From a school on a child of 15: identity and observation. invented_policy() permits it. */
struct policy_question invented_question(void);

#endif
