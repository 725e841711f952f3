/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/outbox_order.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "edge/outbox_way.h"
#include "model/exchange_text.h"
#include "world.h"

static struct world world;
static struct uuid id; /* of an exchange with the welfare service */

static void setup(void)
{
    struct uuid *ids;
    size_t n = 0;

    world_open(&world);
    ids = world_post(&world, NULL, 1, &n);
    id = ids[0];
    mem_free(ids);
}

static void teardown(void) { world_close(&world); }

TestSuite(outbox_order, .init = setup, .fini = teardown);

static const struct consent_revocation why = { "wrong_recipient", "saksbehandler-7" };

static struct uuid take_back(void)
{
    struct uuid order;
    bool repeated = true;
    struct error err = { 0 };

    cr_assert_eq(outbox_take_back(&world.school.party, &id, &why, NULL, bytes_of_text("{}"), &order,
                                  &repeated, &err),
                 FAULT_NONE, "%s", err.text);
    cr_assert_not(repeated);
    return order;
}

/* The broker's decision on an order, with one line about an exchange. */
static void decide(const struct uuid *order, enum item_state state, const char *code,
                   const struct uuid *ended, enum ended_outcome outcome)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, order);
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    world_decision(&world, submit->submit, 0, item);
    item->state = state;
    strcpy(item->rule, "bus-order");
    strcpy(item->code, code);
    if (ended) {
        item->n_ended = 1;
        item->ended[0] = (struct ended_line){ *ended, outcome };
    }
    world_sign_broker(&world, item, &receipt);
    cr_expect_eq(world_give(&world, (struct world_receipt *[]){ &receipt }, 1), 0);
}

/* The broker says that the exchange has ended; the number of acknowledgements. */
static size_t end(Samband__V1__Frame *submit, enum item_state state, const char *code)
{
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    world_confirmation(&world, submit->submit, state, item);
    strcpy(item->code, code);
    world_sign_broker(&world, item, &receipt);
    return world_give(&world, (struct world_receipt *[]){ &receipt }, 1);
}

/* The recipient's answer to an order. */
static size_t recall(const Samband__V1__Frame *submit, const struct uuid *order,
                     enum item_state state)
{
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct recipient_item item = { .kind = ITEM_RECALL,
                                   .id = id,
                                   .exchange =
                                       exchange_text_hash(frame_bytes(submit->submit->text)),
                                   .state = state,
                                   .order = *order,
                                   .party = WORLD_WELFARE,
                                   .card = 1,
                                   .time_ms = clock_wall_ms() };

    recipient_item_write(&item, &bytes);
    world_sign(world.welfare.party.sign, bytes_of_buffer(&bytes),
               bytes_of_buffer(&world.welfare.card), &receipt);
    return world_give(&world, (struct world_receipt *[]){ &receipt }, 1);
}

static int64_t count(const char *where)
{
    CLEANUP(mem_free) char *sql = mem_printf("SELECT count(*) FROM outbox WHERE %s", where);
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;

    cr_assert_eq(
        spool_query(world.school.shared.spool, sql, (struct spool_values){ 0 }, &rows, NULL),
        FAULT_NONE);
    cr_assert_eq(spool_next(rows, &has, NULL), FAULT_NONE);
    return spool_get_number(rows, 0);
}

Test(outbox_order, goes_to_the_bus_without_sections_and_names_its_target)
{
    struct uuid order = take_back();
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, &order);
    struct exchange_text text;
    struct private_header header;

    cr_assert_eq(exchange_text_read(frame_bytes(submit->submit->text), &text, NULL), FAULT_NONE);
    cr_assert_eq(private_header_read(frame_bytes(submit->submit->private_header), &header, NULL),
                 FAULT_NONE);
    cr_expect_str_eq(text.recipient, PARTY_BUS);
    cr_expect_str_eq(text.type, "take_back");
    cr_expect_str_eq(text.purpose, "administer");
    cr_expect_str_eq(text.ground, "none");
    cr_expect_str_eq(text.agreement, "none");
    cr_expect_eq(text.n_sections, 0);
    cr_expect_not(text.has_subject);
    cr_expect(text.has_in_reply_to && uuid_equal(&text.in_reply_to, &id));
    cr_expect_eq(header.order, ORDER_TAKE_BACK);
    cr_expect_str_eq(header.revocation.reason, "wrong_recipient");
    cr_expect_str_eq(header.revocation.official, "saksbehandler-7");
}

Test(outbox_order, does_not_end_anything_by_itself)
{
    (void)take_back();
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_SPOOLED);
    cr_expect_eq(count("submit IS NOT NULL"), 2, "both are still to be submitted");
}

/* One that overtakes it would be refused, and what was taken back be delivered. */
Test(outbox_order, waits_until_the_broker_knows_what_it_is_about)
{
    struct uuid order = take_back(), waiting[4];
    size_t n = 0;

    cr_assert_eq(outbox_way_waiting(&world.school.party, 4, waiting, &n, NULL), FAULT_NONE);
    cr_assert_eq(n, 1);
    cr_expect(uuid_equal(&waiting[0], &id));
    world_bring(&world, &id, OUTBOX_ACCEPTED);
    cr_assert_eq(outbox_way_waiting(&world.school.party, 4, waiting, &n, NULL), FAULT_NONE);
    cr_assert_eq(n, 1);
    cr_expect(uuid_equal(&waiting[0], &order));
}

