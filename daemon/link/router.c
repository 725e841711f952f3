/* SPDX-License-Identifier: EUPL-1.2 */
/* router - a message is read part by part, so that no message costs more than its parts' turns.
 *
 * Whose frame it is stands in the User-Id that the ZAP handler gave the connection, and nowhere
 * else. The parts of a message of several parts are skipped one a call: they are all there already
 * (ZeroMQ hands over whole messages), but there may be very many.
 */
#include "link/router.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <zmq.h>

#include "base/memory.h"

/* libzmq 4.3 has it, but Debian's header shows it only with the draft interface. */
#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93
#endif

#include "link/zap.h"

enum { MADE_ID_SIZE = 5 };

struct router {
    void *socket;
    bool is_skipping;  /* in the middle of a message of several parts */
    zmq_msg_t message; /* the frame that was handed out last */
    struct router_counts counts;
};

struct number_option {
    int option, value;
};

static bool set_numbers(void *socket, const struct number_option options[], size_t n_options)
{
    for (size_t i = 0; i < n_options; i++)
        if (zmq_setsockopt(socket, options[i].option, &options[i].value,
                           sizeof(options[i].value)) != 0)
            return false;
    return true;
}

static bool set_options(void *socket, const struct link_settings *settings)
{
    /* Three missed heartbeats end a connection; so does a handshake that takes as long. */
    int gone_ms = (int)settings->heartbeat_ms * 3;
    const struct number_option numbers[] = {
        { ZMQ_ROUTER_MANDATORY, 1 }, /* never drop silently */
        { ZMQ_ROUTER_HANDOVER, 0 },
        { ZMQ_LINGER, 0 },
        { ZMQ_SNDHWM, ROUTER_SEND_QUEUE },
        { ZMQ_RCVHWM, ROUTER_RECEIVE_QUEUE },
        { ZMQ_HANDSHAKE_IVL, gone_ms },
        { ZMQ_HEARTBEAT_IVL, (int)settings->heartbeat_ms },
        { ZMQ_HEARTBEAT_TIMEOUT, gone_ms },
        { ZMQ_HEARTBEAT_TTL, gone_ms },
        { ZMQ_BACKLOG, 256 },
        { ZMQ_IPV6, strchr(settings->endpoint, '[') != NULL },
        { ZMQ_CURVE_SERVER, 1 },
        { ZMQ_ZAP_ENFORCE_DOMAIN, 1 }, /* no connection without the handler's yes */
    };
    int64_t max_bytes = (int64_t)settings->max_frame_bytes + ROUTER_CURVE_OVERHEAD;

    return set_numbers(socket, numbers, ARRAY_SIZE(numbers)) &&
           zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &max_bytes, sizeof(max_bytes)) == 0 &&
           zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, settings->curve_secret, ZAP_KEY_SIZE) == 0 &&
           zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, settings->curve_public, ZAP_KEY_SIZE) == 0 &&
           zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, ZAP_DOMAIN, strlen(ZAP_DOMAIN)) == 0;
}

/* The socket takes the first of the addresses it makes from rand(3), which libzmq never seeds: they
 * would be the same after each start. With a seed that nobody knows, no peer can guess an address
 * that is not its own. */
