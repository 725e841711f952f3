/* SPDX-License-Identifier: EUPL-1.2 */
/* A link against a ROUTER with CURVE that the test speaks for. */
#include "edge/link.h"

#include <criterion/criterion.h>
#include <zmq.h>

#include "base/clock.h"
#include "edge/outbox_way.h"
#include "edge/spool_memory.h"
#include "world.h"

static struct world world;
static sd_event *event;
static struct edge_links *links;
static void *context, *router;
static uint8_t peer[255];
static size_t peer_size;
static uint32_t heartbeat_ms;

static void open_router(const char *endpoint)
{
    int one = 1, zero = 0;

    router = zmq_socket(context, ZMQ_ROUTER);
    cr_assert_not_null(router);
    cr_assert_eq(zmq_setsockopt(router, ZMQ_CURVE_SERVER, &one, sizeof(one)), 0);
    cr_assert_eq(zmq_setsockopt(router, ZMQ_LINGER, &zero, sizeof(zero)), 0);
    cr_assert_eq(zmq_setsockopt(router, ZMQ_CURVE_SECRETKEY, world.bus_curve_secret, 32), 0);
    cr_assert_eq(zmq_bind(router, endpoint), 0);
}

static void setup(void)
{
    char endpoint[100];
    size_t size = sizeof(endpoint);
    struct error err = { 0 };

    world_open(&world);
    heartbeat_ms = 10000;
    context = zmq_ctx_new();
    open_router("tcp://127.0.0.1:*");
    cr_assert_eq(zmq_getsockopt(router, ZMQ_LAST_ENDPOINT, endpoint, &size), 0);
    cr_assert_geq(sd_event_new(&event), 0);
    cr_assert_eq(edge_links_open(event, endpoint, &links, &err), FAULT_NONE, "%s", err.text);
}

static void teardown(void)
{
    edge_link_close(&world.school.party);
    edge_link_close(&world.welfare.party);
    edge_links_close(links);
    sd_event_unref(event);
    zmq_close(router);
    zmq_ctx_term(context);
    world_close(&world);
}

TestSuite(link, .init = setup, .fini = teardown, .timeout = 60);

static void answer(const Samband__V1__Frame *frame)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    frame_write(frame, &bytes);
    cr_assert_geq(zmq_send(router, peer, peer_size, ZMQ_SNDMORE), 0);
    cr_assert_geq(zmq_send(router, bytes.data, bytes.size, 0), 0);
}

static void turn(void) { cr_assert_geq(sd_event_run(event, 5000), 0); }

/* The next frame of this kind from the adapter; others are dropped. NULL after the time. */
static Samband__V1__Frame *await(int kind, int64_t wait_ms)
{
    static uint8_t bytes[100000];
    int64_t until_ms = clock_boot_ms() + wait_ms;

    while (clock_boot_ms() < until_ms) {
        CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
        struct error err = { 0 };
        int size;

        turn();
        size = zmq_recv(router, peer, sizeof(peer), ZMQ_DONTWAIT);
        if (size < 0)
            continue;
        peer_size = (size_t)size;
        size = zmq_recv(router, bytes, sizeof(bytes), 0);
        cr_assert(size > 0 && (size_t)size < sizeof(bytes));
        cr_assert_eq(frame_read(bytes_of(bytes, (size_t)size), &frame, &err), FAULT_NONE, "%s",
                     err.text);
        if ((int)frame->kind_case == kind)
            return TAKE(frame);
    }
    return NULL;
}

static void run_for(int64_t wait_ms) { cr_assert_null(await(-1, wait_ms)); }

static void welcome(uint64_t takeover, const uint8_t *incarnation, uint64_t number)
{
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    Samband__V1__Welcome message = SAMBAND__V1__WELCOME__INIT;
    Samband__V1__KnownNumber known = SAMBAND__V1__KNOWN_NUMBER__INIT, *all[] = { &known };

    message.version = 1;
    message.log = (char[]){ WORLD_ORIGIN };
    message.takeover = takeover;
    message.credit = 2;
    message.card = frame_data(bytes_of_buffer(&world.bus_card));
    message.heartbeat_ms = heartbeat_ms;
    if (incarnation) {
        known.incarnation = frame_data(bytes_of(incarnation, INCARNATION_SIZE));
        known.number = number;
        message.n_known = 1;
        message.known = all;
    }
    frame.kind_case = SAMBAND__V1__FRAME__KIND_WELCOME;
    frame.welcome = &message;
    answer(&frame);
}

static void open_link(struct world_side *side)
{
    struct error err = { 0 };

    cr_assert_eq(edge_link_open(links, &side->party, &err), FAULT_NONE, "%s", err.text);
}

static void come_up(struct world_side *side)
{
    CLEANUP(frame_free) Samband__V1__Frame *hello = NULL;

    open_link(side);
    hello = await(SAMBAND__V1__FRAME__KIND_HELLO, 10000);
    cr_assert_not_null(hello);
    cr_expect_str_eq(hello->hello->party, side->party.name);
    welcome(3, NULL, 0);
    for (int i = 0; i < 200 && !party_is_linked(&side->party); i++)
        turn();
    cr_assert(party_is_linked(&side->party));
    cr_expect_eq(party_down_since_ms(&side->party), 0);
}

static void answer_receipts(struct world_receipt *receipt)
{
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    Samband__V1__Receipts message = SAMBAND__V1__RECEIPTS__INIT;
    Samband__V1__Receipt *all[] = { &receipt->message };

    message.n_receipts = 1;
    message.receipts = all;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_RECEIPTS;
    frame.receipts = &message;
    answer(&frame);
}

static void accept(const Samband__V1__Submit *submit)
{
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    world_decision(&world, submit, 0, item);
    world_sign_broker(&world, item, &receipt);
    answer_receipts(&receipt);
}

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

Test(link, refuses_an_address_that_is_none)
{
    struct edge_links *none = NULL;
    struct error err = { 0 };

    cr_expect_eq(edge_links_open(event, "ipc:///tmp/x", &none, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "endpoint");
}
