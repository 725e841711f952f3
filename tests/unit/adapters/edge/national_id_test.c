/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers are computed here, for birth dates that lie ahead of us or in the series of test numbers:
 * none can be anybody's. */
#include "edge/national_id.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static int32_t day(const char *text)
{
    int32_t result = 0;

    cr_assert(text_read_date(text, &result), "%s", text);
    return result;
}

/* YYMMDDNNN and the last digit by Luhn, counted from the right as ISO/IEC 7812-1 does. */
static void swedish(const char *nine, char ret[11])
{
    int sum = 0;

    for (int i = 8; i >= 0; i--) {
        int digit = nine[i] - '0';

        if ((8 - i) % 2 == 0)
            digit = digit * 2 / 10 + digit * 2 % 10;
        sum += digit;
    }
    snprintf(ret, 11, "%.9s%d", nine, (10 - sum % 10) % 10);
}

/* Nine digits and both control digits; false where one would be 10. */
static bool norwegian(const char *nine, char ret[12])
{
    static const int w1[] = { 3, 7, 6, 1, 8, 9, 4, 5, 2 };
    static const int w2[] = { 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 };
    int k1 = 0, k2 = 0;

    for (int i = 0; i < 9; i++)
        k1 += w1[i] * (nine[i] - '0');
    k1 = (11 - k1 % 11) % 11;
    for (int i = 0; i < 9; i++)
        k2 += w2[i] * (nine[i] - '0');
    k2 = (11 - (k2 + w2[9] * k1) % 11) % 11;
    if (k1 == 10 || k2 == 10)
        return false;
    snprintf(ret, 12, "%.9s%d%d", nine, k1, k2);
    return true;
}

/* The first usable number from an individual number on. */
static void norwegian_from(const char *six, int individual, char ret[12])
{
    char nine[16];

    for (int i = 0; i < 20; i++) {
        snprintf(nine, sizeof(nine), "%.6s%03d", six, individual + i);
        if (norwegian(nine, ret))
            return;
    }
    cr_assert_fail("no number");
}

static const char *read_code(const char *text, const char *country, bool test_ids,
                             const char *today, struct national_id *ret)
{
    static struct error err;
    struct national_id_rules rules = { country, test_ids, day(today) };

    memset(ret, 0, sizeof(*ret));
    return national_id_read(text, &rules, ret, &err) ? err.code : "";
}

/* clang-format off */
static const struct {
    const char *name, *nine, *form, *today, *code, *digits, *birth;
    enum national_id_kind kind;
} swedes[] = {
    { "ten digits",                "130412980", "%.6s-%s",   "2026-03-01", "", "20130412980", "2013-04-12", NATIONAL_ID_PERSONNUMMER },
    { "without a sign",            "130412980", "%.6s%s",    "2026-03-01", "", "20130412980", "2013-04-12", NATIONAL_ID_PERSONNUMMER },
    { "plus is a hundred years",   "130412980", "%.6s+%s",   "2026-03-01", "", "19130412980", "1913-04-12", NATIONAL_ID_PERSONNUMMER },
    { "twelve digits",             "130412980", "20%.6s%s",  "2026-03-01", "", "20130412980", "2013-04-12", NATIONAL_ID_PERSONNUMMER },
    { "twelve with a dash",        "130412980", "20%.6s-%s", "2026-03-01", "", "20130412980", "2013-04-12", NATIONAL_ID_PERSONNUMMER },
    { "spaces around",             "130412980", " %.6s-%s ", "2026-03-01", "", "20130412980", "2013-04-12", NATIONAL_ID_PERSONNUMMER },
    { "born today",                "260301980", "%.6s-%s",   "2026-03-01", "", "20260301980", "2026-03-01", NATIONAL_ID_PERSONNUMMER },
    { "the day before: 100 ago",   "260301980", "%.6s-%s",   "2026-02-28", "", "19260301980", "1926-03-01", NATIONAL_ID_PERSONNUMMER },
    { "29 February 2000",          "000229980", "%.6s-%s",   "2026-03-01", "", "20000229980", "2000-02-29", NATIONAL_ID_PERSONNUMMER },
    { "samordningsnummer",         "130472980", "%.6s-%s",   "2026-03-01", "", "20130472980", "2013-04-12", NATIONAL_ID_SAMORDNINGSNUMMER },
    { "samordningsnummer, no day", "130060980", "20%.6s%s",  "2026-03-01", "", "20130060980", NULL,         NATIONAL_ID_SAMORDNINGSNUMMER },
    { "29 February 1900",          "000229980", "19%.6s%s",  "2026-03-01", "date", NULL, NULL, 0 },
    { "31 April",                  "130431980", "%.6s-%s",   "2026-03-01", "date", NULL, NULL, 0 },
    { "month 13",                  "131312980", "%.6s-%s",   "2026-03-01", "date", NULL, NULL, 0 },
    { "day 32 plus 60",            "130492980", "%.6s-%s",   "2026-03-01", "date", NULL, NULL, 0 },
    { "born tomorrow",             "260302980", "20%.6s%s",  "2026-03-01", "future", NULL, NULL, 0 },
    { "too old",                   "910412980", "18%.6s%s",  "2026-03-01", "too_old", NULL, NULL, 0 },
    { "century 21",                "130412980", "21%.6s%s",  "2026-03-01", "date", NULL, NULL, 0 },
    { "plus with a century",       "130412980", "19%.6s+%s", "2026-03-01", "form", NULL, NULL, 0 },
    { "a space inside",            "130412980", "%.6s %s",   "2026-03-01", "form", NULL, NULL, 0 },
    { "letters",                   "130412980", "%.6s-%sA",  "2026-03-01", "form", NULL, NULL, 0 },
    { "nothing",                   "130412980", "%.0s%.0s",  "2026-03-01", "form", NULL, NULL, 0 },
};
/* clang-format on */

