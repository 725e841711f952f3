/* SPDX-License-Identifier: EUPL-1.2 */
/* link - connect, greet, and keep alive. Frames are drained in the loop's prepare step, on every
 * turn: any call on a ZeroMQ socket may eat the edge that its descriptor shows.
 */
#include "edge/link.h"

#include <assert.h>
#include <string.h>
#include <sys/epoll.h>

#include <zmq.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "edge/link_parts.h"
#include "edge/member.h"
#include "edge/outbox_way.h"
#include "edge/questions.h"
#include "keys/random.h"

enum { WARN_LOOK_MS = 60000, DORMANT_LOOK_MS = 5000, USEC_PER_MS = 1000, ACCURACY_MS = 20 };

enum fault edge_link_check_address(const char *broker, struct error *err)
{
    if (strncmp(broker, "tcp://", 6) != 0 || !strchr(broker + 6, ':'))
        return error_set_code(err, FAULT_INPUT, "endpoint", "broker: is no tcp://host:port");
    return FAULT_NONE;
}

enum fault edge_links_open(sd_event *event, const char *broker, struct edge_links **ret_links,
                           struct error *err)
{
    CLEANUP(edge_links_close) struct edge_links *links = NULL;
    enum fault fault = edge_link_check_address(broker, err);

    if (fault)
        return fault;
    links = mem_new(1, sizeof(*links));
    links->event = sd_event_ref(event);
    links->broker = mem_text(broker);
    links->context = zmq_ctx_new();
    if (!links->context)
        return error_set_code(err, FAULT_BROKEN, "link", "link: %s", zmq_strerror(zmq_errno()));
    *ret_links = TAKE(links);
    return FAULT_NONE;
}

void edge_links_close(struct edge_links *links)
{
    if (!links)
        return;
    if (links->context)
        zmq_ctx_term(links->context);
    sd_event_unref(links->event);
    mem_free(links->broker);
    mem_free(links);
}

static int64_t back_off_ms(uint32_t n_failed)
{
    int64_t wait_ms = LINK_BACK_OFF_MS;
    uint16_t number;

    while (n_failed-- > 1 && wait_ms < LINK_BACK_OFF_MAX_MS)
        wait_ms *= 2;
    if (wait_ms > LINK_BACK_OFF_MAX_MS)
        wait_ms = LINK_BACK_OFF_MAX_MS;
    keys_random(&number, sizeof(number));
    return wait_ms / 2 + wait_ms * number / 65536;
}

static void close_socket(struct edge_link *link)
{
    link->io = sd_event_source_disable_unref(link->io);
    link_socket_close(link->socket);
    link->socket = NULL;
    link->n_errands = 0; /* on the next connection everything goes again */
}

void link_drop(struct edge_link *link, const char *why, int64_t wait_ms)
{
    int64_t now_ms = clock_boot_ms(), back_ms;
    bool was_up = link->state == LINK_UP;

    if (link->state == LINK_DOWN)
        return;
    close_socket(link);
    link->state = LINK_DOWN;
    link->since_ms = now_ms;
    link->n_failed++;
    back_ms = back_off_ms(link->n_failed);
    link->retry_ms = now_ms + (back_ms > wait_ms ? back_ms : wait_ms);
    if (was_up)
        link->down_since_ms = clock_wall_ms();
    log_event(was_up || link->n_failed <= 3 ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, "link_down",
              "party=%s why=%s attempts=%u", link->party->name, why, link->n_failed);
    link_schedule(link, link->retry_ms);
    questions_lose(link->party);
}

bool link_send(struct edge_link *link, struct bytes frame)
{
    if (link->socket && link_socket_send(link->socket, frame)) {
        link->spoke_ms = clock_boot_ms();
        return true;
    }
    link_drop(link, "send_failed", 0);
    return false;
}

/* ---- the loop ---- */

static void drain(struct edge_link *link)
{
    struct bytes frame;
    int n = 0;

    if (link->state == LINK_CONNECTING && link_socket_is_connected(link->socket))
        link_greet(link);
    while (link->socket && n < LINK_TURN && link_socket_receive(link->socket, &frame)) {
        link->heard_ms = clock_boot_ms();
        link_take(link, frame);
        n++;
    }
    if (n == LINK_TURN) /* there may be more: another turn, and others get theirs */
        (void)sd_event_source_set_enabled(link->again, SD_EVENT_ONESHOT);
    if (link->socket && link->state != LINK_CONNECTING && !link_socket_is_connected(link->socket))
        link_drop(link, "connection_lost", 0);
}

