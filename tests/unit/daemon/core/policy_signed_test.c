/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/policy_signed.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "unit/daemon/core/policy_help.h"

/* The categories that pass, of identity, observation and health, by their first letters; "" where
 * the whole is refused for want of a consent. */
static void passing(const struct policy *policy, const struct policy_question *asked,
                    const struct policy_consent *consents, size_t n_consents, char ret_letters[4])
{
    static const char *const categories[] = { "identity", "observation", "health" };
    struct policy_question question = *asked;
    struct policy_answer answer;

    question.categories = categories;
    question.n_categories = 3;
    question.consents = consents;
    question.n_consents = n_consents;
    policy_decide(policy, &question, &answer);
    memset(ret_letters, 0, 4);
    for (size_t i = 0; i < answer.n_sections; i++)
        if (answer.sections[i].verdict == VERDICT_PERMIT)
            ret_letters[strlen(ret_letters)] = categories[i][0];
    cr_expect_str_eq(answer.code, *ret_letters ? "permit" : "no_consent");
}

static struct policy_question question_at(unsigned int age)
{
    struct policy_question question = invented_question();

    give_assent(&question, NULL);
    question.age_years = age;
    return question;
}

static void expect_passing(const struct policy_question *question,
                           const struct policy_consent *consents, size_t n_consents,
                           const char *want, const char *name)
{
    CLEANUP(policy_free)
    struct policy *policy = invented_policy_of(invented_consent_rule("no-test"));
    char got[4];

    passing(policy, question, consents, n_consents, got);
    cr_expect_str_eq(got, want, "%s: %s", name, got);
}

Test(policy_signed, a_consent_that_covers_everything_lets_it_pass)
{
    struct policy_question question = question_at(15);
    struct policy_consent consent = invented_consent();

    expect_passing(&question, &consent, 1, "ioh", "whole");
    expect_passing(&question, NULL, 0, "", "none");
}

static const char *const other[] = { "fjord-clinic" };
static const char *const sanction[] = { "sanction" };
static const char *const measure[] = { "measure" };

/* Each thing about a consent that may be wrong, one at a time. */
static void spoil(struct policy_consent *consent, int field)
{
    switch (field) {
    case 0:
        consent->holder = "fjord-service";
        break;
    case 1:
        consent->from = "fjord-service";
        break;
    case 2:
        consent->recipients.words = other;
        break;
    case 3:
        consent->purposes.words = sanction;
        break;
    case 4:
        consent->categories = (struct policy_list){ measure, 1 };
        break;
    case 5:
        consent->valid_from = 151;
        break;
    case 6:
        consent->valid_until = 150;
        break;
    case 7:
        consent->withdrawn_day = 150;
        break;
    case 8:
        consent->voided_day = 150;
        break;
    case 9:
        consent->guardians_signed = 1;
        break;
    case 10:
        consent->youth_signed = false;
        break;
    case 11:
        consent->holder = NULL;
        break;
    case 12:
        consent->recipients.n = 0;
        break;
    case 13:
        consent->purposes.n = 0;
        break;
    default:
        *consent = (struct policy_consent){ 0 };
    }
}

Test(policy_signed, one_thing_wrong_and_nothing_passes)
{
    struct policy_question question = question_at(15);

    for (int field = 0; field <= 14; field++) {
        struct policy_consent consent = invented_consent();
        char name[20];

        snprintf(name, sizeof(name), "field %d", field);
        spoil(&consent, field);
        expect_passing(&question, &consent, 1, "", name);
    }
}

Test(policy_signed, the_sender_without_a_name_holds_nothing)
{
    struct policy_question question = question_at(15);
    struct policy_consent consent = invented_consent();

    question.from.name = NULL;
    consent.holder = consent.from = NULL;
    expect_passing(&question, &consent, 1, "", "no name");
}

/* Days: from 120, until before 180; withdrawn from 160. */
Test(policy_signed, holds_from_its_first_day_until_it_ends)
{
    struct policy_question question = question_at(15);
    struct policy_consent consent = invented_consent();
    struct policy_consent withdrawn = invented_consent();
    struct policy_consent voided = invented_consent();

    withdrawn.withdrawn_day = 160;
    voided.voided_day = 130;
    for (int32_t day = INVENTED_FROM; day < INVENTED_TO; day++) {
        question.day = day;
        expect_passing(&question, &consent, 1, day >= 120 && day < 180 ? "ioh" : "", "period");
        expect_passing(&question, &withdrawn, 1, day >= 120 && day < 160 ? "ioh" : "", "withdrawn");
        expect_passing(&question, &voided, 1, day >= 120 && day < 130 ? "ioh" : "", "void");
    }
}

