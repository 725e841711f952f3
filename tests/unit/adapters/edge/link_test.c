/* SPDX-License-Identifier: EUPL-1.2 */
/* A link against a ROUTER with CURVE that the test speaks for. */
#include "edge/link.h"

#include <criterion/criterion.h>

#include "edge/outbox_way.h"
#include "edge/spool_memory.h"
#include "link_play.h"
#include "model/exchange_text.h"

TestSuite(link, .init = setup, .fini = teardown, .timeout = 60);

Test(link, submits_what_was_posted_before_and_after_it_came_up)
{
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *before = world_post(&world, NULL, 1, &n);
    CLEANUP(mem_free) struct uuid *after = NULL;
    struct uuid *all[2];

    come_up(&world.school);
    after = world_post(&world, NULL, 1, &n);
    all[0] = before;
    all[1] = after;
    for (int i = 0; i < 2; i++) {
        CLEANUP(frame_free)
        Samband__V1__Frame *frame = await(SAMBAND__V1__FRAME__KIND_SUBMIT, 5000);

        cr_assert_not_null(frame);
        accept(frame->submit);
    }
    run_for(100);
    for (int i = 0; i < 2; i++)
        cr_expect_eq(world_view(&world, all[i])->stage, OUTBOX_ACCEPTED);
}

Test(link, has_no_more_under_way_than_it_was_given_credit_for)
{
    size_t n = 0;
    CLEANUP(frame_free) Samband__V1__Frame *first = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *second = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *third = NULL;

    mem_free(world_post(&world, NULL, 3, &n));
    come_up(&world.school);
    first = await(SAMBAND__V1__FRAME__KIND_SUBMIT, 5000);
    second = await(SAMBAND__V1__FRAME__KIND_SUBMIT, 5000);
    cr_assert(first && second);
    cr_expect_null(await(SAMBAND__V1__FRAME__KIND_SUBMIT, 300));
    accept(first->submit);
    third = await(SAMBAND__V1__FRAME__KIND_SUBMIT, 5000);
    cr_expect_not_null(third);
}

Test(link, says_hello_again_after_a_loss_and_sends_the_same_bytes)
{
    CLEANUP(frame_free) Samband__V1__Frame *first = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *hello = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *second = NULL;
    size_t n = 0;
    char endpoint[100];
    size_t size = sizeof(endpoint);

    mem_free(world_post(&world, NULL, 1, &n));
    come_up(&world.school);
    first = await(SAMBAND__V1__FRAME__KIND_SUBMIT, 5000);
    cr_assert_not_null(first);
    cr_assert_eq(zmq_getsockopt(router, ZMQ_LAST_ENDPOINT, endpoint, &size), 0);
    zmq_close(router);
    for (int i = 0; i < 500 && party_is_linked(&world.school.party); i++)
        turn();
    cr_expect_not(party_is_linked(&world.school.party), "the loss is seen at once");
    cr_expect_gt(party_down_since_ms(&world.school.party), 0);
    open_router(endpoint);
    hello = await(SAMBAND__V1__FRAME__KIND_HELLO, 10000);
    cr_assert_not_null(hello);
    welcome(3, NULL, 0);
    second = await(SAMBAND__V1__FRAME__KIND_SUBMIT, 5000);
    cr_assert_not_null(second);
    cr_expect(bytes_equal(frame_bytes(first->submit->text), frame_bytes(second->submit->text)));
    cr_expect(
        bytes_equal(frame_bytes(first->submit->signature), frame_bytes(second->submit->signature)));
}

Test(link, of_a_party_that_leaves_goes_down_and_comes_up_when_it_is_a_member_again)
{
    CLEANUP(frame_free) Samband__V1__Frame *hello = NULL;

    heartbeat_ms = 200;
    come_up(&world.school);
    world_member(&world.school, 18262, 20000);
    for (int i = 0; i < 500 && party_is_linked(&world.school.party); i++)
        turn();
    cr_expect_not(party_is_linked(&world.school.party));
    cr_expect_null(await(SAMBAND__V1__FRAME__KIND_HELLO, 6000), "nobody would welcome it");
    world_member(&world.school, 18262, INT32_MAX);
    hello = await(SAMBAND__V1__FRAME__KIND_HELLO, 10000);
    cr_assert_not_null(hello);
}

