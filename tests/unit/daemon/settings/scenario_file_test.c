/* SPDX-License-Identifier: EUPL-1.2 */
#include "settings/scenario_file.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "settings/policy_file.h"
#include "unit/daemon/settings/scenario_tables.h"

/* The tests run at the top of the checkout. */
static const char shipped[] = "config/policy";

/* Rules of the test's own, which use the shipped vocabulary: a duty, a permission, a consent. */
#define SCOPE                                                                                      \
    "    country: SE\n"                                                                            \
    "    citation: Provlagen 1 §\n"                                                               \
    "    in_force_from: 2025-01-01\n"                                                              \
    "    read_as_of: 2025-01-01\n"                                                                 \
    "    certainty: verified\n"                                                                    \
    "    from: [school]\n"                                                                         \
    "    to: [social_services]\n"                                                                  \
    "    types: [concern_notification]\n"                                                          \
    "    purposes: [protect_child]\n"                                                              \
    "    categories: [identity, health]\n"                                                         \
    "    texts:\n"                                                                                 \
    "      sv: {summary: a, refusal: b}\n"                                                         \
    "      nb: {summary: a, refusal: b}\n"                                                         \
    "      en: {summary: a, refusal: b}\n"

static const char own_rules[] =
    "rules:\n"
    "  - id: se-concern\n    ground: se.test.1\n    kind: duty\n"
    "    age: {under: 18, unknown: permit}\n" SCOPE
    "  - id: se-allowed\n    ground: se.test.2\n    kind: permission\n"
    "    decider: {roles: [principal], reasons: [necessary, requested]}\n"
    "    not_flags: [unverified]\n" SCOPE
    "  - id: se-agreed\n    ground: se.test.3\n    kind: consent\n"
    "    signers: [{under: 15, youth: as_asked, guardians: every},\n"
    "      {from: 15, under: 18, youth: required, guardians: every},\n"
    "      {from: 18, youth: required, guardians: not_counted}]\n" SCOPE;

/* One row that loads; %s is what to add. */
static const char row_form[] =
    "scenarios:\n"
    "- {name: row, at: 2026-03-01, from: {role: school, country: SE}, to: {role: social_services, "
    "country: SE}, type: concern_notification, ground: se.test.1, purpose: protect_child, "
    "age: 15, categories: [identity, health], expect: permit%s}\n";

struct run {
    char path[60];
    char *out, *faults;
    int code;
};

static void run_file(const char *directory, const char *path, struct run *ret_run)
{
    size_t out_size, faults_size;
    FILE *out = open_memstream(&ret_run->out, &out_size);
    FILE *faults = open_memstream(&ret_run->faults, &faults_size);

    ret_run->code = scenario_test_main(directory, path, out, faults);
    fclose(out);
    fclose(faults);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    cr_assert_not_null(file, "%s", path);
    cr_assert_geq(fputs(text, file), 0);
    fclose(file);
}

