/* SPDX-License-Identifier: EUPL-1.2 */
/* What the schema itself forbids, role by role; and how it comes to be. */
#include <criterion/criterion.h>

#include "base/memory.h"
#include "bench.h"

/* SQLSTATE of a statement, "" if it succeeds. The database is put back as it was. */
static const char *try_as(const struct bench *bench, const char *role, const char *statement)
{
    static char sqlstate[8];
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = { 0 };

    cr_assert_eq(db_open(bench_role(bench, role), "test", &db, &err), FAULT_NONE, "%s", err.text);
    cr_assert_eq(db_run(db, "BEGIN", NULL), FAULT_NONE);
    sqlstate[0] = '\0';
    if (db_run(db, statement, &err))
        snprintf(sqlstate, sizeof(sqlstate), "%s", db_sqlstate(db));
    return sqlstate;
}

/* A log of two leaves, an exchange, and one row of the rest. */
static void open_filled(struct bench *bench)
{
    struct sample sample;

    bench_open(bench);
    sample_init(&sample, 1);
    cr_assert_eq(bench_commit(bench, &sample.change, 1, NULL), FAULT_NONE);
    sample_clear(&sample);
}

#define DENIED "42501"

static const struct {
    const char *statement;
    const char *broker, *signer, *operator_role, *auditor;
} cases[] = {
    { "SELECT * FROM samband.leaf", "", "", DENIED, DENIED },
    { "SELECT * FROM samband.exchange", "", DENIED, DENIED, DENIED },
    { "SELECT * FROM samband.exchange_detail", "", DENIED, DENIED, DENIED },
    { "SELECT * FROM samband.subject_index", "", DENIED, DENIED, DENIED },
    { "SELECT * FROM samband.section_category", "", DENIED, DENIED, DENIED },
    { "SELECT * FROM samband.section", "", DENIED, DENIED, DENIED },
    { "SELECT token FROM samband.log_head", "", DENIED, DENIED, DENIED },
    { "SELECT size, root FROM samband.log_head", "", "", DENIED, DENIED },
    { "SELECT * FROM samband.operator_exchange", DENIED, DENIED, "", DENIED },
    { "SELECT * FROM samband.operator_queue", DENIED, DENIED, "", DENIED },
    { "SELECT * FROM samband.audit_exchange", DENIED, DENIED, DENIED, "" },
    { "SELECT * FROM samband.audit_leaf", DENIED, DENIED, DENIED, "" },
    { "UPDATE samband.leaf SET kind = 'x'", DENIED, DENIED, DENIED, DENIED },
    { "DELETE FROM samband.leaf", DENIED, DENIED, DENIED, DENIED },
    { "TRUNCATE samband.leaf", DENIED, DENIED, DENIED, DENIED },
    { "ALTER TABLE samband.leaf DISABLE TRIGGER ALL", DENIED, DENIED, DENIED, DENIED },
    { "SET session_replication_role = replica", DENIED, DENIED, DENIED, DENIED },
    { "UPDATE samband.receipt SET n = 9", DENIED, DENIED, DENIED, DENIED },
    { "DELETE FROM samband.log_batch", DENIED, DENIED, DENIED, DENIED },
    { "DELETE FROM samband.exchange", DENIED, DENIED, DENIED, DENIED },
    { "UPDATE samband.exchange SET sender = 'x'", DENIED, DENIED, DENIED, DENIED },
    { "UPDATE samband.exchange SET state = 'handed_over'", "", DENIED, DENIED, DENIED },
    { "UPDATE samband.exchange SET state = 'accepted'", DENIED, DENIED, DENIED, DENIED },
    { "UPDATE samband.log_head SET size = 0, frontier = ''", DENIED, DENIED, DENIED, DENIED },
    { "UPDATE samband.log_head SET root = sha256('x')", DENIED, DENIED, DENIED, DENIED },
    { "UPDATE samband.log_head SET size = 3", "23514", DENIED, DENIED, DENIED },
    { "DELETE FROM samband.log_head", DENIED, DENIED, DENIED, DENIED },
    { "DELETE FROM samband.section", "", DENIED, DENIED, DENIED },
    { "DELETE FROM samband.exchange_detail", "", DENIED, DENIED, DENIED },
    { "SELECT samband.fence('x', 2)", "SB001", DENIED, DENIED, DENIED },
    { "SELECT samband.fence((SELECT token FROM samband.log_head), 2)", "", DENIED, DENIED, DENIED },
    { "SELECT samband.fence((SELECT token FROM samband.log_head), 1)", "SB001", DENIED, DENIED,
      DENIED },
    { "SELECT samband.renew('x', 'y')", "SB001", DENIED, DENIED, DENIED },
    { "INSERT INTO samband.log_batch VALUES (3, 0, sha256(''), 1)", "23505", DENIED, DENIED,
      DENIED },
    { "INSERT INTO samband.checkpoint VALUES (2, 'x')", DENIED, "", DENIED, DENIED },
    { "INSERT INTO samband.leaf VALUES (9, sha256('x'), 'x', now(), 'x')", "", DENIED, DENIED,
      DENIED },
    { "CREATE TABLE samband.mine (i int)", DENIED, DENIED, DENIED, DENIED },
    { "SET ROLE samband_owner", DENIED, DENIED, DENIED, DENIED },
};

