/* SPDX-License-Identifier: EUPL-1.2 */
/* consent_help - an invented register and messages to it, for its tests. */
#ifndef UNIT_DAEMON_CORE_CONSENT_HELP_H
#define UNIT_DAEMON_CORE_CONSENT_HELP_H

#include "core/consent.h"

enum { CONSENT_TODAY = 1000 };

extern const uint8_t consent_subject[CONSENT_SUBJECT_SIZE];
extern const uint8_t consent_other_subject[CONSENT_SUBJECT_SIZE];
extern const char consent_holder[]; /* sender of the messages below */

struct uuid consent_id(uint32_t number);

/* Signatures of today. */
struct consent_signature signed_by_guardian(uint32_t guardian);
extern const struct consent_signature signed_by_youth;

/* A grant to two recipients, signed by guardian 1 of 2; the form asks the young person. */
struct consent_grant invented_grant(void);

/* A grant of one further signature. */
struct consent_grant signature_grant(struct consent_signature signature);

/* A message of today about a subject of 15, still without what it says; and one that names a consent. */
struct consent_message consent_message_of(uint32_t number);
struct consent_message consent_message_upon(uint32_t number, uint32_t target);

/* A register that holds one consent: 1, of invented_grant(). */
struct consents *invented_register(void);

/* What the gate is asked about consent 1. */
struct policy_consent consent_asked(const struct consents *consents, struct consent_words *words);

/* `want` is NULL for none. */
void expect_consent_objection(const struct consents *consents,
                              const struct consent_message *message, const char *want,
                              const char *name);

/* Expects no objection, and applies it. */
void consent_apply(struct consents *consents, const struct consent_message *message);

#endif
