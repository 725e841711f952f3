/* SPDX-License-Identifier: EUPL-1.2 */
/* What must hold for every explanation: tried on invented rules and exchanges, and on each rule that is
 * shipped. */
#include "core/explanation.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "core/policy_fit.h"
#include "core/policy_text.h"
#include "settings/policy_file.h"
#include "unit/daemon/core/explanation_mend.h"
#include "unit/daemon/core/policy_draw.h"
#include "unit/daemon/core/policy_help.h"

enum { WORLDS = 1500, CHOICES = 3 };

/* ---- invented ones, of more kinds than the decision's own test draws ---- */

static void change_word(struct policy_words *list, const char *word)
{
    mem_free(list->words[0]);
    list->words[0] = mem_text(word);
}

static void vary_rule(struct policy_rule *rule)
{
    static const enum policy_kind kinds[] = { POLICY_BLOCKED, POLICY_NONE };

    if (draw(3) == 0)
        change_word(&rule->types, draw(2) ? "feedback" : "outcome");
    if (draw(3) == 0)
        change_word(&rule->purposes, "give_care");
    if (draw(3) == 0)
        policy_words_add(&rule->types, "referral");
    if (draw(3) == 0)
        policy_words_add(&rule->purposes, "sanction");
    rule->age_at_act = draw(4) == 0;
    rule->no_subject = draw(12) == 0;
    if (draw(25) == 0)
        rule->kind = kinds[draw(2)];
}

static struct policy *vary(struct drawn_world *world, uint32_t seed)
{
    struct policy *policy;
    struct policy_rule last;

    draw_world(seed, world);
    policy = draw_policy(world, 0);
    for (size_t i = 0; i < policy->n_rules; i++)
        vary_rule(&policy->rules[i]);
    last = draw_rule('x');
    vary_rule(&last);
    policy_add(policy, &last);
    world->question.to.country = draw(8) ? "NO" : "SE";
    world->question.from.ownership = draw(3);
    world->question.to.ownership = draw(3);
    world->question.from.role = draw(8) ? "school" : "police";
    world->question.has_age_at_act = draw(4) == 0;
    world->question.age_at_act = draw(22);
    if (draw(4) == 0)
        world->question.type = draw(2) ? "referral" : "outcome";
    if (draw(4) == 0)
        world->question.purpose = "sanction";
    if (draw(12) == 0 && world->question.n_categories)
        world->sections[0] = "unheard_of";
    return policy;
}

static void explain(const struct policy *policy, const struct policy_question *question,
                    struct explanation *ret)
{
    explanation_make(policy, NULL, question, LANGUAGE_EN, ret);
}

/* ---- it says what the gate says ---- */

static void expect_same_answer(const struct policy *policy, const struct policy_question *question,
                               const struct explanation *explanation)
{
    struct policy_answer answer;

    policy_decide(policy, question, &answer);
    cr_expect_eq(explanation->decision, answer.decision);
    cr_expect_str_eq(explanation->rule, answer.rule);
    cr_expect_str_eq(explanation->code, answer.code);
    cr_assert_eq(explanation->n_sections, answer.n_sections);
    for (size_t i = 0; i < answer.n_sections; i++) {
        cr_expect_eq(explanation->sections[i].verdict, answer.sections[i].verdict);
        cr_expect_str_eq(explanation->sections[i].rule, answer.sections[i].rule);
    }
}

static void expect_same_grounds(const struct policy *policy, const struct policy_question *question,
                                const struct explanation *explanation)
{
    const char *grounds[DRAWN_RULES];
    size_t n = policy_propose(policy, question, grounds, DRAWN_RULES);

    cr_assert_eq(explanation->n_grounds, n);
    for (size_t i = 0; i < n; i++)
        cr_expect_str_eq(explanation->grounds[i].ground, grounds[i]);
}

Test(explanation_property, it_says_what_the_gate_answers)
{
    for (uint32_t seed = 0; seed < WORLDS; seed++) {
        struct drawn_world world;
        CLEANUP(policy_free) struct policy *policy = vary(&world, seed);
        CLEANUP(explanation_clear) struct explanation explanation = { 0 };

        explain(policy, &world.question, &explanation);
        expect_same_answer(policy, &world.question, &explanation);
        expect_same_grounds(policy, &world.question, &explanation);
    }
}

