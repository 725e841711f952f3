/* SPDX-License-Identifier: EUPL-1.2 */
/* What must hold for any rules and any exchange: tried on thousands of invented ones. Each number is
 * drawn from a seed, so that a failure can be repeated. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "core/policy.h"
#include "unit/daemon/core/policy_help.h"

enum { WORLDS = 3000, RULES = 6, CONSENTS = 3, SECTIONS = 4 };

static const char *const categories[] = { "identity", "observation", "health", "measure" };
static const char *const reasons[] = { "necessary", "proportionate", "pregnant" };
static const char *const parties[] = { "fjord-school", "fjord-service", "fjord-police" };
static const char *const roles[] = { "school", "child_welfare", "police" };
static const char *const flags[] = { "unverified", "child_heard" };

static uint32_t drawn;

/* 0 to n - 1. (A linear congruential generator; the low bits are the poor ones.) */
static uint32_t draw(uint32_t n)
{
    drawn = drawn * 1664525u + 1013904223u;
    return (drawn >> 12) % n;
}

static bool likely(void) { return draw(4) != 0; }

static void draw_words(struct policy_words *list, const char *const words[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (likely())
            policy_words_add(list, words[i]);
}

static void draw_signers(struct policy_rule *rule)
{
    rule->signers[0] = (struct policy_signers){ 0, 15, draw(2), likely() };
    rule->signers[1] = (struct policy_signers){ 15, 18, likely(), likely() };
    rule->signers[2] = (struct policy_signers){ 18, POLICY_AGE_NO_LIMIT, likely(), false };
    rule->n_signers = 1 + draw(3);
}

static struct policy_rule draw_rule(char letter)
{
    char id[] = { 'n', 'o', '-', letter, '\0' };
    struct policy_rule rule = {
        .id = mem_text(id),
        .ground = mem_text(draw(3) ? "no.test.1" : "no.test.2"),
        .country = "NO",
        .kind = POLICY_DUTY + draw(3),
        .in_force_from = (int32_t)draw(3),
        .in_force_to = (int32_t)(2 + draw(10)),
        .needs_subject = draw(2),
        .has_age_limit = draw(3) == 0,
        .age_from = draw(10),
        .age_under = 12 + draw(10),
        .unknown_age = draw(2),
    };

    draw_words(&rule.from, roles, 3);
    draw_words(&rule.to, roles, 3);
    policy_words_add(&rule.types, "correction");
    policy_words_add(&rule.purposes, "protect_child");
    draw_words(&rule.categories, categories, SECTIONS);
    rule.needs_agreement = rule.kind != POLICY_DUTY && likely();
    if (rule.kind == POLICY_PERMISSION || draw(6) == 0) {
        policy_words_add(&rule.deciders, "principal");
        draw_words(draw(3) ? &rule.reasons : &rule.any_reasons, reasons, 3);
    }
    if (rule.kind == POLICY_CONSENT || (rule.kind == POLICY_PERMISSION && draw(4) == 0))
        draw_signers(&rule);
    if (draw(6) == 0)
        draw_words(draw(2) ? &rule.flags : &rule.not_flags, flags, 2);
    return rule;
}

/* One exchange with what it carries. */
struct world {
    uint32_t rules_seed;
    struct policy_question question;
    struct policy_consent consents[CONSENTS];
    const char *sections[SECTIONS], *reasons[3], *flags[2];
};

static size_t draw_list(const char *ret_list[], const char *const words[], size_t n)
{
    size_t n_drawn = 0;

    for (size_t i = 0; i < n; i++)
        if (likely())
            ret_list[n_drawn++] = words[i];
    return n_drawn;
}

static void draw_consent(struct policy_consent *ret)
{
    static const char *const purposes[] = { "protect_child" };

    *ret = (struct policy_consent){
        .holder = parties[likely() ? 0 : 1],
        .from = parties[likely() ? 0 : 2],
        .recipients = { parties, 1 + draw(3) },
        .purposes = { purposes, likely() },
        .categories = { categories + draw(2), 1 + draw(3) },
        .valid_from = (int32_t)draw(4),
        .valid_until = (int32_t)(3 + draw(8)),
        .withdrawn_day = likely() ? POLICY_NEVER : (int32_t)draw(8),
        .voided_day = likely() ? POLICY_NEVER : (int32_t)draw(8),
        .youth_required = draw(2),
        .guardians_required = draw(3),
        .youth_signed = likely(),
        .guardians_signed = draw(3),
    };
}

static void draw_world(uint32_t seed, struct world *world)
{
    struct policy_question *question = &world->question;

    drawn = seed * 2654435761u;
    *world = (struct world){ .rules_seed = draw(1u << 20) };
    for (size_t i = 0; i < CONSENTS; i++)
        draw_consent(&world->consents[i]);
    *question = (struct policy_question){
        .ground = likely() ? "no.test.1" : "no.test.2",
        .type = "correction",
        .purpose = "protect_child",
        .from = { parties[0], roles[0], "NO" },
        .to = { parties[1], roles[1], likely() ? "NO" : "SE" },
        .day = (int32_t)draw(8),
        .has_subject = likely(),
        .age = likely() ? POLICY_AGE_KNOWN : draw(4),
        .age_years = 10 + draw(12),
        .categories = world->sections,
        .n_categories = draw_list(world->sections, categories, SECTIONS),
        .flags = { world->flags, draw_list(world->flags, flags, 2) },
        .decider = likely() ? "principal" : NULL,
        .reasons = { world->reasons, draw_list(world->reasons, reasons, 3) },
        .has_agreement = likely(),
        .consents = world->consents,
        .n_consents = draw(CONSENTS + 1),
        .whole_or_nothing = draw(8) == 0,
    };
}

/* The rules of a world, added in the order of `shift` (a step through them that meets each once). */
static struct policy *rules_of(const struct world *world, size_t shift)
{
    struct policy *policy = policy_new();
    struct policy_rule rules[RULES];

    drawn = world->rules_seed;
    for (size_t i = 0; i < RULES; i++)
        rules[i] = draw_rule((char)('a' + i));
    add_words(&policy->categories, "identity observation health measure");
    for (size_t i = 0; i < RULES; i++)
        policy_add(policy,
                   &rules[shift % 2 ? RULES - 1 - (i + shift) % RULES : (i + shift) % RULES]);
    return policy;
}

/* The sections that pass, one bit each; none where the whole is refused. */
static uint32_t passing(const struct policy_answer *answer)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < answer->n_sections; i++)
        bits |= (uint32_t)(answer->sections[i].verdict == VERDICT_PERMIT) << i;
    cr_assert_eq(answer->decision == VERDICT_PERMIT, bits != 0);
    return bits;
}

