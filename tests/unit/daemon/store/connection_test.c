/* SPDX-License-Identifier: EUPL-1.2 */
/* However the connection is lost, each commit is answered once, and rightly. */
#include <criterion/criterion.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "bench.h"
#include "store/inside.h"

#define END_SESSIONS                                                                               \
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sambandd' "  \
    "AND datname = current_database()"

static void spin(struct bench *bench, int64_t ms)
{
    int64_t until = clock_boot_ms() + ms;

    while (clock_boot_ms() < until)
        cr_assert(sd_event_run(bench->event, 10000) >= 0);
}

/* Waits, without running the loop, until a query says "t". */
static void wait_for(const struct bench *bench, const char *query)
{
    int64_t until = clock_boot_ms() + 10000;

    while (strcmp(bench_value(bench, query), "t") != 0)
        cr_assert_lt(clock_boot_ms(), until, "%s", query);
}

static void expect_once(struct bench *bench, const struct bench_answer *answer)
{
    spin(bench, 200);
    cr_expect_eq(answer->n, 1, "answered %d times", answer->n);
    cr_expect_eq(answer->fault, FAULT_NONE, "%s", answer->error.text);
    cr_expect_str_eq(bench_value(bench, "SELECT count(*) FROM samband.exchange"), "1");
    cr_expect_str_eq(bench_value(bench, "SELECT size FROM samband.log_head"), "2");
    cr_expect_eq(store_head(bench->store)->size, 2);
    bench_verify_log(bench);
}

Test(connection, comes_back_after_it_was_ended_while_idle)
{
    struct bench bench;
    struct sample sample;
    struct bench_answer answer = { 0 };

    bench_open(&bench);
    sample_init(&sample, 1);
    bench_value(&bench, END_SESSIONS);
    store_commit(bench.store, &sample.change, 1, bench_on_commit, &answer);
    bench_wait(&bench, &answer.n, 1);
    expect_once(&bench, &answer);
    sample_clear(&sample);
    bench_close(&bench);
}

/* Reads what the server has sent, so that the store never sees it, and closes. */
static void cut(struct store *store)
{
    char bytes[4096];
    int fd = PQsocket(store->conn);

    while (recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
        continue;
    shutdown(fd, SHUT_RDWR);
}

Test(connection, finds_a_commit_whose_answer_was_lost)
{
    struct bench bench;
    struct sample sample;
    struct bench_answer answer = { 0 };

    bench_open(&bench);
    sample_init(&sample, 1);
    store_commit(bench.store, &sample.change, 1, bench_on_commit, &answer);
    cr_assert(sd_event_run(bench.event, 0) >= 0); /* sends it */
    wait_for(&bench, "SELECT size = 2 FROM samband.log_head");
    cr_assert_eq(answer.n, 0);
    cut(bench.store);
    bench_wait(&bench, &answer.n, 1);
    expect_once(&bench, &answer);
    sample_clear(&sample);
    bench_close(&bench);
}

/* Another session holds the head's lock, so that a commit stands still before it. */
static struct db *hold_head(const struct bench *bench)
{
    struct db *db = NULL;

    cr_assert_eq(db_open(bench->admin, "holder", &db, NULL), FAULT_NONE);
    cr_assert_eq(db_run(db, "BEGIN; SELECT FROM samband.log_head FOR UPDATE", NULL), FAULT_NONE);
    return db;
}

#define COMMIT_WAITS                                                                               \
    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND "              \
    "application_name = 'sambandd' AND datname = current_database())"

Test(connection, repeats_a_commit_that_was_lost_before_it_was_done)
{
    struct bench bench;
    struct sample sample;
    struct bench_answer answer = { 0 };
    struct db *holder;

    bench_open(&bench);
    sample_init(&sample, 1);
    holder = hold_head(&bench);
    store_commit(bench.store, &sample.change, 1, bench_on_commit, &answer);
    cr_assert(sd_event_run(bench.event, 0) >= 0);
    wait_for(&bench, COMMIT_WAITS);
    bench_value(&bench, END_SESSIONS);
    spin(&bench, 300);
    cr_expect_eq(answer.n, 0);
    db_close(holder);
    bench_wait(&bench, &answer.n, 1);
    expect_once(&bench, &answer);
    sample_clear(&sample);
    bench_close(&bench);
}

