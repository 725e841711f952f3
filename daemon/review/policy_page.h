/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_page - the rules as a lawyer reads them: an index, and each ground with all that its rules
 * say, in one language.
 *
 * Rules of a ground that differ only in sender, recipient and decider stand together. What all rules of a
 * ground have in common is said once.
 */
#ifndef REVIEW_POLICY_PAGE_H
#define REVIEW_POLICY_PAGE_H

#include "review/page.h"
#include "core/policy_rules.h"
#include "model/vocabulary.h"

/* Makes the page. `country` is a code ("SE"), or NULL for every country that has rules; `day` (days
 * since 1970) is the date of print. `ret_page` (zeroed memory) belongs to the caller. */
void policy_page_make(const struct policy *policy, const struct vocabulary *vocabulary,
                      enum vocabulary_language language, const char *country, int32_t day,
                      struct page *ret_page);

#endif
