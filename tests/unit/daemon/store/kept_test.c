/* SPDX-License-Identifier: EUPL-1.2 */
/* What a leaf names by its hash is kept with it, once and unchanged; and auditors read what a decision
 * stood on within their mandate only.
 */
#include <criterion/criterion.h>

#include "base/memory.h"
#include "bench.h"
#include "keys/digest.h"

#include "schema.h"

static const struct stored_file files[] = {
    { "vocabulary.yaml", { (const uint8_t *)"words\n", 6 } },
    { "no/a.yaml", { (const uint8_t *)"rules\0\n", 7 } },
};

/* A leaf that names these files under a hash that is no more than `first` and zeros. */
static struct change policy_leaf(const char *entry, uint8_t first, struct stored_kept *ret_kept)
{
    *ret_kept = (struct stored_kept){
        .kind = "policy", .hash = { .bytes = { first } }, .files = files, .n_files = 2
    };
    return (struct change){ .kind = CHANGE_NOTED,
                            .entry = bytes_of_text(entry),
                            .entry_kind = "policy",
                            .time_ms = bench_time_ms(),
                            .kept = ret_kept,
                            .n_kept = 1 };
}

Test(kept, is_written_with_its_leaf_once_for_each_hash)
{
    struct bench bench;
    struct stored_kept kept[3];
    struct change changes[3] = { policy_leaf("one", 1, &kept[0]), policy_leaf("two", 2, &kept[1]),
                                 policy_leaf("one again", 1, &kept[2]) };

    bench_open(&bench);
    for (size_t i = 0; i < 3; i++)
        cr_assert_eq(bench_commit(&bench, &changes[i], 1, NULL), FAULT_NONE);
    cr_expect_str_eq(bench_value(&bench, "SELECT string_agg(get_byte(hash, 0) || ':' || leaf_idx "
                                         "|| ':' || n_files || kind, ' ' ORDER BY leaf_idx) "
                                         "FROM samband.kept"),
                     "1:1:2policy 2:2:2policy");
    cr_expect_str_eq(bench_value(&bench, "SELECT string_agg(idx || name || '=' || bytes, ' ' "
                                         "ORDER BY idx) FROM samband.kept_file "
                                         "WHERE get_byte(hash, 0) = 1"),
                     "0vocabulary.yaml=\\x776f7264730a 1no/a.yaml=\\x72756c6573000a");
    bench_verify_log(&bench);
    bench_close(&bench);
}

/* Too large for the table: whatever the program thinks, the leaf is not there either. */
Test(kept, what_cannot_be_kept_has_no_leaf)
{
    struct bench bench;
    CLEANUP(mem_free) uint8_t *large = mem_new(1048577, 1);
    struct stored_file file = { "vocabulary.yaml", { large, 1048577 } };
    struct stored_kept kept;
    struct change change = policy_leaf("large", 1, &kept);
    struct error err = { 0 };

    kept.files = &file;
    kept.n_files = 1;
    bench_open(&bench);
    cr_expect_eq(bench_commit(&bench, &change, 1, &err), FAULT_INPUT);
    cr_expect_str_eq(bench_value(&bench, "SELECT (SELECT count(*) FROM samband.kept) + "
                                         "(SELECT count(*) FROM samband.leaf)"),
                     "1");
    bench_close(&bench);
}

Test(kept, a_broker_that_may_not_keep_does_not_start)
{
    static const char *const tables[] = { "kept", "kept_file" };

    for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
        CLEANUP(mem_free)
        char *revoke = mem_printf("REVOKE INSERT ON samband.%s FROM samband_broker", tables[i]);
        struct store *store = NULL;
        struct error err = { 0 };
        struct bench bench;

        bench_database(&bench);
        bench_run(&bench, revoke);
        cr_expect_eq(bench_store(&bench, &store, &err), FAULT_INPUT);
        cr_expect_str_eq(err.code, "database_role");
        bench_close(&bench);
    }
}

