/* SPDX-License-Identifier: EUPL-1.2 */
/* session - what is said and checked before a connection counts as up.
 *
 * One pipeline: settings, the server's safety, the schema's number, every statement, the role's
 * rights, and the head. The checks are made on every connection: after a fail-over it is another
 * server.
 */
#include "store/inside.h"

#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "keys/random.h"
#include "store/pg_array.h"

#include "schema.h"
#include "sql.h"

/* Results in the order of the pipeline. */
enum {
    RESULT_SETTINGS,
    RESULT_SERVER,
    RESULT_SCHEMA,
    RESULT_PREPARED,
    RESULT_ROLE = RESULT_PREPARED + SQL_STATEMENTS,
    RESULT_HEAD,
};

static bool send_renew(struct store *store)
{
    struct pg_params params = { 0 };

    pg_param_bytes(&params, bytes_of(store->token, TOKEN_SIZE));
    pg_param_bytes(&params, bytes_of(store->next_token, TOKEN_SIZE));
    return pg_params_send(&params, "renew", store->conn);
}

static bool renews(const struct store *store) { return store->is_active && !store->is_fenced; }

bool session_send(struct store *store)
{
    const char *const first[] = { sql_session, sql_check_server, sql_check_schema };

    for (size_t i = 0; i < ARRAY_SIZE(first); i++) {
        if (!PQsendQueryParams(store->conn, first[i], 0, NULL, NULL, NULL, NULL, 0))
            return false;
    }
    for (const struct sql_statement *statement = sql_statements; statement->name; statement++) {
        if (!PQsendPrepare(store->conn, statement->name, statement->text, 0, NULL))
            return false;
    }
    if (!PQsendQueryPrepared(store->conn, "check_role", 0, NULL, NULL, NULL, 0))
        return false;
    if (renews(store))
        return send_renew(store);
    return PQsendQueryPrepared(store->conn, "read_head", 0, NULL, NULL, NULL, 1);
}

static bool refuse(struct store *store, const char *code, const char *text)
{
    error_set_code(&store->error, FAULT_INPUT, code, "%s", text);
    return false;
}

static bool check_server(struct store *store, const PGresult *result)
{
    static const char *const names[] = { "fsync", "full_page_writes", "synchronous_commit" };

    if (strcmp(pg_text(result, 0, 3), "off") != 0)
        return refuse(store, "database_read_only", "the server takes no writes");

    for (int i = 0; i < (int)ARRAY_SIZE(names); i++) {
        const char *value = pg_text(result, 0, i);

        if (strcmp(value, "on") == 0 || (i == 2 && strcmp(value, "remote_apply") == 0))
            continue;
        if (!store->allow_unsafe) {
            error_set_code(&store->error, FAULT_INPUT, "database_unsafe",
                           "%s is %s; what is committed could be lost", names[i], value);
            return false;
        }
        log_event(LOG_LEVEL_WARNING, "database_unsafe",
                  "setting=%s value=%s committed messages CAN BE LOST", names[i], value);
    }
    if (strcmp(pg_text(result, 0, 4), "true") == 0)
        log_event(LOG_LEVEL_WARNING, "database_superuser",
                  "the broker's role should be samband_broker");
    return true;
}

static bool check_schema(struct store *store, const PGresult *result)
{
    const char *found = pg_text(result, 0, 0);
    char wanted[16];

    snprintf(wanted, sizeof(wanted), "%d", (int)SCHEMA_STEPS);
    if (strcmp(found, wanted) == 0)
        return true;
    error_set_code(&store->error, FAULT_INPUT, "schema_version",
                   "the schema has number %s, this program needs %s; sambandctl db migrate", found,
                   wanted);
    return false;
}

static bool damaged(struct store *store, const char *text)
{
    error_set_code(&store->error, FAULT_BROKEN, "database_broken", "%s", text);
    return false;
}

static bool read_head(struct store *store, const PGresult *result)
{
    struct store_head head = { 0 };
    struct tree_frontier frontier;
    struct digest root;
    const char *origin = pg_text(result, 0, 4);

    head.size = (uint64_t)pg_integer(result, 0, 0);
    head.takeover = (uint64_t)pg_integer(result, 0, 3);
    head.last_time_ms = pg_time(result, 0, 5);
    if (!pg_fixed(result, 0, 1, head.root.bytes, DIGEST_SIZE) || strlen(origin) > LIMIT_ORIGIN ||
        !tree_frontier_unpack(head.size, pg_bytes(result, 0, 2), &frontier))
        return damaged(store, "log_head: the frontier does not fit the size");
    text_put(head.origin, sizeof(head.origin), origin);

    root = tree_frontier_root(&frontier);
    if (!digest_equal(&root, &head.root))
        return damaged(store, "log_head: the frontier does not lead to the root");

    /* Once active, what this store has committed is the truth, and a fenced one changes nothing. */
    if (!store->is_active) {
        store->head = head;
        store->frontier = frontier;
    }
    return true;
}

static bool take_renewed(struct store *store, const PGresult *result)
{
    store->found.size = (uint64_t)pg_integer(result, 0, 0);
    if (!pg_fixed(result, 0, 1, store->found.root.bytes, DIGEST_SIZE))
        return damaged(store, "log_head: the root is no digest");
    memcpy(store->token, store->next_token, TOKEN_SIZE);
    keys_random(store->next_token, TOKEN_SIZE);
    return true;
}

static bool take_head(struct store *store, const PGresult *result)
{
    if (PQntuples(result) != 1)
        return damaged(store, "log_head is not one row");
    return renews(store) ? take_renewed(store, result) : read_head(store, result);
}

static bool take_error(struct store *store, size_t place, const PGresult *result)
{
    enum fault fault = sqlstate_error(result, "session", &store->error);

    if (place == RESULT_HEAD && strcmp(sqlstate_of(result), SQLSTATE_FENCED) == 0) {
        store->is_fenced = true;
        log_event(LOG_LEVEL_ERROR, "fenced", "another broker has taken over");
    } else if (place == RESULT_SCHEMA && fault == FAULT_INPUT) {
        refuse(store, "schema_version", "there is no schema; sambandctl db migrate");
    } else if (place > RESULT_SCHEMA && strcmp(sqlstate_of(result), "42501") == 0) {
        refuse(store, "database_role", "the role lacks rights that a broker needs");
    }
    return false;
}

bool session_result(struct store *store, const PGresult *result)
{
    size_t place = store->n_prepared++;

    if (sqlstate_is_error(result))
        return take_error(store, place, result);
    switch (place) {
    case RESULT_SERVER:
        return check_server(store, result);
    case RESULT_SCHEMA:
        return check_schema(store, result);
    case RESULT_ROLE:
        if (strcmp(pg_text(result, 0, 0), "true") == 0)
            return true;
        return refuse(store, "database_role", "the role lacks rights that a broker needs");
    case RESULT_HEAD:
        return take_head(store, result);
    default:
        return true;
    }
}
