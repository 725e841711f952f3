/* SPDX-License-Identifier: EUPL-1.2 */
/* gate - how long one decision takes, with all rules and with none.
 *
 *   gate [--policy config/policy] [--tables tests/scenarios] [--held 100000] [--decisions 200000]
 *
 * Asks what the rows of the tables ask, in an order of no meaning, again and again. Each question
 * names 1, 4 or 16 consents of its sender, which are looked up by id among all that are held, as
 * broker/question.c does it; what a row's own consents say stands last among them. The same question
 * goes to the shipped rules and to a policy without a rule, in turns.
 *
 * Prints one JSON object, times in microseconds by the wall clock. Status 1 when an answer is not
 * the one that the row wants.
 */
#include <glob.h>
#include <time.h>

#include "base/memory.h"
#include "bench/gate_register.h"
#include "core/gate.h"
#include "settings/policy_file.h"
#include "settings/scenario_file.h"

enum { NAMED_MAX = 16, TABLES_MAX = 64, CLOCK_READS = 100000 };

static const char *const known[] = { "policy", "tables", "held", "decisions" };
static const size_t named[] = { 1, 4, 16 };

/* What became of a question: by the kind of the rule that permits it, or refused. */
enum { ENDS = POLICY_CONSENT + 1, REFUSED = 0 };

static const char *const ends[ENDS] = {
    [REFUSED] = "refusal",
    [POLICY_DUTY] = "duty",
    [POLICY_PERMISSION] = "permission",
    [POLICY_CONSENT] = "consent",
};

struct times_ns {
    uint32_t *ns;
    size_t n;
};

struct row {
    const struct policy_question *question;
    bool is_permitted;
    unsigned int end;
    struct uuid own[NAMED_MAX]; /* its own consents that its sender holds */
    size_t n_own;
};

struct gate {
    struct vocabulary *vocabulary;
    struct policy *policy, *nothing;
    struct scenarios *tables[TABLES_MAX];
    size_t n_tables;
    struct row *rows;
    size_t n_rows;
    struct consent_register held;
    uint32_t drawn;
    size_t n_wrong;
};

static uint32_t draw(struct gate *gate, size_t n)
{
    gate->drawn = gate->drawn * 1664525u + 1013904223u;
    return (gate->drawn >> 8) % (uint32_t)n;
}

/* ---------------------------------------------------------------------------- beforehand */

/* As the broker sees it, what a consent lets another party disclose is not there. */
static void add_row(struct gate *gate, const struct policy_question *question)
{
    struct row row = { .question = question };
    struct policy_answer answer;

    policy_decide(gate->policy, question, &answer);
    row.is_permitted = answer.decision == VERDICT_PERMIT;
    if (row.is_permitted)
        row.end = policy_find(gate->policy, answer.rule, question->day)->kind;
    for (size_t i = 0; i < question->n_consents && row.n_own < NAMED_MAX; i++) {
        const struct policy_consent *consent = &question->consents[i];

        if (strcmp(consent->holder, question->from.name) == 0 &&
            strcmp(consent->from, consent->holder) == 0)
            row.own[row.n_own++] = register_add(&gate->held, consent);
    }
    gate->rows = mem_grow(gate->rows, gate->n_rows + 1, sizeof(*gate->rows));
    gate->rows[gate->n_rows++] = row;
}

static void add_tables(struct gate *gate, const char *folder)
{
    CLEANUP(mem_free) char *pattern = mem_printf("%s/*.yaml", folder);
    struct error err;
    glob_t found;

    if (glob(pattern, 0, NULL, &found) != 0)
        stop(EXIT_DATA, "no table in %s", folder);
    for (size_t i = 0; i < found.gl_pathc && i < TABLES_MAX; i++) {
        struct scenarios **table = &gate->tables[gate->n_tables++];

        if (scenarios_load(found.gl_pathv[i], gate->vocabulary, stderr, table, &err))
            stop(EXIT_DATA, "%s", err.text);
        for (size_t row = 0; row < scenarios_n(*table); row++)
            add_row(gate, scenarios_question(*table, row));
    }
    globfree(&found);
}