static uint32_t ask(const struct policy *policy, const struct policy_question *question)
{
    struct policy_answer answer;

    policy_decide(policy, question, &answer);
    return passing(&answer);
}

Test(policy_property, the_worlds_hold_permits_and_refusals)
{
    size_t n_permitted = 0, n_in_part = 0;

    for (uint32_t seed = 0; seed < WORLDS; seed++) {
        struct world world;
        CLEANUP(policy_free) struct policy *policy = NULL;
        uint32_t bits;

        draw_world(seed, &world);
        policy = rules_of(&world, 0);
        bits = ask(policy, &world.question);
        n_permitted += bits != 0;
        n_in_part += bits != 0 && bits + 1 != 1u << world.question.n_categories;
    }
    cr_expect_gt(n_permitted, WORLDS / 10, "%zu", n_permitted);
    cr_expect_lt(n_permitted, WORLDS * 9 / 10, "%zu", n_permitted);
    cr_expect_gt(n_in_part, WORLDS / 50, "%zu", n_in_part);
}

static void expect_same(const struct policy_answer *a, const struct policy_answer *b, uint32_t seed)
{
    cr_expect_eq(a->decision, b->decision, "seed %u", seed);
    cr_expect_str_eq(a->rule, b->rule, "seed %u", seed);
    cr_expect_str_eq(a->code, b->code, "seed %u", seed);
    cr_expect_str_eq(a->reason, b->reason, "seed %u", seed);
    for (size_t i = 0; i < a->n_sections; i++) {
        cr_expect_eq(a->sections[i].verdict, b->sections[i].verdict, "seed %u", seed);
        cr_expect_str_eq(a->sections[i].rule, b->sections[i].rule, "seed %u", seed);
    }
}

Test(policy_property, the_order_of_the_rules_changes_nothing)
{
    for (uint32_t seed = 0; seed < WORLDS; seed++) {
        struct world world;
        CLEANUP(policy_free) struct policy *policy = NULL;
        struct policy_answer first;

        draw_world(seed, &world);
        policy = rules_of(&world, 0);
        policy_decide(policy, &world.question, &first);
        for (size_t shift = 1; shift < RULES; shift++) {
            CLEANUP(policy_free) struct policy *other = rules_of(&world, shift);
            struct policy_answer answer;

            policy_decide(other, &world.question, &answer);
            expect_same(&answer, &first, seed);
        }
    }
}

