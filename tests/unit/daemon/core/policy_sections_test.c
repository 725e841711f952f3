/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/policy.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "unit/daemon/core/policy_help.h"

static void ask(const struct policy *policy, const char *text, bool whole_or_nothing,
                struct policy_answer *ret_answer)
{
    struct policy_question asked = invented_question();
    struct policy_words categories = { 0 };

    add_words(&categories, text);
    asked.categories = (const char *const *)categories.words;
    asked.n_categories = categories.n;
    asked.whole_or_nothing = whole_or_nothing;
    policy_decide(policy, &asked, ret_answer);
    for (size_t i = 0; i < categories.n; i++)
        mem_free(categories.words[i]);
    mem_free(categories.words);
}

/* p, l or r for each section. */
static void expect_sections(const struct policy *policy, const char *text, bool whole_or_nothing,
                            const char *code, const char *want)
{
    struct policy_answer answer;
    char got[POLICY_SECTIONS_MAX + 1] = "";

    ask(policy, text, whole_or_nothing, &answer);
    for (size_t i = 0; i < answer.n_sections; i++)
        got[i] = verdict_name(answer.sections[i].verdict)[0];
    cr_expect_str_eq(got, want, "%s: %s", text, got);
    cr_expect_str_eq(answer.code, code, "%s: %s", text, answer.code);
    for (size_t i = 0; i < answer.n_sections; i++)
        cr_expect_not_null(answer.sections[i].rule, "%s", text);
}

static const struct {
    const char *categories;
    bool whole_or_nothing;
    const char *code, *want;
} cases[] = {
    { "identity", false, "permit", "p" },
    { "identity observation health", true, "permit", "ppp" },
    { "identity measure", false, "permit", "pl" },
    { "measure identity whereabouts observation", false, "permit", "lplp" },
    { "identity identity", false, "permit", "pp" },
    { "measure", false, "nothing_left", "r" },
    { "measure whereabouts", true, "nothing_left", "rr" },
    { "", false, "nothing_left", "" },
    { "identity measure", true, "whole_or_nothing", "rr" },
    { "identity unheard_of", false, "unknown_category", "rr" },
    { "unheard_of", false, "unknown_category", "r" },
};

Test(policy_sections, passes_what_the_rule_covers_and_leaves_out_the_rest)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        expect_sections(policy, cases[i].categories, cases[i].whole_or_nothing, cases[i].code,
                        cases[i].want);
}

Test(policy_sections, refuses_more_sections_than_an_exchange_has)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    const char *many[POLICY_SECTIONS_MAX + 1];
    struct policy_question asked = invented_question();
    struct policy_answer answer;

    for (size_t i = 0; i < ARRAY_SIZE(many); i++)
        many[i] = "identity";
    asked.categories = many;
    asked.n_categories = POLICY_SECTIONS_MAX;
    policy_decide(policy, &asked, &answer);
    cr_expect_eq(answer.decision, VERDICT_PERMIT);
    asked.n_categories = POLICY_SECTIONS_MAX + 1;
    policy_decide(policy, &asked, &answer);
    cr_expect_eq(answer.decision, VERDICT_REFUSE);
    cr_expect_str_eq(answer.code, "too_many_sections");
    cr_expect_eq(answer.n_sections, POLICY_SECTIONS_MAX);
}

Test(policy_sections, any_fitting_rule_of_the_ground_may_permit_a_section)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_rule second = invented_rule("no-test-2", "school", "measure identity");
    struct policy_rule other = invented_rule("no-other", "police", "whereabouts");
    struct policy_answer answer;

    policy_add(policy, &second);
    policy_add(policy, &other);
    ask(policy, "identity measure whereabouts", false, &answer);
    cr_expect_eq(answer.decision, VERDICT_PERMIT);
    cr_expect_str_eq(answer.rule, "no-test");
    cr_expect_str_eq(answer.sections[0].rule, "no-test");
    cr_expect_str_eq(answer.sections[1].rule, "no-test-2");
    cr_expect_eq(answer.sections[2].verdict, VERDICT_LEAVE_OUT,
                 "the third rule has another sender");
    cr_expect_str_eq(answer.sections[2].rule, "no-test");
    ask(policy, "measure", false, &answer);
    cr_expect_str_eq(answer.rule, "no-test-2");
}

