/* SPDX-License-Identifier: EUPL-1.2 */
/* national_id - reads Swedish and Norwegian national ids: are they well-formed, and how old is who
 * has one?
 *
 * Sweden: personnummer (folkbokföringslagen (1991:481) 18 §; Skatteverket, SKV 704) and
 * samordningsnummer (SKV 707): the day of birth plus 60; month 00 or day 60 where the date of birth
 * is not known. Last digit by Luhn over the nine before it. Ten digits leave the century out: it is
 * the latest that makes the person born today or earlier, and one less with '+' ("100 years or
 * more").
 *
 * Norway: fødselsnummer (folkeregisterforskriften, FOR-2017-07-14-1201, chapter 2) and D-nummer (the
 * day plus 40), two control digits modulo 11. Individual numbers give the century: 000-499 is
 * 1900-1999, 500-749 with years from 54 is 1854-1899, 500-999 with years to 39 is 2000-2039, 900-999
 * with years from 40 is 1940-1999. Numbers given out from 2032 on have a looser first control digit
 * and no century in them; they are not read here.
 *
 * Test numbers belong to nobody and are read only where they are allowed:
 * - Skatteetaten (Tenor, Test-Norge): month plus 80. Norsk helsenett: month plus 65. Nav (Dolly):
 *   month plus 40, which elsewhere marks a hjelpenummer of a single hospital or office, no national
 *   id, and is therefore never read outside of tests.
 * - Skatteverket's open data set "Testpersonnummer": birth numbers 980 to 999, e.g. the set that
 *   begins with 18900101-9802. (The set also has numbers with 238 and 239; those series are given to
 *   people too and are read like any other.)
 */
#ifndef EDGE_NATIONAL_ID_H
#define EDGE_NATIONAL_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

enum national_id_kind {
    NATIONAL_ID_NONE = 0,
    NATIONAL_ID_PERSONNUMMER,
    NATIONAL_ID_SAMORDNINGSNUMMER,
    NATIONAL_ID_FODSELSNUMMER,
    NATIONAL_ID_D_NUMMER,
};

enum { NATIONAL_ID_DIGITS = 12 };

struct national_id {
    enum national_id_kind kind;
    bool is_test;
    char digits[NATIONAL_ID_DIGITS + 1]; /* Sweden 12, Norway 11 */
    bool has_birth;
    int32_t birth_day; /* days since 1970 */
};

struct national_id_rules {
    const char *country; /* "NO", "SE" */
    bool test_ids;
    int32_t today; /* days since 1970 */
};

/* Accepted spellings, with spaces around: Sweden YYMMDDNNNN, YYMMDD-NNNN, YYMMDD+NNNN, YYYYMMDDNNNN,
 * YYYYMMDD-NNNN; Norway 11 digits, a space after the sixth allowed. FAULT_INPUT with code "country",
 * "form", "date" (no such day), "individual_number", "control_digit", "test_number" (not allowed
 * here), "internal_number" (month plus 40), "future" (not born yet), "too_old" (more than 130 years
 * ago). The text never quotes the number. */
MUST_CHECK enum fault national_id_read(const char *text, const struct national_id_rules *rules,
                                       struct national_id *ret_id, struct error *err);

/* Whole years on a day. Who was born on 29 February is a year older on 1 March where there is no 29
 * February: a child one day longer, as is right for a rule that protects. */
uint32_t national_id_age(int32_t birth_day, int32_t on_day);

/* The first day on which that is `years`. */
int32_t national_id_birthday(int32_t birth_day, uint32_t years);

#endif
