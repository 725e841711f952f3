/* SPDX-License-Identifier: EUPL-1.2 */
#include <criterion/criterion.h>

#include "base/cleanup.h"
#include "ctl/waiting.h"

enum { MINUTE_MS = 60 * 1000 };

static const struct {
    const char *name;
    enum waiting_for for_what;
    const char *urgency;
    int64_t not_after_ms, now_ms;
    bool want;
} cases[] = {
    { "acute, just before its limit", WAITING_DELIVERY, "acute", INT64_MAX, 5 * MINUTE_MS - 1,
      false },
    { "acute, on its limit", WAITING_DELIVERY, "acute", INT64_MAX, 5 * MINUTE_MS, true },
    { "prompt has longer", WAITING_DELIVERY, "prompt", INT64_MAX, 5 * MINUTE_MS, false },
    { "registration has both limits", WAITING_REGISTRATION, "acute", INT64_MAX, 65 * MINUTE_MS - 1,
      false },
    { "registration, past both", WAITING_REGISTRATION, "acute", INT64_MAX, 65 * MINUTE_MS, true },
    { "not_after comes first", WAITING_DELIVERY, "normal", MINUTE_MS, MINUTE_MS, true },
    { "a recall, just before its limit", WAITING_RECALL, "normal", 0, 5 * MINUTE_MS - 1, false },
    { "a recall, whatever the urgency", WAITING_RECALL, "normal", INT64_MAX, 5 * MINUTE_MS, true },
    { "acknowledgement never", WAITING_ACKNOWLEDGEMENT, "acute", 0, INT64_MAX / 2, false },
};

Test(waiting, is_overdue_past_the_limits_of_its_urgency)
{
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct waiting waiting = { cases[i].for_what, cases[i].urgency, 0, cases[i].not_after_ms };

        cr_expect_eq(waiting_is_overdue(&waiting, cases[i].now_ms), cases[i].want, "%s",
                     cases[i].name);
    }
}

Test(waiting, tells_delivery_from_registration_by_the_state)
{
    cr_expect_eq(waiting_read("delivery", "accepted"), WAITING_DELIVERY);
    cr_expect_eq(waiting_read("delivery", "handed_over"), WAITING_REGISTRATION);
    cr_expect_eq(waiting_read("acknowledgement", "handed_over"), WAITING_ACKNOWLEDGEMENT);
    cr_expect_eq(waiting_read("recall", "handed_over"), WAITING_RECALL);
    cr_expect_str_eq(waiting_name(WAITING_REGISTRATION), "registration");
    cr_expect_str_eq(waiting_name(WAITING_RECALL), "recall");
}
