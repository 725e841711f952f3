/* SPDX-License-Identifier: EUPL-1.2 */
/* link_play - a ROUTER with CURVE that a test of the link speaks for, and the adapters' loop. */
#ifndef TESTS_EDGE_LINK_PLAY_H
#define TESTS_EDGE_LINK_PLAY_H

#include "edge/link.h"

#include <criterion/criterion.h>
#include <zmq.h>

#include "base/clock.h"
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

static __attribute__((unused)) void run_for(int64_t wait_ms) { cr_assert_null(await(-1, wait_ms)); }

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

static __attribute__((unused)) void accept(const Samband__V1__Submit *submit)
{
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    world_decision(&world, submit, 0, item);
    world_sign_broker(&world, item, &receipt);
    answer_receipts(&receipt);
}

#endif
