/* SPDX-License-Identifier: EUPL-1.2 */
/* listen - the listening socket of the HTTP server: a unix socket or loopback, nothing else. */
#ifndef EDGE_LISTEN_H
#define EDGE_LISTEN_H

#include <sys/socket.h>

#include "base/error.h"

/* Reads "unix:PATH", "127.0.0.1:PORT" or "[::1]:PORT". FAULT_INPUT "listen". */
MUST_CHECK enum fault listen_read(const char *text, struct sockaddr_storage *ret_address,
                                  socklen_t *ret_size, struct error *err);

/* A non-blocking listening socket; the caller closes it. A unix socket has mode 0660 from the
 * first moment and replaces one that nobody serves. FAULT_INPUT "listen"; FAULT_RETRY "listen_open"
 * when the address is in use or may not be used. */
MUST_CHECK enum fault listen_open(const char *text, int *ret_fd, struct error *err);

/* The path of "unix:PATH", else NULL. */
const char *listen_path(const char *text);

#endif
