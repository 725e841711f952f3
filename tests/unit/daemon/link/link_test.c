/* SPDX-License-Identifier: EUPL-1.2 */
/* link_test - real sockets on the loopback interface: who is heard, who is answered. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <criterion/criterion.h>
#include <zmq.h>

#include "base/clock.h"
#include "unit/daemon/link/bus.h"

enum {
    SOON_MS = 10000, /* far above what it takes: for slow machines */
    WHILE_MS = 400,  /* long enough for what must not happen */
};

static struct bus bus;

static void set_up(void) { bus_open(&bus); }
static void tear_down(void) { bus_close(&bus); }

TestSuite(link, .init = set_up, .fini = tear_down, .timeout = 60);

Test(link, listed_key_is_heard_as_its_party_and_answered)
{
    void *school =
        bus_client(&bus, &(struct bus_client_options){ .key = bus_list(&bus, "school") });
    const struct bus_seen *seen;

    bus_say(school, "one");
    cr_assert(bus_run(&bus, 1, SOON_MS));
    seen = bus_find(&bus, "one");
    cr_assert_str_eq(seen->party, "school");
    cr_assert_eq(link_send(bus.link, &seen->peer, bytes_of_text("back")), LINK_SENT);
    cr_assert_str_eq(bus_hear(&bus, school, SOON_MS), "back");
    cr_assert_eq(link_counts(bus.link).received, 1);
    cr_assert_eq(link_counts(bus.link).sent, 1);
}

Test(link, unlisted_key_is_refused_and_counted)
{
    struct bus_key key;
    void *stranger;

    bus_key_new(&key);
    stranger = bus_client(&bus, &(struct bus_client_options){ .key = &key });
    bus_say(stranger, "let me in");
    cr_assert_not(bus_run(&bus, 1, WHILE_MS));
    cr_assert_gt(link_counts(bus.link).refused_keys, 0);
}

Test(link, two_parties_are_told_apart)
{
    void *a = bus_client(&bus, &(struct bus_client_options){ .key = bus_list(&bus, "a") });
    void *b = bus_client(&bus, &(struct bus_client_options){ .key = bus_list(&bus, "b") });

    bus_say(a, "from a");
    bus_say(b, "from b");
    cr_assert(bus_run(&bus, 2, SOON_MS));
    cr_assert_str_eq(bus_find(&bus, "from a")->party, "a");
    cr_assert_str_eq(bus_find(&bus, "from b")->party, "b");
    cr_assert_not(
        link_peer_equal(&bus_find(&bus, "from a")->peer, &bus_find(&bus, "from b")->peer));
    cr_assert_eq(link_send(bus.link, &bus_find(&bus, "from a")->peer, bytes_of_text("to a")),
                 LINK_SENT);
    cr_assert_str_eq(bus_hear(&bus, a, SOON_MS), "to a");
    cr_assert_str_eq(bus_hear(&bus, b, WHILE_MS), "");
}

/* Whoever names itself is not heard, so nothing is ever sent to a name that others can take. */
Test(link, peer_with_a_routing_id_of_its_own_is_not_heard)
{
    struct bus_client_options named = { .routing_id = "same", .routing_id_size = 4 };
    void *a, *b, *plain;

    named.key = bus_list(&bus, "a");
    a = bus_client(&bus, &named);
    bus_say(a, "a named");
    cr_assert_not(bus_run(&bus, 1, WHILE_MS));
    cr_assert_eq(link_counts(bus.link).named, 1);

    /* While the first is connected, and once it has gone. */
    named.key = bus_list(&bus, "b");
    b = bus_client(&bus, &named);
    bus_say(b, "b named");
    cr_assert_not(bus_run(&bus, 1, WHILE_MS));
    bus_leave(&bus, a);
    bus_say(b, "b alone");
    cr_assert_not(bus_run(&bus, 1, WHILE_MS));

    plain = bus_client(&bus, &(struct bus_client_options){ .key = bus_list(&bus, "c") });
    bus_say(plain, "plain");
    cr_assert(bus_run(&bus, 1, SOON_MS));
    cr_assert_str_eq(bus_find(&bus, "plain")->party, "c");
}

