/* SPDX-License-Identifier: EUPL-1.2 */
/* explanation_needs - what a rule objects to, each as one sentence that says what would have to be
 * different. */
#ifndef CORE_EXPLANATION_NEEDS_H
#define CORE_EXPLANATION_NEEDS_H

#include "core/explanation.h"
#include "core/explanation_nearest.h"
#include "core/explanation_words.h"

/* Adds one sentence, or more, to section->needs for each of nearest->objections. */
void explanation_add_needs(const struct explanation_speaker *speaker, const struct policy *policy,
                           const struct policy_question *question,
                           const struct explanation_nearest *nearest,
                           struct explained_section *section);

/* Adds an owned sentence. */
void explanation_add_need(struct explained_section *section, char *sentence);

#endif
