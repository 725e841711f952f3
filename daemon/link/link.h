/* SPDX-License-Identifier: EUPL-1.2 */
/* link - the broker's end of every link: one ROUTER socket with CURVE, and its ZAP handler.
 *
 * Who speaks is known from the CURVE key alone: the ZAP handler answers with the party's name as
 * User-Id, which libzmq attaches to each message. Nothing in a message can change it. Routing ids
 * are only addresses, and only such as this socket made itself are heard and written to: a peer
 * that names itself (ZMQ_ROUTING_ID) could take the address that another has just left.
 *
 * CURVE fails open without a ZAP handler, so the handler is bound first, the domain is enforced
 * (ZMQ_ZAP_ENFORCE_DOMAIN), and link_open() proves with an unlisted key that nobody gets through.
 */
#ifndef LINK_LINK_H
#define LINK_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include <systemd/sd-event.h>

#include "base/bytes.h"
#include "base/error.h"

struct link;

enum { LINK_PEER_SIZE = 255 };

/* Where a message came from: an address on the socket, valid until that connection ends. */
struct link_peer {
    uint8_t id[LINK_PEER_SIZE];
    uint8_t size;
};

struct link_settings {
    const char *endpoint;        /* "tcp://127.0.0.1:7443"; "tcp://127.0.0.1:*" picks a free port */
    const uint8_t *curve_secret; /* 32 bytes, borrowed during link_open() */
    const uint8_t *curve_public;
    size_t max_frame_bytes; /* larger ones end the connection */
    uint32_t heartbeat_ms;  /* ZMTP heartbeats and the handshake limit */
};

/* The party that a CURVE key belongs to now, or NULL: asked once per connection. */
typedef const char *link_party_of_key(void *arg, const uint8_t key[32]);

/* One frame of a party. The callback must not send more than it is asked for; it may call
 * link_send(). A message of several parts never arrives here: it is answered by nothing and
 * counted. */
typedef void link_on_frame(void *arg, const char *party, const struct link_peer *peer,
                           struct bytes frame);

/* Could link_open() listen there now? Binds, and lets go again: to be asked before anything is taken over
 * that another broker, which listens there, still holds. FAULT_RETRY "endpoint_in_use"; FAULT_INPUT
 * "endpoint". */
MUST_CHECK enum fault link_check(const char *endpoint, struct error *err);

/* FAULT_INPUT "endpoint" (cannot bind: which, why); FAULT_BROKEN "curve_open" if the self-test
 * with an unlisted key got through, or its listed twin did not. */
MUST_CHECK enum fault link_open(const struct link_settings *settings, sd_event *event,
                                link_party_of_key *party_of_key, link_on_frame *on_frame, void *arg,
                                struct link **ret_link, struct error *err);
/* Accepts NULL. What is queued is dropped (linger 0): every receipt can be asked for again. */
void link_close(struct link *link);
DEFINE_CLEANUP(struct link *, link_close)

/* The endpoint with the port that was bound. */
const char *link_endpoint(const struct link *link);

enum link_sent {
    LINK_SENT = 0,
    LINK_FULL, /* the peer's queue is full: try later */
    LINK_GONE, /* no such connection any more */
};

/* Never blocks, never drops silently. */
enum link_sent link_send(struct link *link, const struct link_peer *peer, struct bytes frame);

/* While paused, frames stay in the socket (and then in the peers): back-pressure. */
void link_pause(struct link *link, bool paused);

bool link_peer_equal(const struct link_peer *a, const struct link_peer *b);

struct link_counts {
    uint64_t received, sent, refused_keys, multipart, full;
    uint64_t named; /* frames of peers that chose their own routing id: not heard */
};
struct link_counts link_counts(const struct link *link);

#endif