Test(link, leaves_a_broker_that_has_fallen_silent)
{
    CLEANUP(frame_free) Samband__V1__Frame *ping = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *hello = NULL;

    heartbeat_ms = 100;
    come_up(&world.school);
    ping = await(SAMBAND__V1__FRAME__KIND_PING, 1000);
    cr_expect_not_null(ping);
    hello = await(SAMBAND__V1__FRAME__KIND_HELLO, 5000);
    cr_expect_not_null(hello);
}

Test(link, stays_down_towards_a_broker_that_has_been_replaced)
{
    CLEANUP(frame_free) Samband__V1__Frame *hello = NULL;

    come_up(&world.school);
    edge_link_close(&world.school.party);
    open_link(&world.school);
    hello = await(SAMBAND__V1__FRAME__KIND_HELLO, 10000);
    cr_assert_not_null(hello);
    cr_expect_eq(hello->hello->highest_takeover, 3);
    welcome(2, NULL, 0);
    run_for(200);
    cr_expect_not(party_is_linked(&world.school.party));
}

Test(link, counts_anew_when_the_broker_knows_higher_numbers)
{
    CLEANUP(frame_free) Samband__V1__Frame *hello = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *submit = NULL;
    CLEANUP(memory_view_clear) struct memory_view memory = { 0 };
    size_t n = 0;

    open_link(&world.school);
    hello = await(SAMBAND__V1__FRAME__KIND_HELLO, 10000);
    cr_assert_not_null(hello);
    cr_assert_eq(hello->hello->n_incarnations, 1);
    welcome(3, hello->hello->incarnations[0].data, 41);
    run_for(100);
    cr_assert_eq(memory_read(world.school.shared.spool, WORLD_SCHOOL, &memory, NULL), FAULT_NONE);
    cr_expect_eq(memory.n_incarnations, 2);
    mem_free(world_post(&world, NULL, 1, &n));
    submit = await(SAMBAND__V1__FRAME__KIND_SUBMIT, 5000);
    cr_assert_not_null(submit);
    cr_expect_arr_neq(submit->submit->seq.data, hello->hello->incarnations[0].data,
                      INCARNATION_SIZE);
}

Test(link, waits_as_long_as_a_busy_broker_asks)
{
    CLEANUP(frame_free) Samband__V1__Frame *first = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *second = NULL;
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *ids = world_post(&world, NULL, 1, &n);
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    Samband__V1__Error message = SAMBAND__V1__ERROR__INIT;
    int64_t asked_ms;

    come_up(&world.school);
    first = await(SAMBAND__V1__FRAME__KIND_SUBMIT, 5000);
    cr_assert_not_null(first);
    message.id = frame_data(bytes_of(ids[0].bytes, UUID_SIZE));
    message.code = (char[]){ "busy" };
    message.retry_after_ms = 500;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_ERROR;
    frame.error = &message;
    answer(&frame);
    asked_ms = clock_boot_ms();
    second = await(SAMBAND__V1__FRAME__KIND_SUBMIT, 5000);
    cr_assert_not_null(second);
    cr_expect_geq(clock_boot_ms() - asked_ms, 480);
    cr_expect_eq(world_view(&world, &ids[0])->stage, OUTBOX_SPOOLED);
}

static void answer_error(const Samband__V1__Submit *submit, const char *code)
{
    CLEANUP(mem_free) struct exchange_text *text = mem_new(1, sizeof(*text));
    CLEANUP(mem_free) char *copy = mem_text(code);
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    Samband__V1__Error message = SAMBAND__V1__ERROR__INIT;

    cr_assert_eq(exchange_text_read(frame_bytes(submit->text), text, NULL), FAULT_NONE);
    message.id = frame_data(bytes_of(text->id.bytes, UUID_SIZE));
    message.code = copy;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_ERROR;
    frame.error = &message;
    answer(&frame);
}

Test(link, lets_others_past_what_the_broker_does_not_store)
{
    CLEANUP(frame_free) Samband__V1__Frame *third = NULL;
    size_t n = 0;

    mem_free(world_post(&world, NULL, 3, &n));
    come_up(&world.school);
    for (int i = 0; i < 2; i++) { /* as many as there is credit for */
        CLEANUP(frame_free)
        Samband__V1__Frame *frame = await(SAMBAND__V1__FRAME__KIND_SUBMIT, 5000);

        cr_assert_not_null(frame);
        answer_error(frame->submit, "not_stored");
    }
    third = await(SAMBAND__V1__FRAME__KIND_SUBMIT, 5000);
    cr_expect_not_null(third);
}