/* Even one that knew the address of another connection gets nothing while that one stands. */
Test(link, squatted_address_neither_speaks_nor_hears)
{
    void *a = bus_client(&bus, &(struct bus_client_options){ .key = bus_list(&bus, "a") });
    struct link_peer address;
    void *squatter;

    bus_say(a, "first");
    cr_assert(bus_run(&bus, 1, SOON_MS));
    address = bus_find(&bus, "first")->peer;

    squatter = bus_client(&bus, &(struct bus_client_options){ .key = bus_list(&bus, "b"),
                                                              .routing_id = address.id,
                                                              .routing_id_size = address.size });
    bus_say(squatter, "as a");
    bus_say(squatter, "as a again");
    cr_assert_not(bus_run(&bus, 2, WHILE_MS));
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(link_send(bus.link, &address, bytes_of_text("for a")), LINK_SENT);
        cr_assert_str_eq(bus_hear(&bus, a, SOON_MS), "for a");
    }
    cr_assert_str_eq(bus_hear(&bus, squatter, WHILE_MS), "");
    for (size_t i = 0; i < bus.n_seen; i++)
        if (strcmp(bus.seen[i].party, "b") == 0)
            cr_assert_not(link_peer_equal(&bus.seen[i].peer, &address));
}

static struct link_peer first_address(struct bus *one)
{
    void *client = bus_client(one, &(struct bus_client_options){ .key = bus_list(one, "p") });

    bus_say(client, "who");
    cr_assert(bus_run(one, 1, SOON_MS));
    bus_leave(one, client);
    return bus_find(one, "who")->peer;
}

Test(link, addresses_cannot_be_foretold)
{
    static struct bus again;
    struct link_peer one, two;

    /* The same state of rand(3) before each: what a start of the process finds. */
    bus_close(&bus);
    memset(&bus, 0, sizeof(bus));
    srand(1);
    bus_open(&bus);
    one = first_address(&bus);
    srand(1);
    bus_open(&again);
    two = first_address(&again);
    cr_assert_eq(one.size, 5);
    cr_assert_not(link_peer_equal(&one, &two));
    bus_close(&again);
}

Test(link, frame_of_the_largest_size_arrives)
{
    static char large[BUS_FRAME_MAX];
    void *a = bus_client(&bus, &(struct bus_client_options){ .key = bus_list(&bus, "a") });

    memset(large, 'x', sizeof(large));
    zmq_send(a, large, sizeof(large), ZMQ_DONTWAIT);
    cr_assert(bus_run(&bus, 1, SOON_MS));
    cr_assert_eq(bus.seen[0].size, BUS_FRAME_MAX);
}

Test(link, oversized_frame_ends_that_connection_alone)
{
    static char large[BUS_FRAME_MAX + 1];
    void *a = bus_client(&bus, &(struct bus_client_options){ .key = bus_list(&bus, "a") });
    void *b = bus_client(&bus, &(struct bus_client_options){ .key = bus_list(&bus, "b") });
    struct link_peer old;
    int64_t end_ms = clock_boot_ms() + SOON_MS;

    bus_say(a, "a first");
    bus_say(b, "b first");
    cr_assert(bus_run(&bus, 2, SOON_MS));
    old = bus_find(&bus, "a first")->peer;

    zmq_send(a, large, sizeof(large), ZMQ_DONTWAIT);
    while (link_send(bus.link, &old, bytes_of_text("?")) != LINK_GONE && clock_boot_ms() < end_ms)
        bus_run(&bus, 3, 10);
    cr_assert_eq(link_send(bus.link, &old, bytes_of_text("?")), LINK_GONE);
    cr_assert_eq(bus.n_seen, 2, "the oversized frame was handed on");

    bus_say(b, "b goes on");
    cr_assert(bus_run(&bus, 3, SOON_MS));
    cr_assert_str_eq(bus_find(&bus, "b goes on")->party, "b");
}

