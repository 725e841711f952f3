/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/policy_fit.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "unit/daemon/core/policy_help.h"

/* What is asked of the invented permission, changed in one thing. */
struct asked {
    const char *name;
    const char *decider;
    const char *reasons[3];
    size_t n_reasons;
    bool has_agreement;
    const char *code;
};

static void expect_answer(const struct policy *policy, const struct policy_question *question,
                          const char *code, const char *name)
{
    struct policy_answer answer;

    policy_decide(policy, question, &answer);
    cr_expect_str_eq(answer.code, code, "%s: %s", name, answer.code);
    cr_expect_eq(answer.decision, strcmp(code, "permit") == 0 ? VERDICT_PERMIT : VERDICT_REFUSE,
                 "%s", name);
}

static const struct asked permissions[] = {
    { "all of it", "principal", { "necessary", "proportionate" }, 2, true, "permit" },
    { "in another order", "physician", { "proportionate", "necessary" }, 2, true, "permit" },
    { "and one more",
      "principal",
      { "suitable", "proportionate", "necessary" },
      3,
      true,
      "permit" },
    { "no agreement", "principal", { "necessary", "proportionate" }, 2, false, "no_agreement" },
    { "nobody", NULL, { "necessary", "proportionate" }, 2, true, "no_decider" },
    { "an empty name", "", { "necessary", "proportionate" }, 2, true, "no_decider" },
    { "somebody else", "nurse", { "necessary", "proportionate" }, 2, true, "wrong_decider" },
    { "half a reason", "principal", { "necessary" }, 1, true, "reason_missing" },
    { "the other half", "principal", { "proportionate" }, 1, true, "reason_missing" },
    { "no reason", "principal", { NULL }, 0, true, "reason_missing" },
    { "words that are not there", "principal", { NULL, "necessary" }, 2, true, "reason_missing" },
};

static struct policy_question question_of(const struct asked *asked)
{
    struct policy_question question = invented_question();

    question.decider = asked->decider;
    question.reasons = (struct policy_list){ asked->reasons, asked->n_reasons };
    question.has_agreement = asked->has_agreement;
    return question;
}

Test(policy_fit, a_permission_needs_an_agreement_a_decider_and_every_reason)
{
    CLEANUP(policy_free)
    struct policy *policy = invented_policy_of(invented_permission("no-test"));

    for (size_t i = 0; i < ARRAY_SIZE(permissions); i++) {
        struct policy_question question = question_of(&permissions[i]);

        expect_answer(policy, &question, permissions[i].code, permissions[i].name);
    }
}

Test(policy_fit, a_permission_without_an_agreement_where_the_rule_says_so)
{
    CLEANUP(policy_free)
    struct policy *policy = invented_policy_of(invented_permission("no-test"));
    struct policy_question question = question_of(&permissions[3]);

    policy->rules[0].needs_agreement = false;
    expect_answer(policy, &question, "permit", "no agreement needed");
}

Test(policy_fit, a_duty_looks_at_neither_agreement_nor_consent_nor_decider)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_consent consent = invented_consent();
    struct policy_question question = invented_question();

    expect_answer(policy, &question, "permit", "nothing given");
    consent.withdrawn_day = 0;
    give_assent(&question, &consent);
    question.decider = "nurse";
    expect_answer(policy, &question, "permit", "a withdrawn consent and a wrong decider");
}

Test(policy_fit, a_duty_may_ask_for_a_decider_with_reasons)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_question question = invented_question();

    add_words(&policy->rules[0].deciders, "principal");
    add_words(&policy->rules[0].reasons, "necessary");
    expect_answer(policy, &question, "no_decider", "nobody");
    give_assent(&question, NULL);
    question.has_agreement = false;
    expect_answer(policy, &question, "permit", "decided, without an agreement");
}

static const struct asked one_of[] = {
    { "the first", "principal", { "necessary", "pregnant" }, 2, true, "permit" },
    { "the second", "principal", { "ongoing_abuse", "necessary" }, 2, true, "permit" },
    { "neither", "principal", { "necessary", "proportionate" }, 2, true, "reason_missing" },
    { "only those", "principal", { "pregnant", "ongoing_abuse" }, 2, true, "reason_missing" },
};

