/* SPDX-License-Identifier: EUPL-1.2 */
/* connection - keeps one libpq connection up, without ever blocking the loop.
 *
 * Whatever fails, the answer is the same: drop the connection, wait (50 ms to 5 s, with jitter),
 * connect anew. So there is one way back to a known state, and it is used often enough to work.
 */
#include "store/inside.h"

#include <assert.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>

#include "base/fault_point.h"
#include "base/log.h"
#include "keys/random.h"

enum {
    WAIT_FIRST_MS = 50,
    WAIT_LONGEST_MS = 5000,
    ATTEMPT_MS = 10000, /* for connecting and preparing; several hosts may be tried in it */
};

static int on_io(sd_event_source *source, int fd, uint32_t events, void *arg);
static int on_timer(sd_event_source *source, uint64_t usec, void *arg);

static void set_timer(struct store *store, uint64_t ms)
{
    int status;

    store->timer = sd_event_source_disable_unref(store->timer);
    status = sd_event_add_time_relative(store->event, &store->timer, CLOCK_BOOTTIME, ms * 1000,
                                        1000, on_timer, store);
    assert(status >= 0); /* without a timer the store would hang, and say nothing */
}

/* The loop watches a duplicate: libpq closes its socket whenever it likes, and may open another under
 * the same number, while the loop must be told before. */
static void watch(struct store *store, uint32_t events)
{
    int fd, status;

    if (store->state == CONNECTION_CONNECTING)
        store->io = sd_event_source_disable_unref(store->io);
    if (store->io) {
        status = sd_event_source_set_io_events(store->io, events);
        assert(status >= 0);
        return;
    }
    fd = fcntl(PQsocket(store->conn), F_DUPFD_CLOEXEC, 3);
    status = sd_event_add_io(store->event, &store->io, fd, events, on_io, store);
    assert(status >= 0);
    status = sd_event_source_set_io_fd_own(store->io, true);
    assert(status >= 0);
}

/* Half of the wait is fixed and half is chance, so that brokers do not come back in step. */
static uint64_t wait_ms(unsigned n_failures)
{
    uint64_t longest = WAIT_FIRST_MS, random;

    for (unsigned i = 1; i < n_failures && longest < WAIT_LONGEST_MS; i++)
        longest *= 2;
    if (longest > WAIT_LONGEST_MS)
        longest = WAIT_LONGEST_MS;
    keys_random(&random, sizeof(random));
    return longest / 2 + random % (longest / 2 + 1);
}

void connection_lose(struct store *store)
{
    uint64_t ms = wait_ms(++store->n_failures);

    store->io = sd_event_source_disable_unref(store->io);
    PQfinish(TAKE(store->conn));
    store->state = CONNECTION_DOWN;
    if (store->running) {
        store->running->in_doubt = true;
        store->running = NULL;
    }
    if (!store->is_open) /* whoever opens it gets the error, and decides */
        return;
    log_event(LOG_LEVEL_WARNING, "database_lost", "failures=%u wait_ms=%llu why=\"%s\"",
              store->n_failures, (unsigned long long)ms, store->error.text);
    set_timer(store, ms);
}

/* libpq's words about connecting name hosts and roles, never rows; its first line says enough. */
static void fail_to_connect(struct store *store)
{
    const char *text = store->conn ? PQerrorMessage(store->conn) : "out of memory";

    error_set_code(&store->error, FAULT_RETRY, "database_unavailable", "%.*s",
                   (int)strcspn(text, "\n"), text);
    connection_lose(store);
}

/* While a commit runs, a warning may mean that the standby has not got it. */
static void on_notice(void *arg, const PGresult *result)
{
    struct store *store = arg;
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);

    if (severity && strcmp(severity, "WARNING") == 0 && store->running && store->running->writes &&
        !store->rolling_back)
        store->doubtful = true;
}

/* With several hosts, the one that takes writes is wanted. With one, a read-only server is found by
 * the session's checks, which can say so. */
static bool has_several_hosts(const char *conninfo)
{
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    bool found = false;

    for (PQconninfoOption *option = options; option && option->keyword; option++) {
        if (strcmp(option->keyword, "host") == 0 || strcmp(option->keyword, "hostaddr") == 0)
            found = found || (option->val && strchr(option->val, ','));
    }
    PQconninfoFree(options);
    return found;
}

