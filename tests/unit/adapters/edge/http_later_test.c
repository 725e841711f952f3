/* SPDX-License-Identifier: EUPL-1.2 */
#include "http_play.h"

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

Test(http_later, answers_later_what_waits_and_others_meanwhile, .init = start, .fini = stop)
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

Test(http_later, lets_so_many_wait_and_no_more, .init = start, .fini = stop)
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
Test(http_later, survives_clients_that_do_not_wait, .init = start, .fini = stop)
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

/* Here and not in a process of its own, so that the body comes after the last turn of the loop. */
Test(http_later, answers_at_once_what_arrives_while_it_closes)
{
    static const char head[] = "POST /wait-ever HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n";
    struct http_calls calls = { begin, handle, refuse, NULL };
    struct http_server *http = NULL;
    struct error err;
    int fd;

    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/s", folder);
    snprintf(listen_on, sizeof(listen_on), "unix:%s", path);
    cr_assert_geq(sd_event_new(&loop), 0);
    cr_assert_eq(http_open(listen_on, &calls, loop, &http, &err), FAULT_NONE);
    fd = dial();
    say(fd, head, sizeof(head) - 1);
    for (int i = 0; i < 20; i++) /* the connection, then its header */
        cr_assert_geq(sd_event_run(loop, 10000), 0);
    say(fd, "abc", 3);
    http_close(http);
    expect_heard(fd, "HTTP/1.1 503", "too many wait");
    cr_expect_eq(n_gone, 0, "it was never deferred");
    close(fd);
    sd_event_unref(loop);
    rmdir(folder);
}

Test(http_later, tells_what_waits_that_it_closes, .init = start, .fini = stop)
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
