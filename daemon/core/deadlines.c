/* SPDX-License-Identifier: EUPL-1.2 */
/* deadlines - one row for each urgency. */
#include "core/deadlines.h"

#include <string.h>

#include "base/cleanup.h"
#include "core/exchange.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)

struct row {
    const char *urgency;
    int64_t hand_over_ms, register_ms, repeat_ms;
};

/* The first row serves for unknown words. */
static const struct row rows[] = {
    { "acute", 5 * MINUTE_MS, 60 * MINUTE_MS, 15 * MINUTE_MS },
    { "prompt", 1 * HOUR_MS, 24 * HOUR_MS, 4 * HOUR_MS },
    { "normal", 24 * HOUR_MS, 72 * HOUR_MS, 24 * HOUR_MS },
};

static const struct row *row_of(const char *urgency)
{
    for (size_t i = 0; urgency && i < ARRAY_SIZE(rows); i++)
        if (strcmp(rows[i].urgency, urgency) == 0)
            return &rows[i];
    return &rows[0];
}

int64_t deadlines_limit_ms(enum item_state state, const char *urgency)
{
    if (state == STATE_ACCEPTED)
        return row_of(urgency)->hand_over_ms;
    if (state == STATE_HANDED_OVER)
        return row_of(urgency)->register_ms;
    return 0;
}

int64_t deadlines_repeat_ms(const char *urgency) { return row_of(urgency)->repeat_ms; }

static int64_t sum_ms(int64_t time_ms, int64_t add_ms)
{
    int64_t sum;

    return __builtin_add_overflow(time_ms, add_ms, &sum) ? DEADLINES_NEVER : sum;
}

int64_t deadlines_next_ms(const struct deadlines_case *exchange)
{
    int64_t limit_ms;

    if (!exchange_is_open(exchange->state))
        return DEADLINES_NEVER;
    if (exchange->alarm_ms != DEADLINES_NEVER)
        return sum_ms(exchange->alarm_ms, deadlines_repeat_ms(exchange->urgency));

    limit_ms = sum_ms(exchange->since_ms, deadlines_limit_ms(exchange->state, exchange->urgency));
    return limit_ms < exchange->not_after_ms ? limit_ms : exchange->not_after_ms;
}

int64_t deadlines_recall_next_ms(int64_t since_ms, int64_t alarm_ms)
{
    const struct deadlines_case asked = {
        .state = STATE_ACCEPTED,
        .urgency = "acute",
        .since_ms = since_ms,
        .not_after_ms = DEADLINES_NEVER,
        .alarm_ms = alarm_ms,
    };

    return deadlines_next_ms(&asked);
}