/* A record as the program before left it: keeping begins where that ended. */
Test(kept, a_schema_that_is_brought_forward_says_since_when)
{
    struct bench bench;
    struct error err = { 0 };

    bench_database(&bench);
    bench_run(&bench, "DROP SCHEMA samband CASCADE");
    for (int i = 0; !strstr(schema_steps[i].name, "kept"); i++) {
        struct digest hash = digest_of(bytes_of_text(schema_steps[i].text));
        char hex[DIGEST_HEX_SIZE];
        CLEANUP(mem_free) char *applied = NULL;

        digest_write_hex(&hash, hex);
        applied = mem_printf("INSERT INTO samband.migration VALUES (%d, '%s', '\\x%s')", i + 1,
                             schema_steps[i].name, hex);
        bench_run(&bench, schema_steps[i].text);
        bench_run(&bench, applied);
    }
    bench_run(&bench, "ALTER TABLE samband.log_head DISABLE TRIGGER ALL;"
                      "UPDATE samband.log_head SET size = 4, frontier = sha256('x')");
    cr_assert_eq(db_migrate(bench.admin, NULL, &err), FAULT_NONE, "%s", err.text);
    cr_expect_str_eq(bench_value(&bench, "SELECT leaf_idx FROM samband.kept_since"), "4");
    bench_close(&bench);
}

/* ---- mandates ---- */

/* One value of one row, as the auditor; "" for NULL. Overwritten by the next call. */
static const char *seen(const struct bench *bench, const char *query)
{
    static char value[200];
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = { 0 };
    const char *text;

    cr_assert_eq(db_open(bench_role(bench, "samband_auditor"), "test", &db, NULL), FAULT_NONE);
    cr_assert_eq(db_query_text(db, query, NULL, 0, &rows, &err), FAULT_NONE, "%s", err.text);
    text = db_rows_text(rows, 0, 0);
    snprintf(value, sizeof(value), "%s", text ? text : "");
    return value;
}

static const char *n_seen(const struct bench *bench, const char *view)
{
    CLEANUP(mem_free) char *query = mem_printf("SELECT count(*) FROM samband.%s", view);

    return seen(bench, query);
}

static const struct {
    const char *values; /* auditor, party, from, until, ground, ends */
    const char *seen;
} mandates[] = {
    { "'samband_auditor', 'fjell-school', now() - '1 day'::interval, now() + '1 day'::interval, "
      "'g', now() + '1 day'::interval",
      "1" },
    { "'samband_operator', 'fjell-school', now() - '1 day'::interval, now() + '1 day'::interval, "
      "'g', now() + '1 day'::interval",
      "0" },
    { "'samband_auditor', 'other', now() - '1 day'::interval, now() + '1 day'::interval, 'g', "
      "now() + '1 day'::interval",
      "0" },
    { "'samband_auditor', 'fjell-school', now() + '1 hour'::interval, now() + '1 day'::interval, "
      "'g', now() + '1 day'::interval",
      "0" },
    { "'samband_auditor', 'fjell-school', now() - '2 days'::interval, now() - '1 day'::interval, "
      "'g', now() + '1 day'::interval",
      "0" },
    { "'samband_auditor', 'fjell-school', now() - '1 day'::interval, now() + '1 day'::interval, "
      "'g', now() - '1 hour'::interval",
      "0" },
};

Test(kept, auditors_read_what_a_decision_stood_on_within_a_mandate_only)
{
    struct bench bench;
    struct sample sample;

    bench_open(&bench);
    sample_init(&sample, 1);
    cr_assert_eq(bench_commit(&bench, &sample.change, 1, NULL), FAULT_NONE);
    cr_expect_str_eq(n_seen(&bench, "audit_decision"), "0", "without any");
    for (size_t i = 0; i < ARRAY_SIZE(mandates); i++) {
        CLEANUP(mem_free)
        char *enter = mem_printf("DELETE FROM samband.audit_mandate;"
                                 "INSERT INTO samband.audit_mandate VALUES (%s)",
                                 mandates[i].values);

        bench_run(&bench, enter);
        cr_expect_str_eq(n_seen(&bench, "audit_decision"), mandates[i].seen, "%zu", i);
    }
    sample_clear(&sample);
    bench_close(&bench);
}

/* ---- what a mandate does not open ---- */

enum { CHILD_A = 1, CHILD_B, CHILD_C };
enum { N_TOLD = 6 };

/* The school's messages, each a leaf from 1 on: consents about B, A and C, an end of A's that names nobody,
 * then an exchange about A, and after it one more grant about A. */
static const struct {
    const char *type; /* NULL: the exchange */
    int of;           /* the message that it is about */
    uint8_t child;    /* 0: names nobody */
} told[N_TOLD] = {
    { "consent_grant", 0, CHILD_B },
    { "consent_grant", 1, CHILD_A },
    { "consent_grant", 2, CHILD_C },
    { "consent_withdrawal", 1, 0 },
    { NULL, 0, CHILD_A },
    { "consent_grant", 5, CHILD_A },
};