Test(link, several_parts_are_dropped_and_counted)
{
    void *a = bus_client(&bus, &(struct bus_client_options){ .key = bus_list(&bus, "a") });

    for (int i = 0; i < 300; i++)
        zmq_send(a, "part", 4, ZMQ_SNDMORE);
    zmq_send(a, "end", 3, 0);
    bus_say(a, "whole");
    cr_assert(bus_run(&bus, 1, SOON_MS));
    cr_assert_eq(bus.n_seen, 1);
    cr_assert_str_eq(bus.seen[0].text, "whole");
    cr_assert_eq(link_counts(bus.link).multipart, 1);
}

Test(link, full_queue_is_said_and_nothing_sent_is_dropped)
{
    char frame[BUS_FRAME_MAX] = "much";
    struct bus_client_options slow = { .receive_queue = 1 };
    struct bytes bytes = bytes_of(frame, sizeof(frame));
    int n_sent = 0, n_heard = 0;
    void *a;

    /* A peer that takes nothing for three heartbeats is gone, and its queue with it; filling the queue
     * must be done before that, on the slowest machine. */
    bus_close(&bus);
    bus = (struct bus){ .heartbeat_ms = 60000 };
    bus_open(&bus);
    slow.key = bus_list(&bus, "slow");
    a = bus_client(&bus, &slow);
    bus_say(a, "here");
    cr_assert(bus_run(&bus, 1, SOON_MS));
    while (n_sent < 100000 && link_send(bus.link, &bus.seen[0].peer, bytes) == LINK_SENT)
        n_sent++;
    cr_assert_lt(n_sent, 100000);
    cr_assert_eq(link_send(bus.link, &bus.seen[0].peer, bytes), LINK_FULL);
    cr_assert_eq(link_counts(bus.link).full, 2);

    while (n_heard < n_sent && strcmp(bus_hear(&bus, a, SOON_MS), "much") == 0)
        n_heard++;
    cr_assert_eq(n_heard, n_sent);
}

Test(link, gone_peer_is_said)
{
    void *a = bus_client(&bus, &(struct bus_client_options){ .key = bus_list(&bus, "a") });
    struct link_peer never = { .id = { 0, 1, 2, 3, 4 }, .size = 5 };
    int64_t end_ms = clock_boot_ms() + SOON_MS;
    enum link_sent sent;

    bus_say(a, "here");
    cr_assert(bus_run(&bus, 1, SOON_MS));
    bus_leave(&bus, a);
    do {
        bus_run(&bus, 2, 20);
        sent = link_send(bus.link, &bus.seen[0].peer, bytes_of_text("?"));
    } while (sent != LINK_GONE && clock_boot_ms() < end_ms);
    cr_assert_eq(sent, LINK_GONE);
    cr_assert_eq(link_send(bus.link, &never, bytes_of_text("?")), LINK_GONE);
}

Test(link, pause_stops_at_once_and_loses_nothing)
{
    void *a = bus_client(&bus, &(struct bus_client_options){ .key = bus_list(&bus, "a") });

    bus.pause_after = 10;
    for (int i = 0; i < 500; i++) {
        char text[16];

        snprintf(text, sizeof(text), "%d", i);
        bus_say(a, text);
    }
    cr_assert(bus_run(&bus, 10, SOON_MS));
    cr_assert_not(bus_run(&bus, 11, WHILE_MS));

    link_pause(bus.link, false);
    cr_assert(bus_run(&bus, 500, SOON_MS));
    for (int i = 0; i < 500; i++)
        cr_assert_eq(atoi(bus.seen[i].text), i);
}

Test(link, paused_link_does_not_spin)
{
    void *a = bus_client(&bus, &(struct bus_client_options){ .key = bus_list(&bus, "a") });
    int n_turns = 0;
    int64_t end_ms;

    link_pause(bus.link, true);
    for (int i = 0; i < 200; i++)
        bus_say(a, "waiting");
    bus_run(&bus, 1, WHILE_MS);
    end_ms = clock_boot_ms() + 300;
    while (clock_boot_ms() < end_ms) {
        cr_assert_geq(sd_event_run(bus.event, 50000), 0);
        n_turns++;
    }
    cr_assert_lt(n_turns, 60);
    cr_assert_eq(bus.n_seen, 0);
}

static int on_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
    (void)source, (void)usec;
    *(size_t *)userdata = bus.n_seen;
    return 0;
}

