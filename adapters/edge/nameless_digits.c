/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/nameless_digits.h"

#include <string.h>

enum {
    COUNTED_MAX = 5, /* digits in a row that may be how many, a year or a road */
    ITEMS_MAX = 3,   /* times, weeks, years and days in one row: more could spell a number */
    GROUPS_MAX = 32,
    VALUE_DIGITS = 4,
    YEAR_FIRST = 2000,
    YEAR_LAST = 2099,
};

struct group {
    unsigned value;                     /* of up to four digits */
    size_t n;                           /* digits */
    const struct nameless_piece *joint; /* to the next one; NULL after the last */
};

struct row {
    struct group groups[GROUPS_MAX];
    size_t n;
    const struct nameless_piece *before; /* the word that it follows; NULL if none */
};

/* ---- between two groups ---- */

/* The one sign that stands there, spaces apart: ' ' if there are only spaces, '\0' if more signs. */
static char sign_after(const struct group *group)
{
    char sign = ' ';

    for (size_t i = 0; group->joint && i < group->joint->size; i++) {
        char c = group->joint->text[i];

        if (c == ' ')
            continue;
        if (sign != ' ')
            return '\0';
        sign = c;
    }
    return group->joint ? sign : '\0';
}

static bool is_dash(const struct group *group)
{
    return group->joint && (sign_after(group) == '-' || nameless_is(group->joint, ".-") ||
                            nameless_is(group->joint, ". - "));
}

/* One statement ends here: "…, 14", "… (2024", and the end of the row. */
static bool is_end(const struct group *group)
{
    const struct nameless_piece *joint = group->joint;

    return !joint || nameless_has_sign(joint, "(") ||
           (strchr(",;.:!?)", joint->text[0]) && nameless_has_sign(joint, " "));
}

/* ---- what counts nothing: each returns how many groups it takes, 0 if it is something else ---- */

static bool is_year(const struct group *group)
{
    return group->n == 4 && group->value >= YEAR_FIRST && group->value <= YEAR_LAST;
}

static size_t weeks_at(const struct row *row, size_t i)
{
    static const char words[] =
        "uke uka uker ukene veke veker vekene vecka veckan veckor v u week weeks veckorna";
    size_t n = i;

    if (i > 0 || !nameless_is_among(row->before, words))
        return 0;
    while (n < row->n && row->groups[n].n <= 2 && row->groups[n].value >= 1 &&
           row->groups[n].value <= 53 &&
           (n == i || row->groups[n].value > row->groups[n - 1].value)) {
        char sign = sign_after(&row->groups[n++]);

        if (!sign || !strchr("-,/+&", sign))
            break;
    }
    if (n > i && n < row->n && is_year(&row->groups[n]) && sign_after(&row->groups[n - 1]))
        n++;
    return n - i;
}

static size_t years_at(const struct row *row, size_t i)
{
    const struct group *groups = row->groups;
    size_t n = i + 1;
    char sign = sign_after(&groups[i]);

    if (!is_year(&groups[i]))
        return 0;
    if (n < row->n && groups[n].n == 2 && (sign == '/' || sign == '-') &&
        groups[n].value == (groups[i].value + 1) % 100)
        return 2;
    while (n < row->n && (sign == '-' || sign == '/' || sign == ',') && is_year(&groups[n]) &&
           groups[n].value > groups[n - 1].value)
        sign = sign_after(&groups[n++]);
    if (n > i + 1)
        return n - i;
    return i == 0 && row->before && is_end(&groups[0]) ? 1 : 0;
}

/* "12.30"; after a word for the clock also "22" and "0800". */
static size_t time_at(const struct row *row, size_t i, bool clock)
{
    const struct group *hour = &row->groups[i], *minute = hour + 1;

    if (i >= row->n)
        return 0;
    if (i + 1 < row->n && hour->n <= 2 && hour->value <= 24 && minute->n == 2 &&
        minute->value < 60 && minute->value % 5 == 0 &&
        (nameless_is(hour->joint, ".") || nameless_is(hour->joint, ":")))
        return 2;
    if (clock && hour->n <= 2 && hour->value <= 24)
        return 1;
    return clock && hour->n == 4 && hour->value / 100 <= 24 && hour->value % 100 < 60 ? 1 : 0;
}