static void fill_register(struct gate *gate, uint64_t n)
{
    size_t n_roles = vocabulary_n(gate->vocabulary, VOCABULARY_ROLE);

    while (consents_size(gate->held.consents) < n)
        register_add_other(&gate->held, vocabulary_code(gate->vocabulary, VOCABULARY_ROLE,
                                                        gate->held.n % n_roles));
}

static void prepare(struct gate *gate, const struct options *options)
{
    struct error err;

    if (policy_load_all(option(options, "policy", "config/policy"), stderr, &gate->vocabulary,
                        &gate->policy, &err))
        stop(EXIT_DATA, "%s", err.text);
    gate->nothing = policy_new();
    gate->held.consents = consents_new();
    add_tables(gate, option(options, "tables", "tests/scenarios"));
    fill_register(gate, option_number(options, "held", 100000));
}

/* ---------------------------------------------------------------------------- one decision */

/* At least `n` ids: others that the sender holds, then the row's own. */
static size_t choose_ids(struct gate *gate, const struct row *row, size_t n, struct uuid ret_ids[])
{
    const struct consent_register *held = &gate->held;
    size_t n_ids = 0, holder = 0;

    while (strcmp(held->holders[holder].name, row->question->from.name) != 0)
        holder++;
    while (n_ids + row->n_own < n)
        ret_ids[n_ids++] = held->holders[holder].ids[draw(gate, held->holders[holder].n)];
    for (size_t i = 0; i < row->n_own; i++)
        ret_ids[n_ids++] = row->own[i];
    return n_ids;
}

static uint32_t elapsed_ns(const struct timespec *from, const struct timespec *to)
{
    return (uint32_t)((to->tv_sec - from->tv_sec) * 1000000000 + to->tv_nsec - from->tv_nsec);
}

/* From the ids to the answer, and to which of the consents it rests on. */
static uint32_t decide(const struct gate *gate, const struct policy *policy, const struct row *row,
                       const struct uuid ids[], size_t n_ids, struct policy_answer *ret_answer,
                       size_t *ret_n_rested_on)
{
    struct policy_question question = *row->question;
    struct policy_consent consents[NAMED_MAX];
    struct consent_words words[NAMED_MAX];
    struct timespec start, end;
    size_t n = 0;

    clock_gettime(CLOCK_MONOTONIC, &start);
    consents_prefetch(gate->held.consents, ids, n_ids, question.from.name);
    for (size_t i = 0; i < n_ids; i++) {
        const struct consent *consent =
            consents_find(gate->held.consents, &ids[i], question.from.name);

        if (!consent || memcmp(consent->subject, register_subject, CONSENT_SUBJECT_SIZE) != 0)
            continue;
        consent_for_policy(consent, &words[n], &consents[n]);
        n++;
    }
    question.consents = consents;
    question.n_consents = n;
    policy_decide(policy, &question, ret_answer);
    for (size_t i = 0; i < n; i++)
        *ret_n_rested_on += gate_rests_on(&question, ret_answer, i);
    clock_gettime(CLOCK_MONOTONIC, &end);
    return elapsed_ns(&start, &end);
}

/* ---------------------------------------------------------------------------- the rounds */

static void times_init(struct times_ns *times, size_t max)
{
    *times = (struct times_ns){ .ns = mem_new(max, sizeof(uint32_t)) };
}

