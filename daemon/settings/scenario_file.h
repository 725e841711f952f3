/* SPDX-License-Identifier: EUPL-1.2 */
/* scenario_file - a table of exchanges with the answer the policy must give, and its run.
 *
 * The format is written in tests/scenarios/README.md.
 */
#ifndef SETTINGS_SCENARIO_FILE_H
#define SETTINGS_SCENARIO_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "core/policy.h"
#include "model/vocabulary.h"

struct scenarios;

/* Reads the file. Every unknown field, role, type, purpose, category, decider, flag and
 * every ground of the wrong form is a fault; all go to `faults` (may be NULL) as
 * `file:line:column: what`. There it is told of unknown reasons, too, which count as missing. FAULT_INPUT "cannot_open" or "invalid_file". The caller owns them. */
MUST_CHECK enum fault scenarios_load(const char *path, const struct vocabulary *vocabulary,
                                     FILE *faults, struct scenarios **ret_scenarios,
                                     struct error *err);

/* Accepts NULL. */
void scenarios_free(struct scenarios *scenarios);

DEFINE_CLEANUP(struct scenarios *, scenarios_free)

size_t scenarios_n(const struct scenarios *scenarios);

/* The name of row i and what it asks the gate, i < scenarios_n(). Borrowed. */
const char *scenarios_name(const struct scenarios *scenarios, size_t i);
const struct policy_question *scenarios_question(const struct scenarios *scenarios, size_t i);

/* One row: what it wants and what the policy answers, as "permit", "refuse" or, where both permit,
 * "permit without category category" (in the order of the sections). `name` is borrowed from the
 * scenarios, `rule` and `code` from the policy. */
struct scenario_outcome {
    const char *name;
    char want[1000], got[1000];
    const char *rule, *code;
    bool differs;
};

void scenario_decide(const struct scenarios *scenarios, size_t i, const struct policy *policy,
                     struct scenario_outcome *ret_outcome);

/* Prints `NAME: want … got … (rule)` for each row that differs and last `N rows, N differ`.
 * Returns the number that differ. */
size_t scenario_run(const struct policy *policy, const struct scenarios *scenarios, FILE *out);

/* `sambandctl policy test`: loads the policy of `directory` and the file, runs it. Results go to
 * `out`, faults to `faults`. Returns the exit code: 0, 1 when a row differs, 65 (EX_DATAERR) when
 * the scenarios are at fault, 66 (EX_NOINPUT) when the file cannot be read, 78 (EX_CONFIG) when the
 * policy cannot be loaded. */
int scenario_test_main(const char *directory, const char *path, FILE *out, FILE *faults);

#endif
