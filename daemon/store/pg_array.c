/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/pg_array.h"

#include <assert.h>
#include <limits.h>

enum {
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_TIMESTAMPTZ = 1184,
    OID_UUID = 2950,
    HEADER_SIZE = 20,
};

#define MS_TO_2000 946684800000 /* from 1970-01-01 to 2000-01-01 */

static void write_u32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void write_u64(uint8_t *at, uint64_t value)
{
    write_u32(at, (uint32_t)(value >> 32));
    write_u32(at + 4, (uint32_t)value);
}

static uint32_t oid_of(char type)
{
    switch (type) {
    case 'u':
        return OID_UUID;
    case 'b':
        return OID_BYTEA;
    case 't':
        return OID_TEXT;
    case 's':
        return OID_INT2;
    case 'i':
        return OID_INT4;
    case 'l':
        return OID_INT8;
    default:
        assert(type == 'm');
        return OID_TIMESTAMPTZ;
    }
}

static int64_t to_pg_time(int64_t ms) { return (ms - MS_TO_2000) * 1000; }

void pg_rows_init(struct pg_rows *rows, const char *statement, const char *types)
{
    rows->statement = statement;
    rows->types = types;
    rows->n_columns = strlen(types);
    assert(rows->n_columns <= PG_ROWS_COLUMNS);
}

void pg_rows_clear(struct pg_rows *rows)
{
    for (size_t i = 0; i < rows->n_columns; i++)
        buffer_clear(&rows->columns[i]);
}

/* Room for the next value, whose type must be one of `types`. */
static uint8_t *next_value(struct pg_rows *rows, const char *types, size_t size)
{
    size_t column = rows->n_values % rows->n_columns;
    struct buffer *buffer = &rows->columns[column];
    uint8_t *at;

    assert(strchr(types, rows->types[column]) && size <= INT_MAX);
    if (buffer->size == 0)
        buffer_extend(buffer, HEADER_SIZE);
    at = buffer_extend(buffer, 4 + size);
    write_u32(at, (uint32_t)size);
    rows->n_values++;
    rows->size += 4 + size;
    return at + 4;
}

void pg_put_uuid(struct pg_rows *rows, const struct uuid *uuid)
{
    memcpy(next_value(rows, "u", UUID_SIZE), uuid->bytes, UUID_SIZE);
}

static void put_value(struct pg_rows *rows, const char *types, struct bytes value)
{
    uint8_t *at = next_value(rows, types, value.size);

    if (value.size > 0)
        memcpy(at, value.data, value.size);
}

void pg_put_bytes(struct pg_rows *rows, struct bytes bytes) { put_value(rows, "b", bytes); }

void pg_put_text(struct pg_rows *rows, const char *text)
{
    put_value(rows, "t", text ? bytes_of_text(text) : bytes_of(NULL, 0));
}

