/* SPDX-License-Identifier: EUPL-1.2 */
/* http - a small HTTP/1.1 server on a unix socket or on loopback, inside the loop.
 *
 * Requests that two servers might read differently (a length and a transfer encoding, two lengths,
 * odd header names) are answered 400 and the connection closed. A body may have 1 MiB, a request may
 * last a minute, 64 connections may be open.
 */
#ifndef EDGE_HTTP_H
#define EDGE_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"

struct sd_event;
struct http_server;
struct http_later; /* a request whose answer comes later */

enum {
    HTTP_BODY_MAX = 1024 * 1024,
    HTTP_QUERY_MAX = 8,
    HTTP_CONNECTIONS_MAX = 64,
    HTTP_IDLE_S = 15,    /* without a byte */
    HTTP_REQUEST_S = 60, /* from its start, or the connection's, to the end of its answer */
    HTTP_WAITING_MAX =
        16, /* requests that wait for their answer; the other connections stay free */
};

/* Borrowed until the call returns. Nothing is unescaped: no path and no value here needs it. */
struct http_request {
    const char *method, *path;
    struct {
        const char *name, *value; /* value "" if there is none */
    } query[HTTP_QUERY_MAX];
    size_t n_query;
    /* NULL if absent */
    const char *authorization, *content_type, *idempotency_key, *accept, *accept_language;
    struct bytes body;
    struct http_later *later; /* for http_defer(); NULL where nobody waits on a connection */
};

/* Zeroed is an empty one. */
struct http_answer {
    unsigned status;
    const char *media_type;                     /* static text; NULL: application/json */
    struct buffer body;                         /* wiped once sent */
    char location[120], allow[60], accept[300]; /* header lines; "" if none */
    bool challenge;                             /* WWW-Authenticate: Bearer */
    bool retry_later;                           /* Retry-After: 5 */
    unsigned retry_after_s;                     /* or after so many; 0: as above */
    bool close;                                 /* the connection, after this answer */
};

struct http_calls {
    /* Once the header is in and before any body is taken: true if it has answered already. */
    bool (*begin)(void *arg, const struct http_request *request, struct http_answer *answer);
    /* The whole request. Must answer, or defer. */
    void (*handle)(void *arg, const struct http_request *request, struct http_answer *answer);
    /* What the server itself refuses: fills the answer. */
    void (*refuse)(void *arg, unsigned status, const char *code, const char *detail,
                   struct http_answer *answer);
    void *arg;
};

/* Instead of an answer, from within `handle`: http_answer_later() gives it. The request and all that it
 * points to are gone then. If it ends before (the server closes), `gone` is called once with `arg`, and
 * nothing may be answered any more. A client that hangs up is not seen before it is answered: whoever
 * defers sets a limit, well below HTTP_REQUEST_S. False, and nothing is deferred, if HTTP_WAITING_MAX
 * wait already, or the server closes. */
bool http_defer(struct http_later *later, void (*gone)(void *arg), void *arg);

/* Would http_defer() do it now? Never once the server closes. */
bool http_can_defer(const struct http_later *later);

/* From the loop, or from within a call of any other request. Takes the answer's body. Once. */
void http_answer_later(struct http_later *later, struct http_answer *answer);

/* `listen` is "unix:PATH" (made with mode 0660; a socket that nobody serves any more is replaced),
 * "127.0.0.1:PORT" or "[::1]:PORT". FAULT_INPUT "listen" for anything else, FAULT_RETRY
 * "listen_open" where it is in use or may not be opened. `calls` is copied. The caller closes the server before the event loop goes. */
MUST_CHECK enum fault http_open(const char *listen, const struct http_calls *calls,
                                struct sd_event *event, struct http_server **ret_server,
                                struct error *err);

/* Is `listen` a place that http_open() would take? FAULT_INPUT "listen". Opens nothing. */
MUST_CHECK enum fault http_check_listen(const char *listen, struct error *err);

/* Ends all connections and removes the socket file. Accepts NULL. */
void http_close(struct http_server *server);
DEFINE_CLEANUP(struct http_server *, http_close)

#endif
