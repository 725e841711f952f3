/* SPDX-License-Identifier: EUPL-1.2 */
/* What the schema itself forbids and shows, role by role. */
#include <criterion/criterion.h>

#include "base/memory.h"
#include "bench.h"
#include "core/exchange.h"

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
    { "SELECT * FROM samband.operator_consent", DENIED, DENIED, "", "" },
    { "SELECT * FROM samband.audit_consent_message", DENIED, DENIED, DENIED, "" },
    { "SELECT * FROM samband.audit_consent_exchange", DENIED, DENIED, DENIED, "" },
    { "SELECT * FROM samband.consent_message", "", DENIED, DENIED, DENIED },
    { "SELECT * FROM samband.exchange_consent", "", DENIED, DENIED, DENIED },
    { "SELECT * FROM samband.recall", "", DENIED, DENIED, DENIED },
    { "SELECT * FROM samband.kept", "", DENIED, DENIED, DENIED },
    { "SELECT * FROM samband.kept_file", "", DENIED, DENIED, DENIED },
    { "SELECT * FROM samband.kept_since", DENIED, DENIED, DENIED, DENIED },
    { "SELECT * FROM samband.audit_kept", DENIED, DENIED, DENIED, "" },
    { "SELECT * FROM samband.audit_kept_file", DENIED, DENIED, DENIED, "" },
    { "SELECT * FROM samband.audit_kept_since", DENIED, DENIED, DENIED, "" },
    { "SELECT * FROM samband.audit_decision", DENIED, DENIED, DENIED, "" },
    { "SELECT * FROM samband.audit_decision_section", DENIED, DENIED, DENIED, "" },
    { "SELECT * FROM samband.audit_decision_consent", DENIED, DENIED, DENIED, "" },
    { "SELECT * FROM samband.audit_consent_condition", DENIED, DENIED, DENIED, "" },
    { "SELECT * FROM samband.audit_own_mandate", DENIED, DENIED, DENIED, "" },
    { "SELECT * FROM samband.audit_mandate", DENIED, DENIED, DENIED, DENIED },
    { "INSERT INTO samband.audit_mandate VALUES ('samband_auditor', 'p', now(), 'infinity', 'g', "
      "'infinity')",
      DENIED, DENIED, DENIED, DENIED },
    { "DELETE FROM samband.kept", DENIED, DENIED, DENIED, DENIED },
    { "UPDATE samband.kept_file SET bytes = 'x'", DENIED, DENIED, DENIED, DENIED },
    { "DELETE FROM samband.consent_message", DENIED, DENIED, DENIED, DENIED },
    { "UPDATE samband.consent_message SET leaf_idx = 9", DENIED, DENIED, DENIED, DENIED },
    { "DELETE FROM samband.exchange_consent", "", DENIED, DENIED, DENIED },
    { "DELETE FROM samband.recall", "", DENIED, DENIED, DENIED },
    { "UPDATE samband.recall SET recipient = 'x'", DENIED, DENIED, DENIED, DENIED },
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
    static const char *const tables[] = { "leaf",       "log_batch",       "receipt",
                                          "exchange",   "key_card",        "section_verdict",
                                          "checkpoint", "cosignature",     "log_head",
                                          "migration",  "consent_message", "kept",
                                          "kept_file",  "kept_since" };
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

/* What a decision is made again from is the exception: for auditors, within a mandate (kept_test.c). */
Test(schema, shows_operators_no_age_no_decider_no_subject)
{
    struct bench bench;

    bench_database(&bench);
    cr_expect_str_eq(bench_value(&bench, "SELECT count(*) FROM information_schema.columns "
                                         "WHERE table_schema = 'samband' "
                                         "AND table_name ~ '^(operator|audit)_' "
                                         "AND table_name !~ '^audit_decision' "
                                         "AND column_name IN ('age', 'certainty', 'decider_role', "
                                         "'hmac', 'category', 'private_header', 'token', 'item', "
                                         "'signers', 'scope')"),
                     "0");
    cr_expect_str_eq(bench_value(&bench, "SELECT count(*) FROM information_schema.columns "
                                         "WHERE table_name ~ '^audit_decision' "
                                         "AND column_name IN ('hmac', 'item', 'token')"),
                     "0");
    bench_close(&bench);
}

/* What an exchange of `bench` becomes if the row is made so by force, and then stepped. */
static const char *step_from(const struct bench *bench, enum item_state from, enum item_state to)
{
    CLEANUP(mem_free)
    char *statements = mem_printf("ALTER TABLE samband.exchange DISABLE TRIGGER ALL;"
                                  "UPDATE samband.exchange SET state = '%s';"
                                  "ALTER TABLE samband.exchange ENABLE ALWAYS TRIGGER "
                                  "guard_exchange;"
                                  "UPDATE samband.exchange SET state = '%s'",
                                  item_state_name(from), item_state_name(to));

    return try_as(bench, "postgres", statements);
}

