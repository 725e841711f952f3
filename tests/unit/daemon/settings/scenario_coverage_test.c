/* SPDX-License-Identifier: EUPL-1.2 */
/* Each condition of each shipped rule is tried by the tables: change it, and a row answers
 * otherwise. A condition that nobody tries could be lost unnoticed. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/policy.h"
#include "unit/daemon/settings/rule_mutant.h"
#include "unit/daemon/settings/scenario_tables.h"

/* What a row checks: the sections that pass, none where the whole is refused. */
struct answer {
    uint64_t passing;
    const char *code;
};

struct trial {
    const struct scenario_tables *all;
    struct answer *before; /* one for each row */
    size_t first, n;       /* rows that are asked */
    bool is_blocking;      /* a rule among the changed ones */
    size_t n_mutants, n_survivors;
};

static struct answer ask(const struct policy *policy, const struct policy_question *question)
{
    struct policy_answer answer;
    struct answer ret = { 0 };

    policy_decide(policy, question, &answer);
    ret.code = answer.code;
    for (size_t i = 0; i < answer.n_sections; i++)
        ret.passing |= (uint64_t)(answer.sections[i].verdict == VERDICT_PERMIT) << i;
    return ret;
}

/* What a rule of kind blocked forbids would be refused without it as well, since no rule permits it;
 * so there the code that the sender is told must change. */
static bool is_noticed(const struct trial *trial)
{
    for (size_t i = trial->first; i < trial->first + trial->n; i++) {
        struct answer after = ask(trial->all->policy, trial->all->rows[i].question);

        if (after.passing != trial->before[i].passing ||
            (trial->is_blocking && strcmp(after.code, trial->before[i].code) != 0))
            return true;
    }
    return false;
}

static void try_mutant(const char *rule, const char *condition, void *context)
{
    struct trial *trial = context;

    trial->n_mutants++;
    if (is_noticed(trial))
        return;
    trial->n_survivors++;
    cr_expect(false, "no row tries %s: %s", rule, condition);
}

/* A rule that blocks may beat any ground. */
static void choose_rows(struct trial *trial, const struct policy_rule *rules, size_t n)
{
    trial->is_blocking = false;
    for (size_t i = 0; i < n; i++)
        trial->is_blocking |= rules[i].kind == POLICY_BLOCKED;
    trial->first = 0;
    trial->n = trial->all->n_rows;
    if (!trial->is_blocking)
        trial->first = scenario_tables_of_ground(trial->all, rules[0].ground, &trial->n);
}

static void try_ground(struct trial *trial, size_t first, size_t n)
{
    struct policy *policy = trial->all->policy;

    for (size_t i = first; i < first + n; i++) {
        choose_rows(trial, &policy->rules[i], 1);
        rule_mutants(policy, i, trial->all->vocabulary, try_mutant, trial);
    }
    choose_rows(trial, &policy->rules[first], n);
    rule_mutants_of_ground(policy, first, n, trial->all->vocabulary, try_mutant, trial);
}

Test(scenario_coverage, each_condition_of_each_rule_is_tried)
{
    CLEANUP(scenario_tables_clear) struct scenario_tables all;
    struct trial trial = { .all = &all };
    size_t n;

    scenario_tables_init(&all);
    trial.before = mem_new(all.n_rows, sizeof(*trial.before));
    for (size_t i = 0; i < all.n_rows; i++)
        trial.before[i] = ask(all.policy, all.rows[i].question);
    for (size_t i = 0; i < all.policy->n_rules; i += n) {
        policy_of_ground(all.policy, all.policy->rules[i].ground, &n);
        try_ground(&trial, i, n);
    }
    mem_free(trial.before);
    cr_expect_gt(trial.n_mutants, 10000, "%zu", trial.n_mutants);
    cr_expect_eq(trial.n_survivors, 0, "%zu of %zu", trial.n_survivors, trial.n_mutants);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct scenario_tables_row *)a)->name,
                  ((const struct scenario_tables_row *)b)->name);
}

/* Names stand in reports of what differs: one row each, whatever table it lies in. */
Test(scenario_coverage, a_name_stands_in_one_table)
{
    CLEANUP(scenario_tables_clear) struct scenario_tables all;

    scenario_tables_init(&all);
    qsort(all.rows, all.n_rows, sizeof(*all.rows), by_name);
    for (size_t i = 1; i < all.n_rows; i++)
        cr_expect_neq(by_name(&all.rows[i - 1], &all.rows[i]), 0, "%s", all.rows[i].name);
}
