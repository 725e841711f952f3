/* SPDX-License-Identifier: EUPL-1.2 */
/* db - a plain blocking connection, for programs that are not the broker: migrations, operators'
 * and auditors' queries, tests.
 *
 * Parameters and values are texts, as PostgreSQL writes them; a bytea is "\x" and hex.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/error.h"

struct db;
struct db_rows;

/* FAULT_RETRY, "database_unavailable". `application_name` is seen in pg_stat_activity. */
MUST_CHECK enum fault db_open(const char *conninfo, const char *application_name,
                              struct db **ret_db, struct error *err);
void db_close(struct db *db); /* accepts NULL */
DEFINE_CLEANUP(struct db *, db_close)

/* Runs one statement: by its name, that of a file in daemon/store/sql; or as a text. The values of
 * $1, $2, ... are `params` (NULL is SQL's NULL). *ret_rows belongs to the caller; it may be NULL if
 * the rows are not wanted. FAULT_RETRY "database_unavailable", FAULT_INPUT "database_refused",
 * FAULT_BROKEN "database_broken"; the text holds the SQLSTATE only. */
MUST_CHECK enum fault db_query(struct db *db, const char *name, const char *const params[],
                               size_t n_params, struct db_rows **ret_rows, struct error *err);
MUST_CHECK enum fault db_query_text(struct db *db, const char *text, const char *const params[],
                                    size_t n_params, struct db_rows **ret_rows, struct error *err);

/* Several statements without parameters, as one transaction unless they say otherwise. */
MUST_CHECK enum fault db_run(struct db *db, const char *statements, struct error *err);

/* SQLSTATE of the last statement that failed; "" before the first. */
const char *db_sqlstate(const struct db *db);

size_t db_rows_count(const struct db_rows *rows);
size_t db_rows_columns(const struct db_rows *rows);
const char *db_rows_name(const struct db_rows *rows, size_t column);
/* Borrowed from the rows; NULL for SQL's NULL. Row and column must be there (asserted). */
const char *db_rows_text(const struct db_rows *rows, size_t row, size_t column);
/* Appends a bytea's bytes. False if it is NULL or none. */
bool db_rows_bytes(const struct db_rows *rows, size_t row, size_t column, struct buffer *ret_bytes);
void db_rows_free(struct db_rows *rows); /* accepts NULL */
DEFINE_CLEANUP(struct db_rows *, db_rows_free)

/* Brings the schema up to what this program was built with: each missing migration in a transaction
 * of its own, one program at a time; says what it did to `out` (may be NULL). Safe to repeat.
 * FAULT_INPUT "schema_version": an applied migration is not the one this program holds, or the
 * schema is newer. Needs a role that may create roles and schemas. */
MUST_CHECK enum fault db_migrate(const char *conninfo, FILE *out, struct error *err);

/* The newest migration applied, 0 if there is no schema. */
MUST_CHECK enum fault db_schema_number(struct db *db, int *ret_number, struct error *err);

#endif