Test(national_id, reads_swedish_numbers)
{
    for (size_t i = 0; i < ARRAY_SIZE(swedes); i++) {
        char ten[11], text[40];
        struct national_id id;
        const char *code;

        swedish(swedes[i].nine, ten);
        snprintf(text, sizeof(text), swedes[i].form, ten, ten + 6);
        code = read_code(text, "SE", true, swedes[i].today, &id);
        cr_expect_str_eq(code, swedes[i].code, "%s: %s", swedes[i].name, code);
        if (code[0] != '\0')
            continue;
        cr_expect_eq(strncmp(id.digits, swedes[i].digits, 11), 0, "%s: %s", swedes[i].name,
                     id.digits);
        cr_expect_eq(strlen(id.digits), 12);
        cr_expect_eq(id.kind, swedes[i].kind, "%s", swedes[i].name);
        cr_expect(id.is_test);
        cr_expect_eq(id.has_birth, swedes[i].birth != NULL, "%s", swedes[i].name);
        if (swedes[i].birth)
            cr_expect_eq(id.birth_day, day(swedes[i].birth), "%s", swedes[i].name);
    }
}

/* One of the numbers that Skatteverket publishes for tests. */
Test(national_id, agrees_with_a_published_swedish_number)
{
    struct national_id id;

    cr_expect_str_eq(read_code("189001019802", "SE", true, "2015-01-01", &id), "");
    cr_expect_str_eq(read_code("189001019803", "SE", true, "2015-01-01", &id), "control_digit");
}

Test(national_id, any_other_last_swedish_digit_is_wrong)
{
    char ten[11];
    struct national_id id;
    int n_right = 0;

    swedish("130412980", ten);
    for (char last = '0'; last <= '9'; last++) {
        ten[9] = last;
        n_right += read_code(ten, "SE", true, "2026-03-01", &id)[0] == '\0';
    }
    cr_expect_eq(n_right, 1);
}

Test(national_id, a_swedish_test_number_needs_leave)
{
    char ten[11];
    struct national_id id;

    swedish("130412980", ten);
    cr_expect_str_eq(read_code(ten, "SE", false, "2026-03-01", &id), "test_number");
    swedish("130412999", ten);
    cr_expect_str_eq(read_code(ten, "SE", false, "2026-03-01", &id), "test_number");
    /* Not in the series: nobody's either, since the day lies ahead of us. */
    swedish("960412979", ten);
    cr_expect_str_eq(read_code(ten, "SE", false, "2099-03-01", &id), "");
    cr_expect_not(id.is_test);
}