Test(outbox_order, is_final_once_it_is_accepted_and_lets_its_content_go)
{
    struct uuid order;
    const struct outbox_view *view;
    int64_t next = 0;

    world_bring(&world, &id, OUTBOX_ACCEPTED);
    order = take_back();
    decide(&order, STATE_ACCEPTED, "", &id, ENDED_DESTROYED_QUEUED);
    cr_expect_str_eq(world_view(&world, &id)->outcome, "destroyed_queued");
    view = world_view(&world, &order);
    cr_expect_eq(view->stage, OUTBOX_ACCEPTED);
    cr_expect_not(view->needs_attention);
    cr_expect_str_eq(view->waiting_at, "");
    cr_expect_eq(count("recipient = 'bus' AND held = 0 AND draft IS NULL AND submit IS NULL"
                       " AND deadline_ms IS NULL AND warn_at_ms IS NULL"),
                 1);
    cr_expect_eq(count("held = 1 AND draft IS NOT NULL"), 1, "the exchange waits for its own end");
    cr_assert_eq(
        outbox_way_warn(&world.school.party, clock_wall_ms() + 400 * 86400000L, &next, NULL),
        FAULT_NONE);
    cr_expect_not(world_view(&world, &order)->overdue);
}

Test(outbox_order, that_is_refused_needs_somebody)
{
    struct uuid order = take_back();

    decide(&order, STATE_REFUSED, "too_late", NULL, ENDED_NONE);
    cr_expect_eq(world_view(&world, &order)->stage, OUTBOX_REFUSED);
    cr_expect(world_view(&world, &order)->needs_attention);
    cr_expect_str_eq(world_view(&world, &id)->outcome, "");
}

Test(outbox_order, ends_an_exchange_when_the_broker_confirms_it)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, &id);
    struct uuid order;

    world_bring(&world, &id, OUTBOX_ACCEPTED);
    order = take_back();
    decide(&order, STATE_ACCEPTED, "", &id, ENDED_DESTROYED_QUEUED);
    cr_expect_eq(end(submit, STATE_TAKEN_BACK, "destroyed_queued"), 1);
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_TAKEN_BACK);
    cr_expect_not(world_view(&world, &id)->needs_attention);
    cr_expect_eq(count("held = 1 OR draft IS NOT NULL OR submit IS NOT NULL"), 0);
    cr_expect_eq(end(submit, STATE_TAKEN_BACK, "destroyed_queued"), 0,
                 "another item of the same state contradicts");
}

Test(outbox_order, acknowledges_the_same_end_again)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, &id);
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    world_bring(&world, &id, OUTBOX_ACCEPTED);
    (void)take_back();
    world_confirmation(&world, submit->submit, STATE_WITHDRAWN, item);
    world_sign_broker(&world, item, &receipt);
    for (int i = 0; i < 2; i++)
        cr_expect_eq(world_give(&world, (struct world_receipt *[]){ &receipt }, 1), 1);
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_WITHDRAWN);
    cr_expect_str_eq(world_view(&world, &id)->outcome, "not_yet_answered");
}

Test(outbox_order, is_needed_for_an_end)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, &id);

    world_bring(&world, &id, OUTBOX_ACCEPTED);
    cr_expect_eq(end(submit, STATE_WITHDRAWN, "destroyed_queued"), 0);
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_ACCEPTED);
    cr_expect_str_eq(world_view(&world, &id)->alarm, "not_ordered");
}

Test(outbox_order, waits_for_receipt_1_of_what_it_ends)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, &id);

    (void)take_back();
    cr_expect_eq(end(submit, STATE_TAKEN_BACK, "destroyed_queued"), 0);
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_SPOOLED);
    cr_expect_not(world_view(&world, &id)->needs_attention);
}

Test(outbox_order, does_not_end_what_it_does_not_reach)
{
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *others = world_post(&world, NULL, 1, &n);
    struct uuid order;

    world_bring(&world, &id, OUTBOX_ACCEPTED);
    order = take_back();
    decide(&order, STATE_ACCEPTED, "", &others[0], ENDED_DESTROYED_QUEUED);
    cr_expect_str_eq(world_view(&world, &others[0])->outcome, "");
    cr_expect_not(world_view(&world, &others[0])->has_ended_by);
}

static const struct {
    enum item_state answer;
    enum outbox_stage stage;
    const char *outcome;
} answers[] = {
    { STATE_DESTROYED, OUTBOX_TAKEN_BACK, "destroyed_unread" },
    { STATE_FETCHED, OUTBOX_HANDED_OVER, "already_fetched" },
};