/* The old session lives on at the server with the whole transaction in its hands. */
Test(connection, is_not_overtaken_by_its_own_past)
{
    struct bench bench;
    struct sample sample;
    struct bench_answer answer = { 0 };
    struct db *holder;

    bench_open(&bench);
    sample_init(&sample, 1);
    holder = hold_head(&bench);
    store_commit(bench.store, &sample.change, 1, bench_on_commit, &answer);
    cr_assert(sd_event_run(bench.event, 0) >= 0);
    wait_for(&bench, COMMIT_WAITS);
    cut(bench.store);
    spin(&bench, 300);
    cr_expect_eq(answer.n, 0);
    db_close(holder);
    bench_wait(&bench, &answer.n, 1);
    expect_once(&bench, &answer);
    sample_clear(&sample);
    bench_close(&bench);
}

/* Ends the broker's sessions again and again, at moments nobody chose. */
static pid_t start_ending_sessions(const struct bench *bench)
{
    pid_t pid = fork();

    cr_assert_geq(pid, 0);
    if (pid > 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (unsigned i = 0;; i++) {
        struct db *db = NULL;

        if (db_open(bench->admin, "ender", &db, NULL) == FAULT_NONE &&
            db_query_text(db, END_SESSIONS, NULL, 0, NULL, NULL))
            continue;
        db_close(db);
        usleep(20000 + i * 7919 % 30000);
    }
}

Test(connection, answers_each_commit_once_whatever_is_ended)
{
    enum { N = 60 };
    struct bench bench;
    pid_t ender;

    bench_open(&bench);
    ender = start_ending_sessions(&bench);
    for (uint64_t i = 0; i < N; i++) {
        struct sample sample;
        struct bench_answer answer = { 0 };

        sample_init(&sample, i);
        store_commit(bench.store, &sample.change, 1, bench_on_commit, &answer);
        bench_wait(&bench, &answer.n, 1);
        cr_assert_eq(answer.n, 1);
        cr_assert_eq(answer.fault, FAULT_NONE, "%s", answer.error.text);
        sample_clear(&sample);
    }
    kill(ender, SIGKILL);
    waitpid(ender, NULL, 0);
    cr_expect_str_eq(bench_value(&bench, "SELECT count(*) FROM samband.exchange"), "60");
    cr_expect_eq(store_head(bench.store)->size, N + 1);
    bench_verify_log(&bench);
    bench_close(&bench);
}

Test(connection, waits_for_a_server_that_is_away)
{
    struct bench bench;
    struct sample sample;
    struct bench_answer answer = { 0 };
    CLEANUP(mem_free) char *stop = NULL;
    CLEANUP(mem_free) char *restart = NULL;

    bench_own_cluster();
    bench_open(&bench);
    sample_init(&sample, 1);
    stop = mem_printf("stop %s immediate", bench_folder());
    restart = mem_printf("restart %s", bench_folder());
    bench_script(stop);
    store_commit(bench.store, &sample.change, 1, bench_on_commit, &answer);
    spin(&bench, 500);
    cr_expect_eq(answer.n, 0);
    cr_expect_not(store_is_up(bench.store));
    bench_script(restart);
    bench_wait(&bench, &answer.n, 1);
    expect_once(&bench, &answer);
    sample_clear(&sample);
    bench_close(&bench);
    bench_drop_cluster();
}

/* A commit that stands on this server only, because the wait for its copy was cancelled. */
Test(connection, does_not_answer_before_the_copies_have_it)
{
    struct bench bench;
    struct sample sample;
    struct bench_answer answer = { 0 };

    bench_own_cluster();
    bench_open(&bench);
    sample_init(&sample, 1);
    bench_value(&bench, "ALTER SYSTEM SET synchronous_standby_names = 'copy'");
    bench_value(&bench, "SELECT pg_reload_conf()");
    wait_for(&bench, "SELECT current_setting('synchronous_standby_names') = 'copy'");
    spin(&bench, 200);
    store_commit(bench.store, &sample.change, 1, bench_on_commit, &answer);
    cr_assert(sd_event_run(bench.event, 0) >= 0);
    wait_for(&bench, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep')");
    bench_value(&bench, "SELECT pg_cancel_backend(pid) FROM pg_stat_activity "
                        "WHERE wait_event = 'SyncRep'");
    spin(&bench, 700);
    cr_expect_eq(answer.n, 0, "answered on a local commit");
    bench_value(&bench, "ALTER SYSTEM RESET synchronous_standby_names");
    bench_value(&bench, "SELECT pg_reload_conf()");
    bench_wait(&bench, &answer.n, 1);
    expect_once(&bench, &answer);
    sample_clear(&sample);
    bench_close(&bench);
    bench_drop_cluster();
}
