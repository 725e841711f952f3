/* SPDX-License-Identifier: EUPL-1.2 */
/* nameless_digits - are the digits of a line those of a telephone, a date of birth, a national id?
 *
 * All digits with no letter between them are one row, whatever else stands there. A row of more than
 * five is such a number, unless it is written as a time of day, weeks, years or days: these, and only
 * these, count nothing.
 */
#ifndef EDGE_NAMELESS_DIGITS_H
#define EDGE_NAMELESS_DIGITS_H

#include "edge/nameless_text.h"

/* "12.30-14.00" (minutes by five), "kl 22-02.30", "uke 45-46-47", "v. 45 2026", "2025/26", "2025-2027",
 * "14.11-21.11", "i 2025, 14". */
bool nameless_digits_identify(const struct nameless_text *text);

#endif
