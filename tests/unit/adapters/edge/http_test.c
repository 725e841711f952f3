/* SPDX-License-Identifier: EUPL-1.2 */
#include "http_play.h"

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
    { "a body announced too large", "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1048577\r\n\r\n", "413", "too_large", true },
    { "one that is never read to its end", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4194305\r\n\r\n", "413", "too_large", true },
    { "asked first, and answered before its body", "POST /early HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n", "401", "early", true },
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

/* Whoever sends without asking may look for an answer only once all is sent. */
Test(http, answers_no_sooner_than_the_body_has_come, .init = start, .fini = stop)
{
    static const char *const paths[] = { "/early", "/a" }, *const want[] = { " 401 ", " 413 " };

    for (size_t i = 0; i < 2; i++) {
        CLEANUP(mem_free)
        char *head = mem_printf("POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n",
                                paths[i], HTTP_BODY_MAX + (int)i);
        CLEANUP(mem_free) char *body = mem_new(HTTP_BODY_MAX + 1, 1);
        CLEANUP(mem_free) char *soon = NULL, *late = NULL;
        bool closed;
        int fd = dial();

        say(fd, head, strlen(head));
        say(fd, body, HTTP_BODY_MAX + i - 1);
        soon = hear(fd, &closed);
        cr_expect_str_eq(soon, "");
        cr_expect(!closed);
        say(fd, body, 1);
        late = hear(fd, &closed);
        cr_expect_not_null(strstr(late, want[i]), "%.60s", late);
        close(fd);
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
