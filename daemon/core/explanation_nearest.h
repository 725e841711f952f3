/* SPDX-License-Identifier: EUPL-1.2 */
/* explanation_nearest - which rule of the ground a section comes nearest to passing on.
 *
 * A rule counts only if everything that it objects to could be otherwise without another ground or
 * another sender, and nothing that would then be so is blocked.
 */
#ifndef CORE_EXPLANATION_NEAREST_H
#define CORE_EXPLANATION_NEAREST_H

#include <stdbool.h>
#include <stdint.h>

#include "core/policy.h"

/* `rule` NULL: there is none. */
struct explanation_nearest {
    const struct policy_rule *rule; /* borrowed from the policy */
    uint32_t objections;            /* OBJECTION_BIT() of each, to the section alone */

    /* The question for this one section, with the day, recipient's role, type and purpose put right
     * where the rule objects to them. Whatever blocks does not block this. */
    struct policy_question open;
};

/* Of the rules of question->ground that cover the category: that with the fewest objections; of
 * equals, that which objects latest. One for another kind of recipient comes after all others.
 * `category` (borrowed by `ret->open`) must stay where it is. */
void explanation_find_nearest(const struct policy *policy, const struct policy_question *question,
                              const char *const *category, struct explanation_nearest *ret);

/* Whether somebody signs at these ages, and the ages lie inside the rule's limit; years at sending. */
bool explanation_can_sign(const struct policy_rule *rule, const struct policy_question *question,
                          const struct policy_signers *signers);

#endif
