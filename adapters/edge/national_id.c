/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/national_id.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "keys/secret.h"

enum { AGE_MAX = 130 };

static int number_at(const char *digits, size_t from, size_t size)
{
    int number = 0;

    for (size_t i = from; i < from + size; i++)
        number = number * 10 + (digits[i] - '0');
    return number;
}

static bool are_digits(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

static bool day_of(int year, int month, int day, int32_t *ret_day)
{
    char text[40];

    snprintf(text, sizeof(text), "%04d-%02d-%02d", year, month, day);
    return text_read_date(text, ret_day);
}

uint32_t national_id_age(int32_t birth_day, int32_t on_day)
{
    char birth[TEXT_DATE_SIZE], on[TEXT_DATE_SIZE];
    int years;

    text_write_date(birth_day, birth);
    text_write_date(on_day, on);
    years = number_at(on, 0, 4) - number_at(birth, 0, 4);
    if (strcmp(on + 5, birth + 5) < 0)
        years--;
    return years > 0 ? (uint32_t)years : 0;
}

int32_t national_id_birthday(int32_t birth_day, uint32_t years)
{
    int32_t day =
        birth_day + (int32_t)(years * 365); /* before it: leap days are still to be added */

    while (national_id_age(birth_day, day) < years)
        day++;
    return day;
}

static enum fault check_birth(const struct national_id *id, int32_t today, struct error *err)
{
    if (!id->has_birth)
        return FAULT_NONE;
    if (id->birth_day > today)
        return error_set_code(err, FAULT_INPUT, "future", "national id: born after today");
    if (national_id_age(id->birth_day, today) > AGE_MAX)
        return error_set_code(err, FAULT_INPUT, "too_old",
                              "national id: born more than %d years ago", AGE_MAX);
    return FAULT_NONE;
}

/* ---- Sweden ---- */

struct swedish {
    char ten[10 + 1];
    int century; /* "19"; 0 if left out */
    bool plus;
};

static enum fault swedish_form(const char *text, size_t size, struct swedish *ret,
                               struct error *err)
{
    size_t date = size >= 12 ? 8 : 6;
    bool has_sign = size == 11 || size == 13;
    char sign = has_sign ? text[date] : '-';
    const char *last = text + date + has_sign;

    if (size < 10 || size > 13 || !are_digits(text, date) || !are_digits(last, 4) ||
        (sign != '-' && (sign != '+' || date == 8)))
        return error_set_code(err, FAULT_INPUT, "form",
                              "personnummer: write YYYYMMDD-NNNN or YYMMDD-NNNN");
    memcpy(ret->ten, text + date - 6, 6);
    memcpy(ret->ten + 6, last, 4);
    ret->ten[10] = '\0';
    ret->century = date == 8 ? number_at(text, 0, 2) : 0;
    ret->plus = sign == '+';
    return FAULT_NONE;
}

static bool luhn_fits(const char ten[10 + 1])
{
    int sum = 0;

    for (int i = 0; i < 10; i++) {
        int product = (ten[i] - '0') * (i % 2 ? 1 : 2);

        sum += product > 9 ? product - 9 : product;
    }
    return sum % 10 == 0;
}

/* The first day that a number with this much of a date can mean: for the choice of a century. */
static bool swedish_day(const struct swedish *in, int century, bool coordination, int32_t *ret_day)
{
    int month = number_at(in->ten, 2, 2), day = number_at(in->ten, 4, 2) - (coordination ? 60 : 0);

    if (coordination) {
        month = month ? month : 1;
        day = day ? day : 1;
    }
    return day_of(century * 100 + number_at(in->ten, 0, 2), month, day, ret_day);
}

static enum fault swedish_birth(const struct swedish *in, int32_t today, struct national_id *id,
                                int *ret_century, struct error *err)
{
    bool coordination = id->kind == NATIONAL_ID_SAMORDNINGSNUMMER;
    int century = in->century, older = in->plus;
    bool exists;

    /* Without a century: the latest in which the day exists and has been, '+' one earlier. */
    if (!century) {
        for (century = 20; century >= 18; century--) {
            if (swedish_day(in, century, coordination, &id->birth_day) && id->birth_day <= today &&
                older-- == 0)
                break;
        }
    }
    exists =
        century >= 18 && century <= 20 && swedish_day(in, century, coordination, &id->birth_day);
    if (!exists)
        return error_set_code(err, FAULT_INPUT, "date", "personnummer: there is no such day");
    id->has_birth = !coordination || (number_at(in->ten, 2, 2) && number_at(in->ten, 4, 2) > 60);
    *ret_century = century;
    return FAULT_NONE;
}

static enum fault read_swedish(const char *text, size_t size, const struct national_id_rules *rules,
                               struct national_id *id, struct error *err)
{
    struct swedish in;
    enum fault fault;
    int century = 0;

    fault = swedish_form(text, size, &in, err);
    if (fault)
        return fault;
    id->kind =
        number_at(in.ten, 4, 2) >= 60 ? NATIONAL_ID_SAMORDNINGSNUMMER : NATIONAL_ID_PERSONNUMMER;
    id->is_test = number_at(in.ten, 6, 3) >= 980;
    fault = swedish_birth(&in, rules->today, id, &century, err);
    if (fault)
        return fault;
    if (!luhn_fits(in.ten))
        return error_set_code(err, FAULT_INPUT, "control_digit",
                              "personnummer: the control digit does not fit");
    snprintf(id->digits, sizeof(id->digits), "%02d%s", century, in.ten);
    secret_wipe(&in, sizeof(in));
    return FAULT_NONE;
}

/* ---- Norway ---- */

/* Modulo 11; k1 over nine digits, k2 over ten. */
static bool control_fits(const char digits[11 + 1])
{
    static const int weights_1[] = { 3, 7, 6, 1, 8, 9, 4, 5, 2, 1 };
    static const int weights_2[] = { 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1 };
    int sum_1 = 0, sum_2 = 0;

    for (int i = 0; i < 10; i++)
        sum_1 += weights_1[i] * (digits[i] - '0');
    for (int i = 0; i < 11; i++)
        sum_2 += weights_2[i] * (digits[i] - '0');
    return sum_1 % 11 == 0 && sum_2 % 11 == 0;
}

static int norwegian_century(int individual, int year)
{
    if (individual < 500)
        return 19;
    if (individual < 750 && year >= 54)
        return 18;
    if (year <= 39)
        return 20;
    return individual >= 900 ? 19 : 0;
}

static enum fault read_norwegian(const char *text, size_t size, struct national_id *id,
                                 struct error *err)
{
    size_t gap = size == 12 && text[6] == ' ';
    int day, month, year, century;

    if (size - gap != 11 || !are_digits(text, 6) || !are_digits(text + 6 + gap, 5))
        return error_set_code(err, FAULT_INPUT, "form", "fødselsnummer: write 11 digits");
    memcpy(id->digits, text, 6);
    memcpy(id->digits + 6, text + 6 + gap, 5);
    id->digits[11] = '\0';

    day = number_at(id->digits, 0, 2);
    month = number_at(id->digits, 2, 2);
    year = number_at(id->digits, 4, 2);
    id->kind = day > 40 ? NATIONAL_ID_D_NUMMER : NATIONAL_ID_FODSELSNUMMER;
    id->is_test = month > 40;
    day -= day > 40 ? 40 : 0;
    month -= month > 80 ? 80 : month > 65 ? 65 : month > 40 ? 40 : 0;
    century = norwegian_century(number_at(id->digits, 6, 3), year);
    if (!control_fits(id->digits))
        return error_set_code(err, FAULT_INPUT, "control_digit",
                              "fødselsnummer: the control digits do not fit");
    if (!century)
        return error_set_code(err, FAULT_INPUT, "individual_number",
                              "fødselsnummer: year and individual number do not fit");
    id->has_birth = true;
    if (!day_of(century * 100 + year, month, day, &id->birth_day))
        return error_set_code(err, FAULT_INPUT, "date", "fødselsnummer: there is no such day");
    return FAULT_NONE;
}

static bool is_internal(const struct national_id *id, const char *country)
{
    int month = number_at(id->digits, 2, 2);

    return strcmp(country, "NO") == 0 && month > 40 && month <= 52;
}

enum fault national_id_read(const char *text, const struct national_id_rules *rules,
                            struct national_id *ret_id, struct error *err)
{
    struct national_id id = { 0 };
    size_t size;
    enum fault fault;

    text += strspn(text, " ");
    size = strlen(text);
    while (size > 0 && text[size - 1] == ' ')
        size--;

    if (strcmp(rules->country, "SE") == 0)
        fault = read_swedish(text, size, rules, &id, err);
    else if (strcmp(rules->country, "NO") == 0)
        fault = read_norwegian(text, size, &id, err);
    else
        return error_set_code(err, FAULT_INPUT, "country", "national id: of no country read here");
    if (!fault && id.is_test && !rules->test_ids)
        fault = is_internal(&id, rules->country)
                    ? error_set_code(err, FAULT_INPUT, "internal_number",
                                     "national id: an auxiliary number of a single office")
                    : error_set_code(err, FAULT_INPUT, "test_number",
                                     "national id: a test number, which is not allowed here");
    if (!fault)
        fault = check_birth(&id, rules->today, err);
    if (!fault)
        *ret_id = id;
    secret_wipe(&id, sizeof(id));
    return fault;
}