Test(link, says_hello_with_a_new_card_before_it_sends_what_names_it)
{
    CLEANUP(frame_free) Samband__V1__Frame *hello = NULL;
    struct error err = { 0 };
    struct card card;
    size_t n = 0;

    come_up(&world.school);
    world_renew_card(&world, &world.school);
    mem_free(world_post(&world, NULL, 1, &n));
    hello = await(SAMBAND__V1__FRAME__KIND_HELLO, 5000);
    cr_assert_not_null(hello);
    cr_assert_eq(card_read(frame_bytes(hello->hello->card), &card, &err), FAULT_NONE);
    cr_expect_eq(card.serial, 2);
}

Test(link, takes_deliveries_and_sends_receipt_2_until_it_is_confirmed)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *receipts = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *again = NULL;
    CLEANUP(world_delivery_clear) struct world_delivery delivery = { 0 };
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *ids = world_post(&world, NULL, 1, &n);

    submit = world_submit(&world, &ids[0]);
    world_deliver(&world, submit->submit, 0, &delivery);
    come_up(&world.welfare);
    frame.kind_case = SAMBAND__V1__FRAME__KIND_DELIVER;
    frame.deliver = &delivery.message;
    answer(&frame);
    receipts = await(SAMBAND__V1__FRAME__KIND_RECEIPTS, 5000);
    cr_assert_not_null(receipts);
    cr_expect_null(await(SAMBAND__V1__FRAME__KIND_RECEIPTS, 200), "said once");
    answer(&frame);
    again = await(SAMBAND__V1__FRAME__KIND_RECEIPTS, 5000);
    cr_assert_not_null(again);
    cr_expect(bytes_equal(frame_bytes(receipts->receipts->receipts[0]->signature),
                          frame_bytes(again->receipts->receipts[0]->signature)));
}

Test(link, acknowledges_only_receipts_of_the_recipient_that_it_has_stored)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *theirs = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *done = NULL;
    CLEANUP(world_delivery_clear) struct world_delivery delivery = { 0 };
    struct error err = { 0 };
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *ids = world_post(&world, NULL, 1, &n);

    come_up(&world.school);
    submit = await(SAMBAND__V1__FRAME__KIND_SUBMIT, 5000);
    cr_assert_not_null(submit);
    world_deliver(&world, submit->submit, 0, &delivery);
    theirs = world_hand_over(&world, &delivery, &err);
    cr_assert_not_null(theirs);
    answer(theirs); /* before receipt 1 */
    cr_expect_null(await(SAMBAND__V1__FRAME__KIND_ACKNOWLEDGEMENTS, 200));
    accept(submit->submit);
    answer(theirs);
    done = await(SAMBAND__V1__FRAME__KIND_ACKNOWLEDGEMENTS, 5000);
    cr_assert_not_null(done);
    cr_expect_str_eq(done->acknowledgements->acknowledgements[0]->state, "handed_over");
    cr_expect_eq(world_view(&world, &ids[0])->stage, OUTBOX_HANDED_OVER);
}

Test(link, answers_an_order_to_destroy_and_refuses_what_is_none)
{
    CLEANUP(world_order_clear) struct world_order order = { 0 };
    CLEANUP(frame_free) Samband__V1__Frame *first = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *again = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *error = NULL;
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    struct uuid target = uuid_new(clock_wall_ms());

    order.id = target;
    world_order(&world, "take_back", &target, &order);
    frame.kind_case = SAMBAND__V1__FRAME__KIND_RECALL;
    frame.recall = &order.message;
    come_up(&world.welfare);
    answer(&frame);
    first = await(SAMBAND__V1__FRAME__KIND_RECEIPTS, 5000);
    cr_assert_not_null(first);
    answer(&frame);
    again = await(SAMBAND__V1__FRAME__KIND_RECEIPTS, 5000);
    cr_assert_not_null(again);
    cr_expect(bytes_equal(frame_bytes(first->receipts->receipts[0]->signature),
                          frame_bytes(again->receipts->receipts[0]->signature)));
    order.signature[0] ^= 1;
    answer(&frame);
    error = await(SAMBAND__V1__FRAME__KIND_ERROR, 5000);
    cr_assert_not_null(error);
    cr_expect_str_eq(error->error->code, "order_refused");
}

Test(link, refuses_an_address_that_is_none)
{
    struct edge_links *none = NULL;
    struct error err = { 0 };

    cr_expect_eq(edge_links_open(event, "ipc:///tmp/x", &none, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "endpoint");
}
