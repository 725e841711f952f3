/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_terms - says how what must be given for a section has changed. */
#ifndef CTL_DIFF_TERMS_H
#define CTL_DIFF_TERMS_H

#include "review/policy_terms.h"
#include "ctl/diff_words.h"

/* "may no longer pass", "must now have the reason X": the end of a sentence about
 * categories. The caller owns the text. */
char *diff_change_text(const struct explanation_speaker *speaker,
                       const struct policy_terms_set *before, const struct policy_terms_set *after);

#endif
