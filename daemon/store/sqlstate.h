/* SPDX-License-Identifier: EUPL-1.2 */
/* sqlstate - what a fault of the database means for whoever asked.
 *
 * The server's own text may quote a citizen's row, so only the code is kept, and the name of the
 * constraint, which is ours.
 */
#ifndef STORE_SQLSTATE_H
#define STORE_SQLSTATE_H

#include <stdbool.h>

#include <libpq-fe.h>

#include "base/cleanup.h"
#include "base/error.h"

DEFINE_CLEANUP(PGresult *, PQclear)
DEFINE_CLEANUP(PGconn *, PQfinish)

#define SQLSTATE_FENCED "SB001"  /* another broker has taken over */
#define SQLSTATE_ROWS "SB002"    /* the rows are not as expected */
#define SQLSTATE_MOVED "SB003"   /* the head moved before a take-over */
#define SQLSTATE_NO_LINK "08006" /* what libpq leaves out when the link itself fails */

/* RETRY: it passes by itself (no connection, no room, shutting down, read-only, a deadlock).
 * INPUT: these rows or this statement will never do. BROKEN: fenced off, or unheard of. */
enum fault sqlstate_fault(const char *sqlstate);

/* The code of a result that is an error. */
const char *sqlstate_of(const PGresult *result);

bool sqlstate_is_error(const PGresult *result);

/* Fills `err` from a result that is an error: code "database_unavailable", "database_refused" or
 * "database_broken". */
enum fault sqlstate_error(const PGresult *result, const char *what, struct error *err);

#endif
