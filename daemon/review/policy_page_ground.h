/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_page_ground - one ground on the page: what its rules have in common, and where they differ. */
#ifndef REVIEW_POLICY_PAGE_GROUND_H
#define REVIEW_POLICY_PAGE_GROUND_H

#include "review/policy_page_rule.h"

/* All rules of one ground, at least one; borrowed from the policy. */
struct policy_page_ground {
    const struct policy_rule *rules;
    size_t n;
};

/* Adds a heading, the meaning, and a table. Rules that differ only in sender, recipient and decider are
 * told together; what is common to all is told first, then, below its senders and recipients, what only
 * some say. */
void policy_page_put_ground(const struct policy_page_reader *reader,
                            const struct policy_page_ground *ground, struct page *page);

#endif