void pg_put_integer(struct pg_rows *rows, uint64_t value)
{
    char type = rows->types[rows->n_values % rows->n_columns];
    size_t size = type == 's' ? 2 : type == 'i' ? 4 : 8;
    uint8_t *at = next_value(rows, "sil", size);

    /* What does not fit must not become another number: the database refuses a negative one. */
    if (value > (size == 2 ? INT16_MAX : size == 4 ? INT32_MAX : (uint64_t)INT64_MAX))
        value = UINT64_MAX;
    for (size_t i = 0; i < size; i++)
        at[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
}

void pg_put_time(struct pg_rows *rows, int64_t ms)
{
    write_u64(next_value(rows, "m", 8), (uint64_t)to_pg_time(ms));
}

void pg_put_null(struct pg_rows *rows)
{
    size_t column = rows->n_values % rows->n_columns;
    uint8_t *value = next_value(rows, "ubtsilm", 0);

    write_u32(value - 4, UINT32_MAX);
    rows->has_null[column] = true;
}

static void write_header(uint8_t *at, bool has_null, char type, uint32_t n_rows)
{
    write_u32(at, 1);
    write_u32(at + 4, has_null);
    write_u32(at + 8, oid_of(type));
    write_u32(at + 12, n_rows);
    write_u32(at + 16, 1);
}

bool pg_rows_send(struct pg_rows *rows, PGconn *conn)
{
    const char *values[PG_ROWS_COLUMNS];
    int lengths[PG_ROWS_COLUMNS], formats[PG_ROWS_COLUMNS];
    bool sent;

    if (rows->n_values == 0)
        return true;
    assert(rows->n_values % rows->n_columns == 0);

    for (size_t i = 0; i < rows->n_columns; i++) {
        assert(rows->columns[i].size <= INT_MAX);
        write_header(rows->columns[i].data, rows->has_null[i], rows->types[i],
                     (uint32_t)(rows->n_values / rows->n_columns));
        values[i] = (const char *)rows->columns[i].data;
        lengths[i] = (int)rows->columns[i].size;
        formats[i] = 1;
    }
    sent = PQsendQueryPrepared(conn, rows->statement, (int)rows->n_columns, values, lengths,
                               formats, 1);

    for (size_t i = 0; i < rows->n_columns; i++) {
        buffer_reset(&rows->columns[i]);
        rows->has_null[i] = false;
    }
    rows->n_values = 0;
    rows->size = 0;
    return sent;
}

void pg_param_bytes(struct pg_params *params, struct bytes bytes)
{
    assert(params->n < (int)ARRAY_SIZE(params->values) && bytes.size <= INT_MAX);
    /* A NULL pointer would be SQL's NULL. */
    params->values[params->n] = bytes.data ? (const char *)bytes.data : "";
    params->lengths[params->n] = (int)bytes.size;
    params->formats[params->n] = 1;
    params->n++;
}

void pg_param_integer(struct pg_params *params, int64_t value)
{
    uint8_t *at = params->scratch[params->n];

    write_u64(at, (uint64_t)value);
    pg_param_bytes(params, bytes_of(at, 8));
}

void pg_param_time(struct pg_params *params, int64_t ms)
{
    pg_param_integer(params, to_pg_time(ms));
}

void pg_param_uuids(struct pg_params *params, const struct uuid ids[], size_t n,
                    struct buffer *array)
{
    uint8_t *at = buffer_extend(array, HEADER_SIZE + n * (4 + UUID_SIZE));

    assert(n <= INT32_MAX && array->size == HEADER_SIZE + n * (4 + UUID_SIZE));
    write_header(at, false, 'u', (uint32_t)n);
    at += HEADER_SIZE;
    for (size_t i = 0; i < n; i++, at += 4 + UUID_SIZE) {
        write_u32(at, UUID_SIZE);
        memcpy(at + 4, ids[i].bytes, UUID_SIZE);
    }
    pg_param_bytes(params, bytes_of_buffer(array));
}

void pg_param_null(struct pg_params *params)
{
    pg_param_bytes(params, bytes_of(NULL, 0));
    params->values[params->n - 1] = NULL;
}

bool pg_params_send(const struct pg_params *params, const char *statement, PGconn *conn)
{
    return PQsendQueryPrepared(conn, statement, params->n, params->values, params->lengths,
                               params->formats, 1);
}

struct bytes pg_bytes(const PGresult *result, int row, int column)
{
    if (PQgetisnull(result, row, column))
        return bytes_of(NULL, 0);
    return bytes_of(PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column));
}

const char *pg_text(const PGresult *result, int row, int column)
{
    return PQgetvalue(result, row, column);
}

int64_t pg_integer(const PGresult *result, int row, int column)
{
    struct bytes bytes = pg_bytes(result, row, column);
    uint64_t value = 0;

    assert(bytes.size <= 8);
    if (bytes.size > 0 && bytes.data[0] & 0x80)
        value = UINT64_MAX;
    for (size_t i = 0; i < bytes.size; i++)
        value = value << 8 | bytes.data[i];
    return (int64_t)value;
}

int64_t pg_time(const PGresult *result, int row, int column)
{
    if (PQgetisnull(result, row, column))
        return 0;
    return pg_integer(result, row, column) / 1000 + MS_TO_2000;
}

bool pg_fixed(const PGresult *result, int row, int column, void *ret_bytes, size_t size)
{
    struct bytes bytes = pg_bytes(result, row, column);

    if (bytes.size != size)
        return false;
    if (size > 0)
        memcpy(ret_bytes, bytes.data, size);
    return true;
}
