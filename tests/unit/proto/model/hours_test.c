/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/hours.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"

static int64_t ms_of(const char *text)
{
    int64_t ms = 0;

    cr_assert(text_read_time(text, &ms), "%s", text);
    return ms;
}

static const struct {
    const char *text;
    bool want;
} spellings[] = {
    { "always", true },
    { "mon 00:00-24:00", true },
    { "mon-sun 08:00-15:30", true },
    { "mon-fri 08:00-15:30, sat 10:00-14:00", true },
    { "fri 23:59-24:00", true },
    { "", false },
    { "Always", false },
    { "always, mon 08:00-09:00", false },
    { "mon", false },
    { "mon 08:00", false },
    { "mon 8:00-15:00", false },
    { "mon 08:00-15:60", false },
    { "mon 08:00-24:01", false },
    { "mon 24:00-24:00", false },
    { "mon 15:00-08:00", false },
    { "mon 08:00-08:00", false },
    { "mon-mon 08:00-15:00", false },
    { "fri-mon 08:00-15:00", false },
    { "man 08:00-15:00", false },
    { "mon  08:00-15:00", false },
    { "mon 08:00 - 15:00", false },
    { "mon 08:00-15:00,sat 08:00-15:00", false },
    { "mon 08:00-15:00, ", false },
    { "mon 08:00-15:00 ", false },
    { " mon 08:00-15:00", false },
    { "mon 08:00-15:00\n", false },
    { "mon -8:00-15:00", false },
};

Test(hours, have_one_spelling)
{
    for (size_t i = 0; i < ARRAY_SIZE(spellings); i++) {
        struct hours hours;

        cr_expect_eq(hours_read(spellings[i].text, &hours), spellings[i].want, "%s",
                     spellings[i].text);
    }
}

Test(hours, are_at_most_so_many_ranges_and_bytes)
{
    char text[400] = "";
    struct hours hours;

    for (int i = 0; i < 7; i++)
        strcat(text, i ? ", sun 10:00-11:00" : "sun 10:00-11:00");
    cr_expect_leq(strlen(text), HOURS_TEXT);
    cr_expect(hours_read(text, &hours));
    cr_expect_eq(hours.n_ranges, 7);
    strcat(text, ", sun 10:00-11:00");
    cr_expect_gt(strlen(text), HOURS_TEXT);
    cr_expect(!hours_read(text, &hours));
}

static const struct {
    const char *hours, *now;
    bool want;
} moments[] = {
    /* 2026-03-02 is a Monday; winter: one hour ahead of UTC */
    { "mon-fri 08:00-15:30", "2026-03-02T06:59:59.999Z", false },
    { "mon-fri 08:00-15:30", "2026-03-02T07:00:00.000Z", true },
    { "mon-fri 08:00-15:30", "2026-03-02T14:29:59.999Z", true },
    { "mon-fri 08:00-15:30", "2026-03-02T14:30:00.000Z", false },
    { "mon-fri 08:00-15:30", "2026-03-06T09:00:00.000Z", true },
    { "mon-fri 08:00-15:30", "2026-03-07T09:00:00.000Z", false },
    { "mon-fri 08:00-15:30, sat 10:00-14:00", "2026-03-07T09:00:00.000Z", true },
    { "sun 10:00-14:00", "2026-03-08T09:00:00.000Z", true },
    /* the local day begins before that of UTC */
    { "tue 00:00-01:00", "2026-03-02T23:30:00.000Z", true },
    { "mon 23:00-24:00", "2026-03-02T22:30:00.000Z", true },
    { "mon 23:00-24:00", "2026-03-02T23:00:00.000Z", false },
    /* summer: two hours, from 2026-03-29 01:00 UTC to 2026-10-25 01:00 UTC */
    { "sun 01:00-02:00", "2026-03-29T00:59:59.999Z", true },
    { "sun 03:00-04:00", "2026-03-29T01:00:00.000Z", true },
    { "mon-fri 08:00-15:30", "2026-07-01T06:00:00.000Z", true },
    { "mon-fri 08:00-15:30", "2026-07-01T05:59:59.999Z", false },
    { "sun 02:00-03:00", "2026-10-25T00:59:59.999Z", true },
    { "sun 02:00-03:00", "2026-10-25T01:00:00.000Z", true },
    { "sun 02:00-03:00", "2026-10-25T02:00:00.000Z", false },
    /* the last Sunday is the 31st itself (2024, March) and the 25th (2020, October) */
    { "sun 01:00-02:00", "2024-03-31T00:30:00.000Z", true },
    { "sun 03:00-04:00", "2024-03-31T01:00:00.000Z", true },
    { "sun 02:00-03:00", "2020-10-25T01:30:00.000Z", true },
    { "always", "2026-03-08T02:00:00.000Z", true },
};

Test(hours, cover_the_local_time)
{
    for (size_t i = 0; i < ARRAY_SIZE(moments); i++) {
        struct hours hours;

        cr_assert(hours_read(moments[i].hours, &hours), "%s", moments[i].hours);
        cr_expect_eq(hours_cover(&hours, ms_of(moments[i].now)), moments[i].want, "%s at %s",
                     moments[i].hours, moments[i].now);
    }
}

Test(hours, local_day_ends_at_local_midnight)
{
    int32_t day = 0;

    cr_assert(text_read_date("2026-03-03", &day));
    cr_expect_eq(hours_local_day(ms_of("2026-03-02T22:59:59.999Z")), day - 1);
    cr_expect_eq(hours_local_day(ms_of("2026-03-02T23:00:00.000Z")), day);
    cr_assert(text_read_date("2026-07-02", &day));
    cr_expect_eq(hours_local_day(ms_of("2026-07-01T21:59:59.999Z")), day - 1);
    cr_expect_eq(hours_local_day(ms_of("2026-07-01T22:00:00.000Z")), day);
}

Test(hours, without_ranges_cover_nothing)
{
    struct hours hours = { 0 };

    cr_expect(!hours_cover(&hours, ms_of("2026-03-02T09:00:00.000Z")));
}