Test(explanation_property, all_objections_begin_with_the_one_that_the_gate_names)
{
    for (uint32_t seed = 0; seed < WORLDS; seed++) {
        struct drawn_world world;
        CLEANUP(policy_free) struct policy *policy = vary(&world, seed);

        for (size_t i = 0; i < policy->n_rules; i++) {
            enum policy_objection first = policy_fit(&policy->rules[i], &world.question);
            uint32_t all = policy_fit_all(&policy->rules[i], &world.question);

            if (first == OBJECTION_NONE)
                cr_expect_eq(all, 0, "seed %u", seed);
            else
                cr_expect_eq(all & -all, OBJECTION_BIT(first), "seed %u", seed);
        }
    }
}

/* ---- what it asks for is enough, and where it asks for nothing, nothing is ---- */

/* How often each was met: a test that never meets its case proves nothing. */
struct tally {
    size_t n_mended, n_hopeless, n_failed;
};

static void expect_mends(const struct policy *policy, const struct policy_question *question,
                         const struct explanation *explanation, size_t i, struct tally *tally)
{
    const struct explained_section *section = &explanation->sections[i];

    for (uint32_t choice = 0; choice < CHOICES; choice++) {
        struct mended mended;

        mend(policy, question, explanation, i, choice * 7, &mended);
        if (mended_passes(policy, &mended))
            continue;
        tally->n_failed++;
        cr_expect_fail("%s on %s (%s, nearest %s): the needs are not enough, the first is: %s",
                       section->category, question->ground, section->code, section->nearest,
                       section->needs[0]);
    }
    tally->n_mended++;
}

static bool is_about_the_ground(const struct explained_section *section)
{
    return policy_same(section->code, "no_ground") || policy_same(section->code, "unknown_ground");
}

/* Nobody is told to change flags or an age so that what a provision names as shut out might pass. */
static bool is_named_as_excluded(const struct policy_rule *rules, size_t n, const char *category)
{
    for (size_t i = 0; i < n; i++)
        if (policy_words_has(&rules[i].excluded, category))
            return true;
    return false;
}

/* On any rule of the ground. What a rule blocks stays blocked as long as type, purpose and day are
 * what they are, and these are not tried then. */
static void expect_hopeless(const struct policy *policy, const struct policy_question *question,
                            const struct explained_section *section, size_t i, struct tally *tally)
{
    size_t n;
    const struct policy_rule *rules = policy_of_ground(policy, question->ground, &n);
    bool is_blocked = policy_same(section->code, "blocked");

    if (is_named_as_excluded(rules, n, section->category))
        return;
    for (size_t j = 0; j < n * CHOICES; j++) {
        struct mended mended;

        mend_everything(&rules[j % n], question, i, (uint32_t)(j / n) * 7, &mended);
        if (is_blocked) {
            mended.question.type = question->type;
            mended.question.purpose = question->purpose;
            mended.question.day = question->day;
        }
        if (!mended_passes(policy, &mended))
            continue;
        tally->n_failed++;
        cr_expect_fail("%s on %s (%s) passes although nothing was to help", section->category,
                       question->ground, section->code);
    }
    tally->n_hopeless++;
}

static void expect_true(const struct policy *policy, const struct policy_question *question,
                        struct tally *tally)
{
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };

    explain(policy, question, &explanation);
    for (size_t i = 0; i < explanation.n_sections && tally->n_failed < 10; i++) {
        const struct explained_section *section = &explanation.sections[i];

        cr_expect(section->verdict != VERDICT_PERMIT || section->n_needs == 0);
        if (section->verdict == VERDICT_PERMIT || is_about_the_ground(section))
            continue;
        if (section->n_needs > 0)
            expect_mends(policy, question, &explanation, i, tally);
        else
            expect_hopeless(policy, question, section, i, tally);
    }
}

Test(explanation_property, what_it_asks_for_is_enough_and_otherwise_nothing_is)
{
    struct tally tally = { 0 };

    for (uint32_t seed = 0; seed < WORLDS; seed++) {
        struct drawn_world world;
        CLEANUP(policy_free) struct policy *policy = vary(&world, seed);

        expect_true(policy, &world.question, &tally);
    }
    cr_expect_gt(tally.n_mended, WORLDS / 2, "%zu", tally.n_mended);
    cr_expect_gt(tally.n_hopeless, WORLDS / 4, "%zu", tally.n_hopeless);
}

