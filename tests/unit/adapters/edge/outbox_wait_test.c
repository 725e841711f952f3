/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/outbox_way.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "world.h"

static struct world world;

static void setup(void) { world_open(&world); }
static void teardown(void) { world_close(&world); }

TestSuite(outbox_wait, .init = setup, .fini = teardown);

Test(outbox_wait, warns_of_what_takes_too_long_and_not_at_once_again)
{
    size_t n = 0;
    int64_t now_ms = clock_wall_ms(), next_ms = 0;

    mem_free(world_post(&world, NULL, 1, &n));
    cr_assert_eq(outbox_way_warn(&world.school.party, now_ms, &next_ms, NULL), FAULT_NONE);
    cr_expect_lt(llabs(next_ms - now_ms - 300000), 5000, "five minutes for an acute one");
    now_ms += 301000;
    cr_assert_eq(outbox_way_warn(&world.school.party, now_ms, &next_ms, NULL), FAULT_NONE);
    cr_expect_eq(next_ms, now_ms + 300000);
    now_ms += 300000;
    cr_assert_eq(outbox_way_warn(&world.school.party, now_ms, &next_ms, NULL), FAULT_NONE);
    cr_expect_eq(next_ms, now_ms + 600000);
}

Test(outbox_wait, warns_in_time_when_the_clock_was_set_back)
{
    const int64_t month_ms = INT64_C(30) * 86400000;
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *ids = world_post(&world, NULL, 1, &n);
    int64_t now_ms = clock_wall_ms() - month_ms, next_ms = 0;

    cr_assert_eq(outbox_way_warn(&world.school.party, now_ms, &next_ms, NULL), FAULT_NONE);
    cr_expect_eq(next_ms, now_ms + 300000, "its five minutes begin again");
    cr_expect_eq(world_view(&world, &ids[0])->stage_since_ms, now_ms);
    now_ms += 301000;
    cr_assert_eq(outbox_way_warn(&world.school.party, now_ms, &next_ms, NULL), FAULT_NONE);
    cr_assert_eq(outbox_way_warn(&world.school.party, now_ms + month_ms, &next_ms, NULL),
                 FAULT_NONE);
    cr_assert_eq(outbox_way_warn(&world.school.party, now_ms, &next_ms, NULL), FAULT_NONE);
    cr_expect_leq(next_ms, now_ms + 86400000, "nor is a warning put off by a clock that ran ahead");
}
