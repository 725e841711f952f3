/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/page_html.h"

#include <string.h>

/* Meaning never hangs on colour. On paper every chapter begins on a sheet of its own, and no row is
 * cut in two. */
static const char style[] =
    "html { color-scheme: light; }\n"
    "body { margin: 0 auto; max-width: 58rem; padding: 1rem; background: #fff; color: #1a1a1a;\n"
    "  font: 1rem/1.5 system-ui, \"Liberation Sans\", Arial, sans-serif; }\n"
    "h1 { font-size: 1.7rem; line-height: 1.2; }\n"
    "h2 { margin-top: 3rem; border-bottom: 2px solid #1a1a1a; font-size: 1.4rem; }\n"
    "h3 { margin: 2.5rem 0 .5rem; font-size: 1.1rem; line-height: 1.3; }\n"
    "p { max-width: 42rem; }\n"
    "a { color: #0b4f8a; }\n"
    "a:focus-visible { outline: 3px solid #0b4f8a; outline-offset: 2px; }\n"
    "code { color: #555; font: .8em ui-monospace, \"Liberation Mono\", monospace;\n"
    "  overflow-wrap: anywhere; }\n"
    "table { width: 100%; border-collapse: collapse; border-top: 1px solid #767676; }\n"
    "caption { position: absolute; width: 1px; height: 1px; overflow: hidden;\n"
    "  clip-path: inset(50%); white-space: nowrap; }\n"
    "th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #c8c8c8;\n"
    "  text-align: left; vertical-align: top; overflow-wrap: break-word; }\n"
    "thead th { border-bottom: 1px solid #767676; font-size: .85rem; }\n"
    "tbody th { font-weight: 600; }\n"
    "table.pairs { table-layout: fixed; }\n"
    "table.pairs thead th:first-child { width: 11rem; }\n"
    "table.pairs th[scope=rowgroup] { padding: .75rem .5rem; font-weight: 400;\n"
    "  border-left: 4px solid #1a1a1a; background: #f2f2f2; }\n"
    "@media (max-width: 40rem) {\n"
    "  body { padding: .75rem; }\n"
    "  table.pairs thead th:first-child { width: 8rem; }\n"
    "  th, td { padding-right: .5rem; font-size: .9rem; hyphens: auto; }\n"
    "  tbody th[scope=row] { font-size: .85rem; }\n"
    "}\n"
    "@media print {\n"
    "  @page { margin: 18mm 16mm; }\n"
    "  body { max-width: none; padding: 0; font-size: 9.5pt; line-height: 1.35; }\n"
    "  a { color: inherit; text-decoration: none; }\n"
    "  code { color: #333; }\n"
    "  h2 ~ h2 { break-before: page; }\n"
    "  h2, h3 { break-after: avoid; }\n"
    "  h3 + p { break-after: avoid; }\n"
    "  tr { break-inside: avoid; }\n"
    "  tr:has(th[scope=rowgroup]) { break-after: avoid; }\n"
    "  thead { display: table-header-group; }\n"
    "}\n";

static void put_escaped(struct buffer *out, const char *text)
{
    for (const char *at = text; *at; at++) {
        switch (*at) {
        case '&':
            buffer_append_text(out, "&amp;");
            break;
        case '<':
            buffer_append_text(out, "&lt;");
            break;
        case '>':
            buffer_append_text(out, "&gt;");
            break;
        case '"':
            buffer_append_text(out, "&quot;");
            break;
        default:
            buffer_append_byte(out, (uint8_t)*at);
        }
    }
}

static void put_attribute(struct buffer *out, const char *name, const char *prefix,
                          const char *value)
{
    if (!value)
        return;
    buffer_printf(out, " %s=\"%s", name, prefix);
    put_escaped(out, value);
    buffer_append_text(out, "\"");
}

static void put_piece(struct buffer *out, const struct page_piece *piece)
{
    static const char *const elements[] = {
        [PAGE_TEXT] = "span", [PAGE_CODE] = "code", [PAGE_LINK] = "a"
    };
    const char *element = elements[piece->kind == PAGE_BREAK ? PAGE_TEXT : piece->kind];

    if (piece->kind == PAGE_BREAK) {
        buffer_append_text(out, "<br>");
        return;
    }
    if (piece->kind == PAGE_TEXT && !piece->language) {
        put_escaped(out, piece->text);
        return;
    }
    buffer_printf(out, "<%s", element);
    put_attribute(out, "href", "#", piece->anchor);
    put_attribute(out, "lang", "", piece->language);
    buffer_append_text(out, ">");
    put_escaped(out, piece->text);
    buffer_printf(out, "</%s>", element);
}

