/* SPDX-License-Identifier: EUPL-1.2 */
/* pattern_no - the patterns of the Norwegian form's schema (ECMA 262), over UTF-8. */
#ifndef SCHOOL_PATTERN_NO_H
#define SCHOOL_PATTERN_NO_H

#include <stdbool.h>

enum pattern_no {
    PATTERN_NO_LINE,         /* ^(.*)$ : anything without a line end */
    PATTERN_NO_MUNICIPALITY, /* ^\d{4}$ */
    PATTERN_NO_DISTRICT,     /* ^[0-9]{2}$ */
    PATTERN_NO_TELEPHONE,    /* ^[+]?[0-9]+([- ][0-9]+)*$ */
    PATTERN_NO_EMAIL, /* local part and domain with æ, ø and å; at most 320 bytes (RFC 3696) */
};

/* `text` is UTF-8. */
bool pattern_no_fits(enum pattern_no pattern, const char *text);

#endif
