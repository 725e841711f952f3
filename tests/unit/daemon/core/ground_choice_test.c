/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/ground_choice.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "policy_help.h"

static const char *duty_of(const struct explained_ground grounds[], size_t n)
{
    const struct explanation explanation = { .grounds =
                                                 (struct explained_ground *)(uintptr_t)grounds,
                                             .n_grounds = n };

    return ground_choice_duty(&explanation);
}

Test(ground_choice, takes_a_duty_that_fits_alone)
{
    static const struct explained_ground grounds[] = {
        { .ground = "no.test.1", .kind = POLICY_PERMISSION, .whole = true },
        { .ground = "no.test.2", .kind = POLICY_DUTY },
        { .ground = "no.test.3", .kind = POLICY_CONSENT, .whole = true },
        { .ground = "no.test.4", .kind = POLICY_DUTY, .whole = true },
    };

    cr_expect_null(duty_of(grounds, 0));
    cr_expect_null(duty_of(grounds, 1), "a permission is weighed by somebody");
    cr_expect_str_eq(duty_of(grounds, 3), "no.test.2");
    cr_expect_null(duty_of(grounds, 4), "which of the two is for the sender to say");
    cr_expect_null(duty_of(grounds + 2, 1), "a consent is asked for by somebody");
}

Test(ground_choice, takes_no_duty_that_is_for_extraordinary_facts)
{
    static const struct explained_ground grounds[] = {
        { .ground = "no.test.1", .kind = POLICY_DUTY, .whole = true, .not_proposed = true },
        { .ground = "no.test.2", .kind = POLICY_DUTY },
    };

    cr_expect_null(duty_of(grounds, 1));
    cr_expect_str_eq(duty_of(grounds, 2), "no.test.2");
}

/* A copy of a rule under another ground. */
static void add(struct policy *policy, struct policy_rule rule, const char *ground)
{
    mem_free(rule.ground);
    rule.ground = mem_text(ground);
    policy_add(policy, &rule);
}

Test(ground_choice, finds_the_duty_where_it_lacks_what_can_be_added)
{
    struct policy_question question = invented_question();
    struct policy_rule weighed = invented_rule("no-weighed", "school", "identity observation");
    CLEANUP(policy_free)
    struct policy *policy = invented_policy_of(invented_consent_rule("no-consent"));

    add_words(&weighed.deciders, "principal");
    add_words(&weighed.reasons, "requested");
    add(policy, weighed, "no.test.2");
    add(policy, invented_permission("no-permission"), "no.test.3");
    question.ground = NULL;
    question.has_agreement = true;
    cr_expect_str_eq(ground_choice_nearest(policy, &question), "no.test.2",
                     "it lacks more than the consent, and nobody is to be asked for one");
}

Test(ground_choice, leads_nobody_to_claim_extraordinary_facts)
{
    struct policy_question question = invented_question();
    struct policy_rule danger = invented_permission("no-danger");
    CLEANUP(policy_free)
    struct policy *policy = invented_policy_of(invented_consent_rule("no-consent"));

    danger.not_proposed = true;
    add(policy, danger, "no.test.2");
    cr_expect_str_eq(ground_choice_nearest(policy, &question),
                     policy_find(policy, "no-consent", question.day)->ground);
}

Test(ground_choice, passes_over_a_duty_that_is_not_about_this_age)
{
    struct policy_question question = invented_question();
    CLEANUP(policy_free) struct policy *policy = invented_policy();

    question.age_years = 70;
    cr_expect_str_eq(ground_choice_nearest(policy, &question), "no.test.1", "there is no other");
    add(policy, invented_consent_rule("no-consent"), "no.test.3");
    cr_expect_str_eq(ground_choice_nearest(policy, &question), "no.test.3");
    add(policy, invented_permission("no-permission"), "no.test.2");
    cr_expect_str_eq(ground_choice_nearest(policy, &question), "no.test.2");
}

Test(ground_choice, puts_another_type_behind_all_that_a_form_can_add)
{
    struct policy_question question = invented_question();
    CLEANUP(policy_free)
    struct policy *policy = invented_policy_of(invented_permission("no-permission"));
    struct policy_rule duty = invented_rule("no-other", "school", "identity observation");

    for (size_t i = 0; i < duty.types.n; i++)
        mem_free(duty.types.words[i]);
    duty.types.n = 0;
    add_words(&duty.types, "outcome");
    add(policy, duty, "no.test.0");
    cr_expect_str_eq(ground_choice_nearest(policy, &question),
                     policy_find(policy, "no-permission", question.day)->ground);
}

Test(ground_choice, finds_none_between_these_two)
{
    struct policy_question question = invented_question();
    CLEANUP(policy_free) struct policy *policy = invented_policy();

    question.to.role = "mediation_board";
    cr_expect_null(ground_choice_nearest(policy, &question));
    question = invented_question();
    question.from.country = question.to.country = "SE";
    cr_expect_null(ground_choice_nearest(policy, &question));
}

