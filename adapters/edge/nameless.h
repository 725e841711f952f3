/* SPDX-License-Identifier: EUPL-1.2 */
/* nameless - does a text hold what points at somebody: a number, an address? */
#ifndef EDGE_NAMELESS_H
#define EDGE_NAMELESS_H

enum nameless {
    NAMELESS_CLEAN = 0,
    NAMELESS_ADDRESS, /* an '@': an e-mail address, or a name on a service */
    NAMELESS_NUMBER,  /* six digits or more in a row: a date of birth, a telephone, a national id */
};

/* Digits in a row may have spaces, dashes, dots, slashes, plus signs and brackets between them. Two
 * years that follow each other ("2025-2026") are no such row. Names cannot be found. */
enum nameless nameless_check(const char *text);

#endif