/* clang-format off */
static const struct {
    const char *name, *six;
    int individual;
    const char *today, *code, *birth;
    enum national_id_kind kind;
} norwegians[] = {
    { "2000s, 500",          "128413", 500, "2026-03-01", "", "2013-04-12", NATIONAL_ID_FODSELSNUMMER },
    { "2000s, 900",          "128413", 900, "2026-03-01", "", "2013-04-12", NATIONAL_ID_FODSELSNUMMER },
    { "2039, the last",      "128439", 980, "2045-03-01", "", "2039-04-12", NATIONAL_ID_FODSELSNUMMER },
    { "1900s, 000",          "128413",   1, "2026-03-01", "", "1913-04-12", NATIONAL_ID_FODSELSNUMMER },
    { "1900s, 499",          "128499", 470, "2026-03-01", "", "1999-04-12", NATIONAL_ID_FODSELSNUMMER },
    { "1940 to 1999, 900",   "128440", 900, "2026-03-01", "", "1940-04-12", NATIONAL_ID_FODSELSNUMMER },
    { "1800s, 500, 54",      "128454", 500, "1960-03-01", "", "1854-04-12", NATIONAL_ID_FODSELSNUMMER },
    { "1800s, 749",          "128499", 720, "1960-03-01", "", "1899-04-12", NATIONAL_ID_FODSELSNUMMER },
    { "500 with 53",         "128453", 500, "2026-03-01", "individual_number", NULL, 0 },
    { "750 with 54",         "128454", 750, "2026-03-01", "individual_number", NULL, 0 },
    { "too old",             "128454", 500, "2026-03-01", "too_old", NULL, 0 },
    { "D-number",            "528413", 500, "2026-03-01", "", "2013-04-12", NATIONAL_ID_D_NUMMER },
    { "D-number, 31st",      "718113", 500, "2026-03-01", "", "2013-01-31", NATIONAL_ID_D_NUMMER },
    { "Norsk helsenett",     "126913", 500, "2026-03-01", "", "2013-04-12", NATIONAL_ID_FODSELSNUMMER },
    { "Nav",                 "124413", 500, "2026-03-01", "", "2013-04-12", NATIONAL_ID_FODSELSNUMMER },
    { "29 February 2012",    "298212", 500, "2026-03-01", "", "2012-02-29", NATIONAL_ID_FODSELSNUMMER },
    { "29 February 2013",    "298213", 500, "2026-03-01", "date", NULL, 0 },
    { "31 April",            "318413", 500, "2026-03-01", "date", NULL, 0 },
    { "month 13",            "129313", 500, "2026-03-01", "date", NULL, 0 },
    { "month 53",            "125313", 500, "2026-03-01", "date", NULL, 0 },
    { "day 00",              "008413", 500, "2026-03-01", "date", NULL, 0 },
    { "day 40",              "408413", 500, "2026-03-01", "date", NULL, 0 },
    { "day 72",              "728413", 500, "2026-03-01", "date", NULL, 0 },
    { "born tomorrow",       "028326", 500, "2026-03-01", "future", NULL, 0 },
    { "born today",          "018326", 500, "2026-03-01", "", "2026-03-01", NATIONAL_ID_FODSELSNUMMER },
};
/* clang-format on */

Test(national_id, reads_norwegian_numbers)
{
    for (size_t i = 0; i < ARRAY_SIZE(norwegians); i++) {
        char number[12];
        struct national_id id;
        const char *code;

        norwegian_from(norwegians[i].six, norwegians[i].individual, number);
        code = read_code(number, "NO", true, norwegians[i].today, &id);
        cr_expect_str_eq(code, norwegians[i].code, "%s: %s", norwegians[i].name, code);
        if (code[0] != '\0')
            continue;
        cr_expect_str_eq(id.digits, number);
        cr_expect_eq(id.kind, norwegians[i].kind, "%s", norwegians[i].name);
        cr_expect_eq(id.birth_day, day(norwegians[i].birth), "%s", norwegians[i].name);
    }
}

Test(national_id, both_norwegian_control_digits_count)
{
    char number[12];
    struct national_id id;
    int n_right = 0;

    norwegian_from("128413", 500, number);
    for (int last = 0; last < 100; last++) {
        number[9] = (char)('0' + last / 10);
        number[10] = (char)('0' + last % 10);
        n_right += read_code(number, "NO", true, "2026-03-01", &id)[0] == '\0';
    }
    cr_expect_eq(n_right, 1);
}

