/* SPDX-License-Identifier: EUPL-1.2 */
/* migrate - brings a database's schema up to what this program was built with. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "keys/digest.h"
#include "store/db.h"

#include "schema.h"

/* Any number, as long as all programs take the same: one migration at a time in a database. */
#define LOCK "SELECT pg_advisory_lock(7302610517)"

static enum fault has_schema(struct db *db, bool *ret_has, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    enum fault fault =
        db_query_text(db, "SELECT to_regclass('samband.migration')", NULL, 0, &rows, err);

    if (!fault)
        *ret_has = db_rows_text(rows, 0, 0) != NULL;
    return fault;
}

static int number_at(const struct db_rows *rows, size_t row)
{
    return (int)strtol(db_rows_text(rows, row, 0), NULL, 10);
}

enum fault db_schema_number(struct db *db, int *ret_number, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    bool has = false;
    enum fault fault = has_schema(db, &has, err);

    if (fault)
        return fault;
    if (!has) {
        *ret_number = 0;
        return FAULT_NONE;
    }
    fault = db_query_text(db, "SELECT coalesce(max(number), 0) FROM samband.migration", NULL, 0,
                          &rows, err);
    if (!fault)
        *ret_number = number_at(rows, 0);
    return fault;
}

/* "\x" and hex, as a bytea is written. */
static void hash_of(const struct schema_step *step, char ret_text[2 + DIGEST_HEX_SIZE])
{
    struct digest digest = digest_of(bytes_of_text(step->text));

    text_put(ret_text, 2 + DIGEST_HEX_SIZE, "\\x");
    digest_write_hex(&digest, ret_text + 2);
}

/* What has been applied must be what this program holds under that number. */
static enum fault check_applied(struct db *db, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    enum fault fault = db_query_text(
        db, "SELECT number, sha256 FROM samband.migration ORDER BY number", NULL, 0, &rows, err);

    for (size_t i = 0; !fault && i < db_rows_count(rows); i++) {
        int number = number_at(rows, i);
        char hash[2 + DIGEST_HEX_SIZE];

        if (number < 1 || number > SCHEMA_STEPS)
            return error_set_code(err, FAULT_INPUT, "schema_version",
                                  "the schema has migration %d; this program knows %d", number,
                                  (int)SCHEMA_STEPS);
        hash_of(&schema_steps[number - 1], hash);
        if (strcmp(hash, db_rows_text(rows, i, 1)) != 0)
            return error_set_code(err, FAULT_INPUT, "schema_version",
                                  "migration %d was applied with another text", number);
    }
    return fault;
}

static enum fault apply_in_transaction(struct db *db, const struct schema_step *step,
                                       struct error *err)
{
    char number[16], hash[2 + DIGEST_HEX_SIZE];
    const char *const params[] = { number, step->name, hash };
    enum fault fault = db_run(db, step->text, err);

    if (fault)
        return error_prefix(err, "migration %d (%s): ", step->number, step->name);
    snprintf(number, sizeof(number), "%d", step->number);
    hash_of(step, hash);
    return db_query_text(db,
                         "INSERT INTO samband.migration (number, name, sha256) VALUES ($1, $2, $3)",
                         params, 3, NULL, err);
}

static enum fault apply(struct db *db, const struct schema_step *step, struct error *err)
{
    enum fault fault = db_run(db, "BEGIN", err);

    if (!fault)
        fault = apply_in_transaction(db, step, err);
    if (!fault)
        return db_run(db, "COMMIT", err);
    if (db_run(db, "ROLLBACK", NULL))
        return fault; /* the connection is gone, and the transaction with it */
    return fault;
}

enum fault db_migrate(const char *conninfo, FILE *out, struct error *err)
{
    CLEANUP(db_close) struct db *db = NULL;
    enum fault fault;
    int number = 0;

    fault = db_open(conninfo, "samband-migrate", &db, err);
    if (!fault)
        fault = db_run(db, LOCK, err); /* until the connection is closed */
    if (!fault)
        fault = db_schema_number(db, &number, err);
    if (!fault && number > 0)
        fault = check_applied(db, err);
    if (fault)
        return fault;

    for (; number < SCHEMA_STEPS; number++) {
        fault = apply(db, &schema_steps[number], err);
        if (fault)
            return fault;
        if (out)
            fprintf(out, "applied %04d %s\n", schema_steps[number].number,
                    schema_steps[number].name);
    }
    if (out)
        fprintf(out, "schema is at %04d\n", number);
    return FAULT_NONE;
}
