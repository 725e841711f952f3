/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench.h"

#include <criterion/criterion.h>
#include <criterion/hooks.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "keys/random.h"
#include "model/entry.h"
#include "tlog/tree.h"

#define FOLDER_VARIABLE "SAMBAND_TEST_CLUSTER"

/* The tests run from the top of the checkout or below it. */
static void enter_checkout(void)
{
    for (int i = 0; i < 8 && access("scripts/postgres", X_OK) != 0; i++) {
        if (chdir("..") != 0)
            break;
    }
}

static int script(const char *arguments)
{
    CLEANUP(mem_free) char *command = mem_printf("scripts/postgres %s >/dev/null", arguments);
    int status;

    enter_checkout();
    status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void bench_script(const char *arguments)
{
    int status = script(arguments);

    cr_assert_eq(status, 0, "scripts/postgres %s: status %d", arguments, status);
}

const char *bench_folder(void) { return getenv(FOLDER_VARIABLE); }

/* A cluster, and in it a database with the schema as a template. */
static void make_cluster(void)
{
    char folder[] = "/tmp/sambandXXXXXX", arguments[128], conninfo[128];
    struct error err = { 0 };

    if (!mkdtemp(folder))
        abort();
    snprintf(arguments, sizeof(arguments), "start %s --no-fsync --until %d", folder, (int)getpid());
    snprintf(conninfo, sizeof(conninfo), "host=%s dbname=samband user=postgres", folder);
    if (script(arguments) != 0 || db_migrate(conninfo, NULL, &err)) {
        fprintf(stderr, "no database for the tests: %s\n", err.text);
        abort();
    }
    setenv(FOLDER_VARIABLE, folder, 1);
}

static void remove_cluster(void)
{
    CLEANUP(mem_free) char *stop = mem_printf("stop %s immediate", bench_folder());
    CLEANUP(mem_free) char *remove = mem_printf("rm -rf %s", bench_folder());

    if (script(stop) != 0 || system(remove) != 0)
        fprintf(stderr, "the cluster in %s is left behind\n", bench_folder());
}

void bench_own_cluster(void) { make_cluster(); }

void bench_drop_cluster(void) { remove_cluster(); }

/* Once for the program. */
ReportHook(PRE_ALL)(struct criterion_test_set *tests)
{
    (void)tests;
    make_cluster();
}

ReportHook(POST_ALL)(struct criterion_global_stats *stats)
{
    (void)stats;
    remove_cluster();
}

static void run_as_admin(const char *database, const char *text)
{
    CLEANUP(mem_free)
    char *conninfo = mem_printf("host=%s dbname=%s user=postgres", bench_folder(), database);
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = { 0 };

    cr_assert_eq(db_open(conninfo, "bench", &db, &err), FAULT_NONE, "%s", err.text);
    cr_assert_eq(db_run(db, text, &err), FAULT_NONE, "%s: %s", text, err.text);
}

void bench_database(struct bench *bench)
{
    uint32_t random;
    char text[128];

    *bench = (struct bench){ 0 };
    keys_random(&random, sizeof(random));
    snprintf(bench->name, sizeof(bench->name), "test_%d_%u", (int)getpid(), random);
    snprintf(bench->admin, sizeof(bench->admin), "host=%s dbname=%s user=postgres", bench_folder(),
             bench->name);
    snprintf(bench->conninfo, sizeof(bench->conninfo), "%s", bench_role(bench, "samband_broker"));
    snprintf(text, sizeof(text), "CREATE DATABASE %s TEMPLATE samband", bench->name);
    run_as_admin("postgres", text);
    cr_assert(sd_event_new(&bench->event) >= 0);
}

void bench_run(const struct bench *bench, const char *statements)
{
    run_as_admin(bench->name, statements);
}

const char *bench_role(const struct bench *bench, const char *role)
{
    static char conninfo[256];

    snprintf(conninfo, sizeof(conninfo), "host=%s dbname=%s user=%s", bench_folder(), bench->name,
             role);
    return conninfo;
}

enum fault bench_store(struct bench *bench, struct store **ret_store, struct error *err)
{
    struct store_settings settings = { .conninfo = bench->conninfo, .allow_unsafe = true };

    return store_open(&settings, bench->event, ret_store, err);
}

int64_t bench_time_ms(void)
{
    static int64_t time_ms;

    if (time_ms == 0)
        time_ms = clock_wall_ms();
    return time_ms;
}

enum fault bench_take_over(struct store *store, uint64_t counter, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 }, bytes = { 0 };
    struct start_text start = { .origin = BENCH_ORIGIN, .takeover = counter, .software = "test 1" };
    struct entry entry = { .kind = ENTRY_START, .time_ms = bench_time_ms() };
    struct change change = { .kind = CHANGE_NOTED,
                             .entry_kind = entry_kind_name(ENTRY_START),
                             .time_ms = entry.time_ms };
    const char *hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    strcpy(start.policy, hash);
    strcpy(start.directory, hash);
    strcpy(start.coordinator, "coordinator");
    start_text_write(&start, &text);
    keys_random(entry.nonce, sizeof(entry.nonce));
    entry.text = bytes_of_buffer(&text);
    entry_write(&entry, &bytes);
    change.entry = bytes_of_buffer(&bytes);
    return store_take_over(store, BENCH_ORIGIN, counter, &change, err);
}

