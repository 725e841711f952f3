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
