/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_scope - says of what exchanges a decision has changed: the fields of a box, in words. */
#ifndef CTL_DIFF_SCOPE_H
#define CTL_DIFF_SCOPE_H

#include "review/policy_diff.h"
#include "ctl/diff_words.h"

/* Each owned by the caller. */

/* Of which ownership sender or recipient is in the box; 0 where both are, or no rule asks. */
enum policy_ownership diff_scope_ownership(const struct policy_diff *diff,
                                           const struct policy_change *change,
                                           enum policy_space_field field);

/* The words of all classes of the field in the box, sorted. */
struct policy_words diff_scope_words(const struct policy_diff *diff,
                                     const struct policy_change *change,
                                     enum policy_space_field field);

/* "school and police"; "all" where it is every word of the kind. */
char *diff_scope_list(const struct explanation_speaker *speaker, const struct policy_words *words,
                      enum vocabulary_kind kind);

/* "from 2026-07-01, "; "" where it is every day. */
char *diff_scope_days(const struct explanation_speaker *speaker, const struct policy_diff *diff,
                      const struct policy_change *change);

/* ", ages 15–17"; "" where the age says nothing. */
char *diff_scope_subject(const struct explanation_speaker *speaker, const struct policy_diff *diff,
                         const struct policy_change *change);

/* ", without the flag unverified"; "" where flags say nothing. */
char *diff_scope_flags(const struct explanation_speaker *speaker, const struct policy_diff *diff,
                       const struct policy_change *change);

#endif