static size_t times_at(const struct row *row, size_t i)
{
    static const char words[] = "kl klokka klokken klockan klokkeslett";
    bool clock = i == 0 && nameless_is_among(row->before, words);
    size_t from = time_at(row, i, clock), until;

    if (from == 0 || i + from >= row->n || !is_dash(&row->groups[i + from - 1]))
        return clock ? from : 0;
    until = time_at(row, i + from, clock);
    return until > 0 ? from + until : 0;
}

/* A day and its month: "14.11", "14/11". */
static bool is_day(const struct row *row, size_t i)
{
    const struct group *day = &row->groups[i], *month = day + 1;

    return i + 1 < row->n && day->n <= 2 && day->value >= 1 && day->value <= 31 && month->n <= 2 &&
           month->value >= 1 && month->value <= 12 &&
           (nameless_is(day->joint, ".") || nameless_is(day->joint, "/"));
}

static size_t days_at(const struct row *row, size_t i)
{
    return is_day(row, i) && is_day(row, i + 2) && is_dash(&row->groups[i + 1]) ? 4 : 0;
}

static size_t item_at(const struct row *row, size_t i)
{
    static size_t (*const items[])(const struct row *, size_t) = { weeks_at, years_at, times_at,
                                                                   days_at };

    if (i > 0 && !is_end(&row->groups[i - 1]))
        return 0;
    for (size_t kind = 0; kind < ARRAY_SIZE(items); kind++) {
        size_t n = items[kind](row, i);

        if (n > 0 && is_end(&row->groups[i + n - 1]))
            return n;
    }
    return 0;
}

/* ---- rows ---- */

static bool identifies(const struct row *row)
{
    size_t counted = 0, items = 0, i = 0;

    while (i < row->n) {
        size_t n = item_at(row, i);

        if (n > 0)
            items++;
        else
            counted += row->groups[i].n;
        i += n > 0 ? n : 1;
    }
    return counted > COUNTED_MAX || items > ITEMS_MAX;
}

static unsigned value_of(const struct nameless_piece *piece)
{
    unsigned value = 0;

    for (size_t i = 0; i < piece->size && i < VALUE_DIGITS; i++)
        value = value * 10 + (unsigned)(piece->text[i] - '0');
    return value;
}

/* The row that begins with the digits at `*i`; moves past it. False if it has too many groups. */
static bool read_row(const struct nameless_text *text, size_t *i, struct row *ret_row)
{
    const struct nameless_piece *digits;

    *ret_row = (struct row){ 0 };
    if (*i > 0)
        ret_row->before = nameless_piece(text, *i - 1, NAMELESS_WORD);
    if (*i > 1 && nameless_is_of(nameless_piece(text, *i - 1, NAMELESS_JOINT), " .:"))
        ret_row->before = nameless_piece(text, *i - 2, NAMELESS_WORD);
    while ((digits = nameless_piece(text, *i, NAMELESS_DIGITS))) {
        const struct nameless_piece *joint = nameless_piece(text, *i + 1, NAMELESS_JOINT);

        if (ret_row->n == GROUPS_MAX)
            return false;
        if (!nameless_piece(text, *i + 2, NAMELESS_DIGITS))
            joint = NULL;
        ret_row->groups[ret_row->n++] = (struct group){ value_of(digits), digits->size, joint };
        *i += joint ? 2 : 1;
    }
    return true;
}

bool nameless_digits_identify(const struct nameless_text *text)
{
    for (size_t i = 0; i < text->n;) {
        struct row row;

        if (!nameless_piece(text, i, NAMELESS_DIGITS))
            i++;
        else if (!read_row(text, &i, &row) || identifies(&row))
            return true;
    }
    return false;
}