Test(schema, lets_an_exchange_take_the_steps_of_the_rules_and_no_others)
{
    struct bench bench;

    open_filled(&bench);
    for (enum item_state from = STATE_ACCEPTED; from <= STATE_ERASED; from++) {
        for (enum item_state to = STATE_ACCEPTED; to < N_STATES; to++) {
            enum item_state state = from;
            enum exchange_event event;
            bool may = exchange_event_to(to, &event) &&
                       exchange_step(&state, event, NULL) == FAULT_NONE && state == to;
            const char *got = step_from(&bench, from, to);

            cr_expect_str_eq(got, may ? "" : DENIED, "%s -> %s: \"%s\"", item_state_name(from),
                             item_state_name(to), got);
        }
    }
    bench_close(&bench);
}

Test(schema, has_no_exchange_in_a_state_of_items)
{
    struct bench bench;

    open_filled(&bench);
    cr_expect_str_eq(try_as(&bench, "postgres",
                            "ALTER TABLE samband.exchange DISABLE TRIGGER ALL;"
                            "UPDATE samband.exchange SET state = 'fetched'"),
                     "23514");
    cr_expect_str_eq(try_as(&bench, "samband_broker",
                            "INSERT INTO samband.notice SELECT id, 'fetched' FROM "
                            "samband.exchange"),
                     "");
    bench_close(&bench);
}

Test(schema, lets_an_order_take_no_step)
{
    struct bench bench;
    struct sample order;

    bench_open(&bench);
    sample_init(&order, 1);
    sample_order(&order, "take_back", NULL);
    cr_assert_eq(bench_commit(&bench, &order.change, 1, NULL), FAULT_NONE);
    cr_expect_str_eq(
        try_as(&bench, "samband_broker", "UPDATE samband.exchange SET state = 'handed_over'"),
        DENIED);
    sample_clear(&order);
    bench_close(&bench);
}

/* A consent, a further signature and a withdrawal of it; an exchange that rests on it and is being
 * recalled. */
static void open_with_consent(struct bench *bench)
{
    static const char *const types[] = { "consent_grant", "consent_grant", "consent_withdrawal" };
    struct sample samples[4];
    struct change ended;

    bench_open(bench);
    for (size_t i = 0; i < 4; i++) {
        sample_init(&samples[i], i);
        if (i < 3) {
            sample_order(&samples[i], types[i], &samples[0].text.id);
        } else {
            samples[i].submission.consents = &samples[0].text.id;
            samples[i].submission.n_consents = 1;
        }
        cr_assert_eq(bench_commit(bench, &samples[i].change, 1, NULL), FAULT_NONE);
    }
    ended = sample_ended(&samples[3], &samples[2].text.id, STATE_WITHDRAWN, true);
    ended.recall = true;
    cr_assert_eq(bench_commit(bench, &ended, 1, NULL), FAULT_NONE);
    for (size_t i = 0; i < 4; i++)
        sample_clear(&samples[i]);
}

Test(schema, shows_whose_a_consent_is_and_whether_it_has_ended)
{
    struct bench bench;

    open_with_consent(&bench);
    cr_expect_str_eq(bench_value(&bench, "SELECT concat_ws(' ', holder, state, n_exchanges, "
                                         "n_messages, leaf_idx, last_leaf_idx) "
                                         "FROM samband.operator_consent"),
                     "fjell-school withdrawn 1 3 1 3");
    cr_expect_str_eq(bench_value(&bench, "SELECT string_agg(type || leaf_idx, ' ' ORDER BY "
                                         "leaf_idx) FROM samband.audit_consent_message"),
                     "consent_grant1 consent_grant2 consent_withdrawal3");
    bench_close(&bench);
}

Test(schema, queues_a_recall_at_its_recipient)
{
    struct bench bench;

    open_with_consent(&bench);
    cr_expect_str_eq(bench_value(&bench, "SELECT concat_ws(' ', waits_for, party, state) "
                                         "FROM samband.operator_queue ORDER BY waits_for DESC"),
                     "recall fjell-welfare withdrawn");
    bench_close(&bench);
}

Test(schema, is_missing_in_an_empty_database)
{
    struct bench bench;
    struct store *store = NULL;
    struct error err = { 0 };

    bench_database(&bench);
    bench_run(&bench, "DROP SCHEMA samband CASCADE");
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

        bench_run(&bench, text);
    }
    cr_expect_eq(store_open(&settings, bench.event, &store, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "database_read_only", "%s", err.text);
    bench_close(&bench);
}