static int compare_ns(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* Nearest rank; sorted, not empty. */
static double rank_us(const struct times_ns *times, size_t per_thousand)
{
    size_t rank = (times->n * per_thousand + 999) / 1000;

    return (double)times->ns[rank > 0 ? rank - 1 : 0] / 1000;
}

static void print_times(const char *name, struct times_ns *times, const char *end)
{
    qsort(times->ns, times->n, sizeof(*times->ns), compare_ns);
    printf("\"%s\":{\"n\":%zu", name, times->n);
    if (times->n)
        printf(",\"p50_us\":%.2f,\"p99_us\":%.2f,\"p999_us\":%.2f,\"max_us\":%.2f",
               rank_us(times, 500), rank_us(times, 990), rank_us(times, 999), rank_us(times, 1000));
    printf("}%s", end);
}

static void run_one(struct gate *gate, size_t n_named, bool is_nothing_first, struct times_ns *with,
                    struct times_ns *without, struct times_ns by_end[])
{
    const struct row *row = &gate->rows[draw(gate, gate->n_rows)];
    struct policy_answer answer, refusal;
    struct uuid ids[NAMED_MAX];
    size_t n_ids = choose_ids(gate, row, n_named, ids);
    size_t n_none = 0, n_rested_on = 0;
    uint32_t ns;

    if (is_nothing_first)
        without->ns[without->n++] = decide(gate, gate->nothing, row, ids, n_ids, &refusal, &n_none);
    ns = decide(gate, gate->policy, row, ids, n_ids, &answer, &n_rested_on);
    if (!is_nothing_first)
        without->ns[without->n++] = decide(gate, gate->nothing, row, ids, n_ids, &refusal, &n_none);
    with->ns[with->n++] = ns;
    by_end[row->end].ns[by_end[row->end].n++] = ns;
    gate->n_wrong += (answer.decision == VERDICT_PERMIT) != row->is_permitted ||
                     refusal.decision == VERDICT_PERMIT || n_none > 0 ||
                     (n_rested_on > 0 ? !row->is_permitted : row->end == POLICY_CONSENT);
}

static void run(struct gate *gate, size_t n_named, size_t n_decisions)
{
    struct times_ns with, without, by_end[ENDS];

    times_init(&with, n_decisions);
    times_init(&without, n_decisions);
    for (size_t i = 0; i < ENDS; i++)
        times_init(&by_end[i], n_decisions);
    for (size_t i = 0; i < n_decisions; i++)
        run_one(gate, n_named, i % 2, &with, &without, by_end);
    printf("{\"named\":%zu,", n_named);
    print_times("rules", &with, ",");
    print_times("no_rules", &without, "");
    for (size_t i = 0; i < ENDS; i++) {
        printf(",");
        print_times(ends[i], &by_end[i], "");
        mem_free(by_end[i].ns);
    }
    printf("}");
    mem_free(with.ns);
    mem_free(without.ns);
}

/* What two readings of the clock add to each time. */
static double clock_us(void)
{
    struct timespec start, now;

    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int i = 0; i < CLOCK_READS; i++)
        clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)elapsed_ns(&start, &now) / CLOCK_READS / 1000;
}

int main(int argc, char **argv)
{
    struct options options = { argc - 1, argv + 1 };
    struct gate gate = { .drawn = 1 };

    options_check(&options, known, ARRAY_SIZE(known));
    prepare(&gate, &options);
    printf("{\"rules\":%zu,\"questions\":%zu,\"held\":%zu,\"clock_us\":%.3f,\"rounds\":[",
           gate.policy->n_rules, gate.n_rows, consents_size(gate.held.consents), clock_us());
    for (size_t i = 0; i < ARRAY_SIZE(named); i++) {
        printf(i ? "," : "");
        run(&gate, named[i], option_number(&options, "decisions", 200000));
    }
    printf("],\"wrong\":%zu}\n", gate.n_wrong);

    register_close(&gate.held);
    for (size_t i = 0; i < gate.n_tables; i++)
        scenarios_free(gate.tables[i]);
    mem_free(gate.rows);
    policy_free(gate.policy);
    policy_free(gate.nothing);
    vocabulary_free(gate.vocabulary);
    return gate.n_wrong ? 1 : EXIT_ANSWERED;
}
