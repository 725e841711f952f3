/* SPDX-License-Identifier: EUPL-1.2 */
/* page - headings, paragraphs and tables for people, before anybody has said in which format. */
#ifndef REVIEW_PAGE_H
#define REVIEW_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"

enum page_piece_kind {
    PAGE_TEXT,
    PAGE_CODE,  /* a word of the rules, as they write it */
    PAGE_LINK,  /* a text that leads to an anchor of the page */
    PAGE_BREAK, /* a new line inside the cell */
};

struct page_piece {
    enum page_piece_kind kind;
    char *text;           /* owned; NULL for a break */
    char *anchor;         /* owned; of a link */
    const char *language; /* static ("sv"); NULL: that of the page */
};

/* What stands in one place: in a heading, a paragraph, a cell of a table. */
struct page_cell {
    struct page_piece *pieces;
    size_t n;
};

/* The first cell names the row. One that spans names the rows below it, to the next that spans. */
struct page_row {
    bool spans;   /* has one cell */
    char *anchor; /* owned; may be set by whoever adds the row */
    struct page_cell *cells;
    size_t n;
};

enum page_block_kind { PAGE_HEADING, PAGE_PARAGRAPH, PAGE_TABLE };

struct page_block {
    enum page_block_kind kind;
    unsigned int level;    /* of a heading: 1 is the title of the page */
    char *anchor;          /* of a heading, owned; NULL: nothing leads to it */
    struct page_cell cell; /* of a heading or a paragraph; of a table what it is about, for those
                              who do not see where it stands */
    struct page_row *rows; /* of a table; the first names its columns */
    size_t n_rows;
};

struct page {
    const char *language; /* static: "sv", "nb", "en" */
    struct page_block *blocks;
    size_t n;
};

void page_clear(struct page *page);
void page_cell_clear(struct page_cell *cell);

DEFINE_CLEAR(struct page, page_clear)
DEFINE_CLEAR(struct page_cell, page_cell_clear)

/* Each adds at the end. What is returned is filled at once: it is good until the next of these calls.
 * `anchor` may be NULL. */
struct page_cell *page_heading(struct page *page, unsigned int level, const char *anchor);
struct page_cell *page_paragraph(struct page *page);
struct page_block *page_table(struct page *page);
struct page_row *page_row(struct page_block *table, size_t n_cells);

/* One that spans; its cell. */
struct page_cell *page_span(struct page_block *table);

/* Adds to a cell. Texts are copied. */
void page_text(struct page_cell *cell, const char *format, ...) PRINTF_LIKE(2, 3);
void page_code(struct page_cell *cell, const char *code);
void page_link(struct page_cell *cell, const char *anchor, const char *text);
void page_break(struct page_cell *cell);

/* The piece added last is in another language than the page. */
void page_in_language(struct page_cell *cell, const char *language);

bool page_cell_equal(const struct page_cell *a, const struct page_cell *b);

/* Moves what `from` holds to the end of `to`; `from` is empty afterwards. */
void page_cell_move(struct page_cell *to, struct page_cell *from);

#endif
