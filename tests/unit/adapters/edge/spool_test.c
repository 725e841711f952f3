/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/spool.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/memory.h"
#include "edge/spool_memory.h"
#include "edge/spool_schema.h"
#include "keys/start.h"

static char top[64], folder[80];

static void setup(void)
{
    cr_assert_eq(keys_start(NULL), FAULT_NONE);
    strcpy(top, "/tmp/samband-spool-XXXXXX");
    cr_assert_not_null(mkdtemp(top));
    snprintf(folder, sizeof(folder), "%s/spool", top);
}

static void teardown(void)
{
    CLEANUP(mem_free) char *command = mem_printf("rm -r %s", top);

    cr_assert_eq(system(command), 0);
}

TestSuite(spool, .init = setup, .fini = teardown);

static struct spool *open_it(void)
{
    struct spool *spool = NULL;
    struct error err = { 0 };

    cr_assert_eq(spool_open(folder, &spool, &err), FAULT_NONE, "%s", err.text);
    return spool;
}

static int64_t number(struct spool *spool, const char *sql)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;

    cr_assert_eq(spool_query(spool, sql, (struct spool_values){ 0 }, &rows, NULL), FAULT_NONE);
    cr_assert_eq(spool_next(rows, &has, NULL), FAULT_NONE);
    cr_assert(has);
    return spool_get_number(rows, 0);
}

Test(spool, is_closed_to_others)
{
    struct spool *spool = open_it();
    CLEANUP(mem_free) char *file = mem_printf("%s/spool.db", folder);
    struct stat status;

    cr_assert_eq(stat(folder, &status), 0);
    cr_expect_eq(status.st_mode & 07777, 0700);
    cr_assert_eq(stat(file, &status), 0);
    cr_expect_eq(status.st_mode & 07777, 0600);
    spool_close(spool);
}

Test(spool, keeps_what_was_committed_through_a_power_cut)
{
    CLEANUP(spool_close) struct spool *spool = open_it();

    cr_expect_eq(number(spool, "PRAGMA synchronous"), 2);
    cr_expect_eq(number(spool, "PRAGMA foreign_keys"), 1);
    cr_expect_eq(number(spool, "PRAGMA secure_delete"), 1);
    cr_expect_eq(number(spool, "PRAGMA user_version"), SPOOL_SCHEMA_VERSION);
}

Test(spool, refuses_a_folder_that_others_may_enter)
{
    struct spool *spool = NULL;
    struct error err = { 0 };

    cr_assert_eq(mkdir(folder, 0755), 0);
    cr_expect_eq(spool_open(folder, &spool, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "spool_mode");
}

Test(spool, refuses_a_second_process)
{
    struct spool *spool = open_it();
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        struct spool *second = NULL;
        struct error err = { 0 };
        enum fault fault = spool_open(folder, &second, &err);

        _exit(fault == FAULT_INPUT && strcmp(err.code, "spool_in_use") == 0 ? 7 : 8);
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status));
    cr_expect_eq(WEXITSTATUS(status), 7);
    spool_close(spool);
}

Test(spool, is_free_again_after_a_crash)
{
    int status = 0, ready[2];
    char byte;
    pid_t child;

    cr_assert_eq(pipe(ready), 0);
    child = fork();
    if (child == 0) {
        struct spool *spool = open_it();

        (void)!write(ready[1], "x", 1);
        pause();
        spool_close(spool);
        _exit(1);
    }
    cr_assert_eq(read(ready[0], &byte, 1), 1);
    cr_assert_eq(kill(child, SIGKILL), 0);
    cr_assert_eq(waitpid(child, &status, 0), child);
    spool_close(open_it());
}

