/* SPDX-License-Identifier: EUPL-1.2 */
#include <criterion/criterion.h>

#include "base/memory.h"
#include "ctl/table.h"

static const char *const headings[] = { "from", "n", "state" };

/* The caller owns what was printed. */
static char *printed(const struct table *table)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    table_print(table, out);
    fclose(out);
    return text;
}

Test(table, aligns_by_characters_and_leaves_no_spaces_at_the_end)
{
    CLEANUP(table_clear) struct table table;
    CLEANUP(mem_free) char *text = NULL;

    table_init(&table, headings, ARRAY_SIZE(headings));
    table_add(&table, "B\xc3\xa6rum");
    table_printf(&table, "%d", 12345);
    table_add(&table, "accepted");
    table_add(&table, "fjell-school");
    table_add(&table, "");
    table_add(&table, NULL);
    text = printed(&table);
    cr_expect_str_eq(text, "from          n      state\n"
                           "B\xc3\xa6rum         12345  accepted\n"
                           "fjell-school  -      -\n");
}

Test(table, keeps_a_row_one_line)
{
    CLEANUP(table_clear) struct table table;
    CLEANUP(mem_free) char *text = NULL;

    table_init(&table, headings, 1);
    table_add(&table, "a\nb\x1b[31m");
    text = printed(&table);
    cr_expect_str_eq(text, "from\na?b?[31m\n");
}

Test(table, shows_times_to_the_second_in_utc)
{
    CLEANUP(table_clear) struct table table;

    table_init(&table, headings, 2);
    table_add_time(&table, 1772356364120);
    table_add_time(&table, 0);
    cr_expect_str_eq(table.cells[0], "2026-03-01 09:12:44");
    cr_expect_str_eq(table.cells[1], "-");
}
