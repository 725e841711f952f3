/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/policy.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "unit/daemon/core/policy_help.h"

static void expect_code(const struct policy *policy, const struct policy_question *asked,
                        const char *code, const char *name)
{
    struct policy_answer answer;
    bool is_permit = strcmp(code, "permit") == 0;

    memset(&answer, 0xff, sizeof(answer));
    policy_decide(policy, asked, &answer);
    cr_expect_eq(answer.decision, is_permit ? VERDICT_PERMIT : VERDICT_REFUSE, "%s", name);
    cr_expect_str_eq(answer.code, code, "%s: %s", name, answer.code);
    cr_expect_eq(answer.n_sections, asked->n_categories, "%s", name);
    for (size_t i = 0; i < answer.n_sections && !is_permit; i++)
        cr_expect_eq(answer.sections[i].verdict, VERDICT_REFUSE, "%s", name);
}

Test(policy, zeroed_memory_refuses)
{
    static const struct policy_answer answer;
    static const struct policy_rule rule;
    struct policy_question asked = invented_question();

    cr_expect_eq(answer.decision, VERDICT_REFUSE);
    cr_expect_eq(answer.sections[0].verdict, VERDICT_REFUSE);
    for (int with_ground = 0; with_ground < 2; with_ground++) {
        struct policy_rule empty = rule;
        CLEANUP(policy_free) struct policy *policy = NULL;

        if (with_ground)
            empty.ground = mem_text("no.test.1");
        policy = invented_policy_of(empty);
        expect_code(policy, &asked, "unknown_ground", "a rule that says nothing");
    }
    asked = (struct policy_question){ 0 };
    {
        CLEANUP(policy_free) struct policy *policy = invented_policy();

        expect_code(policy, &asked, "no_ground", "a question that says nothing");
    }
}

Test(policy, an_empty_policy_refuses_everything)
{
    CLEANUP(policy_free) struct policy *policy = policy_new();
    struct policy_question asked = invented_question();
    struct policy_answer answer;

    for (unsigned int age = 0; age < 30; age++) {
        asked.age_years = age;
        policy_decide(policy, &asked, &answer);
        cr_expect_eq(answer.decision, VERDICT_REFUSE);
        cr_expect_str_eq(answer.rule, POLICY_DEFAULT_REFUSE);
        cr_expect_str_eq(answer.code, "unknown_ground");
    }
}

Test(policy, covers_the_ages_of_the_rule_and_no_other)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_question asked = invented_question();

    for (unsigned int age = 0; age < 200; age++) {
        asked.age_years = age;
        expect_code(policy, &asked, age >= 3 && age < 18 ? "permit" : "age_outside", "age");
    }
    asked.age_years = UINT32_MAX;
    expect_code(policy, &asked, "age_outside", "greatest number");
}

static const struct {
    const char *name;
    enum policy_age age;
    bool has_subject, is_unknown_permitted;
    const char *code;
} ages[] = {
    { "unknown", POLICY_AGE_UNKNOWN, true, true, "permit" },
    { "unborn", POLICY_AGE_UNBORN, true, true, "permit" },
    { "unknown, refused", POLICY_AGE_UNKNOWN, true, false, "age_outside" },
    { "unborn, refused", POLICY_AGE_UNBORN, true, false, "age_outside" },
    { "missing", POLICY_AGE_MISSING, true, true, "age_missing" },
    { "a number that is no kind of age", (enum policy_age)99, true, true, "age_missing" },
    { "known, without a subject", POLICY_AGE_KNOWN, false, true, "no_subject" },
    { "unknown, without a subject", POLICY_AGE_UNKNOWN, false, true, "no_subject" },
};

Test(policy, passes_unknown_ages_only_where_the_rule_says_so)
{
    for (size_t i = 0; i < ARRAY_SIZE(ages); i++) {
        CLEANUP(policy_free) struct policy *policy = invented_policy();
        struct policy_question asked = invented_question();

        policy->rules[0].unknown_age = ages[i].is_unknown_permitted;
        asked.age = ages[i].age;
        asked.has_subject = ages[i].has_subject;
        expect_code(policy, &asked, ages[i].code, ages[i].name);
    }
}

