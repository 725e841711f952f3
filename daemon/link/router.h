/* SPDX-License-Identifier: EUPL-1.2 */
/* router - the ROUTER socket: its options, and one frame in or out without waiting.
 *
 * Addresses are chosen by us. A peer may name itself (ZMQ_ROUTING_ID), and could so take the
 * address that another has just left; therefore only addresses that the socket itself made are
 * heard or written to: a zero byte and a 32-bit number counted up from a secret random start.
 */
#ifndef LINK_ROUTER_H
#define LINK_ROUTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "link/link.h"

enum {
    /* A frame inside a CURVE MESSAGE command is longer by its name (8), nonce (8), authenticator
     * (16) and flags (1). */
    ROUTER_CURVE_OVERHEAD = 33,
    /* Messages waiting for one peer. Above the credit window (256 deliveries), with room for
     * receipts; what does not fit is LINK_FULL. */
    ROUTER_SEND_QUEUE = 512,
    /* Messages of one peer that wait for us; the rest stays in TCP and with the peer. */
    ROUTER_RECEIVE_QUEUE = 64,
};

struct router;

/* A CURVE server in the ZAP domain, not bound to anything yet. FAULT_BROKEN "router_open". */
MUST_CHECK enum fault router_open(void *context, const struct link_settings *settings,
                                  struct router **ret_router, struct error *err);
/* Accepts NULL. */
void router_close(struct router *router);
DEFINE_CLEANUP(struct router *, router_close)

/* For waiting (ZMQ_FD). */
void *router_socket(const struct router *router);

/* `ret_bound` (64 bytes or more) gets the endpoint with its port. FAULT_INPUT "endpoint". */
MUST_CHECK enum fault router_bind(struct router *router, const char *endpoint, char *ret_bound,
                                  size_t bound_size, struct error *err);
/* Connections that were made stay. */
void router_unbind(struct router *router, const char *bound);

enum router_got {
    ROUTER_NOTHING = 0, /* nothing waits */
    ROUTER_SKIPPED,     /* one part was read that is nobody's frame */
    ROUTER_FRAME,
};

struct router_frame {
    const char *party;
    struct link_peer peer;
    struct bytes bytes;
};

/* Reads at most one message part beyond an address. The frame is borrowed until the next call. */
enum router_got router_receive(struct router *router, struct router_frame *ret_frame);

enum link_sent router_send(struct router *router, const struct link_peer *peer, struct bytes frame);

/* Handles what the socket's own threads have to tell. Must be called before waiting on ZMQ_FD when
 * nothing is read: the descriptor is edge-triggered and stays readable until somebody looks. */
void router_look(struct router *router);

struct router_counts {
    uint64_t received, sent, multipart, named, full;
};
struct router_counts router_counts(const struct router *router);
void router_forget_counts(struct router *router);

#endif
