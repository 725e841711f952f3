/* SPDX-License-Identifier: EUPL-1.2 */
/* What must hold for the shipped rules whatever is asked: tried on every row of the tables, and on
 * each row together with others of its ground, which brings consents, reasons and ages that no row
 * has alone. Nothing is drawn by chance, so that a failure names what to repeat.
 * core/policy_property_test.c tries the same with invented rules. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "core/policy.h"
#include "unit/daemon/settings/scenario_tables.h"

enum { CONSENTS = 8, REASONS = 16, FLAGS = 8 };

/* How far behind a row the one stands that it is joined with; 0: itself, as it stands. */
static const size_t distances[] = { 0, 1, 5 };

/* A row's question, with what another adds to it; its lists may be changed. */
struct seed {
    const char *name;
    size_t distance;
    struct policy_question question;
    struct policy_consent consents[CONSENTS];
    const char *reasons[REASONS], *flags[FLAGS];
};

static size_t join(const struct policy_list *one, const struct policy_list *other,
                   const char *ret_words[], size_t max)
{
    size_t n = 0;

    for (size_t i = 0; i < one->n && n < max; i++)
        ret_words[n++] = one->words[i];
    for (size_t i = 0; one != other && i < other->n && n < max; i++)
        ret_words[n++] = other->words[i];
    return n;
}

static void join_consents(const struct policy_question *one, const struct policy_question *other,
                          struct seed *seed)
{
    size_t n = 0;

    for (size_t i = 0; i < one->n_consents && n < CONSENTS; i++)
        seed->consents[n++] = one->consents[i];
    for (size_t i = 0; one != other && i < other->n_consents && n < CONSENTS; i++)
        seed->consents[n++] = other->consents[i];
    seed->question.consents = seed->consents;
    seed->question.n_consents = n;
}

/* The other gives its consents, reasons, flags, official and age; the way stays the row's. */
static void make_seed(const struct scenario_tables *all, size_t row, size_t distance,
                      struct seed *ret)
{
    size_t n, first = scenario_tables_of_ground(all, all->rows[row].question->ground, &n);
    const struct policy_question *one = all->rows[row].question;
    const struct policy_question *other = all->rows[first + (row - first + distance) % n].question;

    *ret = (struct seed){ .name = all->rows[row].name, .distance = distance, .question = *one };
    ret->question.reasons = (struct policy_list){ ret->reasons, join(&one->reasons, &other->reasons,
                                                                     ret->reasons, REASONS) };
    ret->question.flags =
        (struct policy_list){ ret->flags, join(&one->flags, &other->flags, ret->flags, FLAGS) };
    join_consents(one, other, ret);
    if (other->decider)
        ret->question.decider = other->decider;
    if (other->has_subject) {
        ret->question.has_subject = true;
        ret->question.age = other->age;
        ret->question.age_years = other->age_years;
    }
}

/* Calls `try_one` with each seed. */
static void each_seed(const struct scenario_tables *all,
                      void (*try_one)(const struct scenario_tables *, struct seed *))
{
    for (size_t i = 0; i < all->n_rows; i++) {
        for (size_t j = 0; j < ARRAY_SIZE(distances); j++) {
            struct seed seed;

            make_seed(all, i, distances[j], &seed);
            try_one(all, &seed);
        }
    }
}

/* The sections that pass, one bit each; none where the whole is refused. */
static uint64_t ask(const struct policy *policy, const struct policy_question *question)
{
    struct policy_answer answer;
    uint64_t bits = 0;

    policy_decide(policy, question, &answer);
    for (size_t i = 0; i < answer.n_sections; i++)
        bits |= (uint64_t)(answer.sections[i].verdict == VERDICT_PERMIT) << i;
    cr_assert_eq(answer.decision == VERDICT_PERMIT, bits != 0);
    return bits;
}

/* ---- less never gives more ---- */

static size_t n_asked, n_lost;

/* What passes with less must have passed with more: no bit that was not there. */
static void expect_less(const struct scenario_tables *all, const struct seed *seed,
                        const struct policy_question *less, uint64_t with_more, const char *what)
{
    uint64_t with_less = ask(all->policy, less);

    n_asked++;
    n_lost += with_less != with_more;
    cr_expect_eq(with_less & ~with_more, 0, "%s, joined with the row %zu behind, without %s",
                 seed->name, seed->distance, what);
}