Test(outbox_order, is_answered_by_the_recipient)
{
    for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
        size_t n = 0;
        struct uuid *ids = i == 0 ? NULL : world_post(&world, NULL, 1, &n);
        CLEANUP(frame_free) Samband__V1__Frame *submit = NULL;
        struct uuid order;

        id = ids ? ids[0] : id;
        mem_free(ids);
        submit = world_submit(&world, &id);
        world_bring(&world, &id, OUTBOX_HANDED_OVER);
        order = take_back();
        cr_expect_eq(recall(submit, &order, answers[i].answer), 1);
        cr_expect_eq(world_view(&world, &id)->stage, answers[i].stage);
        cr_expect_str_eq(world_view(&world, &id)->outcome, answers[i].outcome);
        cr_expect_eq(recall(submit, &order, answers[i].answer), 1, "again, later");
        decide(&order, STATE_ACCEPTED, "", &id, ENDED_NOT_YET_ANSWERED);
        cr_expect_str_eq(world_view(&world, &id)->outcome, answers[i].outcome,
                         "a late receipt 1 does not set it back");
    }
}

/* It came back before the order was read there: both are true, and the return stands. */
Test(outbox_order, that_crosses_a_return_is_answered_all_the_same)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, &id);
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct recipient_item item = { .kind = ITEM_RETURN,
                                   .id = id,
                                   .exchange =
                                       exchange_text_hash(frame_bytes(submit->submit->text)),
                                   .state = STATE_RETURNED,
                                   .code = "no_key",
                                   .party = WORLD_WELFARE,
                                   .card = 1,
                                   .time_ms = clock_wall_ms() };
    struct uuid order;

    world_bring(&world, &id, OUTBOX_ACCEPTED);
    order = take_back();
    recipient_item_write(&item, &bytes);
    world_sign(world.welfare.party.sign, bytes_of_buffer(&bytes),
               bytes_of_buffer(&world.welfare.card), &receipt);
    cr_expect_eq(world_give(&world, (struct world_receipt *[]){ &receipt }, 1), 1);
    cr_expect_eq(recall(submit, &order, STATE_DESTROYED), 1);
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_RETURNED);
    cr_expect_str_eq(world_view(&world, &id)->outcome, "destroyed_unread");
    cr_expect_str_eq(world_view(&world, &id)->alarm, "");
}

Test(outbox_order, is_not_answered_before_the_recipient_says_so)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, &id);
    struct uuid order;

    world_bring(&world, &id, OUTBOX_HANDED_OVER);
    order = take_back();
    decide(&order, STATE_ACCEPTED, "", &id, ENDED_NOT_YET_ANSWERED);
    cr_expect_str_eq(world_view(&world, &id)->outcome, "not_yet_answered");
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_HANDED_OVER);
    cr_expect_eq(recall(submit, &order, STATE_DESTROYED), 1);
    cr_expect_str_eq(world_view(&world, &id)->outcome, "destroyed_unread");
    cr_expect_eq(count("id <> zeroblob(16) AND recipient <> 'bus' AND held = 1"), 0);
}

Test(outbox_order, that_was_not_given_is_no_reason_to_destroy)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, &id);
    struct uuid stranger = uuid_new(clock_wall_ms());

    world_bring(&world, &id, OUTBOX_HANDED_OVER);
    cr_expect_eq(recall(submit, &stranger, STATE_DESTROYED), 0);
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_HANDED_OVER);
    cr_expect_str_eq(world_view(&world, &id)->alarm, "not_ordered");
}

Test(outbox_order, is_given_once)
{
    struct uuid first = take_back(), again;
    bool repeated = false;

    cr_assert_eq(outbox_take_back(&world.school.party, &id, &why, NULL, bytes_of_text("{}"), &again,
                                  &repeated, NULL),
                 FAULT_NONE);
    cr_expect(repeated);
    cr_expect(uuid_equal(&first, &again));
    cr_expect_eq(count("recipient = 'bus'"), 1);
    decide(&first, STATE_REFUSED, "unknown_reference", NULL, ENDED_NONE);
    cr_assert_eq(outbox_take_back(&world.school.party, &id, &why, NULL, bytes_of_text("{}"), &again,
                                  &repeated, NULL),
                 FAULT_NONE);
    cr_expect_not(repeated, "a refused one may be given again");
}

Test(outbox_order, is_for_what_is_under_way)
{
    struct uuid order, unknown = uuid_new(clock_wall_ms());
    struct error err = { 0 };
    bool repeated;

    cr_expect_eq(outbox_take_back(&world.school.party, &unknown, &why, NULL, bytes_of_text("{}"),
                                  &order, &repeated, &err),
                 FAULT_INPUT);
    cr_expect_str_eq(err.code, "unknown_exchange");
    world_bring(&world, &id, OUTBOX_REGISTERED);
    cr_expect_eq(outbox_take_back(&world.school.party, &id, &why, NULL, bytes_of_text("{}"), &order,
                                  &repeated, &err),
                 FAULT_INPUT);
    cr_expect_str_eq(err.code, "wrong_state");
    cr_expect_eq(count("recipient = 'bus'"), 0);
}
