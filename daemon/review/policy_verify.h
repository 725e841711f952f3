/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_verify - goes through every exchange that the rules can tell apart, and looks for flaws.
 *
 * Of each ground, of one that nobody has and of none, every point of its space (policy_space.h) is
 * asked of the gate, and the answer is held against what the rules warrant by policy_warrant.h. What
 * each flaw is stands in policy_finding.h.
 */
#ifndef REVIEW_POLICY_VERIFY_H
#define REVIEW_POLICY_VERIFY_H

#include "review/policy_finding.h"

enum { POLICY_VERIFY_RULES_MAX = 64 }; /* of one ground */

/* What decides: policy_decide(), or in a test something that is broken. */
typedef void policy_gate(const struct policy *policy, const struct policy_question *question,
                         struct policy_answer *ret_answer);

struct policy_verification {
    struct policy_findings findings; /* sorted */
    double n_points;                 /* asked */
    double n_combinations;           /* for which they stand */
};

void policy_verification_clear(struct policy_verification *verification);
DEFINE_CLEAR(struct policy_verification, policy_verification_clear)

/* FAULT_INPUT "too_many_words" (policy_space_make) or "too_many_rules" where a ground has more than can be
 * gone through. The caller clears it; its findings borrow the policy. */
MUST_CHECK enum fault policy_verify(const struct policy *policy,
                                    const struct policy_universe *universe, policy_gate *gate,
                                    struct policy_verification *ret_verification,
                                    struct error *err);

#endif
