/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_store - one exchange into the spool: number, thread, agreement, text, signature, frame, and
 * the draft from which it can be sealed anew.
 *
 * A number is given and used in the same transaction, so numbers have no gaps; the frame is stored
 * whole, so that after a crash the same bytes go out again.
 */
#ifndef EDGE_OUTBOX_STORE_H
#define EDGE_OUTBOX_STORE_H

#include "edge/outbox_seal.h"

/* Borrowed. */
struct outbox_entry {
    /* Without a recipient's card it is stored as not sent (no_key). Own card, agreement, number, and
     * the thread unless `has_thread`, are filled in; `now_ms` and `id` are the caller's. */
    struct outbox_source source;
    bool has_thread;
    const char *recipient;
    int64_t post;
    const char *function, *telephone; /* "" for none */
    bool on_call;
    const struct uuid *predecessor; /* what it is sent instead of; NULL for nothing */
    const uint8_t *assessment_salt; /* SALT_SIZE bytes; NULL without a decider */
    int64_t n_anew;                 /* sent anew so often before */
    bool must_send; /* a recipient's card without a usable key is a fault: "no_key" */
};

/* Inside a transaction. Faults of outbox_seal(): nothing was stored then. FAULT_RETRY "spool",
 * "no_own_card". */
MUST_CHECK enum fault outbox_store(struct outbox_entry *entry, struct error *err);

#endif
