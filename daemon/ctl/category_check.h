/* SPDX-License-Identifier: EUPL-1.2 */
/* category_check - whether the category of a section is the one that its sender signed.
 *
 * The text has a salted digest of each section's descriptor, and the descriptor names the category; both
 * stand beside the category in a row that can be erased. Rows from before these were kept have neither.
 */
#ifndef CTL_CATEGORY_CHECK_H
#define CTL_CATEGORY_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "model/exchange_text.h"

/* All borrowed. */
struct category_row {
    uint64_t index; /* of the section */
    const char *category;
    struct bytes descriptor, salt; /* both empty: not kept */
};

/* Whether it has what binds it to a text. */
bool category_is_bound(const struct category_row *row);

/* NULL if it is of a section of the text, and as signed as far as it is bound; else what is wrong with it
 * (static text). */
const char *category_check(const struct exchange_text *text, const struct category_row *row);

#endif
