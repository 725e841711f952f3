/* SPDX-License-Identifier: EUPL-1.2 */
/* bus - one thread: clients never block, the loop runs in between. */
#include "unit/daemon/link/bus.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zmq.h>

#include "base/clock.h"

void bus_key_new(struct bus_key *ret_key)
{
    char public_text[41], secret_text[41];

    if (zmq_curve_keypair(public_text, secret_text) != 0)
        abort();
    zmq_z85_decode(ret_key->public_key, public_text);
    zmq_z85_decode(ret_key->secret_key, secret_text);
}

static const char *party_of_key(void *arg, const uint8_t key[32])
{
    const struct bus *bus = arg;

    for (size_t i = 0; i < bus->n_listed; i++)
        if (memcmp(bus->listed[i].key.public_key, key, 32) == 0)
            return bus->listed[i].party;
    return NULL;
}

static void on_frame(void *arg, const char *party, const struct link_peer *peer, struct bytes frame)
{
    struct bus *bus = arg;
    struct bus_seen *seen = &bus->seen[bus->n_seen];

    assert(bus->n_seen < BUS_KEPT);
    snprintf(seen->party, sizeof(seen->party), "%s", party);
    snprintf(seen->text, sizeof(seen->text), "%.*s", (int)(frame.size < 31 ? frame.size : 31),
             (const char *)frame.data);
    seen->size = frame.size;
    seen->peer = *peer;
    bus->n_seen++;
    if (bus->pause_after == bus->n_seen)
        link_pause(bus->link, true);
}

void bus_open(struct bus *bus)
{
    struct error err;
    struct link_settings settings = {
        .endpoint = "tcp://127.0.0.1:*",
        .curve_secret = bus->server.secret_key,
        .curve_public = bus->server.public_key,
        .max_frame_bytes = BUS_FRAME_MAX,
        .heartbeat_ms = bus->heartbeat_ms ? bus->heartbeat_ms : 1000,
    };

    bus_key_new(&bus->server);
    if (sd_event_new(&bus->event) < 0)
        abort();
    if (link_open(&settings, bus->event, party_of_key, on_frame, bus, &bus->link, &err)) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    bus->context = zmq_ctx_new();
}

void bus_leave(struct bus *bus, void *client)
{
    for (size_t i = 0; i < BUS_CLIENTS; i++)
        if (bus->clients[i] == client)
            bus->clients[i] = NULL;
    zmq_close(client);
}

void bus_close(struct bus *bus)
{
    for (size_t i = 0; i < BUS_CLIENTS; i++)
        if (bus->clients[i])
            bus_leave(bus, bus->clients[i]);
    link_close(bus->link);
    sd_event_unref(bus->event);
    zmq_ctx_term(bus->context);
}

const struct bus_key *bus_list(struct bus *bus, const char *party)
{
    assert(bus->n_listed < BUS_CLIENTS);
    bus_key_new(&bus->listed[bus->n_listed].key);
    bus->listed[bus->n_listed].party = party;
    return &bus->listed[bus->n_listed++].key;
}

void *bus_client(struct bus *bus, const struct bus_client_options *options)
{
    void *client = zmq_socket(bus->context, ZMQ_DEALER);
    int linger_ms = 0;

    zmq_setsockopt(client, ZMQ_LINGER, &linger_ms, sizeof(linger_ms));
    zmq_setsockopt(client, ZMQ_CURVE_SERVERKEY, bus->server.public_key, 32);
    zmq_setsockopt(client, ZMQ_CURVE_PUBLICKEY, options->key->public_key, 32);
    zmq_setsockopt(client, ZMQ_CURVE_SECRETKEY, options->key->secret_key, 32);
    if (options->routing_id &&
        zmq_setsockopt(client, ZMQ_ROUTING_ID, options->routing_id, options->routing_id_size))
        abort();
    if (options->receive_queue)
        zmq_setsockopt(client, ZMQ_RCVHWM, &options->receive_queue, sizeof(int));
    if (zmq_connect(client, link_endpoint(bus->link)) != 0)
        abort();
    for (size_t i = 0; i < BUS_CLIENTS; i++) {
        if (!bus->clients[i]) {
            bus->clients[i] = client;
            return client;
        }
    }
    abort();
}

void bus_say(void *client, const char *text)
{
    if (zmq_send(client, text, strlen(text), ZMQ_DONTWAIT) < 0)
        abort();
}

static void turn(struct bus *bus)
{
    if (sd_event_run(bus->event, 5000) < 0)
        abort();
}

const char *bus_hear(struct bus *bus, void *client, int limit_ms)
{
    static char text[BUS_FRAME_MAX + 1];
    int64_t end_ms = clock_boot_ms() + limit_ms;
    int size;

    do {
        turn(bus);
        size = zmq_recv(client, text, BUS_FRAME_MAX, ZMQ_DONTWAIT);
        if (size >= 0) {
            text[size < BUS_FRAME_MAX ? size : BUS_FRAME_MAX] = '\0';
            return text;
        }
    } while (clock_boot_ms() < end_ms);
    return "";
}

bool bus_run(struct bus *bus, size_t n_seen, int limit_ms)
{
    int64_t end_ms = clock_boot_ms() + limit_ms;

    do
        turn(bus);
    while (bus->n_seen < n_seen && clock_boot_ms() < end_ms);
    return bus->n_seen >= n_seen;
}

const struct bus_seen *bus_find(const struct bus *bus, const char *text)
{
    for (size_t i = bus->n_seen; i > 0; i--)
        if (strcmp(bus->seen[i - 1].text, text) == 0)
            return &bus->seen[i - 1];
    return NULL;
}
