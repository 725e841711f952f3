/* SPDX-License-Identifier: EUPL-1.2 */
/* inbox - what a party has received: sealed in the spool until the case system takes it.
 *
 * An exchange is stored, synced, and then receipt 2 is signed; it may be shown from then on, or, if
 * it rests on a consent, once the broker has confirmed that receipt. That content was shown is on
 * disk before it is shown: what is recalled after that is answered as fetched. The case system answers with its reference: receipt 3 is stored in the transaction that answers. A
 * repeated answer with the same reference gives the same; another one is a conflict.
 */
#ifndef EDGE_INBOX_H
#define EDGE_INBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/uuid.h"
#include "model/exchange_text.h"
#include "model/item.h"
#include "wire/content.h"

struct party_state;

struct inbox_view {
    struct uuid id;
    enum item_state state; /* handed_over, registered, returned, withdrawn, taken_back */
    bool confirmed;        /* the broker has committed that state */
    char party[LIMIT_PARTY + 1], sender[LIMIT_PARTY + 1];
    uint8_t thread[THREAD_SIZE];
    char type[LIMIT_WORD + 1], ground[LIMIT_GROUND + 1], purpose[LIMIT_WORD + 1],
        urgency[LIMIT_WORD + 1];
    char function[LIMIT_WORD + 1]; /* that it was addressed to; "" for the party itself */
    bool has_in_reply_to, has_correction_of, has_supersedes;
    struct uuid in_reply_to, correction_of, supersedes;
    int64_t created_ms, received_ms;
    int64_t fetched_ms; /* first shown with content; 0: never */
    bool has_ended_by;  /* its sender has withdrawn it or taken it back, too late perhaps */
    struct uuid ended_by;
    struct private_header header;
    char case_reference[LIMIT_REFERENCE + 1], registered_by[100 + 1], return_code[LIMIT_WORD + 1];
    char forward[LIMIT_PARTY + 1]; /* returned: wrong_area */
    bool content_held;             /* false once destroyed */
};

/* Newest first; `open` only those neither registered nor returned. Limits as in the outbox. */
typedef void inbox_each(void *arg, const struct inbox_view *view);
MUST_CHECK enum fault inbox_list(struct party_state *party, bool open, const struct uuid *before,
                                 size_t limit, inbox_each *each, void *arg, struct error *err);

/* One exchange, with its sections opened if there is an `each`. Where the content is destroyed no
 * section is given. Nothing of what `each` gets may leave the process before inbox_fetched() has said
 * yes. FAULT_INPUT "unknown_exchange", "content_damaged" (a section, with the right key); FAULT_RETRY
 * "no_own_key". Both are alarms from then on. */
typedef void inbox_each_section(void *arg, const struct owned_section_body *body);
MUST_CHECK enum fault inbox_get(struct party_state *party, const struct uuid *id,
                                struct inbox_view *ret_view, inbox_each_section *each, void *arg,
                                struct error *err);

/* Its content goes to the case system now: on disk when this returns, so that a recall which comes later
 * is answered truly. `view` is what inbox_get() gave. FAULT_RETRY "spool": it must not go then. */
MUST_CHECK enum fault inbox_fetched(struct party_state *party, struct inbox_view *view,
                                    struct error *err);

/* What we have sent in reply to it, oldest first: ids in the outbox. */
typedef void inbox_each_answer(void *arg, const struct uuid *id);
MUST_CHECK enum fault inbox_answers(struct party_state *party, const struct uuid *id,
                                    inbox_each_answer *each, void *arg, struct error *err);

/* The case system has it. `registered_by` is a named official where there is no case system, else
 * "". FAULT_INPUT "reference_conflict", "wrong_state" (returned), "bad_reference" (empty, too long,
 * control characters, not UTF-8), "unknown_exchange". */
MUST_CHECK enum fault inbox_register(struct party_state *party, const struct uuid *id,
                                     const char *case_reference, const char *registered_by,
                                     struct inbox_view *ret_view, struct error *err);

/* It goes back. `code` is a return code of the vocabulary; `forward` the right recipient with
 * wrong_area, else "". FAULT_INPUT "bad_code", "wrong_state", "unknown_exchange", "unknown_party". */
MUST_CHECK enum fault inbox_return(struct party_state *party, const struct uuid *id,
                                   const char *code, const char *forward,
                                   struct inbox_view *ret_view, struct error *err);

#endif