static void hide_addresses(void)
{
    unsigned int seed;

    if (getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
        abort();
    srand(seed);
}

enum fault router_open(void *context, const struct link_settings *settings,
                       struct router **ret_router, struct error *err)
{
    CLEANUP(router_close) struct router *router = mem_new(1, sizeof(*router));

    zmq_msg_init(&router->message);
    hide_addresses();
    router->socket = zmq_socket(context, ZMQ_ROUTER);
    if (!router->socket || !set_options(router->socket, settings))
        return error_set_code(err, FAULT_BROKEN, "router_open", "link: cannot set up a socket: %s",
                              zmq_strerror(zmq_errno()));

    *ret_router = TAKE(router);
    return FAULT_NONE;
}

void router_close(struct router *router)
{
    if (!router)
        return;
    zmq_msg_close(&router->message);
    if (router->socket)
        zmq_close(router->socket);
    mem_free(router);
}

void *router_socket(const struct router *router) { return router->socket; }

enum fault router_bind(struct router *router, const char *endpoint, char *ret_bound,
                       size_t bound_size, struct error *err)
{
    if (zmq_bind(router->socket, endpoint) != 0)
        return error_set_code(err, FAULT_INPUT, "endpoint", "link: cannot listen on %s: %s",
                              endpoint, zmq_strerror(zmq_errno()));
    if (zmq_getsockopt(router->socket, ZMQ_LAST_ENDPOINT, ret_bound, &bound_size) != 0)
        return error_set_code(err, FAULT_BROKEN, "endpoint", "link: %s has no address: %s",
                              endpoint, zmq_strerror(zmq_errno()));
    return FAULT_NONE;
}

void router_unbind(struct router *router, const char *bound)
{
    (void)zmq_unbind(router->socket, bound);
}

static bool receive_part(struct router *router, zmq_msg_t *message)
{
    int rc;

    do
        rc = zmq_msg_recv(message, router->socket, ZMQ_DONTWAIT);
    while (rc < 0 && zmq_errno() == EINTR);
    return rc >= 0;
}

static bool read_peer(struct router *router, struct link_peer *ret_peer)
{
    zmq_msg_t address;
    bool got;

    zmq_msg_init(&address);
    got = receive_part(router, &address);
    if (got) {
        ret_peer->size = (uint8_t)zmq_msg_size(&address);
        memcpy(ret_peer->id, zmq_msg_data(&address), ret_peer->size);
    }
    zmq_msg_close(&address);
    return got;
}

/* An address that the socket made: nobody can name a connection so, except by guessing. */
static bool is_made_by_us(const struct link_peer *peer)
{
    return peer->size == MADE_ID_SIZE && peer->id[0] == 0;
}

/* Reads on within a message of several parts. */
static enum router_got skip_part(struct router *router)
{
    if (!receive_part(router, &router->message))
        return ROUTER_NOTHING;
    router->is_skipping = zmq_msg_more(&router->message);
    return ROUTER_SKIPPED;
}

enum router_got router_receive(struct router *router, struct router_frame *ret_frame)
{
    const char *party;

    if (router->is_skipping)
        return skip_part(router);
    if (!read_peer(router, &ret_frame->peer))
        return ROUTER_NOTHING;
    if (!receive_part(router, &router->message))
        return ROUTER_NOTHING;

    if (zmq_msg_more(&router->message)) {
        router->is_skipping = true;
        router->counts.multipart++;
        return ROUTER_SKIPPED;
    }
    if (!is_made_by_us(&ret_frame->peer)) {
        router->counts.named++;
        return ROUTER_SKIPPED;
    }
    party = zmq_msg_gets(&router->message, "User-Id");
    if (!party || !*party)
        return ROUTER_SKIPPED;

    router->counts.received++;
    ret_frame->party = party;
    ret_frame->bytes = bytes_of(zmq_msg_data(&router->message), zmq_msg_size(&router->message));
    return ROUTER_FRAME;
}

enum link_sent router_send(struct router *router, const struct link_peer *peer, struct bytes frame)
{
    /* The address goes first, and alone decides whether there is a connection with room. Between
     * the two parts only the connection can end, which is as good as its ending afterwards. */
    if (!is_made_by_us(peer))
        return LINK_GONE;
    if (zmq_send(router->socket, peer->id, peer->size, ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0) {
        if (zmq_errno() == EHOSTUNREACH)
            return LINK_GONE;
        router->counts.full++;
        return LINK_FULL;
    }
    while (zmq_send(router->socket, frame.data, frame.size, ZMQ_DONTWAIT) < 0) {
        if (zmq_errno() != EINTR)
            return LINK_GONE;
    }
    router->counts.sent++;
    return LINK_SENT;
}

void router_look(struct router *router)
{
    int events;
    size_t size = sizeof(events);

    (void)zmq_getsockopt(router->socket, ZMQ_EVENTS, &events, &size);
}

struct router_counts router_counts(const struct router *router) { return router->counts; }

void router_forget_counts(struct router *router)
{
    memset(&router->counts, 0, sizeof(router->counts));
}
