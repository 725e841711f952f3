/* SPDX-License-Identifier: EUPL-1.2 */
/* inbox_way - deliveries into the spool, our receipts out of it, the broker's confirmations of them.
 * The link calls this; nothing here knows a socket.
 */
#ifndef EDGE_INBOX_WAY_H
#define EDGE_INBOX_WAY_H

#include "edge/party.h"
#include "model/item.h"
#include "wire/frame.h"

/* Verifies and stores a delivery with receipt 2 (or, if our key does not open it, a return), and
 * appends a Receipts frame with what we have signed on it: to a repeated delivery the same bytes.
 * What is new (*ret_is_new) also waits as inbox_way_waiting() tells. One that was recalled before it
 * came is stored without content, and answered with what we have signed on the recall.
 * FAULT_INPUT with the code of the error frame (those of inbox_check(), "conflict": the id came with
 * another text before, "old_takeover"); nothing is stored then. FAULT_RETRY "spool",
 * "no_own_card". */
MUST_CHECK enum fault inbox_way_deliver(struct party_state *party,
                                        const Samband__V1__Deliver *message, bool *ret_is_new,
                                        struct buffer *ret_frame, struct error *err);

/* Appends a Receipts frame with everything we have signed on the exchange, in the order of signing;
 * nothing if there is nothing. */
MUST_CHECK enum fault inbox_way_repeat(struct party_state *party, const struct uuid *id,
                                       struct buffer *ret_frame, struct error *err);

/* What the broker has committed. Receipts that do not verify are logged and left out. A confirmed
 * registration, return or destruction ends the content here. That an exchange was withdrawn or taken
 * back is believed only once its sender's order has been seen (inbox_recall.h). FAULT_INPUT "old_takeover", FAULT_RETRY "spool". */
MUST_CHECK enum fault inbox_way_confirm(struct party_state *party,
                                        const Samband__V1__Confirm *message, struct error *err);

/* Our receipts that the broker has not confirmed, oldest first: at most `limit` places. */
struct inbox_waiting {
    int64_t place;
    struct uuid id;
};
MUST_CHECK enum fault inbox_way_waiting(struct party_state *party, size_t limit,
                                        struct inbox_waiting ret_waiting[], size_t *ret_n,
                                        struct error *err);

/* Appends a Receipts frame with one of them; nothing if it has gone. */
MUST_CHECK enum fault inbox_way_frame(struct party_state *party, int64_t place,
                                      struct buffer *ret_frame, struct error *err);

#endif
