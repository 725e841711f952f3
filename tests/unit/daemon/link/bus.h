/* SPDX-License-Identifier: EUPL-1.2 */
/* bus - help for the link's tests: a link on a free port, its loop, and clients with keys. */
#ifndef TESTS_LINK_BUS_H
#define TESTS_LINK_BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <systemd/sd-event.h>

#include "link/link.h"

enum { BUS_FRAME_MAX = 4096, BUS_KEPT = 1024, BUS_CLIENTS = 8 };

struct bus_key {
    uint8_t public_key[32], secret_key[32];
};

/* What the broker's side has seen: enough to tell frames apart. */
struct bus_seen {
    char party[32];
    char text[32]; /* the frame's first bytes */
    size_t size;
    struct link_peer peer;
};

struct bus {
    sd_event *event;
    struct link *link;
    struct bus_key server;
    struct {
        struct bus_key key;
        const char *party;
    } listed[BUS_CLIENTS];
    size_t n_listed;
    struct bus_seen seen[BUS_KEPT];
    size_t n_seen;
    uint32_t heartbeat_ms;      /* 0 stands for 1000 */
    size_t pause_after;         /* 0 never; else link_pause() inside the callback */
    void *context;              /* of the clients */
    void *clients[BUS_CLIENTS]; /* those that have not left */
};

void bus_key_new(struct bus_key *ret_key);

/* Opens and expects success. */
void bus_open(struct bus *bus);
void bus_close(struct bus *bus);

/* Lists a fresh key. */
const struct bus_key *bus_list(struct bus *bus, const char *party);

struct bus_client_options {
    const struct bus_key *key;
    const void *routing_id; /* NULL for none */
    size_t routing_id_size;
    int receive_queue; /* 0 for the default */
};
/* A connected DEALER; bus_close() closes those that have not left. */
void *bus_client(struct bus *bus, const struct bus_client_options *options);
void bus_leave(struct bus *bus, void *client);

void bus_say(void *client, const char *text);
/* Runs the loop until something was heard or `limit_ms` passed; "" if nothing was. */
const char *bus_hear(struct bus *bus, void *client, int limit_ms);

/* Runs the loop for `limit_ms`, or until `n_seen` frames have been seen. True if they have. */
bool bus_run(struct bus *bus, size_t n_seen, int limit_ms);

/* The last frame seen with this text; NULL if there is none. */
const struct bus_seen *bus_find(const struct bus *bus, const char *text);

#endif
