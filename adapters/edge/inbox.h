/* SPDX-License-Identifier: EUPL-1.2 */
/* inbox - what a party has received: sealed in the spool until the case system takes it.
 *
 * An exchange is stored, synced, and then receipt 2 is signed; it may be shown from then on. The
 * case system answers with its reference: receipt 3 is stored in the transaction that answers. A
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
    enum item_state state; /* handed_over, registered, returned */
    bool confirmed;        /* the broker has committed that state */
    char party[LIMIT_PARTY + 1], sender[LIMIT_PARTY + 1];
    uint8_t thread[THREAD_SIZE];
    char type[LIMIT_WORD + 1], ground[LIMIT_GROUND + 1], purpose[LIMIT_WORD + 1],
        urgency[LIMIT_WORD + 1];
    int64_t created_ms, received_ms;
    struct private_header header;
    char case_reference[LIMIT_REFERENCE + 1], registered_by[100 + 1], return_code[LIMIT_WORD + 1];
    char forward[LIMIT_PARTY + 1]; /* returned: wrong_area */
    bool content_held;             /* false once destroyed */
};

/* Newest first; `open` only those neither registered nor returned. Limits as in the outbox. */
typedef void inbox_each(void *arg, const struct inbox_view *view);
MUST_CHECK enum fault inbox_list(struct party_state *party, bool open, const struct uuid *before,
                                 size_t limit, inbox_each *each, void *arg, struct error *err);

/* One exchange, with its sections opened. FAULT_INPUT "unknown_exchange", "content_destroyed" is
 * no fault: no section is given. */
typedef void inbox_each_section(void *arg, const struct owned_section_body *body);
MUST_CHECK enum fault inbox_get(struct party_state *party, const struct uuid *id,
                                struct inbox_view *ret_view, inbox_each_section *each, void *arg,
                                struct error *err);

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
