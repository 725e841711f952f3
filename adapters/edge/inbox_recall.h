/* SPDX-License-Identifier: EUPL-1.2 */
/* inbox_recall - a sender's order to destroy what it sent: verified by its own signature, and
 * answered with a signed item that says whether the case system had the content before.
 *
 * The broker passes the order on and is not believed: without a valid order of the exchange's own
 * sender, everything is kept, and an alarm raised. Whether it is fetched or destroyed is decided,
 * done and signed in one transaction.
 */
#ifndef EDGE_INBOX_RECALL_H
#define EDGE_INBOX_RECALL_H

#include <stdbool.h>

#include "edge/inbox_check.h"
#include "edge/party.h"
#include "wire/frame.h"

/* Takes a Recall frame. What is new (*ret_is_new) waits as inbox_way_waiting() tells; to a repeated
 * one the same bytes are appended to `ret_frame`, a Receipts frame. An exchange that never came is
 * answered as destroyed, and will be when it comes.
 * FAULT_INPUT "order_refused" (no valid order of the exchange's sender; the party remembers which, for
 * its alarms), "old_takeover"; nothing is changed then. FAULT_RETRY "spool", "no_own_card". */
MUST_CHECK enum fault inbox_recall_take(struct party_state *party,
                                        const Samband__V1__Recall *message, bool *ret_is_new,
                                        struct buffer *ret_frame, struct error *err);

/* Inside the transaction that stores a delivery: was this exchange recalled before it came? Then
 * *ret_state is what it has become (withdrawn, taken_back), else STATE_NONE. An order that proves to
 * be none for this exchange is forgotten, with an alarm. */
MUST_CHECK enum fault inbox_recall_before(struct party_state *party,
                                          const struct delivery *delivery,
                                          enum item_state *ret_state, struct uuid *ret_order,
                                          struct error *err);

/* Inside a transaction: sections and private header go. */
MUST_CHECK enum fault inbox_recall_destroy(struct party_state *party, const struct uuid *id,
                                           struct error *err);

#endif
