/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/sqlstate.h"

#include <string.h>

/* The first prefix that fits. What is not here is BROKEN: stopping is the safe answer to the unknown. */
static const struct {
    const char *prefix;
    enum fault fault;
} faults[] = {
    { "08", FAULT_RETRY },    /* connection */
    { "0A000", FAULT_RETRY }, /* a plan is older than its table: prepared anew on reconnecting */
    { "22", FAULT_INPUT },    /* data */
    { "23", FAULT_INPUT },    /* constraints */
    { "25006", FAULT_RETRY }, /* read-only: a standby, until it is promoted */
    { "25P03", FAULT_RETRY }, /* idle in transaction for too long */
    { "26", FAULT_RETRY },    /* a prepared statement is gone: a pooler changed the session */
    { "40", FAULT_RETRY },    /* rolled back: deadlock, serialisation */
    { "42", FAULT_INPUT },    /* no right to it, no such thing */
    { "53", FAULT_RETRY },    /* no room: disk, memory, connections */
    { "54", FAULT_INPUT },    /* too large */
    { "55P03", FAULT_RETRY }, /* a lock was not to be had */
    { "57", FAULT_RETRY },    /* shutting down, starting, cancelled */
    { "58", FAULT_RETRY },    /* input or output */
    { "P0001", FAULT_INPUT }, /* raised by a guard */
    { "XX", FAULT_RETRY },    /* inside the server */
    { SQLSTATE_FENCED, FAULT_BROKEN },
    { SQLSTATE_ROWS, FAULT_INPUT },
    { SQLSTATE_MOVED, FAULT_RETRY },
};

enum fault sqlstate_fault(const char *sqlstate)
{
    for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
        if (strncmp(sqlstate, faults[i].prefix, strlen(faults[i].prefix)) == 0)
            return faults[i].fault;
    }
    return FAULT_BROKEN;
}

bool sqlstate_is_error(const PGresult *result)
{
    switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_PIPELINE_SYNC:
    case PGRES_EMPTY_QUERY:
        return false;
    default:
        return true;
    }
}

const char *sqlstate_of(const PGresult *result)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);

    return sqlstate ? sqlstate : SQLSTATE_NO_LINK;
}

enum fault sqlstate_error(const PGresult *result, const char *what, struct error *err)
{
    const char *sqlstate = sqlstate_of(result);
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    enum fault fault = sqlstate_fault(sqlstate);
    const char *code = fault == FAULT_RETRY   ? "database_unavailable"
                       : fault == FAULT_INPUT ? "database_refused"
                                              : "database_broken";

    return error_set_code(err, fault, code, "%s: SQLSTATE %s%s%s", what, sqlstate,
                          constraint ? ", constraint " : "", constraint ? constraint : "");
}
