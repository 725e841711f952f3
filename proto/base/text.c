/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <assert.h>
#include <string.h>

enum { DAY_MS = 86400000, QUOTED_MAX = 60, QUOTED_DIGITS = 6 };

/* 1970-01-01T00:00:00.000Z to 9999-12-31T23:59:59.999Z */
static const int64_t last_ms = 253402300799999;

static const int32_t first_day = -719162; /* 0001-01-01 */
static const int32_t last_day = 2932896;  /* 9999-12-31 */

/* The length of the sequence that starts at `s`, or 0; `left` is at least 1. */
static size_t utf8_length(const uint8_t *s, size_t left)
{
    uint8_t low = 0x80, high = 0xBF; /* limits of the second byte */
    size_t length;

    if (s[0] < 0x80)
        return s[0] != 0;
    if (s[0] < 0xC2 || s[0] > 0xF4)
        return 0;
    length = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    if (length > left)
        return 0;
    if (s[0] == 0xE0)
        low = 0xA0; /* overlong */
    if (s[0] == 0xED)
        high = 0x9F; /* surrogates */
    if (s[0] == 0xF0)
        low = 0x90; /* overlong */
    if (s[0] == 0xF4)
        high = 0x8F; /* above U+10FFFF */
    if (s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    }
    return length;
}

bool text_is_utf8(struct bytes text)
{
    size_t at = 0;

    while (at < text.size) {
        size_t length = utf8_length(text.data + at, text.size - at);

        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_low_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); }

bool text_is_token(const char *text, size_t max)
{
    size_t length = strnlen(text, max + 1);

    if (length == 0 || length > max || !is_low_alnum(text[0]))
        return false;
    for (size_t i = 1; i < length; i++) {
        if (!is_low_alnum(text[i]) && text[i] != '.' && text[i] != '_' && text[i] != '-')
            return false;
    }
    return true;
}

bool text_may_be_quoted(const char *text)
{
    unsigned int n_digits = 0;

    if (!text_is_token(text, QUOTED_MAX))
        return false;
    for (; *text; text++) {
        n_digits = is_digit(*text) ? n_digits + 1 : 0;
        if (n_digits == QUOTED_DIGITS)
            return false;
    }
    return true;
}

