/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/explanation.h"

#include "unit/daemon/core/explanation_play.h"

TestSuite(explanation_whole, .init = load, .fini = drop);

/* ---- a category that the ground does not cover ---- */

Test(explanation_whole, a_category_outside_is_told_where_it_may_go)
{
    static const char *const measure[] = { "measure" };
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    CLEANUP(explanation_clear) struct explanation nowhere = { 0 };
    CLEANUP(explanation_clear) struct explanation elsewhere = { 0 };
    struct policy_rule other = invented_permission("no-other");
    struct policy_question question = invented_question();

    question.categories = measure;
    question.n_categories = 1;
    explain(policy, &question, LANGUAGE_SV, &nowhere);
    cr_expect_str_eq(nowhere.sections[0].reason,
                     "Grunden omfattar inte kategorin ”insatser”. Det finns ingen grund i reglerna "
                     "för att lämna ut ”insatser” från skola till barnskyddstjänst (Norge).");
    mem_free(other.ground);
    other.ground = mem_text("no.test.2");
    policy_words_add(&other.categories, "measure");
    policy_add(policy, &other);
    explain(policy, &question, LANGUAGE_NB, &elsewhere);
    cr_expect_str_eq(elsewhere.sections[0].reason,
                     "Grunnlaget omfatter ikke kategorien «tiltak». Fra skole til "
                     "barnevernstjeneste kan «tiltak» utleveres med hjemmel i Prøveloven § 1 "
                     "[no.test.2], når vilkårene der er oppfylt.");
    cr_expect_eq(elsewhere.sections[0].n_needs, 0);
}

/* Nine grounds: six by name, and how many more. */
Test(explanation_whole, a_long_list_of_grounds_is_cut)
{
    static const char *const measure[] = { "measure" };
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    struct policy_question question = invented_question();

    for (int i = 2; i <= 10; i++) {
        CLEANUP(mem_free) char *id = mem_printf("no-%d", i);
        struct policy_rule other = invented_rule(id, "school", "measure");

        mem_free(other.ground);
        other.ground = mem_printf("no.test.%02d", i);
        policy_add(policy, &other);
    }
    question.categories = measure;
    question.n_categories = 1;
    explain(policy, &question, LANGUAGE_EN, &explanation);
    cr_expect_not_null(strstr(explanation.sections[0].reason, "[no.test.07] or 3 others, where"),
                       "%s", explanation.sections[0].reason);
    cr_expect_null(strstr(explanation.sections[0].reason, "no.test.08"));
    cr_expect_eq(explanation.n_grounds, 9);
}

/* ---- what cannot be helped ---- */

Test(explanation_whole, what_is_blocked_needs_nothing_and_says_who_blocks)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    struct policy_rule block = invented_block("no-block");
    struct policy_question question = invented_question();

    policy_add(policy, &block);
    explain(policy, &question, LANGUAGE_EN, &explanation);
    cr_expect_str_eq(explanation.code, "blocked");
    cr_expect_str_eq(explanation.rule, "no-block");
    cr_expect_str_eq(explanation.sections[0].code, "blocked");
    cr_expect_str_eq(explanation.sections[0].ground, "no.test.9");
    cr_expect_eq(explanation.sections[0].n_needs, 0);
    cr_expect_eq(explanation.n_grounds, 0);
}

Test(explanation_whole, another_sender_or_country_needs_nothing)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    struct policy_question question = invented_question();

    question.from.role = "leisure";
    explain(policy, &question, LANGUAGE_SV, &explanation);
    cr_expect_str_eq(explanation.sections[0].code, "wrong_role");
    cr_expect_not_null(
        strstr(explanation.sections[0].reason,
               "Med stöd av grunden får ”identitetsuppgifter” lämnas ut bara av skola eller "
               "polis."),
        "%s", explanation.sections[0].reason);
    expect_needs(policy, &question, LANGUAGE_SV, "");
    question = invented_question();
    question.to.country = "SE";
    expect_needs(policy, &question, LANGUAGE_SV, "");
    question.from.country = "SE";
    expect_needs(policy, &question, LANGUAGE_SV, "");
}

