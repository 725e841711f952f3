/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_order - messages to the bus itself: consents, their ends, and what is taken back.
 *
 * An order is an exchange without sections, from the party to `bus`; what it says stands in its
 * private header. It is accepted or refused, and nothing follows. What it ends is marked here at
 * once, and goes on as it was until the broker says otherwise: an exchange that waits to be submitted
 * is submitted before the order, or refused by the broker after it. Only the broker's order counts,
 * so nothing is ended here by ourselves.
 */
#ifndef EDGE_OUTBOX_ORDER_H
#define EDGE_OUTBOX_ORDER_H

#include "base/uuid.h"
#include "edge/outbox.h"
#include "edge/party.h"
#include "wire/content.h"

/* Borrowed. */
struct outbox_order {
    const struct private_header *header; /* with the order in it */
    const uint8_t *subject;              /* SUBJECT_SIZE bytes; NULL for none */
    const struct uuid *target;           /* the consent or exchange it is about; NULL for none */
    int64_t post;                        /* edge/outbox_key.h */
};

/* The type of an exchange that gives such an order: "take_back". */
const char *outbox_order_type(enum order_kind kind);

/* Inside a transaction. FAULT_INPUT "bad_content"; FAULT_RETRY "spool", "no_own_card", "no_bus_card":
 * no valid card of the bus is held. */
MUST_CHECK enum fault outbox_order_store(struct party_state *party,
                                         const struct outbox_order *order, struct uuid *ret_id,
                                         struct error *err);

/* Takes an exchange of the party back. `reason` is a code of the vocabulary, `official` the agency's
 * own reference. A second time gives the same order, unless the first was refused. `body` as posted,
 * `key` as in outbox_post(). FAULT_INPUT "unknown_exchange"; "wrong_state": nothing is under way any
 * more; "idempotency_conflict". FAULT_RETRY as above. */
MUST_CHECK enum fault outbox_take_back(struct party_state *party, const struct uuid *id,
                                       const struct consent_revocation *why, const char *key,
                                       struct bytes body, struct uuid *ret_id, bool *ret_repeated,
                                       struct error *err);

#endif
