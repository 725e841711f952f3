/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/member.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "base/text.h"
#include "edge/outbox_anew.h"
#include "world.h"

#define DAY_MS INT64_C(86400000)

static struct world world;

static void setup(void) { world_open(&world); }
static void teardown(void) { world_close(&world); }

TestSuite(member, .init = setup, .fini = teardown);

static int32_t today(void) { return text_day_of(clock_wall_ms()); }

Test(member, is_one_from_the_day_that_it_joined_until_the_day_before_it_left)
{
    static const struct {
        int32_t day;
        enum membership want;
    } days[] = {
        { 19999, MEMBERSHIP_AHEAD },
        { 20000, MEMBERSHIP_NOW },
        { 20009, MEMBERSHIP_NOW },
        { 20010, MEMBERSHIP_PAST },
    };
    const struct directory *directory = world.school.shared.directory;

    world_member(&world.school, 20000, 20010);
    for (size_t i = 0; i < ARRAY_SIZE(days); i++) {
        cr_expect_eq(member_of(directory, WORLD_SCHOOL, days[i].day * DAY_MS), days[i].want);
        cr_expect_eq(member_of(directory, WORLD_SCHOOL, (days[i].day + 1) * DAY_MS - 1),
                     days[i].want);
    }
    cr_expect_eq(member_of(directory, "no-such-school", 20005 * DAY_MS), MEMBERSHIP_UNKNOWN);
}

Test(member, that_has_left_is_dormant_since_that_day_however_often_one_looks)
{
    struct party_state *party = &world.school.party;
    int64_t now_ms = clock_wall_ms();

    member_see(party, now_ms);
    cr_expect_eq(party->dormant_since_ms, 0);
    world_member(&world.school, 18262, today() - 3);
    member_see(party, now_ms);
    member_see(party, now_ms + DAY_MS);
    cr_expect_eq(party->dormant_since_ms, (today() - 3) * DAY_MS);
    cr_expect_not(member_is_now(party));
    world_member(&world.school, 18262, INT32_MAX);
    member_see(party, now_ms);
    cr_expect_eq(party->dormant_since_ms, 0);
    cr_expect(member_is_now(party));
}

Test(member, that_joins_later_wakes_on_that_day)
{
    struct party_state *party = &world.school.party;
    int64_t now_ms = clock_wall_ms();

    world_member(&world.school, today() + 1, INT32_MAX);
    member_see(party, now_ms);
    cr_expect_eq(party->dormant_since_ms, now_ms);
    member_see(party, now_ms + DAY_MS);
    cr_expect_eq(party->dormant_since_ms, 0);
}

Test(member, that_is_none_has_nothing_new_in_its_spool_and_keeps_what_lies_there)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(mem_free) struct uuid *before = NULL;
    struct uuid *ids = NULL;
    struct error err = { 0 };
    bool repeated = false;
    size_t n = 0;

    before = world_post(&world, "key-1", 1, &n);
    world_member(&world.school, 18262, today());
    world_report(&report, 1);
    cr_expect_eq(outbox_post(&world.school.party, &report, bytes_of_text("other"), "key-2", &ids,
                             &n, &repeated, &err),
                 FAULT_INPUT);
    cr_expect_str_eq(err.code, "no_member");
    cr_expect_null(ids);
    cr_expect_eq(world_view(&world, &before[0])->stage, OUTBOX_SPOOLED);
    cr_expect_eq(outbox_anew_run(&world.school.party, &n, &err), FAULT_NONE);
    cr_expect_eq(n, 0);
}