/* ---- the exchange as a whole ---- */

Test(explanation_whole, no_ground_names_those_that_would_do)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_question question = invented_question();

    question.ground = NULL;
    expect_needs(policy, &question, LANGUAGE_SV,
                 "Ange en grund som tillåter det: Prøveloven § 1 [no.test.1].\n");
    question.ground = "no.test.77";
    expect_needs(policy, &question, LANGUAGE_EN,
                 "Name a ground that permits it: Prøveloven § 1 [no.test.1].\n");
    question.age_years = 40;
    expect_needs(policy, &question, LANGUAGE_EN, "");
}

Test(explanation_whole, all_or_nothing_hangs_on_the_other_sections)
{
    static const char *const categories[] = { "identity", "measure" };
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    struct policy_question question = invented_question();

    question.categories = categories;
    question.whole_or_nothing = true;
    expect_needs(policy, &question, LANGUAGE_SV,
                 "Flaggan ”allt eller inget” ska tas bort, eller också ska även de andra "
                 "avsnitten få lämnas ut.\n");
    explain(policy, &question, LANGUAGE_SV, &explanation);
    cr_expect_str_eq(explanation.sections[0].code, "whole_or_nothing");
    cr_expect_str_eq(explanation.sections[1].code, EXPLANATION_CATEGORY_OUTSIDE);
    question.n_categories = 1;
    question.age_years = 40;
    policy->rules[0].unknown_age = false;
    expect_needs(policy, &question, LANGUAGE_NB,
                 "Personen må være minst 3, men under 18 år når meldingen sendes.\n");
}

Test(explanation_whole, an_unknown_category_stands_in_the_way_of_the_others)
{
    static const char *const categories[] = { "identity", "horoscope" };
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    struct policy_question question = invented_question();

    question.categories = categories;
    expect_needs(policy, &question, LANGUAGE_NB, "Ingen del kan ha en kategori som ikke finnes.\n");
    explain(policy, &question, LANGUAGE_NB, &explanation);
    cr_expect_str_eq(explanation.sections[1].code, "unknown_category");
    cr_expect_str_eq(explanation.sections[1].reason, "En kategori finnes ikke.");
    cr_expect_eq(explanation.sections[1].n_needs, 0);
}

Test(explanation_whole, too_many_sections_are_all_explained)
{
    const char *categories[POLICY_SECTIONS_MAX + 3];
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    struct policy_question question = invented_question();

    for (size_t i = 0; i < ARRAY_SIZE(categories); i++)
        categories[i] = "identity";
    question.categories = categories;
    question.n_categories = ARRAY_SIZE(categories);
    explain(policy, &question, LANGUAGE_EN, &explanation);
    cr_assert_eq(explanation.n_sections, ARRAY_SIZE(categories));
    cr_expect_str_eq(explanation.sections[66].code, "too_many_sections");
    cr_expect_str_eq(explanation.sections[66].needs[0],
                     "The exchange may have at most 64 sections.");
    question.ground = "";
    expect_needs(policy, &question, LANGUAGE_EN, "");
}

Test(explanation_whole, nothing_at_all_is_explained_too)
{
    CLEANUP(policy_free) struct policy *policy = policy_new();
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    const struct policy_question question = { 0 };

    explanation_make(policy, NULL, &question, LANGUAGE_SV, &explanation);
    cr_expect_eq(explanation.decision, VERDICT_REFUSE);
    cr_expect_str_eq(explanation.rule, POLICY_DEFAULT_REFUSE);
    cr_expect_str_eq(explanation.ground, "");
    cr_expect_eq(explanation.n_sections, 0);
    explanation_clear(NULL);
}