Test(policy_fit, one_of_several_reasons_is_enough_where_the_rule_says_so)
{
    struct policy_rule rule = invented_permission("no-test");
    CLEANUP(policy_free) struct policy *policy = NULL;

    mem_free(rule.reasons.words[1]);
    rule.reasons.n = 1;
    add_words(&rule.any_reasons, "pregnant ongoing_abuse");
    policy = invented_policy_of(rule);
    for (size_t i = 0; i < ARRAY_SIZE(one_of); i++) {
        struct policy_question question = question_of(&one_of[i]);

        expect_answer(policy, &question, one_of[i].code, one_of[i].name);
    }
}

/* Rules that were never finished: each asks for something that nobody can give. */
Test(policy_fit, a_rule_that_says_too_little_permits_nothing)
{
    struct policy_consent consent = invented_consent();
    struct policy_question question = invented_question();
    struct policy_rule rule = invented_rule("no-test", "school", "identity observation");

    give_assent(&question, &consent);
    cr_expect_eq(policy_fit(&rule, &question), OBJECTION_NONE);
    rule.kind = POLICY_PERMISSION;
    cr_expect_eq(policy_fit(&rule, &question), OBJECTION_WRONG_DECIDER, "no deciders");
    rule.kind = POLICY_CONSENT;
    cr_expect_eq(policy_fit(&rule, &question), OBJECTION_NO_CONSENT, "no signers");
    rule.n_signers = 1;
    cr_expect_eq(policy_fit(&rule, &question), OBJECTION_NO_CONSENT, "signers of no age");
    rule.signers[0].age_under = 18;
    cr_expect_eq(policy_fit(&rule, &question), OBJECTION_NO_CONSENT, "signers who are nobody");
    rule.kind = POLICY_DUTY;
    rule.n_signers = 0;
    add_words(&rule.reasons, "necessary");
    cr_expect_eq(policy_fit(&rule, &question), OBJECTION_WRONG_DECIDER, "reasons of nobody");
    rule.kind = 0;
    cr_expect_eq(policy_fit(&rule, &question), OBJECTION_UNKNOWN_GROUND, "no kind");
    rule.kind = (enum policy_kind)99;
    cr_expect_eq(policy_fit(&rule, &question), OBJECTION_UNKNOWN_GROUND, "a kind that is none");
    policy_rule_clear(&rule);
}

static const struct {
    const char *name, *needed, *excluded;
    const char *flags[2];
    size_t n_flags;
    const char *code;
} flags[] = {
    { "none asked, none set", "", "", { NULL }, 0, "permit" },
    { "none asked, some set", "", "", { "unverified" }, 1, "permit" },
    { "one asked and set", "unverified", "", { "unverified" }, 1, "permit" },
    { "one asked, none set", "unverified", "", { NULL }, 0, "flag_missing" },
    { "one asked, another set", "unverified", "", { "child_heard" }, 1, "flag_missing" },
    { "two asked, one set", "unverified child_heard", "", { "unverified" }, 1, "flag_missing" },
    { "two asked and set",
      "unverified child_heard",
      "",
      { "child_heard", "unverified" },
      2,
      "permit" },
    { "one excluded, not set", "", "unverified", { "child_heard" }, 1, "permit" },
    { "one excluded and set",
      "",
      "unverified",
      { "child_heard", "unverified" },
      2,
      "flag_missing" },
};

Test(policy_fit, flags_must_be_set_or_must_not)
{
    for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
        CLEANUP(policy_free) struct policy *policy = invented_policy();
        struct policy_question question = invented_question();

        add_words(&policy->rules[0].flags, flags[i].needed);
        add_words(&policy->rules[0].not_flags, flags[i].excluded);
        question.flags = (struct policy_list){ flags[i].flags, flags[i].n_flags };
        expect_answer(policy, &question, flags[i].code, flags[i].name);
    }
}

Test(policy_fit, a_rule_about_nobody_refuses_an_exchange_about_somebody)
{
    struct policy_rule rule = invented_rule("no-test", "school", "identity observation");
    CLEANUP(policy_free) struct policy *policy = NULL;
    struct policy_question question = invented_question();

    rule.no_subject = true;
    rule.needs_subject = rule.has_age_limit = false;
    policy = invented_policy_of(rule);
    expect_answer(policy, &question, "subject_not_allowed", "somebody");
    question.has_subject = false;
    expect_answer(policy, &question, "permit", "nobody");
}

Test(policy_fit, a_ground_that_names_no_sending_is_refused)
{
    struct policy_rule none = invented_rule("no-none", "school", "identity observation");
    CLEANUP(policy_free) struct policy *policy = NULL;
    struct policy_question question = invented_question();
    struct policy_rule blocked = invented_block("no-block");

    none.kind = POLICY_NONE;
    blocked.in_force_to = 149;
    policy = invented_policy_of(none);
    policy_add(policy, &blocked);
    expect_answer(policy, &question, "no_sending", "of kind none");
    question.ground = "no.test.9";
    expect_answer(policy, &question, "no_sending", "the ground of a blocked rule");
}