Test(policy_property, the_order_of_the_consents_changes_nothing)
{
    for (uint32_t seed = 0; seed < WORLDS; seed++) {
        struct world world;
        CLEANUP(policy_free) struct policy *policy = NULL;
        struct policy_consent turned[CONSENTS];
        struct policy_answer first, answer;
        size_t n;

        draw_world(seed, &world);
        n = world.question.n_consents;
        policy = rules_of(&world, 0);
        policy_decide(policy, &world.question, &first);
        for (size_t shift = 1; shift < n; shift++) {
            for (size_t i = 0; i < n; i++)
                turned[i] = world.consents[(i + shift) % n];
            world.question.consents = turned;
            policy_decide(policy, &world.question, &answer);
            expect_same(&answer, &first, seed);
        }
    }
}

/* What passes with less must have passed with more: no bit that was not there. */
static void expect_less(const struct policy *policy, const struct policy_question *less,
                        uint32_t with_more, uint32_t seed, const char *what)
{
    cr_expect_eq(ask(policy, less) & ~with_more, 0, "seed %u without %s", seed, what);
}

static void take_away(const struct policy *policy, struct world *world, uint32_t seed)
{
    const struct policy_question *whole = &world->question;
    uint32_t with_more = ask(policy, whole);
    struct policy_question less = *whole;

    less.has_agreement = false;
    expect_less(policy, &less, with_more, seed, "an agreement");
    less = *whole;
    less.decider = NULL;
    expect_less(policy, &less, with_more, seed, "a decider");
    for (size_t i = 0; i < whole->reasons.n; i++) {
        const char *left[3];

        memcpy(left, world->reasons, sizeof(left));
        left[i] = left[whole->reasons.n - 1];
        less = *whole;
        less.reasons = (struct policy_list){ left, whole->reasons.n - 1 };
        expect_less(policy, &less, with_more, seed, "a reason");
    }
    for (size_t i = 0; i < whole->n_consents; i++) {
        struct policy_consent left[CONSENTS];

        memcpy(left, world->consents, sizeof(left));
        left[i] = left[whole->n_consents - 1];
        less = *whole;
        less.consents = left;
        less.n_consents = whole->n_consents - 1;
        expect_less(policy, &less, with_more, seed, "a consent");
    }
}

Test(policy_property, taking_a_consent_a_reason_or_the_agreement_away_permits_nothing)
{
    for (uint32_t seed = 0; seed < WORLDS; seed++) {
        struct world world;
        CLEANUP(policy_free) struct policy *policy = NULL;

        draw_world(seed, &world);
        policy = rules_of(&world, 0);
        take_away(policy, &world, seed);
    }
}

/* A signature less, or an end, likewise. */
Test(policy_property, a_consent_that_loses_a_signer_or_ends_permits_nothing)
{
    for (uint32_t seed = 0; seed < WORLDS; seed++) {
        struct world world;
        CLEANUP(policy_free) struct policy *policy = NULL;
        uint32_t with_more;

        draw_world(seed, &world);
        policy = rules_of(&world, 0);
        with_more = ask(policy, &world.question);
        for (size_t i = 0; i < 4 * world.question.n_consents; i++) {
            struct policy_consent *consent = &world.consents[i / 4], kept = *consent;

            if (i % 4 == 0)
                consent->youth_signed = false;
            else if (i % 4 == 1 && consent->guardians_signed > 0)
                consent->guardians_signed--;
            else if (i % 4 == 2)
                consent->withdrawn_day = world.question.day;
            else
                consent->voided_day = world.question.day;
            expect_less(policy, &world.question, with_more, seed, "a signer");
            *consent = kept;
        }
    }
}

Test(policy_property, one_more_blocked_rule_permits_nothing)
{
    size_t n_blocked = 0;

    for (uint32_t seed = 0; seed < WORLDS; seed++) {
        struct world world;
        CLEANUP(policy_free) struct policy *policy = NULL;
        struct policy_rule block;
        uint32_t before, after;

        draw_world(seed, &world);
        policy = rules_of(&world, 0);
        before = ask(policy, &world.question);
        block = draw_rule('x');
        block.kind = POLICY_BLOCKED;
        block.to_abroad = draw(4) == 0;
        policy_add(policy, &block);
        after = ask(policy, &world.question);
        cr_expect_eq(after & ~before, 0, "seed %u", seed);
        n_blocked += before != 0 && after == 0;
    }
    cr_expect_gt(n_blocked, 10, "%zu", n_blocked);
}
