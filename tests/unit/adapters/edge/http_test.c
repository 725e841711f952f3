/* SPDX-License-Identifier: EUPL-1.2 */
/* A real server on a unix socket, in a process of its own; raw sockets as its clients. */
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

/* clang-format off */
static const struct {
    const char *name, *request, *status, *holds; /* no status: no answer */
    bool closes;
} cases[] = {
    { "a plain request", "GET /a?x=1&y HTTP/1.1\r\nHost: a\r\n\r\n", "200", "GET /a 0 x=1 y=", false },
    { "a body", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", "200", "POST /a 3", false },
    { "a chunked body", "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "200", "POST /a 3", false },
    { "length and encoding", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", "400", "bad_framing", true },
    { "encoding and length", "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", "400", "bad_framing", true },
    { "two lengths", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "400", "bad_framing", true },
    { "the same length twice", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\ncontent-length: 3\r\n\r\nabc", "400", "bad_framing", true },
    { "a list of lengths", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc", "400", "", true },
    { "a length with a sign", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc", "400", "", true },
    { "two encodings", "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", "400", "bad_framing", true },
    { "another encoding", "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "400", "bad_framing", true },
    { "a length on a GET", "GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 0\r\n\r\nabc", "400", "bad_framing", true },
    { "white space before the colon", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc", "400", "", true },
    { "two tokens", "GET /a HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n", "400", "bad_header", true },
    { "no host", "GET /a HTTP/1.1\r\n\r\n", "400", "", true },
    { "no HTTP", "hello\r\n\r\n", NULL, "", true },
    { "a body announced too large", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", "413", "too_large", true },
    { "a length beyond numbers", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999999\r\n\r\n", "4", "", true },
    { "answered before its body", "POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", "401", "early", true },
    { "too many parameters", "GET /a?a&b&c&d&e&f&g&h&i HTTP/1.1\r\nHost: a\r\n\r\n", "400", "unknown_parameter", true },
    { "nothing is unescaped", "GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n", "200", "GET /a%2fb 0", false },
    { "two requests in one go", "GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "200", "GET /b 0", true },
};
/* clang-format on */

Test(http, reads_requests_in_one_way_only, .init = start, .fini = stop)
{
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        CLEANUP(mem_free) char *heard = NULL;
        char status[30];
        bool closed;
        int fd = dial();

        say(fd, cases[i].request, strlen(cases[i].request));
        heard = hear(fd, &closed);
        snprintf(status, sizeof(status), "HTTP/1.1 %s", cases[i].status ? cases[i].status : "");
        if (!cases[i].status)
            cr_expect_str_eq(heard, "", "%s: %s", cases[i].name, heard);
        else
            cr_expect_eq(strncmp(heard, status, strlen(status)), 0, "%s: %.40s", cases[i].name,
                         heard);
        cr_expect_not_null(strstr(heard, cases[i].holds), "%s: %s", cases[i].name, heard);
        cr_expect_eq(closed, cases[i].closes, "%s", cases[i].name);
        cr_expect_null(strstr(heard, "/smuggled"), "%s", cases[i].name);
        close(fd);
    }
}

Test(http, takes_a_body_in_pieces_and_waits_for_all_of_it, .init = start, .fini = stop)
{
    static const char head[] = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n01234";
    CLEANUP(mem_free) char *early = NULL, *late = NULL;
    bool closed;
    int fd = dial();

    say(fd, head, sizeof(head) - 1);
    early = hear(fd, &closed);
    cr_expect_str_eq(early, "");
    say(fd, "56789", 5);
    late = hear(fd, &closed);
    cr_expect_not_null(strstr(late, "POST /a 10"), "%s", late);
    close(fd);
}

/* A request that ends before its body is none. */
Test(http, drops_a_body_cut_short_and_serves_on, .init = start, .fini = stop)
{
    static const char cut[] = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n01234";
    static const char whole[] = "GET /b HTTP/1.1\r\nHost: a\r\n\r\n";
    CLEANUP(mem_free) char *nothing = NULL, *heard = NULL;
    bool closed;
    int fd = dial();

    say(fd, cut, sizeof(cut) - 1);
    shutdown(fd, SHUT_WR);
    nothing = hear(fd, &closed);
    cr_expect_null(strstr(nothing, "200"), "%s", nothing);
    close(fd);
    fd = dial();
    say(fd, whole, sizeof(whole) - 1);
    heard = hear(fd, &closed);
    cr_expect_not_null(strstr(heard, "GET /b 0"));
    close(fd);
}

static char *post_sized(size_t size, bool chunked)
{
    struct buffer request = { 0 };
    char *heard;
    bool closed;
    int fd = dial();

    buffer_append_text(&request, "POST /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n");
    if (chunked)
        buffer_printf(&request, "Transfer-Encoding: chunked\r\n\r\n%zx\r\n", size);
    else
        buffer_printf(&request, "Content-Length: %zu\r\n\r\n", size);
    memset(buffer_extend(&request, size), 'x', size);
    if (chunked)
        buffer_append_text(&request, "\r\n0\r\n\r\n");
    say(fd, (const char *)request.data, request.size);
    heard = hear(fd, &closed);
    buffer_clear(&request);
    close(fd);
    return heard;
}

Test(http, takes_a_mebibyte_and_no_more, .init = start, .fini = stop)
{
    for (int chunked = 0; chunked < 2; chunked++) {
        CLEANUP(mem_free) char *fits = post_sized(HTTP_BODY_MAX, chunked);
        CLEANUP(mem_free) char *too_large = post_sized(HTTP_BODY_MAX + 1, chunked);
        CLEANUP(mem_free) char *endless = post_sized(6 * HTTP_BODY_MAX, chunked);

        cr_expect_not_null(strstr(fits, "POST /a 1048576"), "%.60s", fits);
        cr_expect_not_null(strstr(too_large, " 413 "), "%.60s", too_large);
        cr_expect_null(strstr(endless, " 200 "), "%.60s", endless);
    }
}

Test(http, listens_where_only_its_group_comes_in, .init = start, .fini = stop)
{
    struct stat status;

    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 07777, 0660);
}

Test(http, replaces_a_dead_socket_but_no_live_one_and_no_file, .init = start, .fini = stop)
{
    struct http_calls calls = { begin, handle, refuse, NULL };
    struct http_server *second = NULL;
    CLEANUP(mem_free) char *plain = mem_printf("%s/file", folder);
    CLEANUP(mem_free) char *listen_plain = mem_printf("unix:%s", plain);
    sd_event *event = NULL;
    struct error err;
    FILE *file = fopen(plain, "we");

    fclose(file);
    cr_assert_geq(sd_event_new(&event), 0);
    cr_expect_eq(http_open(listen_on, &calls, event, &second, &err), FAULT_RETRY);
    cr_expect_str_eq(err.code, "listen_open");
    cr_expect_eq(http_open(listen_plain, &calls, event, &second, &err), FAULT_RETRY);
    unlink(plain);

    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    server = 0;
    cr_expect_eq(access(path, F_OK), 0, "the dead server's socket is still there");
    cr_expect_eq(http_open(listen_on, &calls, event, &second, &err), FAULT_NONE);
    http_close(second);
    cr_expect_eq(access(path, F_OK), -1, "closing removes the socket");
    sd_event_unref(event);
}

static const struct {
    const char *listen;
    bool fits;
} places[] = {
    { "unix:/run/samband/s", true },
    { "127.0.0.1:8080", true },
    { "[::1]:8080", true },
    { "0.0.0.0:8080", false },
    { "[::]:8080", false },
    { "127.0.0.1", false },
    { "localhost:8080", false },
    { "192.168.0.1:80", false },
    { "127.0.0.1:99999", false },
    { "127.0.0.1:08080", false },
    { "", false },
    { "unix:", false },
    { "http://127.0.0.1:80", false },
    { "127.0.0.1:80 ", false },
};

Test(http, listens_on_a_unix_socket_or_loopback_only)
{
    struct error err;

    for (size_t i = 0; i < ARRAY_SIZE(places); i++)
        cr_expect_eq(http_check_listen(places[i].listen, &err) == FAULT_NONE, places[i].fits, "%s",
                     places[i].listen);
}

static void expect_heard(int fd, const char *status, const char *holds)
{
    bool closed;
    CLEANUP(mem_free) char *heard = hear(fd, &closed);

    cr_expect_eq(strncmp(heard, status, strlen(status)), 0, "%s", heard);
    cr_expect_not_null(strstr(heard, holds), "%s", heard);
}

static void say_path(int fd, const char *path_wanted)
{
    CLEANUP(mem_free)
    char *request =
        mem_printf("POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", path_wanted);

    say(fd, request, strlen(request));
}

Test(http, answers_later_what_waits_and_others_meanwhile, .init = start, .fini = stop)
{
    int waiting = dial(), other = dial();

    say_path(waiting, "/wait");
    say_path(other, "/a");
    expect_heard(other, "HTTP/1.1 200", "POST /a 3");
    expect_heard(waiting, "HTTP/1.1 200", "at last");
    say_path(waiting, "/b"); /* the connection goes on */
    expect_heard(waiting, "HTTP/1.1 200", "POST /b 3");
    say_path(waiting, "/wait-not");
    expect_heard(waiting, "HTTP/1.1 200", "at last");
    say_path(waiting, "/wait");
    say_path(waiting, "/c"); /* it stands behind the one that waits */
    expect_heard(waiting, "HTTP/1.1 200", "POST /c 3");
    close(waiting);
    close(other);
}

Test(http, lets_so_many_wait_and_no_more, .init = start, .fini = stop)
{
    int fds[HTTP_WAITING_MAX + 1];

    for (size_t i = 0; i < ARRAY_SIZE(fds); i++) {
        fds[i] = dial();
        say_path(fds[i], "/wait-ever");
    }
    expect_heard(fds[HTTP_WAITING_MAX], "HTTP/1.1 503", "Retry-After: 7");
    say_path(fds[HTTP_WAITING_MAX], "/a");
    expect_heard(fds[HTTP_WAITING_MAX], "HTTP/1.1 200", "POST /a 3");
    for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
        close(fds[i]);
}

/* Whoever has hung up keeps its place until it would have been answered, and not longer. */
Test(http, survives_clients_that_do_not_wait, .init = start, .fini = stop)
{
    int fd;

    for (size_t i = 0; i < HTTP_WAITING_MAX; i++) {
        fd = dial();
        say_path(fd, "/wait");
        close(fd);
    }
    usleep(600000);
    fd = dial();
    say_path(fd, "/wait");
    expect_heard(fd, "HTTP/1.1 200", "at last");
    close(fd);
}

Test(http, tells_what_waits_that_it_closes, .init = start, .fini = stop)
{
    int waiting = dial(), other = dial(), status = 0;

    say_path(waiting, "/wait-ever");
    say_path(other, "/a"); /* the one before has been read by then */
    expect_heard(other, "HTTP/1.1 200", "POST /a 3");
    say_path(other, "/stop");
    expect_heard(waiting, "HTTP/1.1 503", "unavailable");
    cr_assert_eq(waitpid(server, &status, 0), server);
    server = 0;
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0,
              "whoever was to answer is told once: %d", status);
    close(waiting);
    close(other);
}
