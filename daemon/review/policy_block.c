/* SPDX-License-Identifier: EUPL-1.2 */
#include "review/policy_block.h"

#include <string.h>

#include "review/policy_warrant.h"

bool policy_block_is_listing(const struct policy_rule *block)
{
    return block->grounds.n > 1 ||
           (block->grounds.n == 1 && strcmp(block->grounds.words[0], block->ground) != 0);
}

static bool covers(const struct policy_rule *rule, const struct policy_question *question,
                   const char *category)
{
    return policy_words_has(&rule->from, question->from.role) &&
           policy_words_has(&rule->to, question->to.role) &&
           policy_words_has(&rule->types, question->type) &&
           policy_words_has(&rule->purposes, question->purpose) &&
           policy_words_has(&rule->categories, category);
}

bool policy_block_is_passed_round(const struct policy *policy, const struct policy_rule *block,
                                  const struct policy_question *question, const char *category)
{
    if (!policy_block_is_listing(block) || policy_words_has(&block->grounds, question->ground) ||
        !policy_warrant_forbids(block, question, false))
        return false;
    for (size_t i = 0; i < policy->n_rules; i++)
        if (policy_words_has(&block->grounds, policy->rules[i].ground) &&
            covers(&policy->rules[i], question, category))
            return true;
    return false;
}