Test(national_id, norwegian_test_numbers_need_leave)
{
    char number[12];
    struct national_id id;

    norwegian_from("128413", 500, number);
    cr_expect_str_eq(read_code(number, "NO", false, "2026-03-01", &id), "test_number");
    norwegian_from("126913", 500, number);
    cr_expect_str_eq(read_code(number, "NO", false, "2026-03-01", &id), "test_number");
    norwegian_from("124413", 500, number);
    cr_expect_str_eq(read_code(number, "NO", false, "2026-03-01", &id), "internal_number");
    /* An ordinary one, of somebody not born for years. */
    norwegian_from("120439", 500, number);
    cr_expect_str_eq(read_code(number, "NO", false, "2045-03-01", &id), "");
    cr_expect_not(id.is_test);
}

Test(national_id, norwegian_form_is_eleven_digits)
{
    char number[12], spaced[13];
    struct national_id id;

    norwegian_from("128413", 500, number);
    snprintf(spaced, sizeof(spaced), "%.6s %s", number, number + 6);
    cr_expect_str_eq(read_code(spaced, "NO", true, "2026-03-01", &id), "");
    cr_expect_str_eq(id.digits, number);
    cr_expect_str_eq(read_code("1284135", "NO", true, "2026-03-01", &id), "form");
    cr_expect_str_eq(read_code("12841350012345", "NO", true, "2026-03-01", &id), "form");
    cr_expect_str_eq(read_code("1284135001x", "NO", true, "2026-03-01", &id), "form");
    cr_expect_str_eq(read_code(number, "DK", true, "2026-03-01", &id), "country");
}

Test(national_id, no_fault_quotes_the_number)
{
    static const char *const texts[] = { "99999999999", "128413", "131399980", "9912319876",
                                         "20130412-9801" };

    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        for (int country = 0; country < 2; country++) {
            struct national_id_rules rules = { country ? "SE" : "NO", false, day("2026-03-01") };
            struct national_id id;
            struct error err = { 0 };

            cr_expect_eq(national_id_read(texts[i], &rules, &id, &err), FAULT_INPUT);
            for (size_t at = 0; at + 6 <= strlen(texts[i]); at++) {
                char piece[7] = { 0 };

                memcpy(piece, texts[i] + at, 6);
                cr_expect_null(strstr(err.text, piece), "%s", err.text);
            }
        }
    }
}

static const struct {
    const char *birth, *on;
    uint32_t age;
} ages[] = {
    { "2008-03-02", "2026-03-01", 17 },  { "2008-03-02", "2026-03-02", 18 },
    { "2008-03-02", "2026-03-03", 18 },  { "2008-02-29", "2026-02-28", 17 },
    { "2008-02-29", "2026-03-01", 18 },  { "2008-02-29", "2028-02-28", 19 },
    { "2008-02-29", "2028-02-29", 20 },  { "2008-02-28", "2026-02-28", 18 },
    { "2025-12-31", "2026-01-01", 0 },   { "2026-01-01", "2026-01-01", 0 },
    { "1899-12-31", "2000-01-01", 100 },
};

Test(national_id, counts_whole_years)
{
    for (size_t i = 0; i < ARRAY_SIZE(ages); i++)
        cr_expect_eq(national_id_age(day(ages[i].birth), day(ages[i].on)), ages[i].age,
                     "%s on %s: %u", ages[i].birth, ages[i].on,
                     national_id_age(day(ages[i].birth), day(ages[i].on)));
}

Test(national_id, a_birthday_is_the_first_day_of_that_age)
{
    static const struct {
        const char *birth, *birthday;
    } adults[] = {
        { "2008-03-02", "2026-03-02" }, { "2008-02-29", "2026-03-01" },
        { "2010-02-28", "2028-02-28" }, { "2008-12-31", "2026-12-31" },
        { "1951-06-30", "1969-06-30" },
    };

    for (size_t i = 0; i < ARRAY_SIZE(adults); i++) {
        int32_t birthday = national_id_birthday(day(adults[i].birth), 18);

        cr_expect_eq(birthday, day(adults[i].birthday), "%s", adults[i].birth);
        cr_expect_eq(national_id_age(day(adults[i].birth), birthday - 1), 17);
        cr_expect_eq(national_id_age(day(adults[i].birth), birthday), 18);
    }
}
