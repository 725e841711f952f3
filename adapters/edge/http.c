/* SPDX-License-Identifier: EUPL-1.2 */
/* http - libmicrohttpd with its epoll descriptor in our loop.
 *
 * A request is looked at twice: when its header is in (framing, path, token: nobody unknown makes
 * us hold a body) and when it is whole. One whose answer comes later is suspended meanwhile, and looked
 * at a third time.
 */
#include "edge/http.h"

#include <microhttpd.h>
#include <string.h>
#include <sys/socket.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "edge/http_header.h"
#include "edge/http_later.h"
#include "edge/http_send.h"
#include "edge/listen.h"

enum {
    TICK_US = 1000000,
    ACCURACY_US = 1, /* the default, 250 ms, would slow every body down */
    MEMORY_PER_CONNECTION = 32 * 1024,
};

struct connection {
    struct connection *next, **to_this;
    int fd;
    int64_t since_boot_ms; /* its request's start, or its own */
};

struct http_server {
    struct http_calls calls;
    struct MHD_Daemon *daemon;
    sd_event_source *readable, *timer;
    char *path; /* of the unix socket; NULL on loopback */
    struct connection *connections;
    struct http_waiting waiting;
};

/* One request, from its header to the end of its answer. */
struct exchange {
    struct http_header header;
    struct buffer body;
    bool answered;
    /* The answer is there, and the rest of the body is read and thrown away before it goes. */
    bool has_early;
    struct http_answer early; /* owned */
    struct http_later later;
};

/* ---- a request on its way ---- */

static struct http_answer refuse(struct http_server *server, const struct http_refusal *refusal)
{
    struct http_answer answer = { .close = true };

    server->calls.refuse(server->calls.arg, refusal->status, refusal->code, refusal->detail,
                         &answer);
    return answer;
}

/* Now, or once the body is in. */
static enum MHD_Result answer_early(struct MHD_Connection *connection, struct exchange *exchange,
                                    struct http_answer *answer, bool is_body_read)
{
    if (is_body_read) {
        exchange->early = *answer;
        exchange->has_early = true;
        return MHD_YES;
    }
    exchange->answered = true;
    return http_send(connection, answer);
}

static enum MHD_Result begin(struct http_server *server, struct MHD_Connection *connection,
                             struct exchange *exchange, const char *method, const char *path)
{
    struct http_answer answer = { 0 };
    struct http_refusal refusal;

    if (!http_header_read(connection, method, path, &exchange->header, &refusal)) {
        bool is_too_large = refusal.status == http_refusal_too_large.status;

        answer = refuse(server, &refusal);
        /* Where a body of another fault ends nobody knows. */
        return answer_early(connection, exchange, &answer,
                            is_too_large && exchange->header.is_coming);
    }
    if (!server->calls.begin(server->calls.arg, &exchange->header.request, &answer))
        return MHD_YES;
    answer.close = answer.close || exchange->header.has_body;
    return answer_early(connection, exchange, &answer, exchange->header.is_coming);
}

static enum MHD_Result take_piece(struct http_server *server, struct exchange *exchange,
                                  const char *data, size_t *size)
{
    size_t room = HTTP_BODY_MAX - exchange->body.size;

    if (!exchange->has_early && *size > room) {
        buffer_clear(&exchange->body);
        exchange->early = refuse(server, &http_refusal_too_large);
        exchange->has_early = true;
    }
    if (exchange->has_early) {
        exchange->header.n_discarded += *size;
        *size = 0;
        return exchange->header.n_discarded > HTTP_DISCARD_MAX ? MHD_NO : MHD_YES;
    }
    buffer_append(&exchange->body, data, *size);
    *size = 0;
    return MHD_YES;
}

/* One that was deferred: its answer is there, or is not. */
static enum MHD_Result go_on(struct MHD_Connection *connection, struct exchange *exchange)
{
    if (exchange->later.state == HTTP_LATER_WAITING)
        return http_later_suspend(&exchange->later);
    exchange->answered = true;
    return http_send(connection, &exchange->later.answer);
}

static enum MHD_Result finish(struct http_server *server, struct MHD_Connection *connection,
                              struct exchange *exchange)
{
    struct http_later *later = &exchange->later;
    struct http_answer answer = { 0 };

    if (exchange->has_early) {
        exchange->answered = true;
        return http_send(connection, &exchange->early);
    }
    later->waiting = &server->waiting;
    later->connection = connection;
    exchange->header.request.body = bytes_of_buffer(&exchange->body);
    exchange->header.request.later = later;
    server->calls.handle(server->calls.arg, &exchange->header.request, &answer);
    if (later->state != HTTP_LATER_NOT)
        return go_on(connection, exchange);
    exchange->answered = true;
    return http_send(connection, &answer);
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **state)
{
    struct exchange *exchange = *state;

    (void)version;
    if (!exchange) {
        exchange = mem_new(1, sizeof(*exchange));
        *state = exchange;
        return begin(arg, connection, exchange, method, path);
    }
    if (exchange->answered) {
        *size = 0;
        return MHD_YES;
    }
    if (*size > 0)
        return take_piece(arg, exchange, data, size);
    if (exchange->later.state != HTTP_LATER_NOT)
        return go_on(connection, exchange);
    return finish(arg, connection, exchange);
}

