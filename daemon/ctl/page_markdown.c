/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/page_markdown.h"

#include <string.h>

/* A backslash takes from each of these what it means; a tag cannot begin without its bracket. A table
 * ends at a new line, so there is none in a text. */
static void put_escaped(struct buffer *out, const char *text)
{
    for (const char *at = text; *at; at++) {
        if (*at == '\n' || *at == '\r') {
            buffer_append_text(out, " ");
            continue;
        }
        if (strchr("\\`*_[]<>&|#~", *at))
            buffer_append_byte(out, '\\');
        buffer_append_byte(out, (uint8_t)*at);
    }
}

/* A code span knows no backslash; what would end it or the cell makes it a text. */
static void put_code(struct buffer *out, const char *code)
{
    if (strpbrk(code, "`|\n\r")) {
        put_escaped(out, code);
        return;
    }
    buffer_printf(out, "`%s`", code);
}

/* Letters that an anchor of ours has need no escape; any other is no anchor. */
static bool is_anchor(const char *anchor)
{
    return anchor && *anchor &&
           anchor[strspn(anchor, "abcdefghijklmnopqrstuvwxyz0123456789.-")] == '\0';
}

static void put_anchor(struct buffer *out, const char *anchor)
{
    if (is_anchor(anchor))
        buffer_printf(out, "<a id=\"%s\"></a>", anchor);
}

static void put_piece(struct buffer *out, const struct page_piece *piece)
{
    bool leads = piece->kind == PAGE_LINK && is_anchor(piece->anchor);

    switch (piece->kind) {
    case PAGE_BREAK:
        buffer_append_text(out, "<br>");
        break;
    case PAGE_CODE:
        put_code(out, piece->text);
        break;
    case PAGE_TEXT:
    case PAGE_LINK:
        buffer_append_text(out, leads ? "[" : "");
        put_escaped(out, piece->text);
        if (leads)
            buffer_printf(out, "](#%s)", piece->anchor);
        break;
    }
}

static void put_cell(struct buffer *out, const struct page_cell *cell)
{
    for (size_t i = 0; i < cell->n; i++)
        put_piece(out, &cell->pieces[i]);
}

/* What names rows is strong, as a heading is. Cells that are missing are empty. */
static void put_row(struct buffer *out, const struct page_row *row, size_t n_columns, bool strong)
{
    buffer_append_text(out, "|");
    for (size_t i = 0; i < n_columns; i++) {
        buffer_append_text(out, " ");
        if (i == 0)
            put_anchor(out, row->anchor);
        if (i < row->n) {
            buffer_append_text(out, strong ? "<b>" : "");
            put_cell(out, &row->cells[i]);
            buffer_append_text(out, strong ? "</b>" : "");
        }
        buffer_append_text(out, " |");
    }
    buffer_append_text(out, "\n");
}

static void put_table(struct buffer *out, const struct page_block *table)
{
    size_t n_columns = table->n_rows ? table->rows[0].n : 0;

    for (size_t i = 0; i < table->n_rows; i++) {
        put_row(out, &table->rows[i], n_columns, table->rows[i].spans);
        if (i > 0)
            continue;
        buffer_append_text(out, "|");
        for (size_t j = 0; j < n_columns; j++)
            buffer_append_text(out, " --- |");
        buffer_append_text(out, "\n");
    }
}

static void put_block(struct buffer *out, const struct page_block *block)
{
    switch (block->kind) {
    case PAGE_HEADING:
        put_anchor(out, block->anchor);
        if (is_anchor(block->anchor))
            buffer_append_text(out, "\n\n");
        for (unsigned int i = 0; i < block->level; i++)
            buffer_append_text(out, "#");
        buffer_append_text(out, " ");
        put_cell(out, &block->cell);
        buffer_append_text(out, "\n");
        break;
    case PAGE_PARAGRAPH:
        put_cell(out, &block->cell);
        buffer_append_text(out, "\n");
        break;
    case PAGE_TABLE:
        put_table(out, block);
        break;
    }
}

void page_markdown(const struct page *page, struct buffer *out)
{
    for (size_t i = 0; i < page->n; i++) {
        buffer_append_text(out, i ? "\n" : "");
        put_block(out, &page->blocks[i]);
    }
}