/* A spool as the first version left it, with one exchange. */
static void make_first_version(void)
{
    CLEANUP(mem_free) char *file = mem_printf("%s/spool.db", folder);
    sqlite3 *db = NULL;

    cr_assert_eq(mkdir(folder, 0700), 0);
    cr_assert_eq(sqlite3_open(file, &db), SQLITE_OK);
    cr_assert_eq(chmod(file, 0600), 0);
    cr_assert_eq(sqlite3_exec(db, spool_schema_steps[0], NULL, NULL, NULL), SQLITE_OK);
    cr_assert_eq(
        sqlite3_exec(db,
                     "INSERT INTO post (place, party, salt, digest) VALUES (1, 'p', x'00', x'00');"
                     "INSERT INTO outbox (id, party, post, recipient, about, type, ground, urgency,"
                     " thread, held, stage, created_ms, stage_since_ms) VALUES"
                     " (zeroblob(16), 'p', 1, 'q', '/children/0', 't', 'g', 'acute', x'00', 1, 3,"
                     " 5, 6)",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
}

Test(spool, of_the_first_version_is_brought_up_with_all_it_holds)
{
    struct spool *spool;

    make_first_version();
    for (int i = 0; i < 2; i++) { /* the second time there is nothing to do */
        spool = open_it();
        cr_expect_eq(number(spool, "PRAGMA user_version"), SPOOL_SCHEMA_VERSION);
        cr_expect_eq(number(spool, "SELECT count(*) FROM outbox WHERE id = zeroblob(16)"
                                   " AND stage = 3 AND created_ms = 5 AND outcome = ''"
                                   " AND draft IS NULL AND n_anew = 0"),
                     1);
        cr_expect_eq(number(spool, "SELECT count(*) FROM consent_message"), 0);
        spool_close(spool);
    }
}

Test(spool, that_cannot_be_brought_up_keeps_its_version)
{
    CLEANUP(mem_free) char *file = mem_printf("%s/spool.db", folder);
    struct spool *spool = NULL;
    struct error err = { 0 };
    sqlite3 *db = NULL;
    sqlite3_stmt *rows = NULL;

    make_first_version();
    cr_assert_eq(sqlite3_open(file, &db), SQLITE_OK);
    /* In the way of the last of what the second step makes. */
    cr_assert_eq(sqlite3_exec(db, "CREATE TABLE hook (x)", NULL, NULL, NULL), SQLITE_OK);
    cr_expect_eq(spool_open(folder, &spool, &err), FAULT_BROKEN);
    cr_assert_eq(sqlite3_prepare_v2(db,
                                    "SELECT (SELECT user_version FROM pragma_user_version),"
                                    " (SELECT count(*) FROM pragma_table_info('outbox')"
                                    " WHERE name = 'draft')",
                                    -1, &rows, NULL),
                 SQLITE_OK);
    cr_assert_eq(sqlite3_step(rows), SQLITE_ROW);
    cr_expect_eq(sqlite3_column_int(rows, 0), 1);
    cr_expect_eq(sqlite3_column_int(rows, 1), 0, "and nothing half done");
    sqlite3_finalize(rows);
    sqlite3_close(db);
}

Test(spool, of_a_later_version_is_refused)
{
    struct spool *spool = open_it();
    struct error err = { 0 };

    CLEANUP(mem_free)
    char *later = mem_printf("PRAGMA user_version = %d", SPOOL_SCHEMA_VERSION + 1);

    cr_assert_eq(spool_run(spool, later, (struct spool_values){ 0 }, &err), FAULT_NONE);
    spool_close(spool);
    spool = NULL;
    cr_expect_eq(spool_open(folder, &spool, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "spool_version");
}

Test(spool, that_is_damaged_is_not_used)
{
    CLEANUP(mem_free) char *file = mem_printf("%s/spool.db", folder);
    struct spool *spool = open_it();
    struct error err = { 0 };
    int fd;

    spool_close(spool);
    spool = NULL;
    fd = open(file, O_WRONLY | O_CLOEXEC);
    cr_assert_geq(fd, 0);
    for (off_t at = 4096; at < 16384; at += 16)
        cr_assert_eq(pwrite(fd, "damaged damaged ", 16, at), 16);
    close(fd);
    cr_expect_eq(spool_open(folder, &spool, &err), FAULT_BROKEN);
    cr_expect_str_eq(err.code, "spool_corrupt");
}

Test(spool, undoes_a_step_that_failed)
{
    CLEANUP(spool_close) struct spool *spool = open_it();
    uint8_t seq[SEQ_SIZE];
    struct error err = { 0 };

    cr_assert_eq(spool_begin(spool, &err), FAULT_NONE);
    cr_assert_eq(memory_next_seq(spool, "fjell-school", seq, &err), FAULT_NONE);
    cr_expect_eq(spool_end(spool, FAULT_INPUT, &err), FAULT_INPUT);
    cr_expect_eq(number(spool, "SELECT count(*) FROM memory"), 0);
}

Test(spool, gives_numbers_without_gaps_in_an_incarnation)
{
    CLEANUP(spool_close) struct spool *spool = open_it();
    CLEANUP(memory_view_clear) struct memory_view view = { 0 };
    uint8_t seq[SEQ_SIZE];
    struct error err = { 0 };

    for (int i = 1; i <= 5; i++) {
        cr_assert_eq(spool_begin(spool, &err), FAULT_NONE);
        if (i == 3) /* from here under another incarnation */
            cr_assert_eq(memory_new_incarnation(spool, "fjell-school", &err), FAULT_NONE);
        cr_assert_eq(memory_next_seq(spool, "fjell-school", seq, &err), FAULT_NONE);
        cr_assert_eq(spool_end(spool, FAULT_NONE, &err), FAULT_NONE);
        cr_expect_eq(seq[SEQ_SIZE - 1], i < 3 ? i : i - 2);
    }
    cr_assert_eq(memory_read(spool, "fjell-school", &view, &err), FAULT_NONE);
    cr_expect_eq(view.n_incarnations, 2);
    cr_expect_eq(view.number, 3);
    cr_expect_arr_eq(view.incarnations[0], seq, INCARNATION_SIZE);
}

Test(spool, remembers_the_highest_take_over)
{
    CLEANUP(spool_close) struct spool *spool = open_it();
    struct error err = { 0 };

    cr_assert_eq(spool_begin(spool, &err), FAULT_NONE);
    cr_expect_eq(memory_see_takeover(spool, "fjell-school", 5, &err), FAULT_NONE);
    cr_expect_eq(memory_see_takeover(spool, "fjell-school", 5, &err), FAULT_NONE);
    cr_expect_eq(memory_see_takeover(spool, "fjell-school", 4, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "old_takeover");
    cr_expect_eq(memory_see_takeover(spool, "fjell-school", 6, &err), FAULT_NONE);
    cr_assert_eq(spool_end(spool, FAULT_NONE, &err), FAULT_NONE);
    cr_expect_eq(number(spool, "SELECT takeover FROM memory"), 6);
}

Test(spool, says_retry_when_the_file_may_not_grow)
{
    CLEANUP(spool_close) struct spool *spool = open_it();
    uint8_t large[65536] = { 0 };
    struct error err = { 0 };
    enum fault fault = FAULT_NONE;

    cr_assert_eq(spool_run(spool, "PRAGMA max_page_count = 60", (struct spool_values){ 0 }, &err),
                 FAULT_NONE);
    cr_assert_eq(spool_begin(spool, &err), FAULT_NONE);
    for (int i = 0; !fault && i < 100; i++)
        fault = spool_run(spool, "INSERT INTO card (party, serial, text) VALUES ('x', ?1, ?2)",
                          SPOOL_VALUES(spool_number(i), spool_blob(large, sizeof(large))), &err);
    fault = spool_end(spool, fault, &err);
    cr_expect_eq(fault, FAULT_RETRY);
    cr_expect_str_eq(err.code, "spool");
    cr_expect_eq(number(spool, "SELECT count(*) FROM card"), 0);
}

static const char *const gone[] = { "spool.db", "spool.db-wal" };

Test(spool, takes_nothing_once_its_file_is_gone)
{
    for (size_t i = 0; i < ARRAY_SIZE(gone); i++) {
        CLEANUP(spool_close) struct spool *spool = open_it();
        CLEANUP(mem_free) char *file = mem_printf("%s/%s", folder, gone[i]);
        CLEANUP(mem_free) char *aside = mem_printf("%s/aside", folder);
        struct error err = { 0 };
        enum fault fault;

        cr_assert_eq(rename(file, aside), 0, "%s", gone[i]);
        fault = spool_end(spool, spool_begin(spool, &err), &err);
        cr_expect_eq(fault, FAULT_RETRY, "%s", gone[i]);
        cr_expect_str_eq(err.code, "spool_gone");
        cr_assert_eq(rename(aside, file), 0);
        err = (struct error){ 0 };
        fault = spool_end(spool, spool_begin(spool, &err), &err);
        cr_expect_eq(fault, FAULT_NONE, "%s is back: %s", gone[i], err.text);
    }
}

Test(spool, takes_nothing_once_its_folder_is_gone)
{
    CLEANUP(spool_close) struct spool *spool = open_it();
    CLEANUP(mem_free) char *command = mem_printf("rm -r %s", folder);
    struct error err = { 0 };

    cr_assert_eq(system(command), 0);
    cr_expect_eq(spool_end(spool, spool_begin(spool, &err), &err), FAULT_RETRY);
    cr_expect_str_eq(err.code, "spool_gone");
}