/* Explains it without a ground; `named`: the first need of the first section, "" where there is none. */
static void expect_explained(const struct policy *policy, const struct policy_question *question,
                             const char *code, size_t n_needs, const char *named)
{
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    const struct explained_section *section;

    ground_choice_explain(policy, NULL, question, LANGUAGE_EN, &explanation);
    section = &explanation.sections[0];
    cr_expect_str_eq(explanation.code, "no_ground", "no ground is filled in");
    cr_expect_str_eq(explanation.ground, "");
    cr_expect_str_eq(section->code, code);
    cr_assert_eq(section->n_needs, n_needs, "%s: %zu", code, section->n_needs);
    if (n_needs)
        cr_expect_str_eq(section->needs[0], named);
}

Test(ground_choice, tells_what_the_nearest_lacks_and_first_to_name_it)
{
    struct policy_question question = invented_question();
    struct policy_rule weighed = invented_permission("no-permission");
    CLEANUP(policy_free) struct policy *policy = invented_policy();

    question.ground = NULL;
    expect_explained(policy, &question, "no_ground", 1,
                     "Name a ground that permits it: Prøveloven § 1 [no.test.1].");
    question.age_years = 30;
    expect_explained(policy, &question, "age_outside", 2,
                     "Name a ground that permits it: Prøveloven § 1 [no.test.1].");
    mem_free(weighed.citation);
    weighed.citation = NULL;
    add(policy, weighed, "no.test.2");
    expect_explained(policy, &question, "no_agreement", 4,
                     "Name a ground that permits it: no.test.2.");
    question.type = "crime_report";
    question.to.role = "police";
    expect_explained(policy, &question, "no_ground", 0, "");
}

Test(ground_choice, names_none_that_could_not_carry_the_section)
{
    struct policy_question question = invented_question();
    const char *measures[] = { "measure", "identity" };
    CLEANUP(policy_free) struct policy *policy = invented_policy();

    question.ground = NULL;
    question.categories = measures;
    question.n_categories = 1;
    cr_expect_null(ground_choice_nearest(policy, &question));
    expect_explained(policy, &question, "no_ground", 0, "");
    add(policy, invented_permission("no-permission"), "no.test.2");
    policy_words_add(&policy->rules[1].categories, "measure");
    cr_expect_str_eq(ground_choice_nearest(policy, &question), "no.test.2");
    question.n_categories = 2;
    cr_expect_str_eq(ground_choice_nearest(policy, &question), "no.test.2",
                     "the duty would carry one of them alone");
}

Test(ground_choice, tells_all_needs_where_some_of_it_would_pass)
{
    struct policy_question question = invented_question();
    const char *both[] = { "identity", "measure" };
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    CLEANUP(policy_free) struct policy *policy = invented_policy();

    question.ground = NULL;
    question.categories = both;
    ground_choice_explain(policy, NULL, &question, LANGUAGE_EN, &explanation);
    cr_expect_eq(explanation.sections[0].n_needs, 1, "the duty carries it as it is");
    cr_expect_eq(explanation.sections[1].n_needs, 0, "nothing carries it");
    explanation_clear(&explanation);
    add(policy, invented_permission("no-permission"), "no.test.2");
    policy_words_add(&policy->rules[1].categories, "measure");
    ground_choice_explain(policy, NULL, &question, LANGUAGE_EN, &explanation);
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(explanation.sections[i].n_needs, 4, "%zu", i);
        cr_expect_not_null(strstr(explanation.sections[i].needs[0], "[no.test.2]"));
    }
}

Test(ground_choice, tells_what_would_pass_on_the_nearest_only_to_name_it)
{
    struct policy_question question = invented_question();
    const char *both[] = { "identity", "measure" };
    struct policy_rule weighed = invented_permission("no-permission");
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    CLEANUP(policy_free) struct policy *policy = invented_policy();

    question.ground = NULL;
    question.categories = both;
    policy_words_add(&weighed.categories, "measure");
    policy_add(policy, &weighed);
    ground_choice_explain(policy, NULL, &question, LANGUAGE_EN, &explanation);
    cr_expect_eq(explanation.decision, VERDICT_REFUSE);
    for (size_t i = 0; i < 2; i++) {
        cr_expect_eq(explanation.sections[i].verdict, VERDICT_REFUSE);
        cr_assert_eq(explanation.sections[i].n_needs, i == 0 ? 1 : 4, "%zu", i);
        cr_expect_not_null(strstr(explanation.sections[i].needs[0], "[no.test.1]"));
    }
}

Test(ground_choice, says_that_nothing_goes_abroad)
{
    struct policy_question question = invented_question();
    CLEANUP(policy_free) struct policy *policy = invented_policy();

    question.ground = NULL;
    question.to.country = "SE";
    expect_explained(policy, &question, "abroad", 0, "");
}
