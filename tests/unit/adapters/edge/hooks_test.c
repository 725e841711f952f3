/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/hooks.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "edge/outbox_way.h"
#include "world.h"

static struct world world;
static struct party_state *party = &world.welfare.party;

static void setup(void) { world_open(&world); }
static void teardown(void) { world_close(&world); }
TestSuite(hooks, .init = setup, .fini = teardown);

static void note(const char *event, const struct uuid *id, const char *state)
{
    struct error err = { 0 };
    enum fault fault = spool_begin(party->shared->spool, &err);

    if (!fault)
        fault = hooks_note(party, event, id, state, &err);
    cr_assert_eq(spool_end(party->shared->spool, fault, &err), FAULT_NONE, "%s", err.text);
}

static bool next(enum hook_way way, struct hook *ret_hook)
{
    struct error err = { 0 };
    bool has = false;

    cr_assert_eq(hooks_next(party, way, ret_hook, &has, &err), FAULT_NONE, "%s", err.text);
    return has;
}

Test(hooks, notes_nothing_for_a_party_that_is_told_in_no_way)
{
    struct uuid id = uuid_new(1);
    struct hook hook;

    note(HOOK_INBOX, &id, "handed_over");
    cr_expect_not(next(HOOK_WEBHOOK, &hook));
    cr_expect_not(next(HOOK_FILE, &hook));
}

Test(hooks, keeps_the_order_for_each_way_through_a_crash)
{
    struct uuid ids[2] = { uuid_new(1), uuid_new(2) };
    struct hook hook;

    party->webhook_url = "http://127.0.0.1:1/";
    party->drop_out = "out";
    note(HOOK_INBOX, &ids[0], "handed_over");
    note(HOOK_OUTBOX, &ids[1], "accepted");
    world_reopen(&world.welfare);
    for (int i = 0; i < 2; i++) {
        cr_assert(next(HOOK_WEBHOOK, &hook));
        cr_expect(uuid_equal(&hook.id, &ids[i]));
        cr_expect_str_eq(hook.event, i ? HOOK_OUTBOX : HOOK_INBOX);
        cr_expect_str_eq(hook.state, i ? "accepted" : "handed_over");
        cr_assert_eq(hooks_done(party, &hook, NULL), FAULT_NONE);
    }
    cr_expect_not(next(HOOK_WEBHOOK, &hook));
    cr_assert(next(HOOK_FILE, &hook), "each way has its own");
    cr_expect(uuid_equal(&hook.id, &ids[0]));
}

Test(hooks, waits_twice_as_long_after_each_failure_to_an_hour)
{
    struct uuid id = uuid_new(1);
    int64_t want_ms = 1000;
    struct hook hook;

    party->webhook_url = "http://127.0.0.1:1/";
    note(HOOK_INBOX, &id, "handed_over");
    for (int i = 0; i < 20; i++) {
        cr_assert(next(HOOK_WEBHOOK, &hook));
        cr_expect_eq(hook.attempts, (uint32_t)i);
        cr_assert_eq(hooks_failed(party, &hook, 5000, NULL), FAULT_NONE);
        cr_assert(next(HOOK_WEBHOOK, &hook));
        cr_expect_eq(hook.next_ms - 5000, want_ms, "attempt %d", i);
        want_ms = want_ms * 2 < 3600000 ? want_ms * 2 : 3600000;
    }
}

Test(hooks, never_have_the_number_of_an_earlier_one)
{
    struct uuid id = uuid_new(1);
    int64_t last = 0;
    struct hook hook;

    party->webhook_url = "http://127.0.0.1:1/";
    for (int i = 0; i < 3; i++) {
        note(HOOK_INBOX, &id, "handed_over");
        cr_assert(next(HOOK_WEBHOOK, &hook));
        cr_expect_gt(hook.place, last);
        last = hook.place;
        cr_assert_eq(hooks_done(party, &hook, NULL), FAULT_NONE);
        world_reopen(&world.welfare);
    }
}

static void expect_told(const char *event, const char *state)
{
    struct hook hook;

    cr_assert(next(HOOK_WEBHOOK, &hook), "%s %s", event, state);
    cr_expect_str_eq(hook.event, event);
    cr_expect_str_eq(hook.state, state);
    cr_assert_eq(hooks_done(party, &hook, NULL), FAULT_NONE);
}

Test(hooks, tell_of_a_delivery_when_it_may_be_shown)
{
    size_t n = 0;
    struct hook hook;
    CLEANUP(mem_free) struct uuid *ids = NULL;

    party->webhook_url = "http://127.0.0.1:1/";
    ids = world_post(&world, NULL, 1, &n);
    world_bring(&world, &ids[0], OUTBOX_HANDED_OVER);
    expect_told(HOOK_INBOX, "handed_over");
    cr_expect_not(next(HOOK_WEBHOOK, &hook));
}

