/* SPDX-License-Identifier: EUPL-1.2 */
/* pattern_no - in the C locale a character of a POSIX expression is a byte; æ, ø, å, Æ, Ø and Å are
 * C3 and one of six bytes each.
 */
#include "school/pattern_no.h"

#include <assert.h>
#include <regex.h>
#include <string.h>

enum { MATCH_MAX_BYTES = 320 };

#define NORDIC "(\xc3[\xa6\xb8\xa5\x86\x98\x85])"
#define LOCAL "([A-Za-z0-9_-]|" NORDIC ")+"
#define LABEL "([A-Za-z0-9-]|" NORDIC ")+"

static const char *const expressions[] = {
    [PATTERN_NO_MUNICIPALITY] = "^[0-9]{4}$",
    [PATTERN_NO_DISTRICT] = "^[0-9]{2}$",
    [PATTERN_NO_TELEPHONE] = "^[+]?[0-9]+([- ][0-9]+)*$",
    [PATTERN_NO_EMAIL] = "^" LOCAL "([.]" LOCAL ")*@" LABEL "([.]" LABEL ")*([.][A-Za-z]{2,})$",
};

/* ECMA 262 line terminators: LF, CR, U+2028, U+2029. */
static bool is_one_line(const char *text)
{
    return !strpbrk(text, "\n\r") && !strstr(text, "\xe2\x80\xa8") && !strstr(text, "\xe2\x80\xa9");
}

bool pattern_no_fits(enum pattern_no pattern, const char *text)
{
    regex_t expression;
    bool fits;
    int status;

    if (pattern == PATTERN_NO_LINE)
        return is_one_line(text);
    if (strlen(text) > MATCH_MAX_BYTES)
        return false;
    status = regcomp(&expression, expressions[pattern], REG_EXTENDED | REG_NOSUB);
    assert(status == 0);
    fits = regexec(&expression, text, 0, NULL, 0) == 0;
    regfree(&expression);
    return fits;
}
