/* SPDX-License-Identifier: Apache-2.0 */
#include "model/hours.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS, DAY_MINUTES = 24 * 60 };

static const int64_t day_ms = 24LL * HOUR_MS;

static const char days[7][4] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

/* Each reader moves `*text` past what it has read. */
static bool read_word(const char **text, const char *word)
{
    size_t size = strlen(word);

    if (strncmp(*text, word, size) != 0)
        return false;
    *text += size;
    return true;
}

static bool read_day(const char **text, uint8_t *ret_day)
{
    for (uint8_t i = 0; i < 7; i++) {
        if (read_word(text, days[i])) {
            *ret_day = i;
            return true;
        }
    }
    return false;
}

static bool read_two_digits(const char **text, unsigned int *ret_value)
{
    const char *at = *text;

    if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
        return false;
    *ret_value = (unsigned int)(at[0] - '0') * 10 + (unsigned int)(at[1] - '0');
    *text += 2;
    return true;
}

static bool read_minute(const char **text, uint16_t *ret_minute)
{
    unsigned int hour, minute;

    if (!read_two_digits(text, &hour) || !read_word(text, ":") || !read_two_digits(text, &minute))
        return false;
    *ret_minute = (uint16_t)(hour * 60 + minute);
    return minute < 60 && *ret_minute <= DAY_MINUTES;
}

static bool read_range(const char **text, struct hours *hours)
{
    uint8_t first, last;
    uint16_t from, until;

    if (hours->n_ranges == HOURS_RANGES || !read_day(text, &first))
        return false;
    last = first;
    if (read_word(text, "-") && (!read_day(text, &last) || last <= first))
        return false;
    if (!read_word(text, " ") || !read_minute(text, &from) || !read_word(text, "-") ||
        !read_minute(text, &until) || until <= from)
        return false;
    hours->ranges[hours->n_ranges].first_day = first;
    hours->ranges[hours->n_ranges].last_day = last;
    hours->ranges[hours->n_ranges].from_minute = from;
    hours->ranges[hours->n_ranges].until_minute = until;
    hours->n_ranges++;
    return true;
}

bool hours_read(const char *text, struct hours *ret_hours)
{
    struct hours hours = { .always = strcmp(text, "always") == 0 };

    if (strlen(text) > HOURS_TEXT)
        return false;
    if (!hours.always) {
        do {
            if (!read_range(&text, &hours))
                return false;
        } while (read_word(&text, ", "));
        if (*text)
            return false;
    }
    *ret_hours = hours;
    return true;
}

/* 0 is Monday: 1970-01-01 was a Thursday. */
static int weekday_of(int32_t day) { return (day % 7 + 7 + 3) % 7; }

/* 01:00 UTC on the last Sunday of a month of 31 days, in the year that starts the date `year`. */
static int64_t last_sunday_ms(const char *year, const char *month)
{
    char date[TEXT_DATE_SIZE] = "";
    int32_t last_day = 0;
    bool is_date;

    memcpy(date, year, 4);
    memcpy(date + 4, month, 3);
    memcpy(date + 7, "-31", 3);
    is_date = text_read_date(date, &last_day);
    assert(is_date);
    return (last_day - (weekday_of(last_day) + 1) % 7) * day_ms + HOUR_MS;
}

static int64_t local_ms(int64_t now_ms)
{
    char date[TEXT_DATE_SIZE];
    bool is_summer;

    text_write_date(text_day_of(now_ms), date);
    is_summer = now_ms >= last_sunday_ms(date, "-03") && now_ms < last_sunday_ms(date, "-10");
    return now_ms + (is_summer ? 2 : 1) * HOUR_MS;
}

int32_t hours_local_day(int64_t now_ms) { return text_day_of(local_ms(now_ms)); }

bool hours_cover(const struct hours *hours, int64_t now_ms)
{
    int64_t local = local_ms(now_ms);
    int32_t day = text_day_of(local);
    int64_t minute = (local - day * day_ms) / MINUTE_MS;
    int weekday = weekday_of(day);

    if (hours->always)
        return true;
    for (unsigned int i = 0; i < hours->n_ranges; i++) {
        if (weekday >= hours->ranges[i].first_day && weekday <= hours->ranges[i].last_day &&
            minute >= hours->ranges[i].from_minute && minute < hours->ranges[i].until_minute)
            return true;
    }
    return false;
}
