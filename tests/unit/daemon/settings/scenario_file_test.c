/* SPDX-License-Identifier: EUPL-1.2 */
#include "settings/scenario_file.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "settings/policy_file.h"

/* The tests run at the top of the checkout. */
static const char shipped[] = "config/policy";
static const char duties[] = "tests/scenarios/duties.yaml";
static const char all[] = "tests/scenarios/all.yaml";

/* One row that loads; %s is what to add. */
static const char row_form[] =
    "scenarios:\n"
    "- {name: row, at: 2026-03-01, from: {role: school, country: SE}, to: {role: social_services, "
    "country: SE}, type: concern_notification, ground: se.sol.19-1, purpose: protect_child, "
    "age: 15, categories: [identity, health], expect: permit%s}\n";

struct run {
    char path[40];
    char *out, *faults;
    int code;
};

static void run_file(const char *path, struct run *ret_run)
{
    size_t out_size, faults_size;
    FILE *out = open_memstream(&ret_run->out, &out_size);
    FILE *faults = open_memstream(&ret_run->faults, &faults_size);

    ret_run->code = scenario_test_main(shipped, path, out, faults);
    fclose(out);
    fclose(faults);
}

static void run_text(const char *text, struct run *ret_run)
{
    int file;

    strcpy(ret_run->path, "/tmp/samband-scenario-XXXXXX");
    file = mkstemp(ret_run->path);
    cr_assert_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
    run_file(ret_run->path, ret_run);
    unlink(ret_run->path);
}

static void run_row(const char *more, struct run *ret_run)
{
    CLEANUP(mem_free) char *text = mem_printf(row_form, more);

    run_text(text, ret_run);
}

static void run_clear(struct run *run)
{
    free(run->out);
    free(run->faults);
}

DEFINE_CLEAR(struct run, run_clear)

Test(scenario_file, no_duty_differs)
{
    CLEANUP(run_clear) struct run run = { 0 };

    run_file(duties, &run);
    cr_expect_eq(run.code, 0, "%s%s", run.out, run.faults);
    cr_expect_str_eq(run.out, "76 rows, 0 differ\n");
    cr_expect_str_eq(run.faults, "");
}

/* What needs a kind of rule that is not shipped is refused, never passed. */
Test(scenario_file, whatever_differs_is_refused_where_the_law_permits)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(policy_free) struct policy *policy = NULL;
    CLEANUP(scenarios_free) struct scenarios *scenarios = NULL;
    struct error err = { 0 };
    size_t n_differ = 0;

    cr_assert_eq(policy_load_all(shipped, stderr, &vocabulary, &policy, &err), FAULT_NONE);
    cr_assert_eq(scenarios_load(all, vocabulary, stderr, &scenarios, &err), FAULT_NONE);
    cr_assert_eq(scenarios_n(scenarios), 45);
    for (size_t i = 0; i < scenarios_n(scenarios); i++) {
        struct scenario_outcome outcome;

        scenario_decide(scenarios, i, policy, &outcome);
        if (!outcome.differs)
            continue;
        n_differ++;
        cr_expect_str_eq(outcome.want, "permit", "%s", outcome.name);
        cr_expect_str_eq(outcome.got, "refuse", "%s", outcome.name);
        cr_expect_str_eq(outcome.rule, POLICY_DEFAULT_REFUSE, "%s", outcome.name);
        cr_expect_str_eq(outcome.code, "unknown_ground", "%s", outcome.name);
    }
    cr_expect_eq(n_differ, 18);
}

static const struct {
    const char *more, *out;
    int code;
} rows[] = {
    { "", "1 rows, 0 differ\n", 0 },
    { ", agreement: false", "1 rows, 0 differ\n", 0 },
    { ", dropped: [health]",
      "row: want permit without health got permit (se-concern)\n1 rows, 1 differ\n", 1 },
    { ", why: a duty, whatever secrecy says, and asks nobody", "1 rows, 0 differ\n", 0 },
};

Test(scenario_file, prints_the_rows_that_differ_and_counts_them)
{
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(run_clear) struct run run = { 0 };

        run_row(rows[i].more, &run);
        cr_expect_str_eq(run.out, rows[i].out, "%s: %s%s", rows[i].more, run.out, run.faults);
        cr_expect_eq(run.code, rows[i].code, "%s", rows[i].more);
    }
}

static char *replaced(const char *what, const char *by)
{
    CLEANUP(mem_free) char *text = mem_printf(row_form, "");
    const char *at = strstr(text, what);

    cr_assert_not_null(at, "%s", what);
    return mem_printf("%.*s%s%s", (int)(at - text), text, by, at + strlen(what));
}

