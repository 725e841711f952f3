/* SPDX-License-Identifier: EUPL-1.2 */
#include <criterion/criterion.h>
#include <string.h>

#include "core/explanation.h"
#include "unit/daemon/core/policy_help.h"

/* Identity and health; one rule lets both pass, and another of the ground shuts health out. */
static void explain(bool excludes, enum vocabulary_language language, struct explanation *ret)
{
    static const char *const categories[] = { "identity", "health", "measure" };
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    struct policy_rule other = invented_permission("no-z");
    struct policy_question asked = invented_question();
    struct error err = { 0 };

    cr_assert_eq(vocabulary_load("config/policy/vocabulary.yaml", stderr, &vocabulary, &err),
                 FAULT_NONE);
    if (excludes)
        add_words(&other.excluded, "health measure");
    policy_add(policy, &other);
    asked.categories = categories;
    asked.n_categories = 3;
    explanation_make(policy, vocabulary, &asked, language, ret);
    for (size_t i = 0; i < ret->n_sections; i++)
        cr_expect_eq(ret->sections[i].verdict,
                     i == 0 || (i == 1 && !excludes) ? VERDICT_PERMIT : VERDICT_LEAVE_OUT);
}

Test(explanation_excluded, says_that_the_provision_shuts_it_out_and_asks_for_nothing)
{
    static const char *const wants[LANGUAGES] = { "utesluter kategorin", "utelukker kategorien",
                                                  "shuts out the category" };

    for (enum vocabulary_language language = 0; language < LANGUAGES; language++) {
        struct explanation explanation;

        explain(true, language, &explanation);
        for (size_t i = 1; i < 3; i++) {
            cr_expect_not_null(strstr(explanation.sections[i].reason, wants[language]), "%s",
                               explanation.sections[i].reason);
            cr_expect_eq(explanation.sections[i].n_needs, 0, "nothing lets it pass");
        }
        explanation_clear(&explanation);
    }
}

Test(explanation_excluded, says_of_what_is_merely_not_covered_that_it_is_not_covered)
{
    struct explanation explanation;

    explain(false, LANGUAGE_EN, &explanation);
    cr_expect_not_null(strstr(explanation.sections[2].reason, "does not cover"), "%s",
                       explanation.sections[2].reason);
    explanation_clear(&explanation);
}

/* Both rules are for public recipients. To a private one neither speaks; to a public one the other does. */
Test(explanation_excluded, leads_nobody_to_a_recipient_to_whom_it_is_shut_out)
{
    static const char *const categories[] = { "health", "identity" };
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    struct policy_rule other = invented_permission("no-z");
    struct policy_question asked = invented_question();

    add_words(&other.excluded, "health");
    policy_add(policy, &other);
    policy->rules[0].to_ownership = policy->rules[1].to_ownership = POLICY_PUBLIC;
    asked.to.ownership = POLICY_PRIVATE;
    asked.categories = categories;
    asked.n_categories = 2;
    explanation_make(policy, NULL, &asked, LANGUAGE_EN, &explanation);
    cr_expect_str_eq(explanation.code, "wrong_role");
    cr_expect_eq(explanation.sections[0].n_needs, 0);
    cr_assert_eq(explanation.sections[1].n_needs, 1);
    cr_expect_str_eq(explanation.sections[1].needs[0], "The recipient must have the role "
                                                       "child_welfare (public bodies only).");
}