void connection_start(struct store *store)
{
    /* Before dbname: may be overridden by the conninfo. After it: always so. */
    const char *const keywords[] = { "keepalives_idle",  "keepalives_interval",  "keepalives_count",
                                     "tcp_user_timeout", "target_session_attrs", "dbname",
                                     "application_name", "client_encoding",      NULL };
    const char *const values[] = { "2",
                                   "1",
                                   "3",
                                   "5000",
                                   has_several_hosts(store->conninfo) ? "read-write" : "any",
                                   store->conninfo,
                                   "sambandd",
                                   "UTF8",
                                   NULL };

    store->conn = PQconnectStartParams(keywords, values, 1);
    if (!store->conn || PQstatus(store->conn) == CONNECTION_BAD) {
        fail_to_connect(store);
        return;
    }
    PQsetNoticeReceiver(store->conn, on_notice, store);
    store->state = CONNECTION_CONNECTING;
    watch(store, EPOLLOUT);
    set_timer(store, ATTEMPT_MS);
}

static void prepare(struct store *store)
{
    store->state = CONNECTION_PREPARING;
    store->n_prepared = 0;
    if (PQsetnonblocking(store->conn, 1) || !PQenterPipelineMode(store->conn) ||
        !session_send(store) || !PQpipelineSync(store->conn)) {
        fail_to_connect(store);
        return;
    }
    store->io = sd_event_source_disable_unref(store->io);
    connection_flush(store);
}

static void connect_on(struct store *store)
{
    switch (PQconnectPoll(store->conn)) {
    case PGRES_POLLING_READING:
        watch(store, EPOLLIN);
        return;
    case PGRES_POLLING_WRITING:
        watch(store, EPOLLOUT);
        return;
    case PGRES_POLLING_OK:
        prepare(store);
        return;
    default:
        fail_to_connect(store);
    }
}

static void come_up(struct store *store)
{
    store->state = CONNECTION_UP;
    store->timer = sd_event_source_disable_unref(store->timer);
    if (store->n_failures > 0)
        log_event(LOG_LEVEL_NOTICE, "database_back", "failures=%u", store->n_failures);
    store->n_failures = 0;
    jobs_resume(store);
}

static void read_session(struct store *store)
{
    while (store->state == CONNECTION_PREPARING && !PQisBusy(store->conn)) {
        CLEANUP(PQclear) PGresult *result = PQgetResult(store->conn);

        if (!result && PQstatus(store->conn) == CONNECTION_BAD) {
            fail_to_connect(store);
        } else if (result && PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
            come_up(store);
        } else if (result && !session_result(store, result)) {
            connection_lose(store);
        }
    }
}

void connection_flush(struct store *store)
{
    int waits = PQflush(store->conn);

    if (waits < 0) {
        fail_to_connect(store);
        return;
    }
    if (waits == 0 && store->running && !store->flushed) {
        store->flushed = true;
        if (store->running->writes)
            (void)FAULT_POINT("store_commit_sent");
    }
    watch(store, waits ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

static void handle(struct store *store)
{
    if (store->state == CONNECTION_CONNECTING) {
        connect_on(store);
        return;
    }
    if (!PQconsumeInput(store->conn)) {
        fail_to_connect(store);
        return;
    }
    if (store->state == CONNECTION_PREPARING)
        read_session(store);
    else
        jobs_read(store);
    if (store->state >= CONNECTION_PREPARING)
        connection_flush(store);
}

static int on_io(sd_event_source *source, int fd, uint32_t events, void *arg)
{
    (void)source, (void)fd, (void)events;
    handle(arg);
    return 0;
}

static int on_timer(sd_event_source *source, uint64_t usec, void *arg)
{
    struct store *store = arg;

    (void)source, (void)usec;
    if (store->state == CONNECTION_DOWN) {
        connection_start(store);
    } else if (store->state != CONNECTION_UP) {
        error_set_code(&store->error, FAULT_RETRY, "database_unavailable", "no answer within %d s",
                       ATTEMPT_MS / 1000);
        connection_lose(store);
    }
    return 0;
}

void connection_turn(struct store *store)
{
    uint32_t events = 0;
    struct pollfd poll_fd = { .fd = PQsocket(store->conn) };
    int status = sd_event_source_get_io_events(store->io, &events);

    assert(status >= 0);
    poll_fd.events = (short)((events & EPOLLIN ? POLLIN : 0) | (events & EPOLLOUT ? POLLOUT : 0));
    if (poll(&poll_fd, 1, ATTEMPT_MS) != 0)
        handle(store);
    else if (store->state != CONNECTION_UP)
        on_timer(NULL, 0, store);
}

void connection_close(struct store *store)
{
    store->io = sd_event_source_disable_unref(store->io);
    store->timer = sd_event_source_disable_unref(store->timer);
    store->pump = sd_event_source_disable_unref(store->pump);
    PQfinish(TAKE(store->conn));
    store->state = CONNECTION_DOWN;
}
