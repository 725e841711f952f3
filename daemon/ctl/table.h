/* SPDX-License-Identifier: EUPL-1.2 */
/* table - rows for people: a heading and aligned columns. */
#ifndef CTL_TABLE_H
#define CTL_TABLE_H

#include <stddef.h>
#include <stdio.h>

#include "base/cleanup.h"

struct table {
    const char *const *headings; /* borrowed */
    size_t n_columns;
    char **cells; /* row after row */
    size_t n_cells, room;
};

/* The caller's memory; clear it with table_clear(). */
void table_init(struct table *ret_table, const char *const headings[], size_t n_columns);

/* The next cell; rows are filled from left to right. NULL and "" are shown as "-". Control
 * characters are shown as '?', so that a row stays a row. */
void table_add(struct table *table, const char *text);
void table_printf(struct table *table, const char *format, ...) PRINTF_LIKE(2, 3);
/* A time as 2026-03-01 09:12:44 (UTC); 0 as "-". */
void table_add_time(struct table *table, long long ms);

/* Two spaces between columns; nothing after the last word of a line. */
void table_print(const struct table *table, FILE *out);

void table_clear(struct table *table);
DEFINE_CLEAR(struct table, table_clear)

#endif
