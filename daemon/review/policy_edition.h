/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_edition - which rules of two editions of a policy differ, and whether in more than words. */
#ifndef REVIEW_POLICY_EDITION_H
#define REVIEW_POLICY_EDITION_H

#include "core/policy.h"

/* Owned; ids, sorted, each in one list at most (and in one of `kinds`). */
struct policy_edition {
    struct policy_words added, removed;
    struct policy_words changed; /* in what they may decide; also versions that came or went */
    struct policy_words
        kinds[POLICY_NONE + 1]; /* of those, which were of another kind; by what they are */
    struct policy_words
        texts_only; /* citation, certainty, the day of reading, conventions, whether it
                                * is proposed,
                                * texts for people */
};

/* The caller clears it. */
void policy_edition_compare(const struct policy *before, const struct policy *after,
                            struct policy_edition *ret_edition);
void policy_edition_clear(struct policy_edition *edition);
DEFINE_CLEAR(struct policy_edition, policy_edition_clear)

#endif
