/* SPDX-License-Identifier: EUPL-1.2 */
/* consents - the consents that a party has obtained: entered, signed by one more, withdrawn, void.
 *
 * Each is a message to the bus (edge/outbox_order.h), and the consent is known by the id of the
 * first. What a message says, with the evidence of each signature, stays here, boxed for the party
 * itself; of the evidence only a salted hash goes out. Nothing is ever overwritten.
 */
#ifndef EDGE_CONSENTS_H
#define EDGE_CONSENTS_H

#include "base/uuid.h"
#include "edge/outbox.h"
#include "edge/party.h"
#include "edge/report.h"
#include "wire/content.h"

enum { CONSENT_EVIDENCE_TEXT = 500 };

/* One message about a consent, as it is to be sent. */
struct consent_post {
    struct private_header header; /* with the order in it, hashes of evidence left out */
    bool has_subject;
    uint8_t subject[SUBJECT_SIZE];
    /* What stands behind each signature of a grant; "" where nothing was said. */
    char evidence[CONSENT_SIGNATURES][CONSENT_EVIDENCE_TEXT + 1];
    /* Of a grant that lasts until the young person is 18: that day, days since 1970; else 0. It is kept
     * in the box, and goes out to nobody. */
    int32_t adult_day;
};

/* Stores the message; `consent` is the one that it is about, NULL for a new one. *ret_consent is the
 * consent's id. Idempotency as in outbox_post(). FAULT_INPUT "unknown_consent", "consent_ended"
 * (withdrawn or void), "unknown_guardian", "signed_already", "not_a_signer" (a guardian too, from
 * the 18th birthday on), "not_signed" (a withdrawal by one who must sign and has not),
 * "idempotency_conflict";
 * FAULT_RETRY as in outbox_order_store(). */
MUST_CHECK enum fault consents_post(struct party_state *party, const struct uuid *consent,
                                    struct consent_post *post, const char *key, struct bytes body,
                                    struct uuid *ret_consent, struct uuid *ret_message,
                                    bool *ret_repeated, struct error *err);

/* What is against a message about a consent of the party's, each noted with a pointer into the body
 * (edge/consent_form.h) in the language of `faults`. FAULT_INPUT "unknown_consent". */
MUST_CHECK enum fault consents_objections(struct party_state *party, const struct uuid *consent,
                                          const struct consent_post *post,
                                          struct form_faults *faults, struct error *err);

enum consent_state {
    /* Somebody who must has not signed, as is the case again when the young person becomes 18 and has
     * not; or the bus has not answered. */
    CONSENT_INCOMPLETE = 0,
    CONSENT_GRANTED,
    CONSENT_WITHDRAWN, /* from the moment that the withdrawal is stored here */
    CONSENT_VOID,
    CONSENT_EXPIRED,
    CONSENT_REFUSED,    /* the bus did not take the first message */
    CONSENT_UNREADABLE, /* what was granted is boxed for a key that is not here: the bus knows */
};
const char *consent_state_name(enum consent_state state);

struct consent_view {
    struct uuid id;
    int64_t created_ms;
    enum consent_state state;
    char condition[LIMIT_WORD + 1]; /* of what its contract is one; known whatever key is here */
    bool has_scope;                 /* false: the first message opens with no key that is here */
    bool has_all_signatures;        /* false: that of another one, or of several */
    struct consent_scope scope;
    struct consent_signature
        signatures[CONSENT_SIGNATURES]; /* those that the bus has taken or may */
    char evidence[CONSENT_SIGNATURES][CONSENT_EVIDENCE_TEXT + 1];
    enum outbox_stage stages[CONSENT_SIGNATURES]; /* of the message that each came with */
    size_t n_signatures;
    bool adult_when_entered; /* 18 or more on that day */
    int32_t adult_day;       /* the 18th birthday, if that is known and it lasts so long; else 0 */
};

/* FAULT_INPUT "unknown_consent". */
MUST_CHECK enum fault consents_get(struct party_state *party, const struct uuid *id,
                                   struct consent_view *ret_view, struct error *err);

/* Newest first; limits as in the outbox. */
typedef void consents_each(void *arg, const struct consent_view *view);
MUST_CHECK enum fault consents_list(struct party_state *party, const struct uuid *before,
                                    size_t limit, consents_each *each, void *arg,
                                    struct error *err);

/* The messages about a consent, and the exchanges that rest on it, oldest first. */
struct consent_line {
    struct uuid id;
    const char *kind; /* grant, withdrawal, void; of an exchange its type */
    const char *to;   /* "bus", or the recipient */
    enum outbox_stage stage;
    const char *code;    /* "" if there is none */
    const char *outcome; /* of an exchange: what became of it when the consent ended; else "" */
    int64_t created_ms;
    const struct consent_post *said; /* by a withdrawal or void; NULL where it does not open */
};
typedef void consents_each_line(void *arg, const struct consent_line *line);
MUST_CHECK enum fault consents_messages(struct party_state *party, const struct uuid *id,
                                        consents_each_line *each, void *arg, struct error *err);
MUST_CHECK enum fault consents_exchanges(struct party_state *party, const struct uuid *id,
                                         consents_each_line *each, void *arg, struct error *err);

/* ---- for edge/outbox_anew.c, inside a transaction ---- */

/* False for the first message of a consent that others refer to already: under another id it would
 * be another consent, whatever those say. */
MUST_CHECK enum fault consents_may_rename(struct party_state *party, const struct uuid *message,
                                          bool *ret_may, struct error *err);

/* A message goes out under another id. */
MUST_CHECK enum fault consents_rename(struct party_state *party, const struct uuid *from,
                                      const struct uuid *to, struct error *err);

#endif
