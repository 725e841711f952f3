/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/retention.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "edge/outbox_way.h"
#include "world.h"

#define DAY_MS INT64_C(86400000)

static struct world world;
static struct uuid id;

static void setup(void)
{
    size_t n = 0;
    struct uuid *ids;

    world_open(&world);
    ids = world_post(&world, "key-1", 1, &n);
    id = ids[0];
    mem_free(ids);
}

static void teardown(void) { world_close(&world); }

TestSuite(retention, .init = setup, .fini = teardown);

static int64_t count(struct world_side *side, const char *table)
{
    CLEANUP(mem_free) char *sql = mem_printf("SELECT count(*) FROM %s", table);
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;

    cr_assert_eq(spool_query(side->shared.spool, sql, (struct spool_values){ 0 }, &rows, NULL),
                 FAULT_NONE);
    cr_assert_eq(spool_next(rows, &has, NULL), FAULT_NONE);
    return spool_get_number(rows, 0);
}

static int64_t run_after(struct world_side *side, int64_t days)
{
    int64_t n = -1;
    struct error err = { 0 };

    cr_assert_eq(retention_run(side->shared.spool, clock_wall_ms() + days * DAY_MS, &n, &err),
                 FAULT_NONE, "%s", err.text);
    return n;
}

/* Registered, and the broker has said so to the recipient. */
static void register_and_confirm(void)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, &id);

    world_bring(&world, &id, OUTBOX_REGISTERED);
    world_confirm(&world, submit->submit, STATE_REGISTERED);
}

Test(retention, keeps_ids_and_receipts_for_400_days)
{
    register_and_confirm();
    cr_expect_eq(run_after(&world.school, 399), 0);
    cr_expect_eq(run_after(&world.welfare, 399), 0);
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_REGISTERED);
    cr_expect_eq(count(&world.welfare, "inbox"), 1);
    cr_expect_gt(count(&world.school, "receipt"), 0);
}

Test(retention, forgets_all_of_an_exchange_after_that)
{
    static const char *const sent[] = { "outbox", "outbox_section", "post", "receipt" };
    static const char *const received[] = { "inbox", "inbox_section", "receipt" };

    register_and_confirm();
    cr_expect_eq(run_after(&world.school, 401), 1);
    cr_expect_eq(run_after(&world.welfare, 401), 1);
    for (size_t i = 0; i < ARRAY_SIZE(sent); i++)
        cr_expect_eq(count(&world.school, sent[i]), 0, "%s", sent[i]);
    for (size_t i = 0; i < ARRAY_SIZE(received); i++)
        cr_expect_eq(count(&world.welfare, received[i]), 0, "%s", received[i]);
    cr_expect_eq(run_after(&world.school, 401), 0, "and then there is no more");
}

Test(retention, keeps_what_has_not_ended_however_old)
{
    static const enum outbox_stage stages[] = { OUTBOX_SPOOLED, OUTBOX_ACCEPTED,
                                                OUTBOX_HANDED_OVER };

    for (size_t i = 0; i < ARRAY_SIZE(stages); i++) {
        size_t n = 0;
        CLEANUP(mem_free) struct uuid *ids = world_post(&world, NULL, 1, &n);

        if (stages[i] != OUTBOX_SPOOLED)
            world_bring(&world, &ids[0], stages[i]);
        cr_expect_eq(run_after(&world.school, 4000), 0, "%s", outbox_stage_name(stages[i]));
        cr_expect_eq(run_after(&world.welfare, 4000), 0, "%s", outbox_stage_name(stages[i]));
    }
}

Test(retention, keeps_what_nobody_has_acknowledged)
{
    enum outbox_error what;

    cr_assert_eq(outbox_way_error(&world.school.party, &id, "bad_digest", &what, NULL), FAULT_NONE);
    cr_expect_eq(run_after(&world.school, 4000), 0);
    cr_assert_eq(outbox_acknowledge(&world.school.party, &id, NULL), FAULT_NONE);
    cr_expect_eq(run_after(&world.school, 4000), 1);
}

Test(retention, keeps_an_answer_that_the_broker_has_not_confirmed)
{
    world_bring(&world, &id, OUTBOX_REGISTERED);
    cr_expect_eq(run_after(&world.welfare, 4000), 0);
}

Test(retention, keeps_the_idempotency_key_while_one_child_of_the_post_is_open)
{
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *ids = world_post(&world, "key-2", 2, &n);

    world_bring(&world, &ids[0], OUTBOX_REGISTERED);
    cr_expect_eq(run_after(&world.school, 4000), 1);
    cr_expect_eq(count(&world.school, "post"), 2);
    cr_expect_eq(count(&world.school, "outbox"), 2);
}
