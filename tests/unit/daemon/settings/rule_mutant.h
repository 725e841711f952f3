/* SPDX-License-Identifier: EUPL-1.2 */
/* rule_mutant - a rule with one of its conditions changed, one after the other.
 *
 * A table of scenarios that answers alike with such a rule does not try the condition.
 *
 * Changes that no exchange could show are left out: a word that another rule of the ground covers
 * under the same conditions, an age that no signer's entry is asked for, a role or purpose that the
 * rule's country does not have. A list that says `any` is no condition of its rule; it is tried for
 * the ground as a whole (rule_mutants_of_ground()).
 */
#ifndef UNIT_DAEMON_SETTINGS_RULE_MUTANT_H
#define UNIT_DAEMON_SETTINGS_RULE_MUTANT_H

#include <stddef.h>

#include "core/policy_rules.h"
#include "model/vocabulary.h"

/* Called with the policy as it is while changed; `rule` names the rule (or the ground) and
 * `condition` what was changed ("reasons without necessary"). Both are borrowed until it returns. */
typedef void rule_mutant_taker(const char *rule, const char *condition, void *context);

/* Changes each condition of rule `i` in turn. The policy is as before when it returns. */
void rule_mutants(struct policy *policy, size_t i, const struct vocabulary *vocabulary,
                  rule_mutant_taker *take, void *context);

/* Of the `n` rules from `first` on, which are those of one ground: each word in turn is taken from
 * all their lists that say `any`. The policy is as before when it returns. */
void rule_mutants_of_ground(struct policy *policy, size_t first, size_t n,
                            const struct vocabulary *vocabulary, rule_mutant_taker *take,
                            void *context);

/* An upper bound of the words of a kind. */
enum { RULE_MUTANT_WORDS = 64 };

#endif
