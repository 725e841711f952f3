/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/nameless.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/cleanup.h"

enum { DIGITS_MAX = 5, YEARS = 8 };

/* Bytes of a character that may stand between two digits of one number; 0 if it may not. */
static size_t joint(const char *text)
{
    static const char *const wide[] = { "\xc2\xa0",     "\xe2\x80\x90", "\xe2\x80\x91",
                                        "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x80\xaf" };

    if (*text && strchr(" -.+/()\t", *text))
        return 1;
    for (size_t i = 0; i < ARRAY_SIZE(wide); i++)
        if (strncmp(text, wide[i], strlen(wide[i])) == 0)
            return strlen(wide[i]);
    return 0;
}

/* The digit that stands here, also a full-width one (U+FF10 to U+FF19); -1 if none does. */
static int digit_at(const char *text, size_t *ret_size)
{
    static const char full[] = "\xef\xbc";

    *ret_size = 1;
    if (*text >= '0' && *text <= '9')
        return *text - '0';
    if (strncmp(text, full, 2) != 0 || (unsigned char)text[2] < 0x90 ||
        (unsigned char)text[2] > 0x99)
        return -1;
    *ret_size = 3;
    return (unsigned char)text[2] - 0x90;
}

struct run {
    size_t n;          /* digits */
    int digits[YEARS]; /* the first of them */
    size_t gap;        /* after which digit the first joint stood; 0: none */
};

static int year_of(const int digits[4])
{
    return ((digits[0] * 10 + digits[1]) * 10 + digits[2]) * 10 + digits[3];
}

static bool is_number(const struct run *run)
{
    if (run->n <= DIGITS_MAX)
        return false;
    return run->n != YEARS || run->gap != 4 || run->digits[0] > 2 ||
           year_of(run->digits + 4) != year_of(run->digits) + 1;
}

enum nameless nameless_check(const char *text)
{
    struct run run = { 0 };
    size_t size;

    if (strchr(text, '@'))
        return NAMELESS_ADDRESS;
    while (*text) {
        int digit = digit_at(text, &size);

        if (digit >= 0) {
            if (run.n < YEARS)
                run.digits[run.n] = digit;
            run.n++;
        } else if ((size = joint(text)) > 0) {
            if (run.gap == 0)
                run.gap = run.n;
        } else {
            if (is_number(&run))
                return NAMELESS_NUMBER;
            run = (struct run){ 0 };
            size = 1;
        }
        text += size;
    }
    return is_number(&run) ? NAMELESS_NUMBER : NAMELESS_CLEAN;
}
