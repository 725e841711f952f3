/* SPDX-License-Identifier: EUPL-1.2 */
/* link_socket - one connection to the broker: a DEALER with CURVE that does not reconnect by itself,
 * so that a loss is seen, and hello is said again.
 */
#ifndef EDGE_LINK_SOCKET_H
#define EDGE_LINK_SOCKET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

struct link_socket;

struct link_socket_settings {
    const char *endpoint;
    const uint8_t *curve_secret;  /* 32 bytes; as the next two, borrowed during the call */
    const uint8_t *curve_public;  /* ours */
    const uint8_t *server_public; /* the broker's */
};

/* `context` is a ZeroMQ context. FAULT_INPUT "endpoint"; FAULT_BROKEN "link". */
MUST_CHECK enum fault link_socket_open(void *context, const struct link_socket_settings *settings,
                                       struct link_socket **ret_socket, struct error *err);
void link_socket_close(struct link_socket *socket); /* accepts NULL */
DEFINE_CLEANUP(struct link_socket *, link_socket_close)

/* For waiting: becomes readable when something may have changed (and only then: edge-triggered). */
int link_socket_fd(const struct link_socket *socket);

/* Is there a connection, its handshake done? */
bool link_socket_is_connected(struct link_socket *socket);

/* The next frame, borrowed until the next call; false if there is none. Messages of several parts
 * are dropped. */
bool link_socket_receive(struct link_socket *socket, struct bytes *ret_frame);

/* False if the frame was not taken: the connection is gone or its queue full. Never blocks. */
bool link_socket_send(struct link_socket *socket, struct bytes frame);

#endif
