/* SPDX-License-Identifier: EUPL-1.2 */
/* What the grounds of the shipped rules shut out, and that the rules of one ground agree on it. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "core/policy_fit.h"
#include "settings/policy_file.h"

static const char shipped[] = "config/policy";

/* As the statutes name it; pupil_support follows health. Every other ground names nothing. */
static const struct {
    const char *ground, *excluded;
} named[] = {
    { "se.sol.19-1", "criminal_record measure" },
    { "se.pl.6", "school_record pupil_support health social_record" },
    { "se.lul.11", "substance_use test_result pupil_support health" },
    { "se.2025-170.6", "pupil_support health social_record" },
    { "se.2025-170.7", "test_result pupil_support health social_record assessment" },
    { "se.osl.10-15a", "test_result pupil_support health assessment" },
    { "se.osl.10-18a", "test_result pupil_support health criminal_suspicion criminal_record" },
    { "se.osl.10-18b", "criminal_suspicion" },
    { "se.osl.10-18c", "criminal_suspicion" },
    { "se.osl.10-22", "substance_use test_result" },
    { "se.osl.10-23", "substance_use test_result" },
    { "se.osl.10-24", "pupil_support health" },
    { "se.osl.10-27", "pupil_support health social_record" },
    { "se.osl.26-9", "school_record criminal_suspicion criminal_record" },
    { "no.bvl.13-1", "social_record criminal_suspicion criminal_record" },
    { "no.bvl.13-2", "criminal_record measure" },
    { "no.bvl.13-4", "criminal_record" },
    { "no.fvl.13b-2", "pupil_support health criminal_record" },
    { "no.fvl.13b-7", "criminal_record" },
    { "no.hpl.33", "criminal_record measure" },
    { "no.opl.24-3", "criminal_record measure" },
    { "no.prl.27", "criminal_record" },
    { "no.prl.30", "criminal_record" },
    { "no.psl.7-4", "criminal_record measure" },
    { "no.stj.45", "criminal_record measure" },
};

static struct policy *load_shipped(struct vocabulary **ret_vocabulary)
{
    struct policy *policy = NULL;
    struct error err = { 0 };

    cr_assert_eq(policy_load_all(shipped, stderr, ret_vocabulary, &policy, &err), FAULT_NONE, "%s",
                 err.text);
    return policy;
}

static char *joined(const struct policy_words *words)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    for (size_t i = 0; i < words->n; i++)
        buffer_printf(&text, "%s%s", i ? " " : "", words->words[i]);
    buffer_append_byte(&text, '\0');
    return mem_text((const char *)text.data);
}

/* From the social services a suspicion stays out, too: there another section is the special rule. */
static const char *wanted(const struct policy_rule *rule)
{
    if (strcmp(rule->ground, "se.osl.10-15a") == 0 &&
        policy_words_has(&rule->from, "social_services"))
        return "test_result pupil_support health criminal_suspicion assessment";
    for (size_t i = 0; i < ARRAY_SIZE(named); i++)
        if (strcmp(rule->ground, named[i].ground) == 0)
            return named[i].excluded;
    return "";
}

Test(policy_excluded, every_rule_excludes_what_its_ground_names)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(policy_free) struct policy *policy = load_shipped(&vocabulary);

    for (size_t i = 0; i < policy->n_rules; i++) {
        CLEANUP(mem_free) char *excluded = joined(&policy->rules[i].excluded);

        cr_expect_str_eq(excluded, wanted(&policy->rules[i]), "%s: %s", policy->rules[i].id,
                         excluded);
    }
    for (size_t i = 0; i < ARRAY_SIZE(named); i++) {
        size_t n;

        cr_expect_not_null(policy_of_ground(policy, named[i].ground, &n), "%s", named[i].ground);
    }
}

static bool shares(const struct policy_words *a, const struct policy_words *b)
{
    for (size_t i = 0; i < a->n; i++)
        if (policy_words_has(b, a->words[i]))
            return true;
    return false;
}

/* Whether both may speak of one exchange; days and ages are not looked at. */
static bool may_meet(const struct policy_rule *a, const struct policy_rule *b)
{
    return strcmp(a->ground, b->ground) == 0 && shares(&a->from, &b->from) &&
           shares(&a->to, &b->to) && shares(&a->types, &b->types) &&
           shares(&a->purposes, &b->purposes);
}

/* The gate would keep it back; whoever reads the rules would think that it passes. */
Test(policy_excluded, no_rule_lets_pass_what_another_of_its_route_excludes)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(policy_free) struct policy *policy = load_shipped(&vocabulary);

    for (size_t i = 0; i < policy->n_rules; i++)
        for (size_t j = 0; j < policy->n_rules; j++)
            cr_expect_not(may_meet(&policy->rules[i], &policy->rules[j]) &&
                              shares(&policy->rules[i].categories, &policy->rules[j].excluded),
                          "%s and %s", policy->rules[i].id, policy->rules[j].id);
}