void bench_open(struct bench *bench)
{
    struct error err = { 0 };

    bench_database(bench);
    cr_assert_eq(bench_store(bench, &bench->store, &err), FAULT_NONE, "%s", err.text);
    cr_assert_eq(bench_take_over(bench->store, 1, &err), FAULT_NONE, "%s", err.text);
}

void bench_close(struct bench *bench)
{
    store_close(bench->store);
    sd_event_unref(bench->event);
}

const char *bench_value(const struct bench *bench, const char *query)
{
    static char value[4096];
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    const char *text = NULL;
    struct error err = { 0 };

    cr_assert_eq(db_open(bench->admin, "bench", &db, &err), FAULT_NONE, "%s", err.text);
    cr_assert_eq(db_query_text(db, query, NULL, 0, &rows, &err), FAULT_NONE, "%s: %s", query,
                 err.text);
    if (db_rows_count(rows) > 0 && db_rows_columns(rows) > 0)
        text = db_rows_text(rows, 0, 0);
    snprintf(value, sizeof(value), "%s", text ? text : "");
    return value;
}

void bench_on_commit(void *arg, enum fault fault, const struct error *err)
{
    struct bench_answer *answer = arg;

    answer->n++;
    answer->fault = fault;
    if (err)
        answer->error = *err;
}

void bench_wait(struct bench *bench, const int *n, int wanted)
{
    int64_t until = clock_boot_ms() + 20000;

    while (*n < wanted) {
        cr_assert_lt(clock_boot_ms(), until, "no answer: %d of %d", *n, wanted);
        cr_assert(sd_event_run(bench->event, 100000) >= 0);
    }
}

enum fault bench_commit(struct bench *bench, const struct change changes[], size_t n_changes,
                        struct error *err)
{
    struct bench_answer answer = { 0 };

    store_commit(bench->store, changes, n_changes, bench_on_commit, &answer);
    bench_wait(bench, &answer.n, 1);
    if (err)
        *err = answer.error;
    return answer.fault;
}

void bench_verify_log(const struct bench *bench)
{
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL, *head = NULL;
    CLEANUP(buffer_clear) struct buffer root_bytes = { 0 };
    struct tree_frontier frontier = { 0 };
    struct digest root;

    cr_assert_eq(db_open(bench->admin, "bench", &db, NULL), FAULT_NONE);
    cr_assert_eq(
        db_query_text(db, "SELECT entry FROM samband.leaf ORDER BY idx", NULL, 0, &rows, NULL),
        FAULT_NONE);
    cr_assert_eq(db_query_text(db, "SELECT root, size FROM samband.log_head", NULL, 0, &head, NULL),
                 FAULT_NONE);
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        CLEANUP(buffer_clear) struct buffer entry = { 0 };
        struct digest hash;

        cr_assert(db_rows_bytes(rows, i, 0, &entry));
        hash = tree_leaf_hash(bytes_of_buffer(&entry));
        tree_frontier_append(&frontier, &hash);
    }
    root = tree_frontier_root(&frontier);
    cr_assert(db_rows_bytes(head, 0, 0, &root_bytes));
    cr_expect(bytes_equal(bytes_of_buffer(&root_bytes), bytes_of(root.bytes, DIGEST_SIZE)),
              "the leaves do not hash to the head");
    cr_expect_eq((size_t)atoll(db_rows_text(head, 0, 1)), db_rows_count(rows));
}