/* ---- the rules that are shipped ---- */

/* An exchange between parties of the rule, which carries nothing that it asks for. */
static struct policy_question bare_question(const struct policy_rule *rule, const char **category)
{
    return (struct policy_question){
        .ground = rule->ground,
        .type = rule->types.n ? rule->types.words[draw((uint32_t)rule->types.n)] : "",
        .purpose = rule->purposes.n ? rule->purposes.words[draw((uint32_t)rule->purposes.n)] : "",
        .from = { "sender", rule->from.n ? rule->from.words[draw((uint32_t)rule->from.n)] : "",
                  rule->country, draw(3) },
        .to = { "recipient", rule->to.n ? rule->to.words[draw((uint32_t)rule->to.n)] : "police",
                rule->country, draw(3) },
        .day = 20600,
        .categories = category,
        .n_categories = 2,
        .has_agreement = draw(2),
        .has_subject = draw(4) != 0,
        .age = draw(4),
        .age_years = draw(30),
        .has_age_at_act = draw(4) == 0,
        .age_at_act = draw(30),
        .decider = draw(2) ? "nurse" : NULL,
        .whole_or_nothing = draw(4) == 0,
    };
}

/* In turn: another type, purpose, recipient or day. */
static void disturb(struct policy_question *question)
{
    switch (draw(6)) {
    case 0:
        question->type = "situational_picture";
        return;
    case 1:
        question->purpose = "supervise";
        return;
    case 2:
        question->to.role = "leisure";
        return;
    case 3:
        question->day = 10000;
        return;
    default:
        return;
    }
}

Test(explanation_property, it_holds_for_every_rule_that_is_shipped)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(policy_free) struct policy *policy = NULL;
    struct drawn_world world;
    struct tally tally = { 0 };
    struct error err;

    cr_assert_eq(policy_load_all("config/policy", stderr, &vocabulary, &policy, &err), FAULT_NONE);
    draw_world(1, &world);
    for (size_t i = 0; i < policy->n_rules * 3; i++) {
        const struct policy_rule *rule = &policy->rules[i % policy->n_rules];
        const char *categories[2];
        struct policy_question question;

        for (size_t j = 0; j < 2; j++)
            categories[j] = policy->categories.words[draw((uint32_t)policy->categories.n)];
        if (rule->categories.n)
            categories[0] = rule->categories.words[draw((uint32_t)rule->categories.n)];
        question = bare_question(rule, categories);
        disturb(&question);
        expect_true(policy, &question, &tally);
    }
    cr_expect_gt(tally.n_mended, policy->n_rules, "%zu", tally.n_mended);
    cr_expect_gt(tally.n_hopeless, policy->n_rules, "%zu", tally.n_hopeless);
}

/* ---- what it must not tell ---- */

static void expect_same_words(const struct explanation *a, const struct explanation *b,
                              uint32_t seed)
{
    cr_assert_eq(a->n_sections, b->n_sections);
    cr_expect_str_eq(a->reason, b->reason, "seed %u", seed);
    for (size_t i = 0; i < a->n_sections; i++) {
        cr_expect_str_eq(a->sections[i].reason, b->sections[i].reason, "seed %u", seed);
        cr_assert_eq(a->sections[i].n_needs, b->sections[i].n_needs, "seed %u", seed);
        for (size_t j = 0; j < a->sections[i].n_needs; j++)
            cr_expect_str_eq(a->sections[i].needs[j], b->sections[i].needs[j], "seed %u", seed);
    }
}

Test(explanation_property, it_tells_nothing_of_consents_that_others_hold)
{
    for (uint32_t seed = 0; seed < WORLDS; seed++) {
        struct drawn_world world;
        CLEANUP(policy_free) struct policy *policy = vary(&world, seed);
        CLEANUP(explanation_clear) struct explanation with = { 0 };
        CLEANUP(explanation_clear) struct explanation without = { 0 };
        struct policy_consent own[DRAWN_CONSENTS];
        size_t n_own = 0;

        explain(policy, &world.question, &with);
        for (size_t i = 0; i < world.question.n_consents; i++)
            if (policy_same(world.consents[i].holder, world.question.from.name))
                own[n_own++] = world.consents[i];
        world.question.consents = own;
        world.question.n_consents = n_own;
        explain(policy, &world.question, &without);
        expect_same_words(&with, &without, seed);
    }
}