static const struct {
    const char *what, *by, *out;
} edits[] = {
    { "age: 15", "age: 18", "row: want permit got refuse (se-concern)\n1 rows, 1 differ\n" },
    { "age: 15", "age: unborn", "1 rows, 0 differ\n" },
    { "age: 15", "age: unknown", "1 rows, 0 differ\n" },
    { "age: 15", "age: 15, age_at_act: 14", "1 rows, 0 differ\n" },
    { "age: 15, ", "", "row: want permit got refuse (se-concern)\n1 rows, 1 differ\n" },
    { "health", "measure",
      "row: want permit got permit without measure (se-concern)\n1 rows, 1 differ\n" },
    { "se.sol.19-1", "se.no-such-act.1",
      "row: want permit got refuse (default-refuse)\n1 rows, 1 differ\n" },
    { "se.sol.19-1", "''", "row: want permit got refuse (default-refuse)\n1 rows, 1 differ\n" },
    { "expect: permit", "expect: refuse",
      "row: want refuse got permit (se-concern)\n1 rows, 1 differ\n" },
    { "[identity, health], expect: permit",
      "[identity, measure], flags: [whole_or_nothing], expect: refuse", "1 rows, 0 differ\n" },
};

Test(scenario_file, asks_the_rules_what_the_row_says)
{
    for (size_t i = 0; i < ARRAY_SIZE(edits); i++) {
        CLEANUP(run_clear) struct run run = { 0 };
        CLEANUP(mem_free) char *text = replaced(edits[i].what, edits[i].by);

        run_text(text, &run);
        cr_expect_str_eq(run.out, edits[i].out, "%s: %s%s", edits[i].by, run.out, run.faults);
    }
}

static const struct {
    const char *what, *by, *want;
} wrong[] = {
    { "name: row", "nme: row", "unknown key nme" },
    { "name: row", "nme: row", "the key name is missing" },
    { "role: school", "role: scool", "scool is not a role of the vocabulary" },
    { "health", "helth", "helth is not a category of the vocabulary" },
    { "se.sol.19-1", "SoL 19:1", "a ground is written as country.statute.place" },
    { "se.sol.19-1", "sol", "a ground is written as country.statute.place" },
    { "protect_child", "protect", "protect is not a purpose of the vocabulary" },
    { "concern_notification", "letter", "letter is not a type of the vocabulary" },
    { "country: SE", "country: XX", "the value is not a country of the vocabulary" },
    { "2026-03-01", "01.03.2026", "wants a date as YYYY-MM-DD" },
    { "age: 15", "age: old", "wants a whole number from 0 to 150" },
    { "age: 15", "age: -1", "wants a whole number from 0 to 150" },
    { "age: 15", "age_at_act: 15", "age_at_act needs age beside it" },
    { "expect: permit", "expect: maybe", "wants one of refuse, permit" },
    { "expect: permit", "expect: permit, dropped: [family]",
      "family is dropped but not among the categories" },
    { "expect: permit", "expect: refuse, dropped: [health]", "dropped goes with expect: permit" },
    { "expect: permit", "expect: permit, flags: [loud]", "loud is not a flag of the vocabulary" },
    { "expect: permit", "expect: permit, decided_by: {role: cook, reasons: [necessary]}",
      "cook is not a decider of the vocabulary" },
    { "expect: permit", "expect: permit, decided_by: {role: principal, reasons: [mood]}",
      "mood is not a reason of the vocabulary" },
    { "expect: permit", "expect: permit, consents: [{held_by: school}]",
      "the key valid_until is missing" },
    { "expect: permit", "expect: permit, why: a, b", "unknown key b" },
    { "expect: permit", "'two words':, expect: permit", "unknown key" },
};

Test(scenario_file, says_where_a_row_is_wrong)
{
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        CLEANUP(run_clear) struct run run = { 0 };
        CLEANUP(mem_free) char *text = replaced(wrong[i].what, wrong[i].by);
        char place[60];

        run_text(text, &run);
        snprintf(place, sizeof(place), "%s:2:", run.path);
        cr_expect_eq(run.code, 65, "%s", wrong[i].by);
        cr_expect_str_eq(run.out, "", "%s", wrong[i].by);
        cr_expect_not_null(strstr(run.faults, wrong[i].want), "%s: %s", wrong[i].by, run.faults);
        cr_expect_eq(strncmp(run.faults, place, strlen(place)), 0, "%s", run.faults);
    }
}

Test(scenario_file, a_name_stands_once)
{
    CLEANUP(run_clear) struct run run = { 0 };
    CLEANUP(mem_free) char *first = mem_printf(row_form, "");
    CLEANUP(mem_free) char *text = mem_printf("%s%s", first, strchr(first, '\n') + 1);

    run_text(text, &run);
    cr_expect_eq(run.code, 65);
    cr_expect_not_null(strstr(run.faults, ":3:10: the name stands already"), "%s", run.faults);
}

Test(scenario_file, tells_missing_files_from_wrong_ones)
{
    CLEANUP(run_clear) struct run missing = { 0 };
    CLEANUP(run_clear) struct run broken = { 0 };

    run_file("/nonexistent.yaml", &missing);
    cr_expect_eq(missing.code, 66);
    run_text("scenarios: [\n", &broken);
    cr_expect_eq(broken.code, 65);
    cr_expect_eq(scenario_test_main("/nonexistent", duties, stdout, stderr), 78);
}
