/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_way - what becomes of an exchange after it was posted: what is to be submitted, and what
 * receipts, errors and silence do to it. The link calls this; nothing here knows a socket.
 *
 * A receipt that does not verify moves nothing and is not acknowledged: it raises an alarm on the
 * exchange that it names.
 */
#ifndef EDGE_OUTBOX_WAY_H
#define EDGE_OUTBOX_WAY_H

#include "edge/outbox.h"
#include "edge/party.h"
#include "model/item.h"
#include "wire/frame.h"
#include "wire/sizes.h"

/* The oldest exchanges that the broker has not answered, in order of signing: at most `limit`. An order,
 * and what rests on a consent, waits here until the broker has answered what it is about. */
MUST_CHECK enum fault outbox_way_waiting(struct party_state *party, size_t limit,
                                         struct uuid ret_ids[], size_t *ret_n, struct error *err);

/* Appends the Submit frame, the same bytes each time; nothing if it has gone in the meantime. */
MUST_CHECK enum fault outbox_way_frame(struct party_state *party, const struct uuid *id,
                                       struct buffer *ret_frame, struct error *err);

struct outbox_acknowledgement {
    struct uuid id;
    enum item_state state;
};

/* Takes receipts from the broker, all in one transaction. `ret_acknowledgements` holds
 * WIRE_RECEIPTS: receipts of the recipient that are stored now, or were before. Bad receipts are
 * logged and raise alarms; the fault is only that of the spool. */
MUST_CHECK enum fault outbox_way_take(struct party_state *party,
                                      const Samband__V1__Receipts *receipts,
                                      struct outbox_acknowledgement ret_acknowledgements[],
                                      size_t *ret_n, struct error *err);

enum outbox_error {
    OUTBOX_ERROR_NOT_OURS = 0, /* no exchange that waits to be submitted has this id */
    OUTBOX_ERROR_LATER,        /* the same bytes again later */
    OUTBOX_ERROR_FINAL,        /* it is not sent, and on the alarm list */
};

/* The broker did not take a submitted exchange, with this code. What cannot heal ends it; whatever
 * else is tried again, with an alarm unless the broker is only busy. */
MUST_CHECK enum fault outbox_way_error(struct party_state *party, const struct uuid *id,
                                       const char *code, enum outbox_error *ret_what,
                                       struct error *err);

/* One log line, and one note for the party's system, for each exchange that is overdue and has not been warned of lately. `ret_next_ms` is
 * the wall time of the next to come; INT64_MAX for none. */
MUST_CHECK enum fault outbox_way_warn(struct party_state *party, int64_t now_ms,
                                      int64_t *ret_next_ms, struct error *err);

#endif