static int on_prepare(sd_event_source *source, void *arg)
{
    (void)source;
    drain(arg);
    return 0;
}

/* Being woken is all: the prepare step of the next turn does the work. */
static int on_readable(sd_event_source *source, int fd, uint32_t events, void *arg)
{
    (void)source, (void)fd, (void)events, (void)arg;
    return 0;
}

static int on_again(sd_event_source *source, void *arg)
{
    (void)source, (void)arg;
    return 0;
}

static enum fault open_socket(struct edge_link *link, struct error *err)
{
    struct directory *directory = link->party->shared->directory;
    int64_t now_ms = clock_wall_ms();
    const struct held_card *own = party_card(link->party, now_ms);
    const struct held_card *bus = directory_current_card(directory, PARTY_BUS, now_ms);
    enum fault fault;

    if (!own || !bus)
        return error_set_code(err, FAULT_RETRY, own ? "no_bus_card" : "no_own_card",
                              "link: no valid card of %s", own ? PARTY_BUS : link->party->name);
    fault = link_socket_open(link->links->context,
                             &(struct link_socket_settings){ link->links->broker,
                                                             link->party->curve_secret,
                                                             own->card.curve, bus->card.curve },
                             &link->socket, err);
    if (fault)
        return fault;
    if (sd_event_add_io(link->links->event, &link->io, link_socket_fd(link->socket), EPOLLIN,
                        on_readable, link) < 0 ||
        sd_event_source_set_prepare(link->io, on_prepare) < 0)
        return error_set_code(err, FAULT_BROKEN, "link", "link: the loop does not take a socket");
    return FAULT_NONE;
}

static void connect_now(struct edge_link *link, int64_t now_ms)
{
    struct error err = { 0 };

    link->state = LINK_CONNECTING;
    link->since_ms = now_ms;
    if (open_socket(link, &err)) {
        log_event(LOG_LEVEL_ERROR, "link_failed", "party=%s code=%s why=\"%s\"", link->party->name,
                  err.code, err.text);
        link_drop(link, err.code, 0);
    }
}

static void keep_alive(struct edge_link *link, int64_t now_ms)
{
    CLEANUP(buffer_clear) struct buffer frame = { 0 };
    int64_t beat_ms = link->heartbeat_ms;

    if (now_ms - link->heard_ms > 3 * beat_ms) {
        link_drop(link, "silent", 0);
        return;
    }
    if (now_ms - link->spoke_ms < beat_ms &&
        (now_ms - link->heard_ms < beat_ms || now_ms - link->pinged_ms < beat_ms))
        return;
    link->pinged_ms = now_ms;
    frame_write_ping(++link->n_pings, false, &frame);
    (void)link_send(link, bytes_of_buffer(&frame));
}

/* Once a minute, linked or not. */
static void warn_of_overdue(struct edge_link *link, int64_t now_ms)
{
    struct error err = { 0 };
    int64_t next_ms;

    if (link->warn_ms > now_ms)
        return;
    link->warn_ms = now_ms + WARN_LOOK_MS;
    if (outbox_way_warn(link->party, clock_wall_ms(), &next_ms, &err))
        log_event(LOG_LEVEL_ERROR, "spool_unreadable", "party=%s code=%s why=\"%s\"",
                  link->party->name, err.code, err.text);
}

/* The broker knows the card that hello showed; what we sign now names another. */
static bool has_new_card(const struct edge_link *link)
{
    const struct held_card *card = party_card(link->party, clock_wall_ms());

    return card && card->card.serial != link->card_serial;
}

static int64_t earlier(int64_t a_ms, int64_t b_ms) { return a_ms < b_ms ? a_ms : b_ms; }

/* Nobody would welcome it, and nothing goes out for it; its link looks whether that is still so. */
static int64_t rest(struct edge_link *link, int64_t now_ms)
{
    link_drop(link, "no_member", 0);
    link->retry_ms = now_ms + DORMANT_LOOK_MS;
    return link->retry_ms;
}

