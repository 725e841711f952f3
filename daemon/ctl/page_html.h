/* SPDX-License-Identifier: EUPL-1.2 */
/* page_html - a page as one file of HTML 5: no script, nothing loaded, good on paper and on a phone. */
#ifndef CTL_PAGE_HTML_H
#define CTL_PAGE_HTML_H

#include "base/bytes.h"
#include "review/page.h"

/* Adds the page. Whatever texts it holds, they stay texts. */
void page_html(const struct page *page, struct buffer *out);

#endif
