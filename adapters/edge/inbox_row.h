/* SPDX-License-Identifier: EUPL-1.2 */
/* inbox_row - how a received exchange is read from the spool, and how our own receipts on it are
 * signed and stored.
 */
#ifndef EDGE_INBOX_ROW_H
#define EDGE_INBOX_ROW_H

#include "edge/inbox.h"
#include "edge/party.h"
#include "edge/spool.h"
#include "model/exchange_text.h"
#include "model/item.h"

/* FAULT_INPUT "unknown_exchange", also while it may not be shown yet. */
MUST_CHECK enum fault inbox_row_view(struct party_state *party, const struct uuid *id,
                                     struct inbox_view *ret_view, struct error *err);

/* The exchange's text, and the digest of it. FAULT_INPUT "unknown_exchange". */
MUST_CHECK enum fault inbox_row_text(struct party_state *party, const struct uuid *id,
                                     struct exchange_text *ret_text, struct digest *ret_hash,
                                     struct error *err);

/* Signs and stores an item of ours, inside a transaction. Id, exchange, kind, state and what goes
 * with them are the caller's; signer and time are filled in. FAULT_RETRY "no_own_card". */
MUST_CHECK enum fault inbox_row_sign(struct party_state *party, struct recipient_item *item,
                                     struct bytes sealed_reference, struct error *err);

/* The section digests of our receipt 2 on the exchange, into the item. None if there is none. */
MUST_CHECK enum fault inbox_row_opened(struct party_state *party, const struct uuid *id,
                                       struct recipient_item *item, struct error *err);

#endif