static const struct {
    const char *name;
    unsigned int age;
    bool youth_required;
    unsigned int guardians_required;
    bool youth_signed;
    unsigned int guardians_signed;
    bool passes;
} signers[] = {
    { "14: both guardians", 14, false, 2, false, 2, true },
    { "14: one of two", 14, false, 2, false, 1, false },
    { "14: the only one", 14, false, 1, false, 1, true },
    { "14: one where none was counted", 14, false, 0, false, 1, true },
    { "14: none where none was counted", 14, false, 0, false, 0, false },
    { "14: the child alone", 14, true, 0, true, 0, false },
    { "14: guardians, but the form asks the child", 14, true, 1, false, 1, false },
    { "14: guardians and the child that the form asks", 14, true, 1, true, 1, true },
    { "15: guardians without the youth", 15, false, 1, false, 1, false },
    { "15: youth without guardians", 15, true, 0, true, 0, false },
    { "15: youth and one of two", 15, true, 2, true, 1, false },
    { "15: youth and both", 15, true, 2, true, 2, true },
    { "17: youth and both", 17, false, 2, true, 2, true },
    { "18: youth alone", 18, true, 0, true, 0, true },
    { "18: youth, guardians still counted in the form", 18, true, 2, true, 0, true },
    { "18: guardians only", 18, false, 2, false, 2, false },
    { "40: youth alone", 40, false, 0, true, 0, true },
};

Test(policy_signed, all_who_must_at_that_age_have_signed)
{
    for (size_t i = 0; i < ARRAY_SIZE(signers); i++) {
        struct policy_question question = question_at(signers[i].age);
        struct policy_consent consent = invented_consent();

        consent.youth_required = signers[i].youth_required;
        consent.guardians_required = signers[i].guardians_required;
        consent.youth_signed = signers[i].youth_signed;
        consent.guardians_signed = signers[i].guardians_signed;
        expect_passing(&question, &consent, 1, signers[i].passes ? "ioh" : "", signers[i].name);
    }
}

Test(policy_signed, nobody_can_sign_at_an_age_that_is_not_known)
{
    static const enum policy_age ages[] = { POLICY_AGE_MISSING, POLICY_AGE_UNKNOWN,
                                            POLICY_AGE_UNBORN, (enum policy_age)99 };
    struct policy_consent consent = invented_consent();

    for (size_t i = 0; i < ARRAY_SIZE(ages); i++) {
        struct policy_question question = question_at(15);

        question.age = ages[i];
        expect_passing(&question, &consent, 1, "", "age");
    }
}

Test(policy_signed, nobody_can_sign_at_an_age_that_the_rule_leaves_out)
{
    CLEANUP(policy_free)
    struct policy *policy = invented_policy_of(invented_consent_rule("no-test"));
    struct policy_consent consent = invented_consent();
    char got[4];

    policy->rules[0].signers[1].age_from = 16;
    for (unsigned int age = 13; age < 18; age++) {
        struct policy_question question = question_at(age);

        passing(policy, &question, &consent, 1, got);
        cr_expect_str_eq(got, age == 15 ? "" : "ioh", "age %u", age);
    }
}

/* The age at the act says who falls under a rule, not who may sign today. */
Test(policy_signed, signers_are_those_of_the_age_at_sending)
{
    struct policy_question question = question_at(18);
    struct policy_consent consent = invented_consent();

    question.has_age_at_act = true;
    question.age_at_act = 17;
    consent.guardians_signed = 0;
    expect_passing(&question, &consent, 1, "ioh", "of age today");
}

/* ---- several ---- */

static const char *const letters_i[] = { "identity" };
static const char *const letters_oh[] = { "observation", "health" };

Test(policy_signed, several_consents_may_cover_it_each_complete_in_itself)
{
    struct policy_question question = question_at(15);
    struct policy_consent two[] = { invented_consent(), invented_consent() };

    two[0].categories = (struct policy_list){ letters_i, 1 };
    two[1].categories = (struct policy_list){ letters_oh, 2 };
    expect_passing(&question, two, 2, "ioh", "both");
    expect_passing(&question, &two[0], 1, "i", "the first");
    two[1].guardians_signed = 1;
    expect_passing(&question, two, 2, "i", "the second is not complete");
    two[0].youth_signed = false;
    two[1].guardians_signed = 2;
    expect_passing(&question, two, 2, "oh", "the first is not complete");
    two[1].youth_signed = false;
    two[1].categories = two[0].categories;
    two[0].youth_signed = true;
    two[0].guardians_signed = 0;
    expect_passing(&question, two, 2, "", "two halves make no whole");
}

Test(policy_signed, a_consent_opens_no_category_that_the_rule_leaves_out)
{
    CLEANUP(policy_free)
    struct policy *policy = invented_policy_of(invented_consent_rule("no-test"));
    static const char *const categories[] = { "measure" };
    struct policy_question question = question_at(15);
    struct policy_consent consent = invented_consent();
    struct policy_answer answer;

    consent.categories = (struct policy_list){ measure, 1 };
    question.categories = categories;
    question.n_categories = 1;
    question.consents = &consent;
    question.n_consents = 1;
    policy_decide(policy, &question, &answer);
    cr_expect_str_eq(answer.code, "nothing_left");
}

Test(policy_signed, a_permission_may_need_a_consent_besides)
{
    struct policy_rule rule = invented_permission("no-test");
    CLEANUP(policy_free) struct policy *policy = NULL;
    struct policy_question question = question_at(16);
    struct policy_consent consent = invented_consent();
    char got[4];

    rule.signers[0] = (struct policy_signers){ 15, 18, true, true };
    rule.n_signers = 1;
    policy = invented_policy_of(rule);
    passing(policy, &question, &consent, 1, got);
    cr_expect_str_eq(got, "ioh");
    passing(policy, &question, NULL, 0, got);
    cr_expect_str_eq(got, "");
}
