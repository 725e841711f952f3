/* SPDX-License-Identifier: EUPL-1.2 */
/* link - the pump between two ZeroMQ sockets and the event loop.
 *
 * ZMQ_FD is edge-triggered, and any call on a socket, a send too, can eat the edge. So the sockets
 * are drained before every wait of the loop (sd-event's prepare), whatever woke it; the
 * descriptor only ends the wait. A turn takes a limited number of frames, so that one
 * busy peer cannot keep the loop from its timers and its database; what is left is taken in
 * the next turn, which a source that is always ready brings at once, after everybody else.
 *
 * The order at opening is the guarantee: handler, socket, self test, and only then the endpoint.
 */
#include "link/link.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>

#include <zmq.h>

#include "base/memory.h"
#include "link/router.h"
#include "link/self_test.h"
#include "link/zap.h"

enum {
    TURN_FRAMES = 64,
    TURN_BYTES = 8 * 1024 * 1024,
    TURN_QUESTIONS = 64, /* handshakes */
};

struct link {
    void *context;
    struct zap *zap;
    struct router *router;
    link_on_frame *on_frame;
    void *arg;
    sd_event_source *zap_source, *router_source;
    sd_event_source *again; /* ends the next wait at once */
    bool is_paused;
    char endpoint[64];
};

static void go_on(struct link *link)
{
    (void)sd_event_source_set_enabled(link->again, SD_EVENT_ONESHOT);
}

static int on_awake(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
    (void)source, (void)fd, (void)revents, (void)userdata;
    return 0;
}

static int on_again(sd_event_source *source, void *userdata)
{
    (void)source, (void)userdata;
    return 0;
}

static int prepare_zap(sd_event_source *source, void *userdata)
{
    struct link *link = userdata;

    (void)source;
    for (int i = 0; i < TURN_QUESTIONS; i++)
        if (!zap_answer(link->zap))
            return 0;
    go_on(link);
    return 0;
}

static int prepare_router(sd_event_source *source, void *userdata)
{
    struct link *link = userdata;
    size_t n_bytes = 0;

    (void)source;
    for (int i = 0; i < TURN_FRAMES && n_bytes < TURN_BYTES; i++) {
        struct router_frame frame;
        enum router_got got;

        if (link->is_paused) {
            router_look(link->router);
            return 0;
        }
        got = router_receive(link->router, &frame);
        if (got == ROUTER_NOTHING)
            return 0;
        if (got == ROUTER_FRAME) {
            n_bytes += frame.bytes.size;
            link->on_frame(link->arg, frame.party, &frame.peer, frame.bytes);
        }
    }
    go_on(link);
    return 0;
}

static int watch_socket(sd_event *event, void *socket, sd_event_handler_t prepare,
                        struct link *link, sd_event_source **ret_source)
{
    int fd, r;
    size_t size = sizeof(fd);

    if (zmq_getsockopt(socket, ZMQ_FD, &fd, &size) != 0)
        return -zmq_errno();
    r = sd_event_add_io(event, ret_source, fd, EPOLLIN, on_awake, link);
    return r < 0 ? r : sd_event_source_set_prepare(*ret_source, prepare);
}

static enum fault watch(struct link *link, sd_event *event, struct error *err)
{
    int r;

    r = sd_event_add_defer(event, &link->again, on_again, link);
    if (r >= 0)
        r = sd_event_source_set_priority(link->again, SD_EVENT_PRIORITY_IDLE);
    if (r >= 0)
        r = watch_socket(event, zap_socket(link->zap), prepare_zap, link, &link->zap_source);
    if (r >= 0)
        r = watch_socket(event, router_socket(link->router), prepare_router, link,
                         &link->router_source);
    if (r < 0)
        return error_set_code(err, FAULT_BROKEN, "event_loop", "link: %s", strerror(-r));
    return FAULT_NONE;
}

enum fault link_check(const char *endpoint, struct error *err)
{
    void *context = zmq_ctx_new();
    void *socket = context ? zmq_socket(context, ZMQ_ROUTER) : NULL;
    int linger = 0, why = 0;

    if (!socket || zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof(linger)) != 0 ||
        zmq_bind(socket, endpoint) != 0)
        why = zmq_errno();
    if (socket)
        zmq_close(socket);
    if (context)
        zmq_ctx_term(context);
    if (!why)
        return FAULT_NONE;
    return error_set_code(err, why == EADDRINUSE ? FAULT_RETRY : FAULT_INPUT,
                          why == EADDRINUSE ? "endpoint_in_use" : "endpoint",
                          "link: cannot listen on %s: %s", endpoint, zmq_strerror(why));
}

enum fault link_open(const struct link_settings *settings, sd_event *event,
                     link_party_of_key *party_of_key, link_on_frame *on_frame, void *arg,
                     struct link **ret_link, struct error *err)
{
    CLEANUP(link_close) struct link *link = mem_new(1, sizeof(*link));
    enum fault fault;

    link->on_frame = on_frame;
    link->arg = arg;
    link->context = zmq_ctx_new();
    if (!link->context)
        return error_set_code(err, FAULT_BROKEN, "router_open", "link: no ZeroMQ context");

    fault = zap_open(link->context, party_of_key, arg, &link->zap, err);
    if (fault)
        return fault;
    fault = router_open(link->context, settings, &link->router, err);
    if (fault)
        return fault;
    fault = self_test_run(link->context, link->router, link->zap, settings->curve_public, err);
    if (fault)
        return fault;
    fault = watch(link, event, err);
    if (fault)
        return fault;
    fault =
        router_bind(link->router, settings->endpoint, link->endpoint, sizeof(link->endpoint), err);
    if (fault)
        return fault;

    *ret_link = TAKE(link);
    return FAULT_NONE;
}

void link_close(struct link *link)
{
    if (!link)
        return;
    sd_event_source_disable_unref(link->router_source);
    sd_event_source_disable_unref(link->zap_source);
    sd_event_source_disable_unref(link->again);
    /* The handler last: a handshake under way may still be asking it. */
    router_close(link->router);
    zap_close(link->zap);
    if (link->context)
        (void)zmq_ctx_term(link->context);
    mem_free(link);
}

const char *link_endpoint(const struct link *link) { return link->endpoint; }

enum link_sent link_send(struct link *link, const struct link_peer *peer, struct bytes frame)
{
    return router_send(link->router, peer, frame);
}

void link_pause(struct link *link, bool paused)
{
    link->is_paused = paused;
    if (!paused)
        go_on(link);
}

bool link_peer_equal(const struct link_peer *a, const struct link_peer *b)
{
    return a->size == b->size && memcmp(a->id, b->id, a->size) == 0;
}

struct link_counts link_counts(const struct link *link)
{
    struct router_counts counts = router_counts(link->router);

    return (struct link_counts){
        .received = counts.received,
        .sent = counts.sent,
        .refused_keys = zap_refused(link->zap),
        .multipart = counts.multipart,
        .full = counts.full,
        .named = counts.named,
    };
}
