/* SPDX-License-Identifier: EUPL-1.2 */
/* A page as HTML and as Markdown. */
#include "review/page.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "ctl/page_html.h"
#include "ctl/page_markdown.h"

/* A heading, a paragraph and a table, with `text` wherever a text can stand. */
static void make(struct page *page, const char *text)
{
    struct page_block *table;
    struct page_row *row;
    struct page_cell *cell;

    page->language = "sv";
    page_text(page_heading(page, 1, NULL), "%s", text);
    cell = page_paragraph(page);
    page_link(cell, "no.test.1", text);
    page_break(cell);
    page_code(cell, text);
    page_text(page_heading(page, 2, "no.test.1"), "%s", "next");
    table = page_table(page);
    page_text(&table->cell, "%s", text);
    row = page_row(table, 2);
    page_text(&row->cells[0], "%s", "one");
    page_text(&row->cells[1], "%s", "two");
    page_text(page_span(table), "%s", text);
    row = page_row(table, 2);
    row->anchor = mem_text("no.test.2");
    page_text(&row->cells[0], "%s", "three");
    page_text(&row->cells[1], "%s", text);
    page_in_language(&row->cells[1], "nb");
}

static char *written(const char *text, void (*write)(const struct page *, struct buffer *))
{
    CLEANUP(page_clear) struct page page = { 0 };
    struct buffer out = { 0 };

    make(&page, text);
    write(&page, &out);
    return buffer_take_text(&out);
}

static void expect(const char *page, const char *want)
{
    cr_expect_not_null(strstr(page, want), "%s is not in:\n%s", want, page);
}

Test(page_html, is_a_whole_document_in_its_language)
{
    CLEANUP(mem_free) char *page = written("å", page_html);

    cr_expect_eq(strstr(page, "<!DOCTYPE html>\n<html lang=\"sv\">\n<head>\n"
                              "<meta charset=\"utf-8\">"),
                 page);
    expect(page, "<title>å</title>");
    expect(page, "@media print");
    expect(page,
           "<h1>å</h1>\n<p><a href=\"#no.test.1\">å</a><br><code>å</code></p>\n"
           "<h2 id=\"no.test.1\">next</h2>\n"
           "<table class=\"pairs\">\n<caption>å</caption>\n"
           "<thead>\n<tr><th scope=\"col\">one</th><th scope=\"col\">two</th></tr>\n</thead>\n"
           "<tbody>\n<tr><th scope=\"rowgroup\" colspan=\"2\">å</th></tr>\n"
           "<tr id=\"no.test.2\"><th scope=\"row\">three</th>"
           "<td><span lang=\"nb\">å</span></td></tr>\n</tbody>\n</table>\n</main>");
}

Test(page_html, loads_nothing_and_runs_nothing)
{
    static const char *const foreign[] = { "<script", "src=", "url(", "@import", "<link", "http" };
    CLEANUP(mem_free) char *page = written("a", page_html);

    for (size_t i = 0; i < ARRAY_SIZE(foreign); i++)
        cr_expect_null(strstr(page, foreign[i]), "%s", foreign[i]);
}

Test(page_html, no_text_becomes_markup)
{
    CLEANUP(mem_free) char *page = written("</title><b a=\"'\">&amp;", page_html);
    const char *body = strstr(page, "<body>");

    expect(page, "<title>&lt;/title&gt;&lt;b a=&quot;'&quot;&gt;&amp;amp;</title>");
    cr_assert_not_null(body);
    cr_expect_null(strstr(body, "<b "));
    cr_expect_null(strstr(body, "</title>"));
}

Test(page_markdown, has_tables_with_a_row_for_each_row)
{
    CLEANUP(mem_free) char *page = written("å", page_markdown);

    cr_expect_str_eq(page,
                     "# å\n\n[å](#no.test.1)<br>`å`\n\n<a id=\"no.test.1\"></a>\n\n## next\n\n"
                     "| one | two |\n| --- | --- |\n| <b>å</b> |  |\n"
                     "| <a id=\"no.test.2\"></a>three | å |\n",
                     "%s", page);
}

Test(page_markdown, no_text_becomes_markup_or_ends_its_cell)
{
    CLEANUP(mem_free) char *page = written("a|b\n<i>*c*_[d](e)`f`\\#&lt;", page_markdown);

    expect(page, "</a>three | a\\|b \\<i\\>\\*c\\*\\_\\[d\\](e)\\`f\\`\\\\\\#\\&lt; |\n");
    expect(page, "<br>a\\|b "); /* a code that cannot be one */
    cr_expect_null(strstr(page, "<i>"));
}

Test(page_markdown, leads_only_to_what_can_be_an_anchor)
{
    CLEANUP(page_clear) struct page page = { .language = "en" };
    CLEANUP(buffer_clear) struct buffer out = { 0 };

    page_link(page_paragraph(&page), "\"><i>", "text");
    page_text(page_heading(&page, 2, "\"><i>"), "%s", "next");
    page_markdown(&page, &out);
    buffer_append_byte(&out, '\0');
    cr_expect_str_eq((const char *)out.data, "text\n\n## next\n");
}
