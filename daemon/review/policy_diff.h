/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_diff - which decisions differ between two policies, in as few boxes as it takes.
 *
 * Of each ground that either has, every point of the space of both policies' rules (policy_space.h)
 * that some rule covers is asked of both. What is sent in a cell of that space has changed if anything
 * that may be given for it is answered otherwise. Cells that changed alike are merged, field by
 * field, into boxes: any of these senders to any of those recipients, and so on.
 */
#ifndef REVIEW_POLICY_DIFF_H
#define REVIEW_POLICY_DIFF_H

#include "review/policy_space.h"
#include "review/policy_terms.h"

enum { POLICY_DIFF_CLASSES_MAX = 256 }; /* of one field of one ground */

/* A set of classes of one field. */
struct policy_mask {
    uint64_t bits[POLICY_DIFF_CLASSES_MAX / 64];
};

bool policy_mask_has(const struct policy_mask *mask, size_t i);

struct policy_change {
    size_t space;                            /* place in `spaces`: ground, and what classes hold */
    struct policy_mask classes[SPACE_SCOPE]; /* of each field: any of these */
    size_t before, after; /* places in `sets`; where it passes no longer both are 0: on what it did
                           * says nothing of the new rules, and would part what belongs together */
};

/* Owned. `changes` by ground, then as they stand in its space. */
struct policy_diff {
    struct policy_change *changes;
    size_t n_changes;
    struct policy_space **spaces;
    size_t n_spaces;
    struct policy_terms_set
        *sets; /* what must be given; the first one is empty: it does not pass */
    size_t n_sets;
};

void policy_diff_clear(struct policy_diff *diff);
DEFINE_CLEAR(struct policy_diff, policy_diff_clear)

/* `universe`: the words of both. FAULT_INPUT "too_many_words" (policy_space_make) or
 * "too_many_classes". The caller clears it; it borrows both policies. */
MUST_CHECK enum fault policy_diff_make(const struct policy *before, const struct policy *after,
                                       const struct policy_universe *universe,
                                       struct policy_diff *ret_diff, struct error *err);

#endif
