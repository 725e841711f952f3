/* SPDX-License-Identifier: EUPL-1.2 */
/* What the shipped conditions say of a notice, held against the shipped rules. */
#include "model/conditions.h"

#include <criterion/criterion.h>

#include "settings/policy_file.h"

static bool carries(const struct policy_rule *rule, const struct condition *condition,
                    const struct condition_way *way, const char *type)
{
    return strcmp(rule->ground, way->ground) == 0 &&
           strcmp(rule->country, condition->country) == 0 &&
           (rule->kind == POLICY_DUTY || rule->kind == POLICY_PERMISSION) &&
           policy_words_has(&rule->from, way->from) && policy_words_has(&rule->to, way->to) &&
           policy_words_has(&rule->types, type) && policy_words_has(&rule->purposes, "sanction");
}

static bool is_carried(const struct policy *policy, const struct condition *condition,
                       const struct condition_way *way, const char *type)
{
    for (size_t i = 0; i < policy->n_rules; i++)
        if (carries(&policy->rules[i], condition, way, type))
            return true;
    return false;
}

Test(conditions_rules, carry_every_way_of_a_notice)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(policy_free) struct policy *policy = NULL;
    CLEANUP(conditions_free) struct conditions *conditions = NULL;
    struct error err = { 0 };

    cr_assert_eq(policy_load_all("config/policy", stderr, &vocabulary, &policy, &err), FAULT_NONE);
    cr_assert_eq(
        conditions_load("config/policy/vocabulary.yaml", vocabulary, stderr, &conditions, &err),
        FAULT_NONE);
    for (size_t i = 0; i < vocabulary_n(vocabulary, VOCABULARY_CONDITION); i++) {
        const char *code = vocabulary_code(vocabulary, VOCABULARY_CONDITION, i);
        const struct condition *condition = conditions_find(conditions, code);

        cr_assert_gt(condition->n_ways, 0, "%s", code);
        for (size_t j = 0; j < condition->n_ways; j++)
            for (size_t k = 0; k < condition->ways[j].n_types; k++)
                cr_expect(
                    is_carried(policy, condition, &condition->ways[j], condition->ways[j].types[k]),
                    "%s: %s %s", code, condition->ways[j].ground, condition->ways[j].types[k]);
    }
}
