/* SPDX-License-Identifier: EUPL-1.2 */
/* link_parts - what the rooms of a link share. Private to link.c, link_frames.c and link_pump.c. */
#ifndef EDGE_LINK_PARTS_H
#define EDGE_LINK_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include <systemd/sd-event.h>

#include "edge/link.h"
#include "edge/link_socket.h"
#include "wire/frame.h"

enum {
    LINK_VERSION = 1,
    LINK_DELIVERIES = 64,    /* deliveries that may be under way to us at once */
    LINK_WINDOW = 256,       /* submits, and receipts, that we have under way at most */
    LINK_ANSWER_MS = 15000,  /* without an answer the same bytes go again */
    LINK_TROUBLE_MS = 60000, /* the broker answered with an error that may heal */
    LINK_CONNECT_MS = 10000, /* from connecting to welcome */
    LINK_BACK_OFF_MS = 1000, /* to the second attempt; doubled each time */
    LINK_BACK_OFF_MAX_MS = 60000,
    LINK_TURN = 64,   /* frames that are handled in one turn of the loop */
    LINK_WAKE_MS = 2, /* posts that come together go together */
};

enum link_state {
    LINK_DOWN = 0, /* waits until `retry_ms` */
    LINK_CONNECTING,
    LINK_GREETING, /* hello has gone */
    LINK_UP,
};

/* Something that is under way: a submit (by id) or a receipt of ours (by its place in the spool). */
struct link_errand {
    struct uuid id;
    int64_t place;  /* 0 for a submit */
    int64_t due_ms; /* boot time: send (again) from then on */
    bool aside;     /* the broker has answered with trouble: others go first, on its credit */
};

struct edge_links {
    sd_event *event;
    void *context; /* ZeroMQ */
    char *broker;
};

struct edge_link {
    struct edge_links *links;
    struct party_state *party;
    enum link_state state;
    struct link_socket *socket;
    sd_event_source *io, *timer, *again;

    uint32_t credit, heartbeat_ms; /* as welcomed */
    uint64_t card_serial;          /* of the card that hello showed */
    uint32_t n_failed;             /* attempts in a row */
    int64_t since_ms;              /* boot time of the state */
    int64_t retry_ms;              /* boot time, when down */
    int64_t heard_ms, spoke_ms;    /* boot times */
    int64_t down_since_ms;         /* wall time; 0 when up */
    int64_t warn_ms;               /* boot time of the next look at what is overdue */
    int64_t pinged_ms, pump_ms;    /* boot times: last ping; next pump */
    int64_t timer_ms;              /* boot time the timer stands at */
    uint64_t n_pings;
    struct link_errand errands[2 * LINK_WINDOW];
    size_t n_errands;
};

/* Drops the connection, and tries again after a while: at least `wait_ms`. `why` is a code for the
 * log. */
void link_drop(struct edge_link *link, const char *why, int64_t wait_ms);

/* Sends; on failure drops the link and returns false. */
bool link_send(struct edge_link *link, struct bytes frame);

/* Sends hello. */
void link_greet(struct edge_link *link);

/* Handles one frame of the broker. */
void link_take(struct edge_link *link, struct bytes bytes);

/* Sends whatever is due; returns the boot time at which something will be (INT64_MAX for none). */
int64_t link_pump(struct edge_link *link, int64_t now_ms);

/* The errands of this exchange are due in `wait_ms`; with 0 they stand aside for a while. */
void link_put_off(struct edge_link *link, const struct uuid *id, int64_t wait_ms);

/* The timer fires at this boot time, or before. */
void link_schedule(struct edge_link *link, int64_t at_ms);

#endif
