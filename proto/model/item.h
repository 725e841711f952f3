/* SPDX-License-Identifier: Apache-2.0 */
/* item - what a receipt says, as canonical text; lists of items are signed (tlog/list.h).
 *
 * The broker's item:
 *
 *   samband-broker-item/1
 *   kind <decision | delivery | confirmation>
 *   id <uuid>
 *   exchange <digest>            H(exchange text)
 *   state <accepted | refused | handed_over | registered | returned | withdrawn | taken_back |
 *          destroyed | fetched>
 *   code <code | none>           why refused or returned; withdrawn, taken_back: destroyed_queued or
 *                                not_yet_answered, always
 *   leaf <index> <digest>        where it stands in the log, and the leaf's hash
 *   time <time>                  of that leaf
 *   rule <rule | none>           decision only, else none
 *   reason <text | none>         plain words, with a refusal; one line of UTF-8, no control characters
 *   verdict <digest> <permit | leave_out | refuse> <rule>    0 to 64; section digests of the text
 *   ended <uuid> <outcome>       0 to 200; decision that accepts a withdrawal, a void or a take-back:
 *                                each exchange that it reaches, and what became of it. Not beside
 *                                verdicts: a message to the bus has no sections
 *
 * `decision` is receipt 1. `delivery` goes with the sections: only those that are delivered are
 * listed. `confirmation` says that the recipient's item is committed, or, with withdrawn and
 * taken_back, that the exchange has ended by an order of its sender.
 *
 * The recipient's item:
 *
 *   samband-recipient-item/1
 *   kind <hand_over | registration | return | recall>
 *   id <uuid>
 *   exchange <digest>            in a recall of what has never come, as the recall says it
 *   state <handed_over | registered | returned | destroyed | fetched>
 *   code <code | none>           with a return
 *   forward <party | none>       with wrong_area: the right recipient
 *   order <uuid>                 with a recall, and only there: the message that ordered it
 *   card <party> <serial>        the signer's
 *   time <time>
 *   opened <digest>              0 to 64: section digests that were opened
 *   reference <digest | none>    with registered: H(samband/v1/case_reference, id, salt, reference)
 *   sealed <digest | none>       SHA-256 of the sealed reference
 *   sealed_to <serial | none>    the sender's card it is sealed to
 */
#ifndef MODEL_ITEM_H
#define MODEL_ITEM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/uuid.h"
#include "keys/digest.h"
#include "model/limits.h"

enum item_kind {
    ITEM_UNKNOWN = 0,
    ITEM_DECISION,
    ITEM_DELIVERY,
    ITEM_CONFIRMATION,
    ITEM_HAND_OVER,
    ITEM_REGISTRATION,
    ITEM_RETURN,
    ITEM_RECALL, /* the recipient's answer to a recall: destroyed, or fetched before */
};

/* The states an exchange can be in, as they are written everywhere. The last two are states of items
 * only: what a recipient answers to a recall. */
enum item_state {
    STATE_NONE = 0,
    STATE_ACCEPTED,
    STATE_REFUSED,
    STATE_HANDED_OVER,
    STATE_REGISTERED,
    STATE_RETURNED,
    STATE_WITHDRAWN,
    STATE_TAKEN_BACK,
    STATE_ERASED,
    STATE_DESTROYED,
    STATE_FETCHED,
    N_STATES,
};

const char *item_state_name(enum item_state state); /* "accepted"; "none" for STATE_NONE */
bool item_state_read(const char *name, enum item_state *ret_state);

/* On a section, or on the whole (which is never left out). Zero refuses, so that unset memory does. */
enum verdict {
    VERDICT_REFUSE = 0,
    VERDICT_LEAVE_OUT,
    VERDICT_PERMIT,
};

const char *verdict_name(enum verdict verdict);
bool verdict_read(const char *name, enum verdict *ret_verdict);

struct verdict_line {
    struct digest section;
    enum verdict verdict;
    char rule[LIMIT_GROUND + 1];
};

/* What became of an exchange that its sender ended. */
enum ended_outcome {
    ENDED_NONE = 0,
    ENDED_DESTROYED_QUEUED, /* it had not left the broker */
    ENDED_DESTROYED_UNREAD, /* the recipient's adapter has destroyed it */
    ENDED_ALREADY_FETCHED,  /* the case system had it before */
    ENDED_NOT_YET_ANSWERED, /* it had left; the recipient's adapter has been told to destroy it */
};

/* "destroyed_queued"; NULL for NONE. */
const char *ended_outcome_name(enum ended_outcome outcome);
bool ended_outcome_read(const char *name, enum ended_outcome *ret_outcome);

enum { ITEM_ENDED = 200 };

struct ended_line {
    struct uuid id;
    enum ended_outcome outcome;
};

struct broker_item {
    enum item_kind kind;
    struct uuid id;
    struct digest exchange;
    enum item_state state;
    char code[LIMIT_WORD + 1]; /* "" is written as none, here and below */
    uint64_t leaf_index;
    struct digest leaf_hash;
    int64_t time_ms;
    char rule[LIMIT_GROUND + 1];
    char reason[LIMIT_REASON + 1];
    struct verdict_line verdicts[LIMIT_SECTIONS];
    size_t n_verdicts;
    struct ended_line ended[ITEM_ENDED];
    size_t n_ended;
};

struct recipient_item {
    enum item_kind kind;
    struct uuid id;
    struct digest exchange;
    enum item_state state;
    char code[LIMIT_WORD + 1];
    char forward[LIMIT_PARTY + 1];
    struct uuid order; /* with a recall */
    char party[LIMIT_PARTY + 1];
    uint64_t card;
    int64_t time_ms;
    struct digest opened[LIMIT_SECTIONS];
    size_t n_opened;
    bool has_reference, has_sealed;
    struct digest reference, sealed;
    uint64_t sealed_to; /* with has_sealed */
};

/* Writers append; kind, state and fields must fit each other (asserted). Readers are strict:
 * FAULT_INPUT, code "not_canonical", line and field in the text. */
void broker_item_write(const struct broker_item *item, struct buffer *ret_text);
MUST_CHECK enum fault broker_item_read(struct bytes text, struct broker_item *ret_item,
                                       struct error *err);
void recipient_item_write(const struct recipient_item *item, struct buffer *ret_text);
MUST_CHECK enum fault recipient_item_read(struct bytes text, struct recipient_item *ret_item,
                                          struct error *err);

/* H(tag, id, salt, reference): what stands for a case reference in the record. */
struct digest item_reference_digest(const struct uuid *id, const uint8_t salt[SALT_SIZE],
                                    struct bytes reference);

#endif
