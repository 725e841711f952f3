/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_anew - the same content once more, as a new exchange in place of one that did not arrive:
 * for a newer key of the recipient, or for the right recipient.
 *
 * What waits for a key is what was not sent for want of one (no_key), refused since the recipient has
 * a newer card (new_card), or returned since it had lost the key (no_key). The new exchange supersedes
 * the last one that was submitted. The old one then needs nobody, and its content has gone with the
 * new one. What somebody has acknowledged is left alone.
 */
#ifndef EDGE_OUTBOX_ANEW_H
#define EDGE_OUTBOX_ANEW_H

#include "base/uuid.h"
#include "edge/party.h"

enum { OUTBOX_ANEW_MAX = 5 }; /* so often in a row, and then somebody must look */

/* Inside a transaction: sends one anew if it waits for a key and a newer card is held now. *ret_done
 * tells. FAULT_RETRY "spool". */
MUST_CHECK enum fault outbox_anew_one(struct party_state *party, const struct uuid *id,
                                      bool *ret_done, struct error *err);

/* All that can go now; for when cards have come. `ret_n` were sent anew. FAULT_RETRY "spool". */
MUST_CHECK enum fault outbox_anew_run(struct party_state *party, size_t *ret_n, struct error *err);

/* Sends what was returned as wrong_area to the party that its recipient named, once: a second time
 * gives the same id. FAULT_INPUT "unknown_exchange"; "wrong_state": not returned so; "unknown_party":
 * the right recipient is no member today, or the party itself; "content_gone": acknowledged already,
 * so that nothing is left to send; "no_own_key": sealed to a key that we no longer have. FAULT_RETRY
 * "spool", "no_own_card". */
MUST_CHECK enum fault outbox_forward(struct party_state *party, const struct uuid *id,
                                     struct uuid *ret_id, bool *ret_repeated, struct error *err);

#endif
