/* SPDX-License-Identifier: EUPL-1.2 */
/* scenario_tables - the shipped policy, and the rows of every table in tests/scenarios. */
#ifndef UNIT_DAEMON_SETTINGS_SCENARIO_TABLES_H
#define UNIT_DAEMON_SETTINGS_SCENARIO_TABLES_H

#include <stddef.h>

#include "settings/policy_file.h"
#include "settings/scenario_file.h"

enum { SCENARIO_TABLES_MAX = 64 };

struct scenario_tables {
    struct vocabulary *vocabulary;
    struct policy *policy;
    struct scenarios *tables[SCENARIO_TABLES_MAX];
    size_t n_tables;
    /* Of all tables, sorted by ground: what each row asks, and its name. Borrowed from the tables. */
    struct scenario_tables_row {
        const char *name;
        const struct policy_question *question;
    } * rows;
    size_t n_rows;
};

/* Loads all of it, seen from the top of the checkout; what is at fault fails the test. */
void scenario_tables_init(struct scenario_tables *all);
void scenario_tables_clear(struct scenario_tables *all);

DEFINE_CLEAR(struct scenario_tables, scenario_tables_clear)

/* The rows that name the ground stand together: the place of the first, and how many there are. */
size_t scenario_tables_of_ground(const struct scenario_tables *all, const char *ground,
                                 size_t *ret_n);

#endif
