/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/link_socket.h"

#include <errno.h>
#include <string.h>

#include <zmq.h>

#include "base/memory.h"
#include "wire/sizes.h"

enum {
    CURVE_OVERHEAD = 256, /* around a frame on the way, generously */
    HANDSHAKE_MS = 10000,
    KEY_SIZE = 32,
};

struct link_socket {
    void *socket;
    zmq_msg_t message; /* the frame that was handed out last */
};

static bool set_numbers(void *socket)
{
    static const struct {
        int option, value;
    } numbers[] = {
        /* A refused connection is tried again at once: the broker may just be starting. A lost one is
         * seen by link_socket_is_connected(), and its socket closed. */
        { ZMQ_RECONNECT_IVL, 200 }, { ZMQ_RECONNECT_IVL_MAX, 2000 },
        { ZMQ_IMMEDIATE, 1 }, /* no queue before the handshake is done */
        { ZMQ_SNDHWM, 0 },    /* what is under way is bounded by credit */
        { ZMQ_RCVHWM, 1000 },       { ZMQ_HANDSHAKE_IVL, HANDSHAKE_MS },
        { ZMQ_LINGER, 0 },          { ZMQ_IPV6, 1 },
    };

    for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
        if (zmq_setsockopt(socket, numbers[i].option, &numbers[i].value,
                           sizeof(numbers[i].value)) != 0)
            return false;
    }
    return true;
}

static bool set_options(void *socket, const struct link_socket_settings *settings)
{
    int64_t max_bytes = WIRE_FRAME_BYTES + CURVE_OVERHEAD;

    return set_numbers(socket) &&
           zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &max_bytes, sizeof(max_bytes)) == 0 &&
           zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, settings->curve_secret, KEY_SIZE) == 0 &&
           zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, settings->curve_public, KEY_SIZE) == 0 &&
           zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, settings->server_public, KEY_SIZE) == 0;
}

enum fault link_socket_open(void *context, const struct link_socket_settings *settings,
                            struct link_socket **ret_socket, struct error *err)
{
    CLEANUP(link_socket_close) struct link_socket *socket = mem_new(1, sizeof(*socket));

    zmq_msg_init(&socket->message);
    socket->socket = zmq_socket(context, ZMQ_DEALER);
    if (!socket->socket || !set_options(socket->socket, settings))
        return error_set_code(err, FAULT_BROKEN, "link", "link: cannot set up a socket: %s",
                              zmq_strerror(zmq_errno()));
    if (zmq_connect(socket->socket, settings->endpoint) != 0)
        return error_set_code(err, FAULT_INPUT, "endpoint", "link: %s: %s", settings->endpoint,
                              zmq_strerror(zmq_errno()));
    *ret_socket = TAKE(socket);
    return FAULT_NONE;
}

void link_socket_close(struct link_socket *socket)
{
    if (!socket)
        return;
    zmq_msg_close(&socket->message);
    if (socket->socket)
        zmq_close(socket->socket);
    mem_free(socket);
}

int link_socket_fd(const struct link_socket *socket)
{
    int fd = -1;
    size_t size = sizeof(fd);

    (void)zmq_getsockopt(socket->socket, ZMQ_FD, &fd, &size);
    return fd;
}

static int events_of(struct link_socket *socket)
{
    int events = 0, rc;
    size_t size = sizeof(events);

    do
        rc = zmq_getsockopt(socket->socket, ZMQ_EVENTS, &events, &size);
    while (rc != 0 && zmq_errno() == EINTR);
    return rc == 0 ? events : 0;
}

/* Without a high-water mark a DEALER is writable exactly while it has a connection. */
bool link_socket_is_connected(struct link_socket *socket)
{
    return (events_of(socket) & ZMQ_POLLOUT) != 0;
}

static bool receive_part(struct link_socket *socket)
{
    int rc;

    do
        rc = zmq_msg_recv(&socket->message, socket->socket, ZMQ_DONTWAIT);
    while (rc < 0 && zmq_errno() == EINTR);
    return rc >= 0;
}

bool link_socket_receive(struct link_socket *socket, struct bytes *ret_frame)
{
    bool several;

    do {
        if (!receive_part(socket))
            return false;
        several = zmq_msg_more(&socket->message);
        while (zmq_msg_more(&socket->message)) {
            if (!receive_part(socket))
                return false;
        }
    } while (several);
    *ret_frame = bytes_of(zmq_msg_data(&socket->message), zmq_msg_size(&socket->message));
    return true;
}

bool link_socket_send(struct link_socket *socket, struct bytes frame)
{
    int rc;

    do
        rc = zmq_send(socket->socket, frame.data, frame.size, ZMQ_DONTWAIT);
    while (rc < 0 && zmq_errno() == EINTR);
    return rc >= 0;
}
