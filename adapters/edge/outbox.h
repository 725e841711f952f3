/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox - what a party sends: from a report to signed exchanges in the spool, and their way until
 * the recipient's case system has them.
 *
 * A report is in the spool, synced, before anybody is told its ids. What it was made of is kept,
 * sealed to the party itself, until the exchange needs nobody any more.
 */
#ifndef EDGE_OUTBOX_H
#define EDGE_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/uuid.h"
#include "edge/report.h"
#include "model/directory.h"
#include "model/item.h"

struct spool;
struct party_state; /* edge/party.h: name, keys, token, link */

/* State as the school sees it. */
enum outbox_stage {
    OUTBOX_SPOOLED = 0, /* stored here; the broker has not answered yet */
    OUTBOX_ACCEPTED,    /* receipt 1: the broker has it */
    OUTBOX_HANDED_OVER, /* receipt 2: the recipient's adapter has it */
    OUTBOX_REGISTERED,  /* receipt 3: the case system has it */
    OUTBOX_REFUSED,     /* receipt 1: not let through */
    OUTBOX_RETURNED,    /* the recipient sent it back */
    OUTBOX_NOT_SENT,    /* refused here: no valid key of the recipient (no_key), or an error */
    OUTBOX_WITHDRAWN,   /* ended by us, with a consent that it rests on: before anybody had it */
    OUTBOX_TAKEN_BACK,  /* ended by us, itself: before anybody had it */
    N_OUTBOX_STAGES,
};
const char *outbox_stage_name(enum outbox_stage stage); /* "spooled", "accepted", … */

struct outbox_view_section {
    char category[CONTENT_WORD + 1];
    enum verdict verdict; /* meaningful once decided */
    char rule[LIMIT_GROUND + 1];
};

/* One exchange as its sender sees it. */
struct outbox_view {
    struct uuid id;
    enum outbox_stage stage;
    char party[LIMIT_PARTY + 1], recipient[LIMIT_PARTY + 1];
    char about[REPORT_POINTER + 1], idempotency_key[80 + 1];
    char type[LIMIT_WORD + 1], ground[LIMIT_GROUND + 1], purpose[LIMIT_WORD + 1],
        urgency[LIMIT_WORD + 1];
    char function[LIMIT_WORD + 1]; /* as which the recipient is addressed; "" for itself */
    char telephone[DIRECTORY_TELEPHONE + 1]; /* of an acute one; "" if none */
    bool on_call;                            /* it goes to the on-call function */
    bool has_in_reply_to, has_correction_of, has_supersedes, has_superseded_by, has_ended_by;
    struct uuid in_reply_to, correction_of;
    struct uuid supersedes, superseded_by; /* sent anew: instead of which, as which */
    struct uuid ended_by;                  /* our order to end it */
    bool has_task;
    struct uuid task; /* whose notice it is */
    bool has_assessment_salt;
    uint8_t
        assessment_salt[SALT_SIZE]; /* of the hash that the header has of the decider's record */
    char outcome[LIMIT_WORD + 1];   /* what became of it by that order, "" while unknown */
    int64_t created_ms, stage_since_ms;
    int64_t accepted_ms, handed_over_ms,
        registered_ms;   /* times of the receipts' leaves; 0 if none */
    uint64_t leaf_index; /* of receipt 1 */
    bool decided;        /* a verdict is there */
    char code[LIMIT_WORD + 1], rule[LIMIT_GROUND + 1], reason[LIMIT_REASON + 1];
    char forward[LIMIT_PARTY + 1];            /* returned: wrong_area */
    char case_reference[LIMIT_REFERENCE + 1]; /* opened; "" if none */
    const char *
        waiting_at; /* "this adapter", "the broker", "the recipient's adapter", "the recipient's case system", or "" */
    bool overdue;         /* the stage has lasted longer than its urgency allows */
    bool needs_attention; /* refused, returned, not_sent, partial permit, alarm; not acknowledged */
    bool acknowledged;
    char alarm[40]; /* code of what is wrong with the receipts, "" if nothing */
    struct outbox_view_section sections[LIMIT_SECTIONS];
    size_t n_sections;
};

/* Splits, seals, signs, stores, syncs. `ret_ids` (owned, mem_free) has one id for each child and
 * target: those of the first child in the order of the targets, then those of the next.
 * The same idempotency key with the same body (by its SHA-256) gives the same ids again and
 * *ret_repeated = true; with another body FAULT_INPUT "idempotency_conflict". Other FAULT_INPUT:
 * those of outbox_check_targets(). Whether a recipient may have it is left to the gate. No valid key
 * of the recipient: the exchange is stored as OUTBOX_NOT_SENT, code no_key, and sent when there is
 * one.
 * "too_large", "bad_content" (sections or words that could not be sent: nothing was stored).
 * FAULT_RETRY "spool" if it could not be stored: nothing was; "no_own_card" while the party has no
 * valid card of its own. A key of NULL or "" is none: every post is then a new one. */
MUST_CHECK enum fault outbox_post(struct party_state *party, const struct report *report,
                                  struct bytes body, const char *idempotency_key,
                                  struct uuid **ret_ids, size_t *ret_n, bool *ret_repeated,
                                  struct error *err);

/* Every fault of a report's targets and references, with its pointer, to `faults`; codes as in
 * edge/outbox_target.h. FAULT_INPUT with the first, FAULT_RETRY "spool". Writes nothing. */
MUST_CHECK enum fault outbox_check_targets(struct party_state *party, const struct report *report,
                                           struct form_faults *faults, struct error *err);

/* The outbox, newest first; `attention` only those that need somebody, the overdue among them.
 * At most `limit` (1 to 501),
 * older than `before` if that is not NULL. */
typedef void outbox_each(void *arg, const struct outbox_view *view);
MUST_CHECK enum fault outbox_list(struct party_state *party, bool attention,
                                  const struct uuid *before, size_t limit, outbox_each *each,
                                  void *arg, struct error *err);

/* FAULT_INPUT "unknown_exchange" also for another party's id. */
MUST_CHECK enum fault outbox_get(struct party_state *party, const struct uuid *id,
                                 struct outbox_view *ret_view, struct error *err);

/* An official or its system has seen it: off the alarm list, for good. Idempotent. FAULT_INPUT
 * "nothing_to_acknowledge" while nothing needs attention. */
MUST_CHECK enum fault outbox_acknowledge(struct party_state *party, const struct uuid *id,
                                         struct error *err);

/* The receipts held for one exchange, for showing (items as is). */
typedef void outbox_each_receipt(void *arg, enum item_kind kind, struct bytes item);
MUST_CHECK enum fault outbox_receipts(struct party_state *party, const struct uuid *id,
                                      outbox_each_receipt *each, void *arg, struct error *err);

#endif