static void take_words_away(const struct scenario_tables *all, struct seed *seed)
{
    uint64_t with_more = ask(all->policy, &seed->question);
    struct policy_question less = seed->question;

    less.has_agreement = false;
    expect_less(all, seed, &less, with_more, "an agreement");
    less = seed->question;
    less.decider = NULL;
    expect_less(all, seed, &less, with_more, "an official");
    less = seed->question;
    less.reasons.n = less.reasons.n ? less.reasons.n - 1 : 0;
    for (size_t i = 0; i < seed->question.reasons.n; i++) {
        const char *last = seed->reasons[seed->question.reasons.n - 1], *kept = seed->reasons[i];

        seed->reasons[i] = last;
        expect_less(all, seed, &less, with_more, kept);
        seed->reasons[i] = kept;
    }
}

static void take_consents_away(const struct scenario_tables *all, struct seed *seed)
{
    uint64_t with_more = ask(all->policy, &seed->question);
    struct policy_question less = seed->question;

    for (size_t i = 0; i < seed->question.n_consents; i++) {
        struct policy_consent *consent = &seed->consents[i], kept = *consent;

        less.n_consents = seed->question.n_consents - 1;
        *consent = seed->consents[less.n_consents];
        expect_less(all, seed, &less, with_more, "a consent");
        less.n_consents = seed->question.n_consents;
        *consent = kept;
        consent->youth_signed = false;
        expect_less(all, seed, &less, with_more, "the young person's signature");
        *consent = kept;
        consent->guardians_signed -= consent->guardians_signed > 0;
        expect_less(all, seed, &less, with_more, "a guardian's signature");
        *consent = kept;
        consent->withdrawn_day = seed->question.day;
        expect_less(all, seed, &less, with_more, "a consent that goes on");
        *consent = kept;
    }
}

Test(scenario_property, taking_a_consent_a_signer_a_reason_or_the_agreement_away_permits_nothing)
{
    CLEANUP(scenario_tables_clear) struct scenario_tables all;

    scenario_tables_init(&all);
    n_asked = n_lost = 0;
    each_seed(&all, take_words_away);
    each_seed(&all, take_consents_away);
    cr_expect_gt(n_lost, n_asked / 20, "%zu of %zu made a difference", n_lost, n_asked);
}

/* ---- what blocks ---- */

/* One role of one country may send nothing, to whomever. */
static void block(struct scenario_tables *all, const char *country, const char *role)
{
    const struct vocabulary *vocabulary = all->vocabulary;
    struct policy_rule rule = {
        .id = mem_printf("%s-test-%s", strcmp(country, "SE") == 0 ? "se" : "no", role),
        .ground = mem_text("no.test.1"),
        .kind = POLICY_BLOCKED,
        .in_force_to = POLICY_NO_END,
    };
    const struct {
        struct policy_words *words;
        enum vocabulary_kind kind;
    } open[] = { { &rule.to, VOCABULARY_ROLE },
                 { &rule.types, VOCABULARY_TYPE },
                 { &rule.purposes, VOCABULARY_PURPOSE } };

    snprintf(rule.country, sizeof(rule.country), "%s", country);
    policy_words_add(&rule.from, role);
    for (size_t i = 0; i < ARRAY_SIZE(open); i++)
        for (size_t j = 0; j < vocabulary_n(vocabulary, open[i].kind); j++)
            policy_words_add(open[i].words, vocabulary_code(vocabulary, open[i].kind, j));
    policy_add(all->policy, &rule);
}

static uint64_t *ask_all(const struct scenario_tables *all)
{
    uint64_t *answers = mem_new(all->n_rows, sizeof(*answers));

    for (size_t i = 0; i < all->n_rows; i++)
        answers[i] = ask(all->policy, all->rows[i].question);
    return answers;
}

