/* SPDX-License-Identifier: EUPL-1.2 */
/* What must hold for any rules and any exchange: tried on thousands of invented ones. Each number is
 * drawn from a seed, so that a failure can be repeated. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "core/policy.h"
#include "unit/daemon/core/policy_draw.h"

enum { WORLDS = 3000 };

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
        struct drawn_world world;
        CLEANUP(policy_free) struct policy *policy = NULL;
        uint32_t bits;

        draw_world(seed, &world);
        policy = draw_policy(&world, 0);
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
        struct drawn_world world;
        CLEANUP(policy_free) struct policy *policy = NULL;
        struct policy_answer first;

        draw_world(seed, &world);
        policy = draw_policy(&world, 0);
        policy_decide(policy, &world.question, &first);
        for (size_t shift = 1; shift < DRAWN_RULES; shift++) {
            CLEANUP(policy_free) struct policy *other = draw_policy(&world, shift);
            struct policy_answer answer;

            policy_decide(other, &world.question, &answer);
            expect_same(&answer, &first, seed);
        }
    }
}

Test(policy_property, the_order_of_the_consents_changes_nothing)
{
    for (uint32_t seed = 0; seed < WORLDS; seed++) {
        struct drawn_world world;
        CLEANUP(policy_free) struct policy *policy = NULL;
        struct policy_consent turned[DRAWN_CONSENTS];
        struct policy_answer first, answer;
        size_t n;

        draw_world(seed, &world);
        n = world.question.n_consents;
        policy = draw_policy(&world, 0);
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

static void take_away(const struct policy *policy, struct drawn_world *world, uint32_t seed)
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
        struct policy_consent left[DRAWN_CONSENTS];

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
        struct drawn_world world;
        CLEANUP(policy_free) struct policy *policy = NULL;

        draw_world(seed, &world);
        policy = draw_policy(&world, 0);
        take_away(policy, &world, seed);
    }
}

/* A signature less, or an end, likewise. */
Test(policy_property, a_consent_that_loses_a_signer_or_ends_permits_nothing)
{
    for (uint32_t seed = 0; seed < WORLDS; seed++) {
        struct drawn_world world;
        CLEANUP(policy_free) struct policy *policy = NULL;
        uint32_t with_more;

        draw_world(seed, &world);
        policy = draw_policy(&world, 0);
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
        struct drawn_world world;
        CLEANUP(policy_free) struct policy *policy = NULL;
        struct policy_rule block;
        uint32_t before, after;

        draw_world(seed, &world);
        policy = draw_policy(&world, 0);
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
