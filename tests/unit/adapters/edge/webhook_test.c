/* SPDX-License-Identifier: EUPL-1.2 */
/* A webhook against a small server that the test plays. */
#include "edge/webhook.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "edge/hooks.h"
#include "keys/digest.h"
#include "world.h"

#define SECRET "an-invented-secret-of-a-test"

static struct world world;
static struct party_state *party = &world.welfare.party;
static sd_event *event;
static struct webhooks *webhooks;
static char url[60];

/* What the played server answers, and what it was asked. */
static struct {
    int fd;
    const char *answer; /* NULL: never */
    size_t n;
    char last[4000];
    char bodies[8][300];
} server;

static int on_request(sd_event_source *source, int fd, uint32_t events, void *arg)
{
    char chunk[4000];
    ssize_t size = recv(fd, chunk, sizeof(chunk) - 1, 0);
    const char *body;

    (void)events, (void)arg;
    if (size > 0) {
        size_t used = strlen(server.last), room = sizeof(server.last) - 1 - used;
        size_t taken = (size_t)size < room ? (size_t)size : room;

        memcpy(server.last + used, chunk, taken);
        server.last[used + taken] = '\0';
    }
    body = strstr(server.last, "\r\n\r\n");
    if (size > 0 && (!body || !strchr(body, '}')))
        return 0;
    if (size > 0 && server.n < 8)
        snprintf(server.bodies[server.n++], 300, "%s", body + 4);
    if (size > 0 && server.answer)
        cr_expect_gt(send(fd, server.answer, strlen(server.answer), MSG_NOSIGNAL), 0);
    if (size <= 0 || server.answer) {
        close(fd);
        sd_event_source_disable_unref(source);
    }
    return 0;
}

static int on_connection(sd_event_source *source, int fd, uint32_t events, void *arg)
{
    sd_event_source *connection = NULL;

    (void)source, (void)events, (void)arg;
    server.last[0] = '\0';
    cr_assert_geq(
        sd_event_add_io(event, &connection, accept(fd, NULL, NULL), EPOLLIN, on_request, NULL), 0);
    return 0;
}

static void serve(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof(address);

    memset(&server, 0, sizeof(server));
    server.fd = socket(AF_INET, SOCK_STREAM, 0);
    cr_assert_eq(bind(server.fd, (struct sockaddr *)&address, size), 0);
    cr_assert_eq(listen(server.fd, 8), 0);
    cr_assert_eq(getsockname(server.fd, (struct sockaddr *)&address, &size), 0);
    cr_assert_geq(sd_event_add_io(event, NULL, server.fd, EPOLLIN, on_connection, NULL), 0);
    snprintf(url, sizeof(url), "http://127.0.0.1:%d/told?by=samband", ntohs(address.sin_port));
    server.answer = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
}

static void setup(void)
{
    struct error err = { 0 };

    world_open(&world);
    cr_assert_geq(sd_event_new(&event), 0);
    serve();
    party->webhook_url = url;
    party->webhook_secret = (char *)SECRET;
    cr_assert_eq(webhooks_open(event, (struct party_state *[]){ &world.school.party, party }, 2,
                               &webhooks, &err),
                 FAULT_NONE, "%s", err.text);
}

static void teardown(void)
{
    webhooks_close(webhooks);
    close(server.fd);
    sd_event_unref(event);
    world_close(&world);
}

TestSuite(webhook, .init = setup, .fini = teardown, .timeout = 60);

static struct uuid note(const char *what, const char *state)
{
    struct error err = { 0 };
    struct uuid id = uuid_new(clock_wall_ms());
    enum fault fault = spool_begin(party->shared->spool, &err);

    if (!fault)
        fault = hooks_note(party, what, &id, state, &err);
    cr_assert_eq(spool_end(party->shared->spool, fault, &err), FAULT_NONE, "%s", err.text);
    return id;
}

static size_t n_left(void)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;

    cr_assert_eq(spool_query(party->shared->spool, "SELECT count(*) FROM hook",
                             (struct spool_values){ 0 }, &rows, NULL),
                 FAULT_NONE);
    cr_assert_eq(spool_next(rows, &has, NULL), FAULT_NONE);
    return (size_t)spool_get_number(rows, 0);
}

/* Until so many requests have come and their answers been taken, or the time is up. */
static void run_until(size_t n_requests, size_t left, int64_t wait_ms)
{
    int64_t until_ms = clock_boot_ms() + wait_ms;

    while ((server.n < n_requests || n_left() > left) && clock_boot_ms() < until_ms)
        cr_assert_geq(sd_event_run(event, 50000), 0);
}

Test(webhook, tells_what_has_changed_and_nothing_more)
{
    struct uuid id = note(HOOK_INBOX, "handed_over");
    char text[TEXT_UUID_SIZE], want[300];

    uuid_write(&id, text);
    run_until(1, 0, 5000);
    cr_assert_eq(server.n, 1);
    cr_expect_eq(n_left(), 0);
    snprintf(want, sizeof(want),
             "{\"event\":\"inbox\",\"id\":\"%s\",\"state\":\"handed_over\","
             "\"party\":\"" WORLD_WELFARE "\",\"at\":\"20",
             text);
    cr_expect_eq(strncmp(server.bodies[0], want, strlen(want)), 0, "%s", server.bodies[0]);
    cr_expect_eq(strncmp(server.last, "POST /told?by=samband HTTP/1.1\r\n", 32), 0);
    cr_expect_not_null(strstr(server.last, "Content-Type: application/json\r\n"));
    cr_expect_not_null(strstr(server.last, "Samband-Delivery: 1\r\n"));
}