Test(scenario_property, one_more_rule_that_blocks_permits_nothing)
{
    CLEANUP(scenario_tables_clear) struct scenario_tables all;
    CLEANUP(mem_free) uint64_t *before = NULL;
    size_t n_left = 0;

    scenario_tables_init(&all);
    before = ask_all(&all);
    for (size_t i = 0; i < 2 * vocabulary_n(all.vocabulary, VOCABULARY_ROLE); i++) {
        CLEANUP(mem_free) uint64_t *after = NULL;

        block(&all, i % 2 ? "SE" : "NO", vocabulary_code(all.vocabulary, VOCABULARY_ROLE, i / 2));
        after = ask_all(&all);
        n_left = 0;
        for (size_t row = 0; row < all.n_rows; row++) {
            cr_expect_eq(after[row] & ~before[row], 0, "%s", all.rows[row].name);
            n_left += after[row] != 0;
        }
    }
    cr_expect_eq(n_left, 0, "%zu", n_left);
}

/* ---- order ---- */

static void expect_same(const struct policy_answer *a, const struct policy_answer *b,
                        const char *name)
{
    cr_expect_eq(a->decision, b->decision, "%s", name);
    cr_expect_str_eq(a->rule, b->rule, "%s", name);
    cr_expect_str_eq(a->code, b->code, "%s", name);
    cr_expect_str_eq(a->reason, b->reason, "%s", name);
    for (size_t i = 0; i < a->n_sections; i++) {
        cr_expect_eq(a->sections[i].verdict, b->sections[i].verdict, "%s", name);
        cr_expect_str_eq(a->sections[i].rule, b->sections[i].rule, "%s", name);
    }
}

static void turn_words(const char *words[], size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        const char *kept = words[i];

        words[i] = words[n - 1 - i];
        words[n - 1 - i] = kept;
    }
}

static void turn_lists(const struct scenario_tables *all, struct seed *seed)
{
    size_t n = seed->question.n_consents;
    struct policy_answer before, after;

    policy_decide(all->policy, &seed->question, &before);
    turn_words(seed->reasons, seed->question.reasons.n);
    turn_words(seed->flags, seed->question.flags.n);
    for (size_t i = 0; i < n / 2; i++) {
        struct policy_consent kept = seed->consents[i];

        seed->consents[i] = seed->consents[n - 1 - i];
        seed->consents[n - 1 - i] = kept;
    }
    policy_decide(all->policy, &seed->question, &after);
    expect_same(&after, &before, seed->name);
}

Test(scenario_property, the_order_of_consents_reasons_and_flags_changes_nothing)
{
    CLEANUP(scenario_tables_clear) struct scenario_tables all;

    scenario_tables_init(&all);
    each_seed(&all, turn_lists);
}

/* The same rules, added by a step through them that meets each once; the first policy is used up. */
static struct policy *added_by_step(struct policy *policy, size_t step)
{
    struct policy *other = policy_new();

    for (size_t i = 0; i < policy->categories.n; i++)
        policy_words_add(&other->categories, policy->categories.words[i]);
    for (size_t i = 0, at = 0; i < policy->n_rules; i++) {
        at = (at + step) % policy->n_rules;
        cr_assert_not_null(policy->rules[at].id, "%zu meets a rule twice", step);
        policy_add(other, &policy->rules[at]);
    }
    policy_free(policy);
    return other;
}

static bool meets_each(size_t step, size_t n)
{
    while (step) {
        size_t rest = n % step;

        n = step;
        step = rest;
    }
    return n == 1;
}

/* Rule ids are compared by their text: the rules of the one policy move into the next. */
Test(scenario_property, the_order_of_the_rules_changes_nothing)
{
    CLEANUP(scenario_tables_clear) struct scenario_tables all, turned;
    static const size_t from[] = { 5, 60, 120 };

    scenario_tables_init(&all);
    scenario_tables_init(&turned);
    for (size_t i = 0; i < ARRAY_SIZE(from); i++) {
        size_t step = from[i];

        while (!meets_each(step, turned.policy->n_rules))
            step++;
        turned.policy = added_by_step(turned.policy, step);
        for (size_t row = 0; row < all.n_rows; row++) {
            struct policy_answer before, after;

            policy_decide(all.policy, all.rows[row].question, &before);
            policy_decide(turned.policy, all.rows[row].question, &after);
            expect_same(&after, &before, all.rows[row].name);
        }
    }
}
