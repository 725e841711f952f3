/* SPDX-License-Identifier: EUPL-1.2 */
#include "review/page.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

void page_cell_clear(struct page_cell *cell)
{
    for (size_t i = 0; i < cell->n; i++) {
        mem_free(cell->pieces[i].text);
        mem_free(cell->pieces[i].anchor);
    }
    mem_free(cell->pieces);
    *cell = (struct page_cell){ 0 };
}

static void row_clear(struct page_row *row)
{
    for (size_t i = 0; i < row->n; i++)
        page_cell_clear(&row->cells[i]);
    mem_free(row->cells);
    mem_free(row->anchor);
}

void page_clear(struct page *page)
{
    for (size_t i = 0; i < page->n; i++) {
        struct page_block *block = &page->blocks[i];

        mem_free(block->anchor);
        page_cell_clear(&block->cell);
        for (size_t j = 0; j < block->n_rows; j++)
            row_clear(&block->rows[j]);
        mem_free(block->rows);
    }
    mem_free(page->blocks);
    *page = (struct page){ 0 };
}

static struct page_block *add_block(struct page *page, struct page_block block)
{
    page->blocks = mem_grow(page->blocks, page->n + 1, sizeof(*page->blocks));
    page->blocks[page->n] = block;
    return &page->blocks[page->n++];
}

struct page_cell *page_heading(struct page *page, unsigned int level, const char *anchor)
{
    return &add_block(page, (struct page_block){ .kind = PAGE_HEADING,
                                                 .level = level,
                                                 .anchor = mem_text(anchor) })
                ->cell;
}

struct page_cell *page_paragraph(struct page *page)
{
    return &add_block(page, (struct page_block){ .kind = PAGE_PARAGRAPH })->cell;
}

struct page_block *page_table(struct page *page)
{
    return add_block(page, (struct page_block){ .kind = PAGE_TABLE });
}

struct page_row *page_row(struct page_block *table, size_t n_cells)
{
    struct page_row *row;

    table->rows = mem_grow(table->rows, table->n_rows + 1, sizeof(*table->rows));
    row = &table->rows[table->n_rows++];
    *row = (struct page_row){ .cells = mem_new(n_cells, sizeof(*row->cells)), .n = n_cells };
    return row;
}

struct page_cell *page_span(struct page_block *table)
{
    struct page_row *row = page_row(table, 1);

    row->spans = true;
    return &row->cells[0];
}

static void add_piece(struct page_cell *cell, struct page_piece piece)
{
    cell->pieces = mem_grow(cell->pieces, cell->n + 1, sizeof(*cell->pieces));
    cell->pieces[cell->n++] = piece;
}

void page_text(struct page_cell *cell, const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    int size;

    va_start(arguments, format);
    size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    text = mem_new((size_t)size + 1, 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)size + 1, format, arguments);
    va_end(arguments);
    add_piece(cell, (struct page_piece){ .kind = PAGE_TEXT, .text = text });
}

void page_code(struct page_cell *cell, const char *code)
{
    add_piece(cell, (struct page_piece){ .kind = PAGE_CODE, .text = mem_text(code) });
}

void page_link(struct page_cell *cell, const char *anchor, const char *text)
{
    add_piece(cell, (struct page_piece){
                        .kind = PAGE_LINK, .text = mem_text(text), .anchor = mem_text(anchor) });
}

void page_break(struct page_cell *cell)
{
    add_piece(cell, (struct page_piece){ .kind = PAGE_BREAK });
}

void page_in_language(struct page_cell *cell, const char *language)
{
    cell->pieces[cell->n - 1].language = language;
}

static bool is_same(const char *a, const char *b) { return strcmp(a ? a : "", b ? b : "") == 0; }

bool page_cell_equal(const struct page_cell *a, const struct page_cell *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (a->pieces[i].kind != b->pieces[i].kind ||
            !is_same(a->pieces[i].text, b->pieces[i].text) ||
            !is_same(a->pieces[i].anchor, b->pieces[i].anchor))
            return false;
    return true;
}

void page_cell_move(struct page_cell *to, struct page_cell *from)
{
    for (size_t i = 0; i < from->n; i++)
        add_piece(to, from->pieces[i]);
    mem_free(from->pieces);
    *from = (struct page_cell){ 0 };
}
