/* SPDX-License-Identifier: EUPL-1.2 */
/* pg_array - rows on their way to one statement: a binary array a column, for UNNEST.
 *
 * The layout is that of PostgreSQL's array_recv(): number of dimensions, flag for NULLs, type of
 * the elements, length, lower bound; then each element after its length (-1 is NULL). All integers
 * are big-endian; times are microseconds since 2000-01-01.
 */
#ifndef STORE_PG_ARRAY_H
#define STORE_PG_ARRAY_H

#include <stdbool.h>
#include <stdint.h>

#include <libpq-fe.h>

#include "base/bytes.h"
#include "base/uuid.h"

enum { PG_ROWS_COLUMNS = 24 };

/* Zeroed memory plus pg_rows_init(). Values are put column by column, row by row. */
struct pg_rows {
    const char *statement;
    const char *types; /* a letter a column: u uuid, b bytea, t text, s i l integers of 16, 32 and
                          64 bits, m time in milliseconds */
    size_t n_columns, n_values, size;
    struct buffer columns[PG_ROWS_COLUMNS];
    bool has_null[PG_ROWS_COLUMNS];
};

void pg_rows_init(struct pg_rows *rows, const char *statement, const char *types);
void pg_rows_clear(struct pg_rows *rows);

/* Each puts the next value; the column's type must fit (asserted). */
void pg_put_uuid(struct pg_rows *rows, const struct uuid *uuid);
void pg_put_bytes(struct pg_rows *rows, struct bytes bytes);
void pg_put_text(struct pg_rows *rows, const char *text); /* NULL is put as '' */
void pg_put_integer(struct pg_rows *rows, uint64_t value);
void pg_put_time(struct pg_rows *rows, int64_t ms);
void pg_put_null(struct pg_rows *rows);

/* Queues the statement with its arrays, if there is a row, and empties the rows. False if libpq
 * will not take it (the connection is lost). */
bool pg_rows_send(struct pg_rows *rows, PGconn *conn);

/* --- single values, as parameters and in results (binary) --- */

struct pg_params {
    const char *values[8];
    int lengths[8], formats[8];
    int n;
    uint8_t scratch[8][8];
};

void pg_param_bytes(struct pg_params *params, struct bytes bytes); /* text, bytea, uuid */
void pg_param_integer(struct pg_params *params, int64_t value);    /* bigint */
void pg_param_time(struct pg_params *params, int64_t ms);
/* uuid[]; `array` holds it, and must last until it is sent. */
void pg_param_uuids(struct pg_params *params, const struct uuid ids[], size_t n,
                    struct buffer *array);
void pg_param_null(struct pg_params *params);
bool pg_params_send(const struct pg_params *params, const char *statement, PGconn *conn);

/* Borrowed from the result; empty for NULL. */
struct bytes pg_bytes(const PGresult *result, int row, int column);
const char *pg_text(const PGresult *result, int row, int column);
int64_t pg_integer(const PGresult *result, int row, int column); /* of any width; 0 for NULL */
int64_t pg_time(const PGresult *result, int row, int column);    /* milliseconds; 0 for NULL */
bool pg_fixed(const PGresult *result, int row, int column, void *ret_bytes, size_t size);

#endif
