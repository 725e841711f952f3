/* SPDX-License-Identifier: EUPL-1.2 */
#include "settings/scenario_file.h"

#include <string.h>
#include <sysexits.h>

#include "base/memory.h"
#include "settings/policy_file.h"
#include "settings/scenario_row.h"
#include "yaml/yaml.h"

enum { ROWS_MAX = 10000, VARIATIONS_MAX = 100, PLACE_SIZE = 300 };

/* The document stays: rows borrow their texts from it. */
struct scenarios {
    struct yaml_document *document;
    struct scenario_row **rows; /* each followed by its variations */
    size_t n_rows;
};

/* Of equal names the one that stands first in the file. */
static int by_name(const void *a, const void *b)
{
    const struct scenario_row *const *const *one = a, *const *const *other = b;
    int order = strcmp((**one)->name, (**other)->name);

    return order ? order : (*one > *other) - (*one < *other);
}

static void check_names(const struct scenarios *scenarios)
{
    CLEANUP(mem_free)
    struct scenario_row *const **sorted = mem_new(scenarios->n_rows, sizeof(*sorted));
    size_t n = 0;

    for (size_t i = 0; i < scenarios->n_rows; i++)
        if (scenarios->rows[i]->name)
            sorted[n++] = &scenarios->rows[i];
    qsort(sorted, n, sizeof(*sorted), by_name);
    for (size_t i = 1; i < n; i++)
        if (strcmp((*sorted[i])->name, (*sorted[i - 1])->name) == 0)
            yaml_fault((*sorted[i])->name_node, "the name stands already in a row before");
}

static struct yaml_node variations_of(struct yaml_node row)
{
    struct yaml_node none = { 0 };

    return yaml_is_mapping(row) ? yaml_field(row, "but", YAML_OPTIONAL) : none;
}

static void add_row(struct scenarios *scenarios, const struct vocabulary *vocabulary,
                    const struct scenario_source *source)
{
    struct scenario_row *row = mem_new(1, sizeof(*row));

    scenarios->rows =
        mem_grow(scenarios->rows, scenarios->n_rows + 1, sizeof(struct scenario_row *));
    scenarios->rows[scenarios->n_rows++] = row;
    scenario_row_read(source, vocabulary, row);
}

/* A row at fault is not read again for each of its variations. */
static void add_with_variations(struct scenarios *scenarios, const struct vocabulary *vocabulary,
                                struct yaml_node row)
{
    struct scenario_source source = { .row = row };
    struct yaml_node variations = variations_of(row);
    size_t n_faults = yaml_n_faults(scenarios->document);
    size_t n = yaml_list(variations, 0, VARIATIONS_MAX);

    add_row(scenarios, vocabulary, &source);
    if (yaml_n_faults(scenarios->document) > n_faults)
        return;
    for (size_t i = 0; i < n; i++) {
        source.variation = yaml_item(variations, i);
        add_row(scenarios, vocabulary, &source);
    }
}

static void read_rows(struct scenarios *scenarios, const struct vocabulary *vocabulary)
{
    struct yaml_node root = yaml_root(scenarios->document);
    struct yaml_node list = yaml_field(root, "scenarios", YAML_REQUIRED);
    size_t n = yaml_list(list, 1, ROWS_MAX);

    yaml_end(root);
    for (size_t i = 0; i < n; i++)
        add_with_variations(scenarios, vocabulary, yaml_item(list, i));
    check_names(scenarios);
}

/* Once each, though the variations of a row have its reasons, too. */
static void tell_strange_reasons(const struct scenarios *scenarios,
                                 const struct vocabulary *vocabulary, FILE *faults)
{
    char last[PLACE_SIZE] = "", place[PLACE_SIZE];
    struct yaml_node node;

    for (size_t i = 0; i < scenarios->n_rows; i++) {
        const struct scenario_row *row = scenarios->rows[i];

        for (size_t j = 0; scenario_row_strange_reason(row, vocabulary, &j, &node); j++) {
            yaml_place(node, place, sizeof(place));
            if (strcmp(place, last) != 0)
                fprintf(faults, "%s: " SCENARIO_NO_REASON ": it counts as missing\n", place,
                        yaml_quote(node));
            strcpy(last, place);
        }
    }
}

enum fault scenarios_load(const char *path, const struct vocabulary *vocabulary, FILE *faults,
                          struct scenarios **ret_scenarios, struct error *err)
{
    CLEANUP(scenarios_free) struct scenarios *scenarios = mem_new(1, sizeof(*scenarios));
    struct error own = { 0 };
    enum fault fault;

