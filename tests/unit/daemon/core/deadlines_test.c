/* SPDX-License-Identifier: EUPL-1.2 */
/* deadlines_test - the table as it is promised, and alarms that do not stop. */
#include "core/deadlines.h"

#include <criterion/criterion.h>

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)

TestSuite(deadlines);

static const struct {
    const char *urgency;
    int64_t hand_over, registration, repeat;
} table[] = {
    { "acute", 5 * MINUTE, 60 * MINUTE, 15 * MINUTE },
    { "prompt", HOUR, 24 * HOUR, 4 * HOUR },
    { "normal", 24 * HOUR, 72 * HOUR, 24 * HOUR },
    { "tomorrow", 5 * MINUTE, 60 * MINUTE, 15 * MINUTE }, /* unknown: as acute */
    { "", 5 * MINUTE, 60 * MINUTE, 15 * MINUTE },
    { NULL, 5 * MINUTE, 60 * MINUTE, 15 * MINUTE },
};

Test(deadlines, limit_follows_urgency_and_state)
{
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        const char *urgency = table[i].urgency;

        cr_expect_eq(deadlines_limit_ms(STATE_ACCEPTED, urgency), table[i].hand_over);
        cr_expect_eq(deadlines_limit_ms(STATE_HANDED_OVER, urgency), table[i].registration);
        cr_expect_eq(deadlines_repeat_ms(urgency), table[i].repeat);
    }
}

Test(deadlines, nothing_is_waited_for_in_other_states)
{
    for (enum item_state state = STATE_NONE; state < N_STATES; state++) {
        struct deadlines_case ended = { .state = state, .urgency = "acute", .not_after_ms = 1 };

        if (state == STATE_ACCEPTED || state == STATE_HANDED_OVER)
            continue;
        cr_expect_eq(deadlines_limit_ms(state, "acute"), 0);
        cr_expect_eq(deadlines_next_ms(&ended), DEADLINES_NEVER);
    }
}

static const struct {
    const char *name;
    struct deadlines_case exchange;
    int64_t due;
} cases[] = {
    { "at the limit",
      { STATE_ACCEPTED, "acute", 1000, DEADLINES_NEVER, DEADLINES_NEVER },
      1000 + 5 * MINUTE },
    { "in the second stage from its own start",
      { STATE_HANDED_OVER, "prompt", 5000, DEADLINES_NEVER, DEADLINES_NEVER },
      5000 + 24 * HOUR },
    { "at not_after if that is earlier",
      { STATE_ACCEPTED, "normal", 1000, 2000, DEADLINES_NEVER },
      2000 },
    { "at the limit if not_after is later",
      { STATE_ACCEPTED, "prompt", 1000, 1000 + 2 * HOUR, DEADLINES_NEVER },
      1000 + HOUR },
    { "again after an alarm",
      { STATE_ACCEPTED, "acute", 1000, 2000, 7 * HOUR },
      7 * HOUR + 15 * MINUTE },
    { "never before the end of time",
      { STATE_ACCEPTED, "acute", INT64_MAX - 5, DEADLINES_NEVER, DEADLINES_NEVER },
      DEADLINES_NEVER },
};

Test(deadlines, next_alarm_is_due)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        cr_expect_eq(deadlines_next_ms(&cases[i].exchange), cases[i].due, "%s: %lld", cases[i].name,
                     (long long)deadlines_next_ms(&cases[i].exchange));
}

Test(deadlines, a_recall_is_as_urgent_as_can_be)
{
    cr_expect_eq(deadlines_recall_next_ms(1000, DEADLINES_NEVER), 1000 + 5 * MINUTE);
    cr_expect_eq(deadlines_recall_next_ms(1000, 7 * HOUR), 7 * HOUR + 15 * MINUTE);
}
