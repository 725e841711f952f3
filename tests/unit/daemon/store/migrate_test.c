/* SPDX-License-Identifier: EUPL-1.2 */
/* How a schema comes to be, and grows. */
#include <criterion/criterion.h>

#include "base/memory.h"
#include "bench.h"
#include "keys/digest.h"

#include "schema.h"

Test(migrate, happens_once)
{
    struct bench bench;
    struct error err = { 0 };
    const char *before;
    CLEANUP(mem_free) char *kept = NULL;

    bench_database(&bench);
    before = bench_value(&bench, "SELECT string_agg(applied_at::text, ' ') FROM samband.migration");
    kept = mem_text(before);
    cr_expect_eq(db_migrate(bench.admin, NULL, &err), FAULT_NONE, "%s", err.text);
    cr_expect_str_eq(
        bench_value(&bench, "SELECT string_agg(applied_at::text, ' ') FROM samband.migration"),
        kept);
    bench_close(&bench);
}

/* A schema as an earlier program left it, with an exchange in it. */
static void open_as_first_made(struct bench *bench)
{
    struct digest hash = digest_of(bytes_of_text(schema_steps[0].text));
    char hex[DIGEST_HEX_SIZE];
    CLEANUP(mem_free) char *applied = NULL;

    bench_database(bench);
    digest_write_hex(&hash, hex);
    bench_run(bench, "DROP SCHEMA samband CASCADE");
    bench_run(bench, schema_steps[0].text);
    applied = mem_printf("INSERT INTO samband.migration VALUES (1, '%s', '\\x%s');"
                         "INSERT INTO samband.exchange VALUES ("
                         "gen_random_uuid(), sha256('x'), 'fjell-school', 'fjell-welfare', "
                         "'concern_notification', 'no.bvl.13-2', 'protect_child', 'acute', "
                         "decode(repeat('00', 16), 'hex'), NULL, NULL, NULL, now(), now(), now(), "
                         "'handed_over', 1, 'r', '', 'none', 1, 1, "
                         "decode(repeat('00', 16), 'hex'), 1)",
                         schema_steps[0].name, hex);
    bench_run(bench, applied);
}

Test(migrate, brings_a_schema_forward_with_what_it_holds)
{
    struct bench bench;
    struct store *store = NULL;
    struct error err = { 0 };

    open_as_first_made(&bench);
    cr_expect_eq(bench_store(&bench, &store, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "schema_version");
    cr_assert_eq(db_migrate(bench.admin, NULL, &err), FAULT_NONE, "%s", err.text);
    cr_expect_str_eq(bench_value(&bench, "SELECT max(number) = count(*) AND count(*) > 1 "
                                         "FROM samband.migration"),
                     "t");
    cr_expect_str_eq(bench_value(&bench, "SELECT state FROM samband.exchange"), "handed_over");
    cr_expect_eq(bench_store(&bench, &store, &err), FAULT_NONE, "%s", err.text);
    store_close(store);
    bench_close(&bench);
}

Test(migrate, notices_a_migration_that_is_another_one)
{
    struct bench bench;
    struct error err = { 0 };

    bench_database(&bench);
    bench_run(&bench, "ALTER TABLE samband.migration DISABLE TRIGGER ALL;"
                      "UPDATE samband.migration SET sha256 = sha256('other') WHERE number = 1");
    cr_expect_eq(db_migrate(bench.admin, NULL, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "schema_version");
    bench_close(&bench);
}

Test(migrate, refuses_a_schema_that_is_newer_than_the_program)
{
    struct bench bench;
    struct store *store = NULL;
    struct error err = { 0 };

    bench_database(&bench);
    bench_run(&bench, "INSERT INTO samband.migration VALUES (999, 'later', sha256(''))");
    cr_expect_eq(db_migrate(bench.admin, NULL, &err), FAULT_INPUT);
    cr_expect_eq(bench_store(&bench, &store, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "schema_version");
    bench_close(&bench);
}