static void put_cell(struct buffer *out, const struct page_cell *cell)
{
    for (size_t i = 0; i < cell->n; i++)
        put_piece(out, &cell->pieces[i]);
}

/* ---- tables ---- */

static void put_head_row(struct buffer *out, const struct page_row *row)
{
    buffer_append_text(out, "<thead>\n<tr>");
    for (size_t i = 0; i < row->n; i++) {
        buffer_append_text(out, "<th scope=\"col\">");
        put_cell(out, &row->cells[i]);
        buffer_append_text(out, "</th>");
    }
    buffer_append_text(out, "</tr>\n</thead>\n");
}

static void put_span(struct buffer *out, const struct page_row *row, size_t n_columns)
{
    buffer_append_text(out, "<tr");
    put_attribute(out, "id", "", row->anchor);
    buffer_printf(out, "><th scope=\"rowgroup\" colspan=\"%zu\">", n_columns);
    put_cell(out, &row->cells[0]);
    buffer_append_text(out, "</th></tr>\n");
}

static void put_row(struct buffer *out, const struct page_row *row)
{
    buffer_append_text(out, "<tr");
    put_attribute(out, "id", "", row->anchor);
    buffer_append_text(out, ">");
    for (size_t i = 0; i < row->n; i++) {
        buffer_append_text(out, i ? "<td>" : "<th scope=\"row\">");
        put_cell(out, &row->cells[i]);
        buffer_append_text(out, i ? "</td>" : "</th>");
    }
    buffer_append_text(out, "</tr>\n");
}

/* A row that spans begins a group of rows. */
static void put_table(struct buffer *out, const struct page_block *table)
{
    size_t n_columns = table->n_rows ? table->rows[0].n : 0;

    if (n_columns == 0)
        return;
    buffer_append_text(out, n_columns == 2 ? "<table class=\"pairs\">\n" : "<table>\n");
    buffer_append_text(out, "<caption>");
    put_cell(out, &table->cell);
    buffer_append_text(out, "</caption>\n");
    put_head_row(out, &table->rows[0]);
    buffer_append_text(out, "<tbody>\n");
    for (size_t i = 1; i < table->n_rows; i++) {
        const struct page_row *row = &table->rows[i];

        if (row->spans && i > 1)
            buffer_append_text(out, "</tbody>\n<tbody>\n");
        if (row->spans)
            put_span(out, row, n_columns);
        else
            put_row(out, row);
    }
    buffer_append_text(out, "</tbody>\n</table>\n");
}

/* ---- the page ---- */

static void put_heading(struct buffer *out, const struct page_block *heading)
{
    buffer_printf(out, "<h%u", heading->level);
    put_attribute(out, "id", "", heading->anchor);
    buffer_append_text(out, ">");
    put_cell(out, &heading->cell);
    buffer_printf(out, "</h%u>\n", heading->level);
}

static void put_block(struct buffer *out, const struct page_block *block)
{
    switch (block->kind) {
    case PAGE_HEADING:
        put_heading(out, block);
        break;
    case PAGE_PARAGRAPH:
        buffer_append_text(out, "<p>");
        put_cell(out, &block->cell);
        buffer_append_text(out, "</p>\n");
        break;
    case PAGE_TABLE:
        put_table(out, block);
        break;
    }
}

/* The first heading; a page has one. */
static void put_title(struct buffer *out, const struct page *page)
{
    buffer_append_text(out, "<title>");
    for (size_t i = 0; page->n && i < page->blocks[0].cell.n; i++)
        if (page->blocks[0].cell.pieces[i].text)
            put_escaped(out, page->blocks[0].cell.pieces[i].text);
    buffer_append_text(out, "</title>\n");
}

void page_html(const struct page *page, struct buffer *out)
{
    buffer_append_text(out, "<!DOCTYPE html>\n<html");
    put_attribute(out, "lang", "", page->language);
    buffer_append_text(out, ">\n<head>\n<meta charset=\"utf-8\">\n"
                            "<meta name=\"viewport\" "
                            "content=\"width=device-width, initial-scale=1\">\n");
    put_title(out, page);
    buffer_printf(out, "<style>\n%s</style>\n</head>\n<body>\n<main>\n", style);
    for (size_t i = 0; i < page->n; i++)
        put_block(out, &page->blocks[i]);
    buffer_append_text(out, "</main>\n</body>\n</html>\n");
}
