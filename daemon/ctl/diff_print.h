/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_print - a difference between two policies as sentences, and as JSON. */
#ifndef CTL_DIFF_PRINT_H
#define CTL_DIFF_PRINT_H

#include <stdio.h>

#include "review/policy_diff.h"
#include "review/policy_edition.h"
#include "ctl/diff_words.h"

/* One sentence a change, grounds apart by an empty line; the rules that differ; the count last. */
void diff_print_lines(const struct explanation_speaker *speaker, const struct policy_diff *diff,
                      const struct policy_edition *rules, FILE *out);

/* {"changes": [{"ground", "from", "to", "types", "purposes", "categories": lists of codes, "flags": list
 * of sets, "days": [{"from", "until"}], "subjects": [...], "before", "after": ways in which it
 * passes (both empty where it passes no longer), "text"}], "rules": {"added", "removed", "changed", "texts_only"}} */
void diff_print_json(const struct explanation_speaker *speaker, const struct policy_diff *diff,
                     const struct policy_edition *rules, FILE *out);

#endif
