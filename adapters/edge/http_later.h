/* SPDX-License-Identifier: EUPL-1.2 */
/* http_later - requests that wait for their answer: their connections are suspended meanwhile, which
 * costs nothing but the place. Private to http.c; what handlers see of it is in http.h.
 */
#ifndef EDGE_HTTP_LATER_H
#define EDGE_HTTP_LATER_H

#include <stdbool.h>

#include <microhttpd.h>
#include <sys/queue.h>
#include <systemd/sd-event.h>

#include "edge/http.h"

enum http_later_state {
    HTTP_LATER_NOT = 0,  /* answered at once */
    HTTP_LATER_WAITING,  /* in the list */
    HTTP_LATER_ANSWERED, /* `answer` is to be sent */
};

TAILQ_HEAD(http_later_queue, http_later);

/* Of one server. */
struct http_waiting {
    struct http_later_queue all;
    size_t n;
    bool closed;            /* nothing waits any more, nor begins to */
    sd_event_source *timer; /* borrowed: runs the server when it fires */
};

struct http_later {
    struct http_waiting *waiting;
    struct MHD_Connection *connection;
    enum http_later_state state;
    bool suspended;
    void (*gone)(void *arg);
    void *arg;
    struct http_answer answer;
    TAILQ_ENTRY(http_later) entry;
};

/* The handler has deferred it: nothing more is read of this connection until it is answered. */
enum MHD_Result http_later_suspend(struct http_later *later);

/* The request ends, whatever it waited for. */
void http_later_end(struct http_later *later);

#endif
