/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_terms - what must be given for a section to pass: on each rule that covers it, and so on any. */
#ifndef REVIEW_POLICY_TERMS_H
#define REVIEW_POLICY_TERMS_H

#include "core/policy.h"

/* Of one rule at one age. Owned; words sorted, so that their order in a file says nothing. */
struct policy_terms {
    bool needs_agreement;
    bool needs_consent;
    bool by_youth, by_guardians; /* who must have signed it */
    struct policy_words deciders, reasons, any_reasons;
};

/* Ways in which it passes; none: it does not. Of two ways the easier one only, in an order of its own. */
struct policy_terms_set {
    struct policy_terms *all;
    size_t n;
};

void policy_terms_set_clear(struct policy_terms_set *set);
DEFINE_CLEAR(struct policy_terms_set, policy_terms_set_clear)

/* Adds what the rule asks for at the question's age, unless a way that asks no more is there; takes out
 * those that ask for more. */
void policy_terms_add(struct policy_terms_set *set, const struct policy_rule *rule,
                      const struct policy_question *question);

bool policy_terms_set_equal(const struct policy_terms_set *a, const struct policy_terms_set *b);

/* Sorted copies of `words` without those in `but`. The caller clears them. */
struct policy_words policy_words_without(const struct policy_words *words,
                                         const struct policy_words *but);

/* Whether both hold the same words, in whatever order. */
bool policy_words_equal(const struct policy_words *a, const struct policy_words *b);

#endif
