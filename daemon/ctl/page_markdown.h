/* SPDX-License-Identifier: EUPL-1.2 */
/* page_markdown - a page as Markdown with the tables of GitHub. */
#ifndef CTL_PAGE_MARKDOWN_H
#define CTL_PAGE_MARKDOWN_H

#include "base/bytes.h"
#include "review/page.h"

/* Adds the page. Whatever texts it holds, they stay texts. */
void page_markdown(const struct page *page, struct buffer *out);

#endif