/* ---- blocked ---- */

static void change_block(struct policy_rule *rule, int field)
{
    switch (field) {
    case 1:
        rule->in_force_from = 151;
        break;
    case 2:
        rule->in_force_to = 150;
        break;
    case 3:
        strcpy(rule->country, "SE");
        break;
    case 4:
        mem_free(rule->types.words[0]);
        rule->types.words[0] = mem_text("feedback");
        break;
    case 5:
        mem_free(rule->purposes.words[0]);
        rule->purposes.words[0] = mem_text("sanction");
        break;
    case 6:
        mem_free(rule->from.words[0]);
        rule->from.words[0] = mem_text("health");
        break;
    case 7:
        mem_free(rule->to.words[0]);
        rule->to.words[0] = mem_text("police");
        break;
    case 8:
        add_words(&rule->grounds, "no.test.2 no.test.3");
        break;
    case 9:
        rule->to_abroad = true;
        break;
    default:
        break;
    }
}

Test(policy_fit, what_is_blocked_is_refused_whatever_permits_it)
{
    for (int field = 0; field < 10; field++) {
        CLEANUP(policy_free) struct policy *policy = invented_policy();
        struct policy_rule block = invented_block("no-block");
        struct policy_question question = invented_question();
        struct policy_answer answer;

        change_block(&block, field);
        policy_add(policy, &block);
        policy_decide(policy, &question, &answer);
        cr_expect_str_eq(answer.code, field == 0 ? "blocked" : "permit", "field %d", field);
        cr_expect_str_eq(answer.rule, field == 0 ? "no-block" : "no-test", "field %d", field);
    }
}

Test(policy_fit, a_blocked_rule_may_name_the_grounds_that_it_beats)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_rule block = invented_block("no-block");
    struct policy_question question = invented_question();

    add_words(&block.grounds, "no.test.2 no.test.1");
    policy_add(policy, &block);
    expect_answer(policy, &question, "blocked", "named");
}

Test(policy_fit, abroad_is_every_country_but_the_rules_own)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_rule block = invented_block("no-block");
    struct policy_question question = invented_question();

    block.to_abroad = true;
    policy_add(policy, &block);
    expect_answer(policy, &question, "permit", "at home");
    question.to.country = "SE";
    expect_answer(policy, &question, "blocked", "abroad");
    question.to.role = "police";
    expect_answer(policy, &question, "blocked", "abroad, to any role");
    question.to.country = NULL;
    expect_answer(policy, &question, "blocked", "nobody knows where");
    question.from.country = "SE";
    question.to.country = "NO";
    expect_answer(policy, &question, "abroad", "from another country");
}

Test(policy_fit, blocked_comes_after_an_unknown_ground_only)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_rule block = invented_block("no-block");
    struct policy_question question = invented_question();

    policy_add(policy, &block);
    question.ground = "no.test.7";
    expect_answer(policy, &question, "unknown_ground", "no such ground");
    question.ground = "no.test.9";
    expect_answer(policy, &question, "blocked", "its own ground");
    question.ground = "no.test.1";
    question.day = 150;
    question.has_subject = false;
    expect_answer(policy, &question, "blocked", "before what the ground's rules miss");
}

Test(policy_fit, a_rule_for_public_bodies_is_for_no_private_one_and_the_other_way_round)
{
    static const enum policy_ownership all[] = { 0, POLICY_PUBLIC, POLICY_PRIVATE };
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_question question = invented_question();

    for (size_t wanted = 0; wanted < ARRAY_SIZE(all); wanted++) {
        for (size_t is = 0; is < ARRAY_SIZE(all); is++) {
            bool fits = !all[wanted] || !all[is] || all[wanted] == all[is];

            policy->rules[0].from_ownership = all[wanted];
            question.from.ownership = all[is];
            expect_answer(policy, &question, fits ? "permit" : "wrong_role", "sender");
            policy->rules[0].from_ownership = question.from.ownership = 0;
            policy->rules[0].to_ownership = all[wanted];
            question.to.ownership = all[is];
            expect_answer(policy, &question, fits ? "permit" : "wrong_role", "recipient");
            policy->rules[0].to_ownership = question.to.ownership = 0;
        }
    }
}