/* A folder with the rules above, the rows in it, and the run of the one on the other. */
static void run_text(const char *text, struct run *ret_run)
{
    char folder[] = "/tmp/samband-scenario-XXXXXX";
    CLEANUP(mem_free) char *vocabulary = realpath("config/policy/vocabulary.yaml", NULL);
    CLEANUP(mem_free) char *linked = NULL, *country = NULL, *rules = NULL, *remove = NULL;

    cr_assert_not_null(mkdtemp(folder));
    linked = mem_printf("%s/vocabulary.yaml", folder);
    country = mem_printf("%s/se", folder);
    rules = mem_printf("%s/se/own.yaml", folder);
    remove = mem_printf("rm -r %s", folder);
    snprintf(ret_run->path, sizeof(ret_run->path), "%s/rows.table", folder);
    cr_assert_eq(symlink(vocabulary, linked), 0);
    cr_assert_eq(mkdir(country, 0700), 0);
    write_file(rules, own_rules);
    write_file(ret_run->path, text);
    run_file(folder, ret_run->path, ret_run);
    cr_expect_eq(system(remove), 0);
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

Test(scenario_file, no_row_of_the_shipped_tables_differs)
{
    CLEANUP(scenario_tables_clear) struct scenario_tables all;

    scenario_tables_init(&all);
    cr_expect_gt(all.n_rows, 0);
    for (size_t i = 0; i < all.n_tables; i++) {
        char *out = NULL;
        size_t size;
        FILE *file = open_memstream(&out, &size);
        size_t n_differ = scenario_run(all.policy, all.tables[i], file);

        fclose(file);
        cr_expect_eq(n_differ, 0, "%s", out);
        free(out);
    }
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
    { "se.test.1", "se.no-such-act.1",
      "row: want permit got refuse (default-refuse)\n1 rows, 1 differ\n" },
    { "se.test.1", "''", "row: want permit got refuse (default-refuse)\n1 rows, 1 differ\n" },
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

/* ---- variations ---- */

static const struct {
    const char *but, *out;
} varied[] = {
    { "{name: adult, age: 18, expect: refuse}", "2 rows, 0 differ\n" },
    { "{name: adult, age: 18, expect: permit}",
      "row-adult: want permit got refuse (se-concern)\n2 rows, 1 differ\n" },
    { "{name: about-nobody, age: none, expect: refuse}", "2 rows, 0 differ\n" },
    { "{name: a, expect: permit}, {name: b, categories: [measure], expect: refuse}",
      "3 rows, 0 differ\n" },
    { "{name: on-2, ground: se.test.2, decided_by: {role: principal, reasons: [requested, "
      "necessary]}, expect: permit, why: weighed, and agreed to}",
      "2 rows, 0 differ\n" },
};

Test(scenario_file, a_variation_has_from_its_row_what_it_does_not_say)
{
    for (size_t i = 0; i < ARRAY_SIZE(varied); i++) {
        CLEANUP(run_clear) struct run run = { 0 };
        CLEANUP(mem_free) char *more = mem_printf(", but: [%s]", varied[i].but);

        run_row(more, &run);
        cr_expect_str_eq(run.out, varied[i].out, "%s: %s%s", varied[i].but, run.out, run.faults);
    }
}

/* What the row drops, and takes back with `none`. */
Test(scenario_file, a_variation_drops_what_its_row_does)
{
    CLEANUP(run_clear) struct run run = { 0 };
    CLEANUP(mem_free)
    char *text = replaced(
        "categories: [identity, health], expect: permit",
        "ground: se.test.2, categories: [identity, measure], expect: permit, dropped: [measure], "
        "decided_by: {role: principal, reasons: [requested, necessary]}, but: ["
        "{name: again, to: {role: social_services, country: SE}, expect: permit}, "
        "{name: less, categories: [identity], dropped: [], expect: permit}, "
        "{name: undecided, decided_by: none, expect: refuse}]");
    char *ground = strstr(text, "ground: se.test.1, ");

    memmove(ground, ground + 19, strlen(ground + 19) + 1);
    run_text(text, &run);
    cr_expect_str_eq(run.out, "4 rows, 0 differ\n", "%s%s", run.out, run.faults);
}

/* ---- what a row carries besides ---- */

#define DECIDED "decided_by: {role: principal, reasons: [requested, necessary]}"
#define CONSENT(from, guardians, more)                                                             \
    "consents: [{held_by: school, from: " from ", to: social_services, purpose: protect_child, "   \
    "categories: [identity, health], valid_from: 2026-01-01, valid_until: 2026-03-02, required: "  \
    "{youth: true, guardians: 2}, signed: {youth: true, guardians: " guardians "}" more "}]"

static const struct {
    const char *ground, *more, *out;
} carried[] = {
    { "2", DECIDED, "1 rows, 0 differ\n" },
    { "2", "agreement: true, " DECIDED, "1 rows, 0 differ\n" },
    { "2", "agreement: false, " DECIDED, "(se-allowed)\n1 rows, 1 differ\n" },
    { "2", "flags: [child_heard], " DECIDED, "1 rows, 0 differ\n" },
    { "2", "flags: [child_heard, unverified], " DECIDED, "(se-allowed)\n1 rows, 1 differ\n" },
    { "2", "flags: []", "(se-allowed)\n1 rows, 1 differ\n" },
    { "2", "decided_by: {role: principal, reasons: []}", "(se-allowed)\n1 rows, 1 differ\n" },
    { "2", "decided_by: {role: nurse, reasons: [requested, necessary]}",
      "(se-allowed)\n1 rows, 1 differ\n" },
    { "2", "decided_by: {role: principal}", "(se-allowed)\n1 rows, 1 differ\n" },
    { "2", "decided_by: null", "(se-allowed)\n1 rows, 1 differ\n" },
    { "3", CONSENT("school", "2", ""), "1 rows, 0 differ\n" },
    { "3", CONSENT("school", "1", ""), "(se-agreed)\n1 rows, 1 differ\n" },
    { "3", CONSENT("police", "2", ""), "(se-agreed)\n1 rows, 1 differ\n" },
    { "3", CONSENT("school", "2", ", withdrawn: 2026-03-02"), "1 rows, 0 differ\n" },
    { "3", CONSENT("school", "2", ", withdrawn: 2026-03-01"), "(se-agreed)\n1 rows, 1 differ\n" },
    { "3", CONSENT("school", "2", ", voided: 2026-02-28"), "(se-agreed)\n1 rows, 1 differ\n" },
    { "3", "agreement: false, " CONSENT("school", "2", ""), "(se-agreed)\n1 rows, 1 differ\n" },
    { "3", "consents: []", "(se-agreed)\n1 rows, 1 differ\n" },
};

Test(scenario_file, asks_with_decider_flags_agreement_and_consents)
{
    for (size_t i = 0; i < ARRAY_SIZE(carried); i++) {
        CLEANUP(run_clear) struct run run = { 0 };
        CLEANUP(mem_free) char *more = mem_printf(", %s", carried[i].more);
        CLEANUP(mem_free) char *text = mem_printf(row_form, more);

        strstr(text, "se.test.")[8] = carried[i].ground[0];
        run_text(text, &run);
        cr_expect_not_null(strstr(run.out, carried[i].out), "%s: %s%s", carried[i].more, run.out,
                           run.faults);
    }
}

/* Its row is asked all the same: one word nobody knows must not silence a whole table. */
Test(scenario_file, an_unknown_reason_counts_as_missing_and_is_told)
{
    static const char told[] = ": mood is not a reason of the vocabulary: it counts as missing\n";
    CLEANUP(run_clear) struct run run = { 0 };
    CLEANUP(mem_free)
    char *text = mem_printf(row_form, ", decided_by: {role: principal, reasons: [requested, mood, "
                                      "necessary]}, but: [{name: less, expect: refuse, decided_by: "
                                      "{role: principal, reasons: [requested]}}, {name: again, "
                                      "expect: permit}]");
    char *at;

    strstr(text, "se.test.")[8] = '2';
    run_text(text, &run);
    cr_expect_str_eq(run.out, "3 rows, 0 differ\n", "%s%s", run.out, run.faults);
    at = strstr(run.faults, told);
    cr_assert_not_null(at, "%s", run.faults);
    cr_expect_null(strstr(at + 1, told), "told twice: %s", run.faults);
}

static const struct {
    const char *what, *by, *want;
} wrong[] = {
    { "name: row", "nme: row", "unknown key nme" },
    { "name: row", "nme: row", "the key name is missing" },
    { "role: school", "role: scool", "scool is not a role of the vocabulary" },
    { "health", "helth", "helth is not a category of the vocabulary" },
    { "se.test.1", "SoL 19:1", "a ground is written as country.statute.place" },
    { "se.test.1", "sol", "a ground is written as country.statute.place" },
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
    { "expect: permit", "expect: permit, consents: [{held_by: school}]",
      "the key valid_until is missing" },
    { "expect: permit",
      "expect: permit, "
      "consents: [{held_by: school, from: school, to: social_services, "
      "purpose: support_youth, categories: [identity, shoe], valid_from: "
      "2026-01-01, valid_until: 2027-01-01, required: {youth: true, "
      "guardians: 1}, signed: {youth: true, guardians: 1}}]",
      "shoe is not a category of the vocabulary" },
    { "expect: permit",
      "expect: permit, "
      "consents: [{held_by: school, from: school, to: social_services, "
      "purpose: fun, categories: [identity], valid_from: 2026-01-01, "
      "valid_until: 2027-01-01, required: {youth: true, guardians: 1}, "
      "signed: {youth: true, guardians: 1}}]",
      "fun is not a purpose of the vocabulary" },
    { "expect: permit",
      "expect: permit, "
      "consents: [{held_by: school, from: school, to: social_services, "
      "purpose: support_youth, categories: [identity], valid_from: "
      "2026-01-01, valid_until: 2026-01-01, required: {youth: true, "
      "guardians: 1}, signed: {youth: true, guardians: 1}}]",
      "valid_until is the first day not covered" },
    { "expect: permit", "expect: permit, dropped: [shoe]",
      "shoe is not a category of the vocabulary" },
    { "expect: permit", "expect: permit, why: a, b", "unknown key b" },
    { "expect: permit", "expect: permit, but: none", "wants a list" },
    { "expect: permit", "expect: permit, but: [{name: a}]", "the key expect is missing" },
    { "expect: permit", "expect: permit, but: [{expect: refuse}]", "the key name is missing" },
    { "expect: permit", "expect: permit, but: [{name: a, expect: refuse, old: 3}]",
      "unknown key old" },
    { "expect: permit", "expect: permit, but: [{name: a, expect: refuse, but: []}]",
      "unknown key but" },
    { "expect: permit", "expect: permit, but: [{name: a, expect: refuse, dropped: [health]}]",
      "dropped goes with expect: permit" },
    { "expect: permit",
      "expect: permit, but: [{name: a, expect: permit}, {name: a, expect: permit}]",
      "the name stands already in a row before" },
    { "expect: permit", "'two words':, expect: permit", "unknown key" },
};

Test(scenario_file, says_where_a_row_is_wrong)
{
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        CLEANUP(run_clear) struct run run = { 0 };
        CLEANUP(mem_free) char *text = replaced(wrong[i].what, wrong[i].by);
        char place[70];

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

    run_file(shipped, "/nonexistent.yaml", &missing);
    cr_expect_eq(missing.code, 66);
    run_text("scenarios: [\n", &broken);
    cr_expect_eq(broken.code, 65);
    cr_expect_eq(scenario_test_main("/nonexistent", "/nonexistent.yaml", stdout, stderr), 78);
}