/* All frames wait in the queues, so nothing but the link itself wakes the loop. */
Test(link, busy_peers_leave_the_loop_its_timers_and_are_taken_at_once)
{
    enum { PEERS = 6, FRAMES = 60, TURN = 64 };
    size_t seen_at_timer = SIZE_MAX;
    int64_t start_ms;

    link_pause(bus.link, true);
    for (int i = 0; i < PEERS; i++) {
        void *peer = bus_client(&bus, &(struct bus_client_options){ .key = bus_list(&bus, "p") });

        for (int k = 0; k < FRAMES; k++)
            bus_say(peer, "flood");
    }
    bus_run(&bus, 1, 2 * WHILE_MS); /* lets them all reach this side's queues */
    cr_assert_eq(bus.n_seen, 0);

    sd_event_add_time_relative(bus.event, NULL, CLOCK_MONOTONIC, 0, 1, on_timer, &seen_at_timer);
    link_pause(bus.link, false);
    start_ms = clock_boot_ms();
    while (bus.n_seen < PEERS * FRAMES && clock_boot_ms() < start_ms + SOON_MS) {
        size_t before = bus.n_seen;

        /* The turn that takes the last of them waits for the whole second. */
        cr_assert_geq(sd_event_run(bus.event, 1000000), 0);
        cr_assert_leq(bus.n_seen, before + TURN);
    }
    cr_assert_eq(bus.n_seen, PEERS * FRAMES);
    cr_assert_lt(clock_boot_ms() - start_ms, 3000);
    cr_assert_leq(seen_at_timer, 2 * TURN);
}

static void send_garbage(const void *bytes, size_t size)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_port = htons((uint16_t)atoi(strrchr(link_endpoint(bus.link), ':') + 1));
    cr_assert_eq(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    cr_assert_eq(send(fd, bytes, size, MSG_NOSIGNAL), (ssize_t)size);
    bus_run(&bus, 1, 50);
    close(fd);
}

Test(link, garbage_on_the_port_is_harmless)
{
    static const uint8_t greeting[] = { 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1 };
    uint8_t noise[3000];
    void *a;

    for (size_t i = 0; i < sizeof(noise); i++)
        noise[i] = (uint8_t)(i * 167 + 13);
    send_garbage("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 27);
    send_garbage(noise, sizeof(noise));
    send_garbage(greeting, sizeof(greeting));
    send_garbage("\xff", 1);
    cr_assert_eq(bus.n_seen, 0);

    a = bus_client(&bus, &(struct bus_client_options){ .key = bus_list(&bus, "a") });
    bus_say(a, "fine");
    cr_assert(bus_run(&bus, 1, SOON_MS));
}

static const char *nobody(void *arg, const uint8_t key[32])
{
    (void)arg, (void)key;
    return NULL;
}

Test(link, endpoint_that_is_taken_is_known_before_anything_is_taken_over)
{
    char taken[64];
    struct error err = { 0 };

    snprintf(taken, sizeof(taken), "%s", link_endpoint(bus.link));
    cr_assert_eq(link_check(taken, &err), FAULT_RETRY);
    cr_assert_str_eq(err.code, "endpoint_in_use");
    cr_assert_eq(link_check("tcp://127.0.0.1:*", &err), FAULT_NONE, "%s", err.text);
    cr_assert_eq(link_check("nonsense", &err), FAULT_INPUT);
    cr_assert_str_eq(err.code, "endpoint");
}

Test(link, endpoint_that_is_taken_is_a_fault_of_the_input)
{
    struct link_settings settings = {
        .endpoint = link_endpoint(bus.link),
        .curve_secret = bus.server.secret_key,
        .curve_public = bus.server.public_key,
        .max_frame_bytes = BUS_FRAME_MAX,
        .heartbeat_ms = 1000,
    };
    struct link *second = NULL;
    struct error err;

    cr_assert_eq(link_open(&settings, bus.event, nobody, NULL, NULL, &second, &err), FAULT_INPUT);
    cr_assert_str_eq(err.code, "endpoint");
    cr_assert_null(second);
    link_close(NULL);
}
