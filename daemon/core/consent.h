/* SPDX-License-Identifier: EUPL-1.2 */
/* consent - the consents of an area, as they stand after each message about them.
 *
 * Pure: no I/O and no clock. Consents are made by grants, signed by one more signer with each further
 * grant, and ended by a withdrawal of any signer or by being void. Nothing about a consent is ever
 * overwritten; an end is one more fact. The caller commits a message before it applies it, and after
 * a restart applies them all again in the order of the record.
 *
 * Only its holder (the sender of the first grant) can add to a consent or end it. For anybody else it
 * is as if there were none.
 */
#ifndef CORE_CONSENT_H
#define CORE_CONSENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/uuid.h"
#include "core/consent_quota.h"
#include "core/policy.h"
#include "model/consent.h"

enum { CONSENT_SUBJECT_SIZE = 32, CONSENT_EXCHANGES = 200 };

/* What the gate needs of it; who signed how, before whom and with what evidence is in the record. */
struct consent {
    struct uuid id; /* of the first grant's exchange */
    char holder[LIMIT_PARTY + 1];
    bool has_subject;
    uint8_t subject[CONSENT_SUBJECT_SIZE]; /* HMAC of the subject reference */
    /* Recipients, purposes, categories, each with its NUL, and where each begins; these lie behind
     * the struct, so that a look-up reads one place of memory. */
    const char *words;
    const uint16_t *starts;
    size_t n_recipients, n_purposes, n_categories;
    int32_t valid_from, valid_until; /* days since 1970: first covered, first not covered */
    bool youth;                      /* the form asks the young person */
    uint32_t guardians;              /* that the child has */
    bool youth_signed;
    uint32_t guardians_signed;         /* bit n: guardian n, from 1 */
    int32_t withdrawn_day, voided_day; /* POLICY_NEVER while it is not */
    size_t n_exchanges;                /* that rest on it, at most CONSENT_EXCHANGES */
};

struct consents;

struct consents *consents_new(void);
void consents_free(struct consents *consents); /* accepts NULL */
DEFINE_CLEANUP(struct consents *, consents_free)

size_t consents_size(const struct consents *consents);

/* NULL if there is none of that id held by `holder`. Borrowed until the next grant. */
const struct consent *consents_find(const struct consents *consents, const struct uuid *id,
                                    const char *holder);

/* Has the processor fetch what consents_find() will read for these ids, all at once instead of one
 * after the other: a register is larger than its caches. Changes nothing. */
void consents_prefetch(const struct consents *consents, const struct uuid ids[], size_t n,
                       const char *holder);

/* A message about a consent, its parts borrowed. Exactly one of the three is set. */
struct consent_message {
    struct uuid id;  /* of the message */
    bool has_target; /* in_reply_to */
    struct uuid target;
    const char *sender;
    bool has_subject;
    const uint8_t *subject; /* CONSENT_SUBJECT_SIZE */
    bool has_age;
    unsigned int age; /* of the subject, now */
    int32_t day;      /* of acceptance */
    const struct consent_grant *grant;
    const struct consent_withdrawal *withdrawal;
    const struct consent_revocation *voiding;
};

/* NULL if the message may be applied, else the code with which it is refused (a refusal of the
 * vocabulary; static text):
 *   unknown_consent        it names none that its sender holds
 *   consent_ended          withdrawn or void already (a void of a withdrawn one is allowed)
 *   consent_without_target signatures without scope must name a consent, a scope must not
 *   no_subject             a consent is about somebody
 *   other_subject          not the subject of the consent that it names
 *   too_few_guardians      below 18 a child has at least one guardian
 *   unknown_guardian       a guardian beyond the number counted
 *   signed_already         that signer has signed
 *   signed_ahead           a signature or withdrawal of a day to come (where it was given it may be
 *                          tomorrow already)
 *   bad_period             it ends before it begins, or lasts more than three years
 *   not_a_signer           a withdrawal by somebody who has not signed and need not
 *   quota                  more than CONSENTS_HELD are held, or CONSENTS_OF_ONE by its sender
 */
const char *consents_objection(const struct consents *consents,
                               const struct consent_message *message);

/* Applies what was not objected to, and after a restart what stands in the record. A withdrawal counts
 * from its own day, never later than that of its acceptance, as a void does. */
void consents_apply(struct consents *consents, const struct consent_message *message);

/* One more exchange rests on it. */
void consents_count_exchange(struct consents *consents, const struct uuid *id, const char *holder);

/* What the gate is asked about a consent; `ret` borrows from it. `ret_words` holds what the lists
 * point to, and is the caller's as long as `ret` is used. */
struct consent_words {
    const char *recipients[CONSENT_RECIPIENTS], *purposes[CONSENT_PURPOSES],
        *categories[CONSENT_CATEGORIES];
};
void consent_for_policy(const struct consent *consent, struct consent_words *ret_words,
                        struct policy_consent *ret);

#endif