static void on_completed(void *arg, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode how)
{
    struct exchange *exchange = *state;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    (void)arg, (void)how;
    if (info && info->socket_context)
        ((struct connection *)info->socket_context)->since_boot_ms = clock_boot_ms();
    if (!exchange)
        return;
    http_later_end(&exchange->later);
    buffer_clear(&exchange->body);
    buffer_clear(&exchange->early.body);
    mem_free(exchange);
    *state = NULL;
}

/* ---- connections and their time ---- */

static void on_connection(void *arg, struct MHD_Connection *raw, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
    struct http_server *server = arg;
    struct connection *connection = *context;

    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        connection = mem_new(1, sizeof(*connection));
        connection->fd =
            MHD_get_connection_info(raw, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        connection->since_boot_ms = clock_boot_ms();
        connection->next = server->connections;
        connection->to_this = &server->connections;
        if (connection->next)
            connection->next->to_this = &connection->next;
        server->connections = connection;
        *context = connection;
        return;
    }
    if (!connection)
        return;
    *connection->to_this = connection->next;
    if (connection->next)
        connection->next->to_this = connection->to_this;
    mem_free(connection);
    *context = NULL;
}

/* Whoever sends a byte now and then is never idle. */
static void end_overlong(struct http_server *server)
{
    int64_t latest = clock_boot_ms() - HTTP_REQUEST_S * 1000;

    for (struct connection *each = server->connections; each; each = each->next)
        if (each->since_boot_ms < latest)
            shutdown(each->fd, SHUT_RDWR);
}

static void run(struct http_server *server)
{
    MHD_UNSIGNED_LONG_LONG wait_ms = 0;
    uint64_t wait_us = TICK_US;

    MHD_run(server->daemon);
    /* 0 means that there is something left to do at once. */
    if (MHD_get_timeout(server->daemon, &wait_ms) == MHD_YES && wait_ms == 0)
        wait_us = 0;
    sd_event_source_set_time_relative(server->timer, wait_us);
    sd_event_source_set_enabled(server->timer, SD_EVENT_ONESHOT);
}

static int on_readable(sd_event_source *source, int fd, uint32_t events, void *arg)
{
    (void)source, (void)fd, (void)events;
    run(arg);
    return 0;
}

static int on_timer(sd_event_source *source, uint64_t now_us, void *arg)
{
    (void)source, (void)now_us;
    end_overlong(arg);
    run(arg);
    return 0;
}

/* ---- opening and closing ---- */

static size_t leave_escaped(void *arg, struct MHD_Connection *connection, char *text)
{
    (void)arg, (void)connection;
    return strlen(text);
}

static enum fault start_daemon(struct http_server *server, const char *listen, struct error *err)
{
    enum fault fault;
    int fd;

    fault = listen_open(listen, &fd, err);
    if (fault)
        return fault;
    server->path = mem_text(listen_path(listen));
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, server,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, (unsigned)HTTP_CONNECTIONS_MAX,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)MEMORY_PER_CONNECTION, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_END);
    if (server->daemon)
        return FAULT_NONE;
    close(fd);
    return error_set_code(err, FAULT_RETRY, "listen_open",
                          "listen: the HTTP server does not start");
}

static int join_loop(struct http_server *server, sd_event *event)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    int status;

    status =
        sd_event_add_io(event, &server->readable, info->epoll_fd, EPOLLIN, on_readable, server);
    if (status >= 0)
        status = sd_event_add_time_relative(event, &server->timer, CLOCK_MONOTONIC, TICK_US,
                                            ACCURACY_US, on_timer, server);
    server->waiting.timer = server->timer;
    return status;
}

enum fault http_open(const char *listen, const struct http_calls *calls, struct sd_event *event,
                     struct http_server **ret_server, struct error *err)
{
    CLEANUP(http_close) struct http_server *server = mem_new(1, sizeof(*server));
    enum fault fault;

    server->calls = *calls;
    TAILQ_INIT(&server->waiting.all);
    fault = start_daemon(server, listen, err);
    if (fault)
        return fault;
    if (join_loop(server, event) < 0)
        return error_set(err, FAULT_BROKEN, "http: cannot join the loop");
    *ret_server = TAKE(server);
    return FAULT_NONE;
}

enum fault http_check_listen(const char *listen, struct error *err)
{
    struct sockaddr_storage address;
    socklen_t size;

    return listen_read(listen, &address, &size, err);
}

/* What waits is told that it ends; whoever was to answer it, too. The turn that sends this takes requests
 * as any other: none of them may begin to wait, since a daemon that stops with a suspended connection
 * ends the process. */
static void end_waiting(struct http_server *server)
{
    struct http_later *later;

    server->waiting.closed = true;
    while ((later = TAILQ_FIRST(&server->waiting.all))) {
        struct http_answer answer = { .retry_later = true, .close = true };

        later->gone(later->arg);
        server->calls.refuse(server->calls.arg, 503, "unavailable", "this adapter is stopping",
                             &answer);
        http_answer_later(later, &answer);
    }
    MHD_run(server->daemon);
}

void http_close(struct http_server *server)
{
    if (!server)
        return;
    if (server->daemon)
        end_waiting(server);
    sd_event_source_disable_unref(server->readable);
    sd_event_source_disable_unref(server->timer);
    if (server->daemon)
        MHD_stop_daemon(server->daemon);
    if (server->path)
        unlink(server->path);
    mem_free(server->path);
    mem_free(server);
}