Test(policy, counts_the_age_at_the_act_only_where_the_rule_says_so)
{
    static const struct {
        bool counts_at_act, has_age_at_act;
        unsigned int now, at_act;
        const char *code;
    } cases[] = {
        { true, true, 18, 17, "permit" },       { true, true, 19, 18, "age_outside" },
        { true, false, 18, 17, "age_outside" }, { true, false, 17, 0, "permit" },
        { false, true, 18, 17, "age_outside" }, { false, true, 17, 2, "permit" },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        CLEANUP(policy_free) struct policy *policy = invented_policy();
        struct policy_question asked = invented_question();

        policy->rules[0].age_at_act = cases[i].counts_at_act;
        asked.has_age_at_act = cases[i].has_age_at_act;
        asked.age_years = cases[i].now;
        asked.age_at_act = cases[i].at_act;
        expect_code(policy, &asked, cases[i].code, cases[i].code);
    }
}

Test(policy, a_rule_without_an_age_takes_any_and_may_do_without_a_subject)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_question asked = invented_question();

    policy->rules[0].has_age_limit = false;
    asked.age_years = 99;
    expect_code(policy, &asked, "permit", "any age");
    asked.age = POLICY_AGE_MISSING;
    expect_code(policy, &asked, "permit", "no age");
    asked.has_subject = false;
    expect_code(policy, &asked, "no_subject", "no subject");
    policy->rules[0].needs_subject = false;
    expect_code(policy, &asked, "permit", "no subject needed");
}

Test(policy, holds_from_its_first_day_until_before_its_last)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_question asked = invented_question();

    for (int32_t day = INVENTED_FROM - 50; day < INVENTED_TO + 50; day++) {
        asked.day = day;
        expect_code(policy, &asked,
                    day >= INVENTED_FROM && day < INVENTED_TO ? "permit" : "ground_not_in_force",
                    "day");
    }
    policy->rules[0].in_force_to = POLICY_NO_END;
    asked.day = 3000000;
    expect_code(policy, &asked, "permit", "no end");
}

/* Every choice of one value a field, of which the first is the rule's own. */
/* The school stands in the first version only. */
Test(policy, of_the_versions_of_a_rule_the_one_of_the_day_answers)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_rule later = invented_rule("no-test", "police", "identity observation health");
    struct policy_question asked = invented_question();

    later.in_force_from = INVENTED_TO;
    later.in_force_to = INVENTED_TO + 100;
    policy_add(policy, &later);
    asked.day = INVENTED_TO - 1;
    expect_code(policy, &asked, "permit", "the first version");
    asked.day = INVENTED_TO;
    expect_code(policy, &asked, "wrong_role", "the second one, whatever the first would say");
    asked.from.role = "police";
    expect_code(policy, &asked, "permit", "the second version");
    asked.day = INVENTED_TO + 100;
    expect_code(policy, &asked, "ground_not_in_force", "after both");
}

Test(policy, permits_only_what_matches_in_every_field)
{
    static const char *const grounds[] = { "no.test.1", "no.test.2", "no.test.", "NO.TEST.1" };
    static const char *const roles[] = { "school", "police", "health", "child_welfare", NULL };
    static const char *const types[] = { "concern_notification", "correction", "feedback", NULL };
    static const char *const purposes[] = { "protect_child", "prevent_crime", NULL };
    static const char *const countries[] = { "NO", "SE", NULL };
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    size_t n_permitted = 0;

    for (size_t i = 0; i < 4 * 5 * 5 * 4 * 3 * 3 * 3; i++) {
        size_t rest = i;
        struct policy_question asked = invented_question();
        struct policy_answer answer;
        size_t ground = rest % 4, from = (rest /= 4) % 5, to = (rest /= 5) % 5;
        size_t type = (rest /= 5) % 4, purpose = (rest /= 4) % 3;
        size_t from_country = (rest /= 3) % 3, to_country = (rest /= 3) % 3;
        bool fits = ground == 0 && from < 2 && to == 3 && type < 2 && purpose == 0 &&
                    from_country == 0 && to_country == 0;

        asked.ground = grounds[ground];
        asked.from = (struct policy_party){ "a", roles[from], countries[from_country], 0 };
        asked.to = (struct policy_party){ "b", roles[to], countries[to_country], 0 };
        asked.type = types[type];
        asked.purpose = purposes[purpose];
        policy_decide(policy, &asked, &answer);
        cr_expect_eq(answer.decision, fits ? VERDICT_PERMIT : VERDICT_REFUSE, "combination %zu", i);
        n_permitted += answer.decision == VERDICT_PERMIT;
    }
    cr_expect_eq(n_permitted, 4);
}

