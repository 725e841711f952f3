/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/db.h"

#include <assert.h>
#include <string.h>

#include <libpq-fe.h>

#include "base/memory.h"
#include "base/text.h"
#include "store/sqlstate.h"

#include "sql.h"

struct db {
    PGconn *conn;
    char sqlstate[6];
};

enum { PARAMS_MAX = 32 };

/* What a server has to say to an operator (a role that exists already) is not for our output. */
static void ignore_notice(void *arg, const PGresult *result) { (void)arg, (void)result; }

enum fault db_open(const char *conninfo, const char *application_name, struct db **ret_db,
                   struct error *err)
{
    const char *const keywords[] = { "connect_timeout", "dbname", "application_name",
                                     "client_encoding", NULL };
    const char *const values[] = { "10", conninfo, application_name, "UTF8", NULL };
    CLEANUP(PQfinish) PGconn *conn = PQconnectdbParams(keywords, values, 1);
    struct db *db;

    if (!conn || PQstatus(conn) != CONNECTION_OK) {
        const char *text = conn ? PQerrorMessage(conn) : "out of memory";

        return error_set_code(err, FAULT_RETRY, "database_unavailable", "%.*s",
                              (int)strcspn(text, "\n"), text);
    }
    PQsetNoticeReceiver(conn, ignore_notice, NULL);
    db = mem_new(1, sizeof(*db));
    db->conn = TAKE(conn);
    *ret_db = db;
    return FAULT_NONE;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    PQfinish(db->conn);
    mem_free(db);
}

static enum fault take_result(struct db *db, PGresult *owned, const char *what,
                              struct db_rows **ret_rows, struct error *err)
{
    CLEANUP(PQclear) PGresult *result = owned;

    if (sqlstate_is_error(result)) {
        snprintf(db->sqlstate, sizeof(db->sqlstate), "%s", sqlstate_of(result));
        return sqlstate_error(result, what, err);
    }
    if (ret_rows)
        *ret_rows = (struct db_rows *)TAKE(result);
    return FAULT_NONE;
}

static enum fault query(struct db *db, const char *what, const char *text,
                        const char *const params[], size_t n_params, struct db_rows **ret_rows,
                        struct error *err)
{
    assert(n_params <= PARAMS_MAX);
    return take_result(db, PQexecParams(db->conn, text, (int)n_params, NULL, params, NULL, NULL, 0),
                       what, ret_rows, err);
}

enum fault db_query_text(struct db *db, const char *text, const char *const params[],
                         size_t n_params, struct db_rows **ret_rows, struct error *err)
{
    return query(db, "query", text, params, n_params, ret_rows, err);
}

enum fault db_query(struct db *db, const char *name, const char *const params[], size_t n_params,
                    struct db_rows **ret_rows, struct error *err)
{
    for (const struct sql_statement *statement = sql_statements; statement->name; statement++) {
        if (strcmp(statement->name, name) == 0)
            return query(db, name, statement->text, params, n_params, ret_rows, err);
    }
    return error_set_code(err, FAULT_BROKEN, "database_broken", "no statement is named %s", name);
}

enum fault db_run(struct db *db, const char *statements, struct error *err)
{
    return take_result(db, PQexec(db->conn, statements), "statements", NULL, err);
}

const char *db_sqlstate(const struct db *db) { return db->sqlstate; }

/* --- rows are a PGresult under another name, so that libpq stays at home here --- */

static const PGresult *result_of(const struct db_rows *rows) { return (const PGresult *)rows; }

size_t db_rows_count(const struct db_rows *rows) { return (size_t)PQntuples(result_of(rows)); }

size_t db_rows_columns(const struct db_rows *rows) { return (size_t)PQnfields(result_of(rows)); }

const char *db_rows_name(const struct db_rows *rows, size_t column)
{
    return PQfname(result_of(rows), (int)column);
}

const char *db_rows_text(const struct db_rows *rows, size_t row, size_t column)
{
    assert(row < db_rows_count(rows) && column < db_rows_columns(rows));
    if (PQgetisnull(result_of(rows), (int)row, (int)column))
        return NULL;
    return PQgetvalue(result_of(rows), (int)row, (int)column);
}

bool db_rows_bytes(const struct db_rows *rows, size_t row, size_t column, struct buffer *ret_bytes)
{
    const char *text = db_rows_text(rows, row, column);
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    size_t size;

    if (!text || strncmp(text, "\\x", 2) != 0 || strlen(text) % 2 != 0)
        return false;
    size = strlen(text) / 2 - 1;
    if (!text_read_hex(text + 2, buffer_extend(&bytes, size), size))
        return false;
    buffer_append_bytes(ret_bytes, bytes_of_buffer(&bytes));
    return true;
}

void db_rows_free(struct db_rows *rows) { PQclear((PGresult *)rows); }