Test(webhook, calls_a_stage_a_stage)
{
    note(HOOK_OUTBOX, "registered");
    run_until(1, 0, 5000);
    cr_expect_not_null(strstr(server.bodies[0], "\"stage\":\"registered\""));
}

Test(webhook, calls_an_alarm_by_its_code)
{
    struct uuid none = { 0 };
    struct error err = { 0 };

    note(HOOK_ALARM, "overdue");
    cr_assert_eq(spool_begin(party->shared->spool, &err), FAULT_NONE);
    cr_assert_eq(spool_end(party->shared->spool,
                           hooks_note(party, HOOK_ALARM, &none, "link_down", &err), &err),
                 FAULT_NONE);
    run_until(2, 0, 5000);
    cr_expect_eq(strncmp(server.bodies[0], "{\"event\":\"alarm\",\"id\":\"0", 24), 0, "%s",
                 server.bodies[0]);
    cr_expect_not_null(strstr(server.bodies[0], "\"code\":\"overdue\""));
    cr_expect_not_null(
        strstr(server.bodies[1], "{\"event\":\"alarm\",\"id\":null,\"code\":\"link_down\","), "%s",
        server.bodies[1]);
}

Test(webhook, signs_what_it_tells_and_when)
{
    char hex[DIGEST_HEX_SIZE], given[DIGEST_HEX_SIZE] = "";
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct digest digest;
    long long at = 0;
    const char *header;

    note(HOOK_INBOX, "handed_over");
    run_until(1, 0, 5000);
    header = strstr(server.last, "Samband-Signature: ");
    cr_assert_not_null(header);
    cr_assert_eq(sscanf(header, "Samband-Signature: t=%lld,v1=%64[0-9a-f]", &at, given), 2);
    cr_expect(at > clock_wall_ms() / 1000 - 10 && at <= clock_wall_ms() / 1000);
    buffer_printf(&text, "%lld.%s", at, server.bodies[0]);
    digest = digest_hmac_of(bytes_of_text(SECRET), bytes_of_buffer(&text));
    digest_write_hex(&digest, hex);
    cr_expect_str_eq(given, hex);
}

static const char *const no_answers[] = {
    "HTTP/1.1 500 Broken\r\nConnection: close\r\n\r\n",
    "HTTP/1.1 404 Nothing\r\nConnection: close\r\n\r\n",
    "HTTP/1.1 302 Elsewhere\r\nLocation: /other\r\nConnection: close\r\n\r\n",
    "no HTTP at all\r\n\r\n",
};

Test(webhook, tells_again_until_it_is_answered)
{
    for (size_t i = 0; i < ARRAY_SIZE(no_answers); i++) {
        server.n = 0;
        server.answer = no_answers[i];
        note(HOOK_INBOX, "handed_over");
        run_until(1, 1, 3000);
        run_until(2, 0, 200);
        cr_expect_eq(server.n, 1, "%s: %zu", no_answers[i], server.n);
        cr_expect_eq(n_left(), 1, "%s", no_answers[i]);
        server.answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
        run_until(2, 0, 5000);
        cr_expect_eq(server.n, 2, "%s", no_answers[i]);
        cr_expect_eq(n_left(), 0, "%s", no_answers[i]);
        cr_expect_str_eq(server.bodies[0], server.bodies[1]);
    }
}

Test(webhook, tells_one_after_the_other_in_order)
{
    struct uuid ids[3];
    char text[TEXT_UUID_SIZE];

    server.answer = no_answers[0];
    for (int i = 0; i < 3; i++)
        ids[i] = note(HOOK_INBOX, "handed_over");
    run_until(1, 3, 3000);
    run_until(2, 0, 200);
    cr_expect_eq(server.n, 1, "the others wait for the first");
    server.answer = "HTTP/1.1 202 Accepted\r\nConnection: close\r\n\r\n";
    run_until(4, 0, 5000);
    cr_assert_eq(server.n, 4);
    for (int i = 0; i < 3; i++) {
        uuid_write(&ids[i], text);
        cr_expect_not_null(strstr(server.bodies[i + 1], text), "%d", i);
    }
}

Test(webhook, tells_again_after_a_crash)
{
    struct error err = { 0 };

    server.answer = NULL;
    note(HOOK_INBOX, "handed_over");
    run_until(1, 1, 5000);
    cr_assert_eq(server.n, 1);
    webhooks_close(webhooks);
    webhooks = NULL;
    world_reopen(&world.welfare);
    server.answer = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    cr_assert_eq(webhooks_open(event, &party, 1, &webhooks, &err), FAULT_NONE);
    run_until(2, 0, 5000);
    cr_expect_eq(server.n, 2);
    cr_expect_str_eq(server.bodies[0], server.bodies[1]);
}

static const struct {
    const char *url;
    bool fits;
} urls[] = {
    { "https://system.example/hook", true },
    { "http://127.0.0.1:8080/", true },
    { "http://[::1]:8080/hook", true },
    { "http://localhost/hook", true },
    { "HTTP://LOCALHOST/", true },
    { "http://system.example/hook", false },
    { "http://127.0.0.1.example/", false },
    { "http://127.0.0.1@system.example/", false },
    { "https://somebody:secret@system.example/", false },
    { "ftp://127.0.0.1/", false },
    { "file:///etc/passwd", false },
    { "system.example/hook", false },
    { "https://", false },
    { "", false },
    { "http://127.0.0.1:99999999/", false },
};

Test(webhook, takes_https_and_this_machine)
{
    for (size_t i = 0; i < ARRAY_SIZE(urls); i++) {
        struct error err = { 0 };

        cr_expect_eq(webhook_check_url(urls[i].url, &err) == FAULT_NONE, urls[i].fits, "%s: %s",
                     urls[i].url, err.text);
    }
}