/* What the state wants next, and when. */
static int64_t run_state(struct edge_link *link, int64_t now_ms)
{
    if (!member_is_now(link->party))
        return rest(link, now_ms);
    if (link->state == LINK_DOWN && link->retry_ms <= now_ms)
        connect_now(link, now_ms);
    else if ((link->state == LINK_CONNECTING || link->state == LINK_GREETING) &&
             now_ms - link->since_ms >= LINK_CONNECT_MS)
        link_drop(link, link->state == LINK_GREETING ? "no_welcome" : "no_connection", 0);
    if (link->state == LINK_UP)
        keep_alive(link, now_ms);
    if (link->state == LINK_UP && has_new_card(link))
        link_drop(link, "new_card", 0);
    if (link->state == LINK_UP && link->pump_ms <= now_ms)
        link->pump_ms = link_pump(link, now_ms);

    switch (link->state) {
    case LINK_DOWN:
        return link->retry_ms;
    case LINK_UP:
        return earlier(link->pump_ms, now_ms + link->heartbeat_ms / 2 + 1);
    default:
        return link->since_ms + LINK_CONNECT_MS;
    }
}

static void set_timer(struct edge_link *link, int64_t at_ms)
{
    link->timer_ms = at_ms;
    (void)sd_event_source_set_time(link->timer, (uint64_t)at_ms * USEC_PER_MS);
    (void)sd_event_source_set_enabled(link->timer, SD_EVENT_ONESHOT);
}

void link_schedule(struct edge_link *link, int64_t at_ms)
{
    if (at_ms < link->timer_ms)
        set_timer(link, at_ms);
}

static int on_timer(sd_event_source *source, uint64_t usec, void *arg)
{
    struct edge_link *link = arg;
    int64_t now_ms = clock_boot_ms();

    (void)source, (void)usec;
    link->timer_ms = INT64_MAX;
    warn_of_overdue(link, now_ms);
    link_schedule(link, earlier(run_state(link, now_ms), link->warn_ms));
    return 0;
}

/* ---- what others see ---- */

enum fault edge_link_open(struct edge_links *links, struct party_state *party, struct error *err)
{
    struct edge_link *link = mem_new(1, sizeof(*link));

    assert(!party->link);
    link->links = links;
    link->party = party;
    link->down_since_ms = clock_wall_ms();
    link->timer_ms = clock_boot_ms();
    link->retry_ms = link->timer_ms;
    party->link = link;
    if (sd_event_add_time(links->event, &link->timer, CLOCK_BOOTTIME,
                          (uint64_t)link->timer_ms * USEC_PER_MS, ACCURACY_MS * USEC_PER_MS,
                          on_timer, link) < 0 ||
        sd_event_add_defer(links->event, &link->again, on_again, link) < 0 ||
        sd_event_source_set_enabled(link->again, SD_EVENT_OFF) < 0) {
        edge_link_close(party);
        return error_set_code(err, FAULT_BROKEN, "link", "link: the loop does not take a timer");
    }
    return FAULT_NONE;
}

void edge_link_close(struct party_state *party)
{
    struct edge_link *link = party->link;

    if (!link)
        return;
    close_socket(link);
    link->timer = sd_event_source_disable_unref(link->timer);
    link->again = sd_event_source_disable_unref(link->again);
    mem_free(link);
    party->link = NULL;
    questions_lose(party);
}

bool edge_link_is_up(const struct edge_link *link) { return link && link->state == LINK_UP; }

int64_t edge_link_down_since_ms(const struct edge_link *link)
{
    return link ? link->down_since_ms : 1; /* never opened: for as long as can be */
}

bool edge_link_send(struct edge_link *link, struct bytes frame)
{
    return edge_link_is_up(link) && link_send(link, frame);
}

void edge_link_wake(struct edge_link *link)
{
    int64_t at_ms;

    if (!link || link->state != LINK_UP)
        return;
    at_ms = clock_boot_ms() + LINK_WAKE_MS;
    link->pump_ms = earlier(link->pump_ms, at_ms);
    link_schedule(link, link->pump_ms);
}