    if (!err)
        err = &own;
    fault = yaml_open_file(path, &scenarios->document, err);
    if (fault) {
        if (faults)
            fprintf(faults, "%s\n", err->text);
        return fault;
    }
    read_rows(scenarios, vocabulary);
    if (faults)
        yaml_print_faults(scenarios->document, faults);
    fault = yaml_finish(scenarios->document, err);
    if (fault)
        return fault;
    if (faults)
        tell_strange_reasons(scenarios, vocabulary, faults);
    *ret_scenarios = TAKE(scenarios);
    return FAULT_NONE;
}

void scenarios_free(struct scenarios *scenarios)
{
    if (!scenarios)
        return;
    for (size_t i = 0; i < scenarios->n_rows; i++) {
        scenario_row_clear(scenarios->rows[i]);
        mem_free(scenarios->rows[i]);
    }
    yaml_close(scenarios->document);
    mem_free(scenarios->rows);
    mem_free(scenarios);
}

size_t scenarios_n(const struct scenarios *scenarios) { return scenarios->n_rows; }

const char *scenarios_name(const struct scenarios *scenarios, size_t i)
{
    return scenarios->rows[i]->name;
}

const struct policy_question *scenarios_question(const struct scenarios *scenarios, size_t i)
{
    return &scenarios->rows[i]->question;
}

/* ---- the run ---- */

/* The words of an answer: "refuse", "permit", or "permit without health attendance". */
struct wording {
    char *text;
    size_t size, used;
};

static void say(struct wording *wording, const char *before, const char *word)
{
    int n = snprintf(wording->text + wording->used, wording->size - wording->used, "%s%s", before,
                     word);

    if (n > 0)
        wording->used += (size_t)n;
    if (wording->used >= wording->size)
        wording->used = wording->size - 1;
}

static void say_left_out(struct wording *wording, const char *category)
{
    say(wording, strchr(wording->text, ' ') ? " " : " without ", category);
}

void scenario_decide(const struct scenarios *scenarios, size_t i, const struct policy *policy,
                     struct scenario_outcome *ret_outcome)
{
    const struct scenario_row *row = scenarios->rows[i];
    struct wording want = { ret_outcome->want, sizeof(ret_outcome->want), 0 };
    struct wording got = { ret_outcome->got, sizeof(ret_outcome->got), 0 };
    struct policy_answer answer;

    policy_decide(policy, &row->question, &answer);
    ret_outcome->name = row->name;
    ret_outcome->rule = answer.rule;
    ret_outcome->code = answer.code;
    ret_outcome->differs = row->is_permit_wanted != (answer.decision == VERDICT_PERMIT);
    say(&want, "", row->is_permit_wanted ? "permit" : "refuse");
    say(&got, "", verdict_name(answer.decision));
    if (ret_outcome->differs || !row->is_permit_wanted)
        return;
    for (size_t j = 0; j < answer.n_sections; j++) {
        bool is_left_out = answer.sections[j].verdict != VERDICT_PERMIT;

        if (row->is_dropped[j])
            say_left_out(&want, row->categories[j]);
        if (is_left_out)
            say_left_out(&got, row->categories[j]);
        ret_outcome->differs |= row->is_dropped[j] != is_left_out;
    }
}

size_t scenario_run(const struct policy *policy, const struct scenarios *scenarios, FILE *out)
{
    size_t n_differ = 0;

    for (size_t i = 0; i < scenarios->n_rows; i++) {
        struct scenario_outcome outcome;

        scenario_decide(scenarios, i, policy, &outcome);
        if (!outcome.differs)
            continue;
        n_differ++;
        fprintf(out, "%s: want %s got %s (%s)\n", outcome.name, outcome.want, outcome.got,
                outcome.rule);
    }
    /* The same words for one as for many: programs read this line. */
    fprintf(out, "%zu rows, %zu differ\n", scenarios->n_rows, n_differ);
    return n_differ;
}

int scenario_test_main(const char *directory, const char *path, FILE *out, FILE *faults)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(policy_free) struct policy *policy = NULL;
    CLEANUP(scenarios_free) struct scenarios *scenarios = NULL;
    struct error err = { 0 };

    if (policy_load_all(directory, faults, &vocabulary, &policy, &err))
        return EX_CONFIG;
    if (scenarios_load(path, vocabulary, faults, &scenarios, &err))
        return strcmp(err.code, "cannot_open") == 0 ? EX_NOINPUT : EX_DATAERR;
    return scenario_run(policy, scenarios, out) ? 1 : 0;
}
