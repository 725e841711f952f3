/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/table.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

void table_init(struct table *ret_table, const char *const headings[], size_t n_columns)
{
    *ret_table = (struct table){ .headings = headings, .n_columns = n_columns };
}

static void add_owned(struct table *table, char *text)
{
    for (char *c = text; *c; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
    }
    if (table->n_cells == table->room) {
        table->room = table->room ? 2 * table->room : 64;
        table->cells = mem_grow(table->cells, table->room, sizeof(*table->cells));
    }
    table->cells[table->n_cells++] = text;
}

void table_add(struct table *table, const char *text)
{
    add_owned(table, mem_text(text && text[0] ? text : "-"));
}

void table_printf(struct table *table, const char *format, ...)
{
    CLEANUP(mem_free) char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0)
        text = NULL;
    va_end(arguments);
    table_add(table, text);
}

void table_add_time(struct table *table, long long ms)
{
    char text[TEXT_TIME_SIZE];

    if (!ms) {
        table_add(table, NULL);
        return;
    }
    text_write_time(ms, text);
    text[10] = ' ';
    text[19] = '\0';
    table_add(table, text);
}

/* Characters, not bytes: whatever does not continue another. */
static size_t width_of(const char *text)
{
    size_t width = 0;

    for (; *text; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

static void print_row(const struct table *table, const char *const cells[], const size_t widths[],
                      FILE *out)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        fputs(cells[i], out);
        if (i + 1 < table->n_columns)
            fprintf(out, "%*s", (int)(widths[i] - width_of(cells[i]) + 2), "");
    }
    fputc('\n', out);
}

void table_print(const struct table *table, FILE *out)
{
    CLEANUP(mem_free) size_t *widths = mem_new(table->n_columns, sizeof(*widths));

    assert(table->n_cells % table->n_columns == 0);
    for (size_t i = 0; i < table->n_columns; i++)
        widths[i] = width_of(table->headings[i]);
    for (size_t i = 0; i < table->n_cells; i++) {
        size_t width = width_of(table->cells[i]);

        if (width > widths[i % table->n_columns])
            widths[i % table->n_columns] = width;
    }
    print_row(table, table->headings, widths, out);
    for (size_t i = 0; i < table->n_cells; i += table->n_columns)
        print_row(table, (const char *const *)table->cells + i, widths, out);
}

void table_clear(struct table *table)
{
    for (size_t i = 0; i < table->n_cells; i++)
        mem_free(table->cells[i]);
    mem_free(table->cells);
    *table = (struct table){ 0 };
}
