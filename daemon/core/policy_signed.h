/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_signed - whether a consent, as it was signed, lets a category pass on a rule. */
#ifndef CORE_POLICY_SIGNED_H
#define CORE_POLICY_SIGNED_H

#include <stdbool.h>

#include "core/policy.h"

/* Whether one of the exchange's consents, by itself,
 *   - is held by the sender, and is for disclosure by the sender to this recipient,
 *   - covers the purpose, the category and the day, and has not ended,
 *   - is signed by all who must at the subject's age (at sending).
 * Who must: those whom the rule names for the age, however little the form asked, and a young person
 * whom the form asks. Where guardians must, every one that the form counts, and at least one; where
 * they need not, what they signed says nothing. An age that is not known, or that the rule names
 * nobody for, cannot be signed for. */
bool policy_signed(const struct policy_rule *rule, const struct policy_question *question,
                   const char *category);

/* The first two of these, without the category: what does not hang on a rule. */
bool policy_consent_is_for(const struct policy_consent *consent,
                           const struct policy_question *question);

/* Who must sign at the subject's age (at sending), or NULL when that cannot be told. Borrowed from the
 * rule. */
const struct policy_signers *policy_signers_at_age(const struct policy_rule *rule,
                                                   const struct policy_question *question);

#endif
