/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_draft - what an exchange was made of, boxed for its sender: from it the exchange can be
 * sealed anew for another key.
 *
 * What was sealed to a recipient cannot be opened by who sealed it. The box holds the private header
 * and the body of each section, each behind its size (u64, big-endian).
 */
#ifndef EDGE_OUTBOX_DRAFT_H
#define EDGE_OUTBOX_DRAFT_H

#include "edge/party.h"
#include "edge/report.h"

/* Owned; zeroed memory is an empty one. */
struct outbox_draft {
    struct private_header header;
    struct report_part *parts;
    size_t n_parts;
};
void outbox_draft_clear(struct outbox_draft *draft);
DEFINE_CLEAR(struct outbox_draft, outbox_draft_clear)

/* Appends the box. Faults of seal_box(). */
MUST_CHECK enum fault outbox_draft_write(const struct party_state *party,
                                         const struct private_header *header,
                                         const struct report_part parts[], size_t n_parts,
                                         struct buffer *ret_box, struct error *err);

/* `ret_draft` must be empty. FAULT_INPUT "no_own_key": the box opens with no key that we have,
 * or is damaged. */
MUST_CHECK enum fault outbox_draft_read(const struct party_state *party, struct bytes box,
                                        struct outbox_draft *ret_draft, struct error *err);

#endif
