/* SPDX-License-Identifier: EUPL-1.2 */
/* http_play - a real server on a unix socket, in a process of its own; raw sockets as its clients.
 * Included once in a test program.
 */
#ifndef TESTS_EDGE_HTTP_PLAY_H
#define TESTS_EDGE_HTTP_PLAY_H

#include "edge/http.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include "base/memory.h"

static char folder[] = "/tmp/http_test_XXXXXX";
static char path[64], listen_on[80];
static pid_t server;

static bool begin(void *arg, const struct http_request *request, struct http_answer *answer)
{
    (void)arg;
    if (strcmp(request->path, "/early") != 0)
        return false;
    answer->status = 401;
    answer->challenge = true;
    buffer_append_text(&answer->body, "early");
    return true;
}

/* ---- requests that wait ---- */

struct wait {
    struct http_later *later;
    sd_event_source *timer;
};

static sd_event *loop;
static size_t n_gone;

static void on_gone(void *arg)
{
    struct wait *wait = arg;

    n_gone++;
    sd_event_source_disable_unref(wait->timer);
    mem_free(wait);
}

static void answer_wait(struct http_later *later)
{
    struct http_answer answer = { .status = 200, .media_type = "text/plain" };

    buffer_append_text(&answer.body, "at last");
    http_answer_later(later, &answer);
}

static int on_wait_over(sd_event_source *source, uint64_t now_us, void *arg)
{
    struct wait *wait = arg;

    (void)source, (void)now_us;
    answer_wait(wait->later);
    sd_event_source_disable_unref(wait->timer);
    mem_free(wait);
    return 0;
}

/* /wait: answered after 300 ms; /wait-not: at once, but as if later; /wait-ever: not at all. */
static void wait_for_answer(const struct http_request *request, struct http_answer *answer)
{
    struct wait *wait = mem_new(1, sizeof(*wait));

    wait->later = request->later;
    if (!http_defer(request->later, on_gone, wait)) {
        mem_free(wait);
        answer->status = 503;
        answer->retry_after_s = 7;
        buffer_append_text(&answer->body, "too many wait");
    } else if (strcmp(request->path, "/wait-not") == 0) {
        answer_wait(wait->later);
        mem_free(wait);
    } else if (strcmp(request->path, "/wait") == 0) {
        sd_event_add_time_relative(loop, &wait->timer, CLOCK_MONOTONIC, 300000, 1, on_wait_over,
                                   wait);
    }
}

/* What arrived, so that a test can see what the server took a request for. */
static void handle(void *arg, const struct http_request *request, struct http_answer *answer)
{
    (void)arg;
    if (strncmp(request->path, "/wait", 5) == 0) {
        wait_for_answer(request, answer);
        return;
    }
    if (strcmp(request->path, "/stop") == 0)
        sd_event_exit(loop, 0);
    answer->status = 200;
    answer->media_type = "text/plain";
    buffer_printf(&answer->body, "%s %s %zu", request->method, request->path, request->body.size);
    for (size_t i = 0; i < request->n_query; i++)
        buffer_printf(&answer->body, " %s=%s", request->query[i].name, request->query[i].value);
    if (request->authorization)
        buffer_printf(&answer->body, " auth=%s", request->authorization);
}

static void refuse(void *arg, unsigned status, const char *code, const char *detail,
                   struct http_answer *answer)
{
    (void)arg, (void)detail;
    answer->status = status;
    buffer_append_text(&answer->body, code);
}

static void serve(int ready)
{
    struct http_calls calls = { begin, handle, refuse, NULL };
    struct http_server *http = NULL;
    sd_event *event = NULL;
    struct error err;

    signal(SIGPIPE, SIG_IGN);
    if (sd_event_new(&event) < 0 || http_open(listen_on, &calls, event, &http, &err))
        _exit(3);
    if (write(ready, "r", 1) != 1)
        _exit(4);
    loop = event;
    sd_event_loop(event);
    http_close(http);
    _exit(n_gone == 1 ? 0 : 5);
}

static void start(void)
{
    int ready[2];
    char byte;

    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/s", folder);
    snprintf(listen_on, sizeof(listen_on), "unix:%s", path);
    cr_assert_eq(pipe(ready), 0);
    server = fork();
    if (server == 0)
        serve(ready[1]);
    close(ready[1]);
    cr_assert_eq(read(ready[0], &byte, 1), 1, "the server did not start");
    close(ready[0]);
}

static void stop(void)
{
    if (server > 0) {
        kill(server, SIGKILL);
        waitpid(server, NULL, 0);
    }
    unlink(path);
    rmdir(folder);
}

static int dial(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    cr_assert_eq(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

static void say(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = send(fd, bytes, size, MSG_NOSIGNAL);

        if (n <= 0)
            return; /* the server has hung up: its answer is what counts */
        bytes += n;
        size -= (size_t)n;
    }
}

/* Everything until the server closes or 700 ms pass without a byte. */
static char *hear(int fd, bool *ret_closed)
{
    struct buffer heard = { 0 };
    char piece[4096];

    *ret_closed = false;
    buffer_append_text(&heard, "");
    for (;;) {
        struct pollfd wait = { fd, POLLIN, 0 };
        ssize_t n;

        if (poll(&wait, 1, 700) <= 0)
            break;
        n = recv(fd, piece, sizeof(piece), 0);
        if (n <= 0) {
            *ret_closed = true;
            break;
        }
        buffer_append(&heard, piece, (size_t)n);
    }
    if (!heard.data)
        return mem_text("");
    return buffer_take_text(&heard);
}

#endif