/* ---- alarms ---- */

static struct uuid post_one(void)
{
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *ids = NULL;

    party = &world.school.party;
    party->webhook_url = "http://127.0.0.1:1/";
    ids = world_post(&world, NULL, 1, &n);
    return ids[0];
}

Test(hooks, tell_of_what_is_overdue)
{
    int64_t now_ms = clock_wall_ms() + 301000, next_ms = 0;
    struct uuid id = post_one();
    struct hook hook;

    cr_assert_eq(outbox_way_warn(party, now_ms, &next_ms, NULL), FAULT_NONE);
    cr_assert(next(HOOK_WEBHOOK, &hook));
    cr_expect(uuid_equal(&hook.id, &id));
    expect_told(HOOK_ALARM, "overdue");
    cr_assert_eq(outbox_way_warn(party, now_ms + 1000, &next_ms, NULL), FAULT_NONE);
    cr_expect_not(next(HOOK_WEBHOOK, &hook));
}

Test(hooks, tell_of_what_the_broker_does_not_take)
{
    struct uuid id = post_one();
    enum outbox_error what;
    struct hook hook;

    cr_assert_eq(outbox_way_error(party, &id, "busy", &what, NULL), FAULT_NONE);
    cr_expect_not(next(HOOK_WEBHOOK, &hook), "that passes");
    cr_assert_eq(outbox_way_error(party, &id, "clock", &what, NULL), FAULT_NONE);
    cr_assert_eq(outbox_way_error(party, &id, "clock", &what, NULL), FAULT_NONE);
    cr_assert(next(HOOK_WEBHOOK, &hook));
    cr_expect_str_eq(hook.event, HOOK_ALARM);
    cr_assert_eq(hooks_done(party, &hook, NULL), FAULT_NONE);
    cr_expect_not(next(HOOK_WEBHOOK, &hook), "the same alarm again is none");
}

static void give_decision(const struct uuid *id, enum item_state state, unsigned left_out)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, id);
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    world_decision(&world, submit->submit, left_out, item);
    item->state = state;
    if (state == STATE_REFUSED) {
        strcpy(item->code, "no_ground");
        item->n_verdicts = 0;
    }
    world_sign_broker(&world, item, &receipt);
    (void)world_give(&world, (struct world_receipt *[]){ &receipt }, 1);
}

Test(hooks, tell_of_a_refusal_that_needs_somebody)
{
    struct uuid id = post_one();
    struct hook hook;

    give_decision(&id, STATE_REFUSED, 0);
    expect_told(HOOK_OUTBOX, "refused");
    expect_told(HOOK_ALARM, "refused");
    cr_expect_not(next(HOOK_WEBHOOK, &hook));
}

Test(hooks, tell_of_a_partial_permit)
{
    struct uuid id = post_one();
    struct hook hook;

    give_decision(&id, STATE_ACCEPTED, 1);
    expect_told(HOOK_OUTBOX, "accepted");
    expect_told(HOOK_ALARM, "partial_permit");
    cr_expect_not(next(HOOK_WEBHOOK, &hook));
}

Test(hooks, tell_no_more_of_alarms_that_have_been_seen_to)
{
    struct uuid id = uuid_new(1), other = uuid_new(2);
    struct error err = { 0 };
    enum fault fault;
    struct hook hook;

    party->webhook_url = "http://127.0.0.1:1/";
    note(HOOK_ALARM, &id, "returned");
    note(HOOK_OUTBOX, &id, "returned");
    note(HOOK_ALARM, &other, "refused");
    fault = spool_begin(party->shared->spool, &err);
    if (!fault)
        fault = hooks_forget_alarms(party, &id, &err);
    cr_assert_eq(spool_end(party->shared->spool, fault, &err), FAULT_NONE);
    expect_told(HOOK_OUTBOX, "returned");
    expect_told(HOOK_ALARM, "refused");
    cr_expect_not(next(HOOK_WEBHOOK, &hook));
}

Test(hooks, tell_the_sender_of_each_stage)
{
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *ids = NULL;

    party = &world.school.party;
    party->webhook_url = "http://127.0.0.1:1/";
    ids = world_post(&world, NULL, 1, &n);
    world_bring(&world, &ids[0], OUTBOX_REGISTERED);
    expect_told(HOOK_OUTBOX, "accepted");
    expect_told(HOOK_OUTBOX, "handed_over");
    expect_told(HOOK_OUTBOX, "registered");
}
