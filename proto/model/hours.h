/* SPDX-License-Identifier: Apache-2.0 */
/* hours - when a function is staffed, as people write it: "mon-fri 08:00-15:30, sat 10:00-14:00".
 *
 * Days are mon tue wed thu fri sat sun, one or a range; times are local, on the hour or minute, the
 * end not covered, 24:00 allowed. "always" is every moment. Local time is that of both countries
 * served, Central European Time with the EU's summer time (directive 2000/84/EC: from 01:00 UTC on
 * the last Sunday of March to 01:00 UTC on the last Sunday of October).
 */
#ifndef MODEL_HOURS_H
#define MODEL_HOURS_H

#include <stdbool.h>
#include <stdint.h>

enum { HOURS_TEXT = 120, HOURS_RANGES = 14 };

struct hours {
    bool always;
    struct {
        uint8_t first_day, last_day;        /* 0 is Monday */
        uint16_t from_minute, until_minute; /* of the local day */
    } ranges[HOURS_RANGES];
    unsigned int n_ranges;
};

/* False if the text is not of this form (one spelling: single spaces, ", " between ranges). */
bool hours_read(const char *text, struct hours *ret_hours);

/* Whether the moment (UTC, ms since 1970) lies inside. */
bool hours_cover(const struct hours *hours, int64_t now_ms);

/* The local day (days since 1970) of a moment: for lists of days on which nobody is there. */
int32_t hours_local_day(int64_t now_ms);

#endif