Test(policy_sections, a_rule_that_does_not_fit_lends_no_category)
{
    for (int field = 0; field < 6; field++) {
        CLEANUP(policy_free) struct policy *policy = invented_policy();
        struct policy_rule second = invented_rule("no-more", "school", "measure");

        if (field == 0)
            second.in_force_to = 150;
        if (field == 1)
            second.in_force_from = 151;
        if (field == 2)
            second.age_under = 15;
        if (field == 3)
            second.age_from = 16;
        if (field == 4)
            strcpy(second.country, "SE");
        if (field == 5)
            second.kind = 0;
        policy_add(policy, &second);
        expect_sections(policy, "identity measure", false, "permit", "pl");
    }
}

Test(policy_sections, names_the_rule_that_came_furthest)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_rule second = invented_rule("no-test-later", "leisure", "identity");
    struct policy_question asked = invented_question();
    struct policy_answer answer;

    second.in_force_from = 180;
    policy_add(policy, &second);
    asked.from.role = "leisure";
    policy_decide(policy, &asked, &answer);
    cr_expect_str_eq(answer.code, "ground_not_in_force");
    cr_expect_str_eq(answer.rule, "no-test-later");
    asked.from.role = "health";
    policy_decide(policy, &asked, &answer);
    cr_expect_str_eq(answer.code, "wrong_role");
    cr_expect_str_eq(answer.rule, "no-test");
}

Test(policy_sections, proposes_the_grounds_that_would_permit)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_rule same = invented_rule("no-same", "school", "identity");
    struct policy_rule other = invented_rule("no-other", "school", "identity");
    struct policy_rule unfit = invented_rule("no-unfit", "police", "identity");
    struct policy_question asked = invented_question();
    const char *grounds[4];

    mem_free(other.ground);
    other.ground = mem_text("no.test.2");
    mem_free(unfit.ground);
    unfit.ground = mem_text("no.test.3");
    policy_add(policy, &same);
    policy_add(policy, &other);
    policy_add(policy, &unfit);
    asked.ground = NULL;
    cr_assert_eq(policy_propose(policy, &asked, grounds, 4), 2);
    cr_expect_str_eq(grounds[0], "no.test.1");
    cr_expect_str_eq(grounds[1], "no.test.2");
    cr_expect_eq(policy_propose(policy, &asked, grounds, 1), 1);
    asked.age_years = 18;
    cr_expect_eq(policy_propose(policy, &asked, grounds, 4), 0);
}

/* Another rule of the ground lets `health` pass; this one shuts it out. */
static struct policy *policy_with_exclusion(struct policy_rule excluding)
{
    struct policy *policy = invented_policy();

    add_words(&excluding.excluded, "health");
    policy_add(policy, &excluding);
    return policy;
}

Test(policy_sections, passes_nothing_that_a_rule_of_the_ground_excludes)
{
    CLEANUP(policy_free)
    struct policy *policy = policy_with_exclusion(invented_rule("no-a", "school", "observation"));
    struct policy_answer answer;

    expect_sections(policy, "identity health", false, "permit", "pl");
    expect_sections(policy, "identity health", true, "whole_or_nothing", "rr");
    expect_sections(policy, "health", false, "nothing_left", "r");
    ask(policy, "identity health", false, &answer);
    cr_expect_str_eq(answer.sections[1].rule, "no-a");
    ask(policy, "identity measure", false, &answer);
    cr_expect_str_eq(answer.sections[1].rule, "no-a", "the first that fits, as without exclusion");
}

Test(policy_sections, excludes_whoever_decided_or_consented)
{
    struct policy_rule unmet[] = { invented_permission("no-a"), invented_consent_rule("no-b") };

    for (size_t i = 0; i < ARRAY_SIZE(unmet); i++) {
        CLEANUP(policy_free) struct policy *policy = policy_with_exclusion(unmet[i]);

        expect_sections(policy, "identity health", false, "permit", "pl");
    }
}

Test(policy_sections, excludes_only_where_the_rule_speaks)
{
    enum { ROUTE, DAY, AGE, PURPOSE, FLAG, GROUND, WAYS };

    for (int way = 0; way < WAYS; way++) {
        struct policy_rule other = invented_rule("no-a", way == ROUTE ? "police" : "school", "");
        CLEANUP(policy_free) struct policy *policy = NULL;

        if (way == DAY)
            other.in_force_from = 151;
        if (way == AGE)
            other.age_under = 15;
        if (way == PURPOSE)
            other.purposes.words[0][0] = 'x';
        if (way == FLAG)
            add_words(&other.flags, "feedback_requested");
        if (way == GROUND)
            other.ground[strlen(other.ground) - 1] = '2';
        policy = policy_with_exclusion(other);
        expect_sections(policy, "identity health", true, "permit", "pp");
    }
}