bool text_read_decimal(const char *text, uint64_t *ret_value)
{
    uint64_t value = 0;
    const char *c;

    if (!is_digit(text[0]) || (text[0] == '0' && text[1] != '\0'))
        return false;
    for (c = text; is_digit(*c); c++) {
        uint64_t digit = (uint64_t)(*c - '0');

        if (value > ((uint64_t)INT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    if (*c != '\0')
        return false;
    *ret_value = value;
    return true;
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool text_read_hex(const char *text, uint8_t *ret_bytes, size_t size)
{
    if (strnlen(text, 2 * size + 1) != 2 * size)
        return false;
    for (size_t i = 0; i < 2 * size; i++) {
        if (hex_value(text[i]) < 0)
            return false;
    }
    for (size_t i = 0; i < size; i++)
        ret_bytes[i] = (uint8_t)(hex_value(text[2 * i]) * 16 + hex_value(text[2 * i + 1]));
    return true;
}

void text_write_hex(const uint8_t *bytes, size_t size, char *ret_text)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < size; i++) {
        ret_text[2 * i] = digits[bytes[i] >> 4];
        ret_text[2 * i + 1] = digits[bytes[i] & 15];
    }
    ret_text[2 * size] = '\0';
}

/* Compares with a pattern in which 0 stands for any digit; stops at the pattern's end. */
static bool has_shape(const char *text, const char *pattern)
{
    for (; *pattern; text++, pattern++) {
        if (*pattern == '0' ? !is_digit(*text) : *text != *pattern)
            return false;
    }
    return true;
}

static int number(const char *digits, int n)
{
    int value = 0;

    for (int i = 0; i < n; i++)
        value = value * 10 + (digits[i] - '0');
    return value;
}

static void put_number(char *ret_text, int n, int value)
{
    while (n-- > 0) {
        ret_text[n] = (char)('0' + value % 10);
        value /= 10;
    }
}

static int days_in_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

/* Days since 1970-01-01. Years are counted from March, so that a leap day is a year's last. */
static int32_t day_of_date(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int from_march = (month + 9) % 12;
    int day_of_year = (153 * from_march + 2) / 5 + day - 1;

    return 365 * y + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

/* The ten characters of a date; the text may go on after them. */
static bool read_date(const char *text, int32_t *ret_day)
{
    int year, month, day;

    if (!has_shape(text, "0000-00-00"))
        return false;
    year = number(text, 4);
    month = number(text + 5, 2);
    day = number(text + 8, 2);
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return false;
    *ret_day = day_of_date(year, month, day);
    return true;
}

bool text_read_date(const char *text, int32_t *ret_day)
{
    return strnlen(text, TEXT_DATE_SIZE) == TEXT_DATE_SIZE - 1 && read_date(text, ret_day);
}

void text_write_date(int32_t day, char ret_text[TEXT_DATE_SIZE])
{
    int32_t shifted, era, day_of_era, year_of_era, day_of_year, from_march, month;

    if (day < first_day)
        day = first_day;
    if (day > last_day)
        day = last_day;
    shifted = day + 719468; /* days since 0000-03-01: not negative */
    era = shifted / 146097;
    day_of_era = shifted % 146097;
    year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    from_march = (5 * day_of_year + 2) / 153;
    month = from_march < 10 ? from_march + 3 : from_march - 9;

    memcpy(ret_text, "0000-00-00", TEXT_DATE_SIZE);
    put_number(ret_text, 4, era * 400 + year_of_era + (month <= 2));
    put_number(ret_text + 5, 2, month);
    put_number(ret_text + 8, 2, day_of_year - (153 * from_march + 2) / 5 + 1);
}

/* "Thh:mm:ss" with `T` already seen; seconds since midnight, -1 when out of range. */
static int read_clock(const char *text, int last_second)
{
    int hour = number(text, 2), minute = number(text + 3, 2), second = number(text + 6, 2);

    if (hour > 23 || minute > 59 || second > last_second)
        return -1;
    return hour * 3600 + minute * 60 + second;
}

bool text_read_time(const char *text, int64_t *ret_ms)
{
    int32_t day;
    int seconds;

    if (strnlen(text, TEXT_TIME_SIZE) != TEXT_TIME_SIZE - 1 ||
        !has_shape(text, "0000-00-00T00:00:00.000Z") || !read_date(text, &day) || day < 0)
        return false;
    seconds = read_clock(text + 11, 59);
    if (seconds < 0)
        return false;
    *ret_ms = (int64_t)day * DAY_MS + (int64_t)seconds * 1000 + number(text + 20, 3);
    return true;
}

void text_write_time(int64_t ms, char ret_text[TEXT_TIME_SIZE])
{
    int in_day;

    /* Ids carry times that others chose, beyond what can be written: the nearest is. */
    if (ms < 0)
        ms = 0;
    if (ms > last_ms)
        ms = last_ms;
    in_day = (int)(ms % DAY_MS);
    text_write_date((int32_t)(ms / DAY_MS), ret_text);
    memcpy(ret_text + 10, "T00:00:00.000Z", TEXT_TIME_SIZE - 10);
    put_number(ret_text + 11, 2, in_day / 3600000);
    put_number(ret_text + 14, 2, in_day / 60000 % 60);
    put_number(ret_text + 17, 2, in_day / 1000 % 60);
    put_number(ret_text + 20, 3, in_day % 1000);
}

/* ".d…" of 1 to 9 digits, or nothing. Advances the text; -1 when malformed. */
static int read_fraction(const char **text)
{
    int ms = 0, n;

    if (**text != '.')
        return 0;
    ++*text;
    for (n = 0; is_digit((*text)[n]); n++) {
        if (n < 3)
            ms = ms * 10 + ((*text)[n] - '0');
    }
    if (n < 1 || n > 9)
        return -1;
    for (int i = n; i < 3; i++)
        ms *= 10;
    *text += n;
    return ms;
}

/* "Z" or "+hh:mm", to the end of the text. */
static bool read_offset(const char *text, int *ret_minutes)
{
    int hours, minutes;

    if ((text[0] == 'Z' || text[0] == 'z') && text[1] == '\0') {
        *ret_minutes = 0;
        return true;
    }
    if ((text[0] != '+' && text[0] != '-') || !has_shape(text + 1, "00:00") || text[6] != '\0')
        return false;
    hours = number(text + 1, 2);
    minutes = number(text + 4, 2);
    if (hours > 23 || minutes > 59)
        return false;
    *ret_minutes = (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
    return true;
}

bool text_read_time_loose(const char *text, int64_t *ret_ms)
{
    int seconds, fraction, offset;
    bool leap_second;
    int32_t day;
    int64_t ms;

    if (!read_date(text, &day) || (text[10] != 'T' && text[10] != 't') ||
        !has_shape(text + 11, "00:00:00"))
        return false;
    seconds = read_clock(text + 11, 60);
    leap_second = number(text + 17, 2) == 60;
    text += 19;
    fraction = read_fraction(&text);
    if (seconds < 0 || fraction < 0 || !read_offset(text, &offset))
        return false;
    ms = (int64_t)day * DAY_MS + ((int64_t)seconds - offset * 60) * 1000;
    /* A leap second ends a UTC day; it is read as the first of the next. */
    if (leap_second && ms % DAY_MS != 0)
        return false;
    ms += fraction;
    if (ms < 0 || ms > last_ms)
        return false;
    *ret_ms = ms;
    return true;
}

int32_t text_day_of(int64_t ms)
{
    int64_t day = ms / DAY_MS;

    return (int32_t)(ms % DAY_MS < 0 ? day - 1 : day);
}

void text_copy_line(const char *text, char *ret_line, size_t size)
{
    size_t length = strlen(text);

    if (length > size - 1) {
        length = size - 1;
        /* Back to the first byte of the character that does not fit whole. */
        while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
            length--;
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];

        ret_line[i] = byte < 0x20 || byte == 0x7f ? ' ' : text[i];
    }
    while (length > 0 && ret_line[length - 1] == ' ')
        length--;
    ret_line[length] = '\0';
}

void text_put(char *ret_text, size_t size, const char *text)
{
    size_t length = strlen(text);

    assert(length < size);
    memcpy(ret_text, text, length + 1);
}
