/* SPDX-License-Identifier: EUPL-1.2 */
#include "unit/daemon/settings/scenario_tables.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static int by_ground_and_name(const void *a, const void *b)
{
    const struct scenario_tables_row *one = a, *other = b;
    int order = strcmp(one->question->ground, other->question->ground);

    return order ? order : strcmp(one->name, other->name);
}

static void add_table(struct scenario_tables *all, const char *path)
{
    struct scenarios *table = NULL;
    struct error err = { 0 };
    size_t n;

    cr_assert_lt(all->n_tables, (size_t)SCENARIO_TABLES_MAX);
    cr_assert_eq(scenarios_load(path, all->vocabulary, stderr, &table, &err), FAULT_NONE, "%s: %s",
                 path, err.text);
    all->tables[all->n_tables++] = table;
    n = scenarios_n(table);
    all->rows = mem_grow(all->rows, all->n_rows + n, sizeof(*all->rows));
    for (size_t i = 0; i < n; i++)
        all->rows[all->n_rows++] =
            (struct scenario_tables_row){ scenarios_name(table, i), scenarios_question(table, i) };
}

void scenario_tables_init(struct scenario_tables *all)
{
    struct error err = { 0 };
    glob_t found;

    *all = (struct scenario_tables){ 0 };
    cr_assert_eq(policy_load_all("config/policy", stderr, &all->vocabulary, &all->policy, &err),
                 FAULT_NONE, "%s", err.text);
    cr_assert_eq(glob("tests/scenarios/*.yaml", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        add_table(all, found.gl_pathv[i]);
    globfree(&found);
    qsort(all->rows, all->n_rows, sizeof(*all->rows), by_ground_and_name);
}

void scenario_tables_clear(struct scenario_tables *all)
{
    for (size_t i = 0; i < all->n_tables; i++)
        scenarios_free(all->tables[i]);
    mem_free(all->rows);
    policy_free(all->policy);
    vocabulary_free(all->vocabulary);
    *all = (struct scenario_tables){ 0 };
}

size_t scenario_tables_of_ground(const struct scenario_tables *all, const char *ground,
                                 size_t *ret_n)
{
    size_t first = 0, n = 0;

    while (first < all->n_rows && strcmp(all->rows[first].question->ground, ground) < 0)
        first++;
    while (first + n < all->n_rows && strcmp(all->rows[first + n].question->ground, ground) == 0)
        n++;
    *ret_n = n;
    return first;
}
