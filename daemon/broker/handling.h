/* SPDX-License-Identifier: EUPL-1.2 */
/* handling - what a recipient signed about one exchange: handed over, registered, returned, or what
 * it did on a recall.
 *
 * handling_read() proves the signature; handling_fits() holds it against the exchange as it stands
 * in the record; handling_write() makes the leaf and the broker's confirmation. No I/O.
 */
#ifndef BROKER_HANDLING_H
#define BROKER_HANDLING_H

#include "broker/submission.h"

struct handling {
    struct recipient_item item;
    struct list_proof proof;
    struct buffer bytes, path, sealed_reference;

    enum item_state state; /* of the exchange afterwards */
    struct buffer entry;
    struct signed_item confirmation;
    struct stored_receipt receipts[2]; /* the recipient's item, the confirmation */
    int64_t time_ms;
};

void handling_free(struct handling *handling);
DEFINE_CLEANUP(struct handling *, handling_free)

/* Copies what it needs. FAULT_INPUT with the code of the error frame: not_canonical, wrong_party,
 * unknown_card, bad_signature, bad_digest, bad_content. `ret_id` as in submission_read(). */
MUST_CHECK enum fault handling_read(const Samband__V1__Receipt *message, const char *party,
                                    const struct directory *directory,
                                    struct handling **ret_handling, struct uuid *ret_id,
                                    bool *ret_has_id, struct error *err);

/* The order that a recall's answer names; false for any other item. */
bool handling_order(const struct handling *handling, struct uuid *ret_order);

/* FAULT_INPUT: unknown_exchange (also another recipient's), bad_digest (of another text),
 * bad_content (opened what was not permitted). */
MUST_CHECK enum fault handling_fits(const struct handling *handling,
                                    const struct known_exchange *known, struct error *err);

/* True if exactly this item is stored already. */
bool handling_is_known(const struct handling *handling, const struct known_exchange *known);

/* Moves *state as the item says; FAULT_INPUT wrong_state if there is no such step. The answer to a
 * recall needs one that is open by that order: what was destroyed becomes withdrawn or taken back, as
 * `order` (NULL for any other item) says; what was fetched, and what has ended, stays as it is. */
MUST_CHECK enum fault handling_step(const struct handling *handling,
                                    const struct known_exchange *known,
                                    const struct known_exchange *order, enum item_state *state,
                                    struct error *err);

/* `state` is that of the exchange afterwards. May be called again, with another place in the log. */
void handling_write(struct handling *handling, enum item_state state,
                    const struct decision_context *context);

/* The change to commit; points into the handling. */
struct change handling_change(const struct handling *handling);

#endif
