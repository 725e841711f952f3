/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_block - what a rule of kind blocked that is limited to some grounds is meant to forbid.
 *
 * Limited to the ground of its own rule it takes one exception away, and what other grounds permit stays
 * open: the law says so by naming the exception. Where it lists other grounds it forbids a sending, and
 * lists on what that might have gone; what passes on a ground that is not in the list goes round it.
 */
#ifndef REVIEW_POLICY_BLOCK_H
#define REVIEW_POLICY_BLOCK_H

#include "core/policy.h"

/* Whether it lists grounds, rather than none or its own alone. */
bool policy_block_is_listing(const struct policy_rule *block);

/* Of a listing block: whether a section of this category, if it passes on the question's ground, goes
 * round it. Same sender, recipient, type, purpose and day as the block names, on a ground that it
 * does not list, while a rule of one that it lists covers the same section. */
bool policy_block_is_passed_round(const struct policy *policy, const struct policy_rule *block,
                                  const struct policy_question *question, const char *category);

#endif