Test(schema, gives_each_role_its_rights_and_no_more)
{
    struct bench bench;

    open_filled(&bench);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        const char *const roles[] = { "samband_broker", "samband_signer", "samband_operator",
                                      "samband_auditor" };
        const char *const wanted[] = { cases[i].broker, cases[i].signer, cases[i].operator_role,
                                       cases[i].auditor };

        for (size_t r = 0; r < ARRAY_SIZE(roles); r++) {
            const char *got = try_as(&bench, roles[r], cases[i].statement);

            cr_expect_str_eq(got, wanted[r], "%s: %s: got \"%s\", wanted \"%s\"", roles[r],
                             cases[i].statement, got, wanted[r]);
        }
    }
    bench_close(&bench);
}

Test(schema, stops_even_the_owner_of_the_server_by_accident)
{
    static const char *const tables[] = { "leaf",       "log_batch",   "receipt",
                                          "exchange",   "key_card",    "section_verdict",
                                          "checkpoint", "cosignature", "log_head",
                                          "migration" };
    struct bench bench;

    open_filled(&bench);
    for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
        CLEANUP(mem_free) char *truncate = mem_printf("TRUNCATE samband.%s", tables[i]);

        cr_expect_str_eq(try_as(&bench, "postgres", truncate), DENIED, "%s", tables[i]);
    }
    cr_expect_str_eq(try_as(&bench, "postgres",
                            "SET session_replication_role = replica;"
                            "DELETE FROM samband.leaf"),
                     DENIED);
    cr_expect_str_eq(try_as(&bench, "postgres", "UPDATE samband.receipt SET n = 9"), DENIED);
    bench_close(&bench);
}

Test(schema, shows_operators_no_age_no_decider_no_subject)
{
    struct bench bench;

    bench_database(&bench);
    cr_expect_str_eq(bench_value(&bench, "SELECT count(*) FROM information_schema.columns "
                                         "WHERE table_schema = 'samband' "
                                         "AND table_name ~ '^(operator|audit)_' "
                                         "AND column_name IN ('age', 'certainty', 'decider_role', "
                                         "'hmac', 'category', 'private_header', 'token', 'item')"),
                     "0");
    bench_close(&bench);
}

Test(schema, is_migrated_once)
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

static void run(const struct bench *bench, const char *text)
{
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = { 0 };

    cr_assert_eq(db_open(bench->admin, "test", &db, &err), FAULT_NONE, "%s", err.text);
    cr_assert_eq(db_run(db, text, &err), FAULT_NONE, "%s: %s", text, err.text);
}

Test(schema, notices_a_migration_that_is_another_one)
{
    struct bench bench;
    struct error err = { 0 };

    bench_database(&bench);
    run(&bench, "ALTER TABLE samband.migration DISABLE TRIGGER ALL;"
                "UPDATE samband.migration SET sha256 = sha256('other') WHERE number = 1");
    cr_expect_eq(db_migrate(bench.admin, NULL, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "schema_version");
    bench_close(&bench);
}

Test(schema, can_be_newer_than_the_program)
{
    struct bench bench;
    struct store *store = NULL;
    struct error err = { 0 };

    bench_database(&bench);
    run(&bench, "INSERT INTO samband.migration VALUES (999, 'later', sha256(''))");
    cr_expect_eq(db_migrate(bench.admin, NULL, &err), FAULT_INPUT);
    cr_expect_eq(bench_store(&bench, &store, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "schema_version");
    bench_close(&bench);
}

Test(schema, is_missing_in_an_empty_database)
{
    struct bench bench;
    struct store *store = NULL;
    struct error err = { 0 };

    bench_database(&bench);
    run(&bench, "DROP SCHEMA samband CASCADE");
    cr_expect_eq(bench_store(&bench, &store, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "schema_version", "%s", err.text);
    bench_close(&bench);
}

Test(schema, refuses_unsafe_servers_and_wrong_roles)
{
    struct bench bench;
    struct store *store = NULL;
    struct store_settings settings;
    struct error err = { 0 };

    bench_database(&bench);
    settings = (struct store_settings){ .conninfo = bench.conninfo };
    cr_expect_eq(store_open(&settings, bench.event, &store, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "database_unsafe");
    cr_expect(strstr(err.text, "fsync"), "%s", err.text);

    settings.allow_unsafe = true;
    settings.conninfo = bench_role(&bench, "samband_operator");
    cr_expect_eq(store_open(&settings, bench.event, &store, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "database_role", "%s", err.text);

    settings.conninfo = bench.conninfo;
    {
        CLEANUP(mem_free)
        char *text =
            mem_printf("ALTER DATABASE %s SET default_transaction_read_only = on", bench.name);

        run(&bench, text);
    }
    cr_expect_eq(store_open(&settings, bench.event, &store, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "database_read_only", "%s", err.text);
    bench_close(&bench);
}