static const struct {
    const char *name, *ground, *from, *to, *from_country, *to_country, *type, *purpose, *code;
} texts[] = {
    { "fits", "no.test.1", "school", "child_welfare", "NO", "NO", "correction", "protect_child",
      "permit" },
    { "no ground", "", "school", "child_welfare", "NO", "NO", "correction", "protect_child",
      "no_ground" },
    { "unknown ground", "no.x", "school", "child_welfare", "NO", "NO", "correction",
      "protect_child", "unknown_ground" },
    { "to abroad", "no.test.1", "school", "child_welfare", "NO", "SE", "correction",
      "protect_child", "abroad" },
    { "from abroad", "no.test.1", "school", "child_welfare", "SE", "NO", "correction",
      "protect_child", "abroad" },
    { "elsewhere", "no.test.1", "school", "child_welfare", "SE", "SE", "correction",
      "protect_child", "wrong_country" },
    { "other sender", "no.test.1", "leisure", "child_welfare", "NO", "NO", "correction",
      "protect_child", "wrong_role" },
    { "the other way round", "no.test.1", "child_welfare", "school", "NO", "NO", "correction",
      "protect_child", "wrong_role" },
    { "other type", "no.test.1", "school", "child_welfare", "NO", "NO", "feedback", "protect_child",
      "wrong_type" },
    { "other purpose", "no.test.1", "school", "child_welfare", "NO", "NO", "correction", "sanction",
      "wrong_purpose" },
};

Test(policy, says_what_stands_in_the_way)
{
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        CLEANUP(policy_free) struct policy *policy = invented_policy();
        struct policy_question asked = invented_question();

        asked.ground = texts[i].ground;
        asked.from = (struct policy_party){ "a", texts[i].from, texts[i].from_country, 0 };
        asked.to = (struct policy_party){ "b", texts[i].to, texts[i].to_country, 0 };
        asked.type = texts[i].type;
        asked.purpose = texts[i].purpose;
        expect_code(policy, &asked, texts[i].code, texts[i].name);
    }
}

Test(policy, gives_the_plain_reason_with_the_citation)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_question asked = invented_question();
    struct policy_answer answer;

    asked.age_years = 18;
    policy_decide(policy, &asked, &answer);
    cr_expect_str_eq(answer.reason, "The declared age is not one that the ground covers. The duty "
                                    "covers children from 3 to 17. (Prøveloven § 1)");
    cr_expect_str_eq(answer.rule, "no-test");
    asked.age_years = 17;
    policy_decide(policy, &asked, &answer);
    cr_expect_str_eq(answer.reason, "Permitted on no.test.1 (Prøveloven § 1).");
}

Test(policy, cuts_a_long_reason_between_characters)
{
    for (size_t shift = 0; shift < 4; shift++) {
        CLEANUP(policy_free) struct policy *policy = invented_policy();
        struct policy_question asked = invented_question();
        struct policy_answer answer;
        CLEANUP(buffer_clear) struct buffer text = { 0 };

        for (size_t i = 0; i < shift; i++)
            buffer_append_byte(&text, 'x');
        for (size_t i = 0; i < 300; i++)
            buffer_append_text(&text, "å");
        mem_free(policy->rules[0].refusal[LANGUAGE_EN]);
        policy->rules[0].refusal[LANGUAGE_EN] = buffer_take_text(&text);
        asked.type = "feedback";
        policy_decide(policy, &asked, &answer);
        cr_expect(text_is_utf8(bytes_of_text(answer.reason)), "shift %zu", shift);
        cr_expect_geq(strlen(answer.reason), sizeof(answer.reason) - 3);
    }
}