static void open_told(struct bench *bench, struct sample samples[N_TOLD])
{
    bench_open(bench);
    for (size_t i = 0; i < N_TOLD; i++) {
        struct sample *sample = &samples[i];

        sample_init(sample, i);
        sample->submission.has_subject_index = told[i].child != 0;
        sample->submission.subject_index[0] = told[i].child;
        sample->submission.condition = "";
        if (told[i].type) {
            sample_order(sample, told[i].type, &samples[told[i].of].text.id);
            sample->submission.condition = told[i].of == (int)i ? "youth_follow_up" : "";
        }
        cr_assert_eq(bench_commit(bench, &sample->change, 1, NULL), FAULT_NONE);
    }
}

static void close_told(struct bench *bench, struct sample samples[N_TOLD])
{
    for (size_t i = 0; i < N_TOLD; i++)
        sample_clear(&samples[i]);
    bench_close(bench);
}

static void supervise(const struct bench *bench, const char *party)
{
    CLEANUP(mem_free)
    char *enter = mem_printf("DELETE FROM samband.audit_mandate; INSERT INTO samband.audit_mandate "
                             "VALUES ('samband_auditor', '%s', now() - '1 day'::interval, "
                             "now() + '1 day'::interval, 'g', now() + '1 day'::interval)",
                             party);

    bench_run(bench, enter);
}

#define MESSAGES                                                                                   \
    "SELECT string_agg(concat(leaf_idx, ':', num_nonnulls(entry, private_header, "                 \
    "private_header_salt), has_subject, same_subject), ' ' ORDER BY leaf_idx) "                    \
    "FROM samband.audit_decision_consent"

Test(kept, a_mandate_for_the_recipient_opens_no_consent_about_another_child)
{
    struct bench bench;
    struct sample samples[N_TOLD];
    char id[TEXT_UUID_SIZE];
    CLEANUP(mem_free) char *erase = NULL;

    open_told(&bench, samples);
    supervise(&bench, "fjell-welfare");
    cr_expect_str_eq(seen(&bench, MESSAGES), "2:3tt 4:3ff", "those before it, about its subject");
    uuid_write(&samples[2].text.id, id);
    erase = mem_printf("DELETE FROM samband.subject_index WHERE exchange_id = '%s'", id);
    bench_run(&bench, erase);
    cr_expect_str_eq(seen(&bench, MESSAGES), "2:3tt 3:0ff 4:3ff", "nothing of whom nobody knows");
    close_told(&bench, samples);
}

Test(kept, of_what_a_consent_is_a_condition_is_read_within_a_mandate_only)
{
    struct bench bench;
    struct sample samples[N_TOLD];

    open_told(&bench, samples);
    cr_expect_str_eq(n_seen(&bench, "audit_consent_message"), "5", "where they stand");
    cr_expect_str_eq(n_seen(&bench, "audit_consent_condition"), "0", "without any");
    supervise(&bench, "fjell-welfare");
    cr_expect_str_eq(n_seen(&bench, "audit_consent_condition"), "0", "the recipient's");
    supervise(&bench, "fjell-school");
    cr_expect_str_eq(n_seen(&bench, "audit_consent_condition"), "4");
    cr_expect_str_eq(bench_value(&bench, "SELECT count(*) FROM information_schema.columns "
                                         "WHERE table_schema = 'samband' AND column_name = "
                                         "'condition' AND table_name ~ '^(audit|operator)_' "
                                         "AND table_name <> 'audit_consent_condition'"),
                     "0");
    close_told(&bench, samples);
}

/* ---- what binds a category to the text ---- */

Test(kept, every_section_keeps_what_binds_its_category_and_only_permitted_ones_sealed_bytes)
{
    struct bench bench;
    struct sample sample;

    bench_open(&bench);
    sample_init(&sample, 1);
    cr_assert_eq(bench_commit(&bench, &sample.change, 1, NULL), FAULT_NONE);
    cr_expect_str_eq(bench_value(&bench, "SELECT string_agg(concat(idx, ':', octet_length("
                                         "descriptor), ':', octet_length(salt)), ' ' ORDER BY idx) "
                                         "FROM samband.section_category"),
                     "0:40:32 1:40:32");
    cr_expect_str_eq(bench_value(&bench, "SELECT string_agg(idx::text, ' ') FROM samband.section"),
                     "0");
    cr_expect_str_eq(n_seen(&bench, "audit_decision_section"), "0", "without a mandate");
    supervise(&bench, "fjell-welfare");
    cr_expect_str_eq(n_seen(&bench, "audit_decision_section"), "2");
    sample_clear(&sample);
    bench_close(&bench);
}
