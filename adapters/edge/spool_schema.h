/* SPDX-License-Identifier: EUPL-1.2 */
/* spool_schema - the tables of a spool. */
#ifndef EDGE_SPOOL_SCHEMA_H
#define EDGE_SPOOL_SCHEMA_H

enum { SPOOL_SCHEMA_VERSION = 3 };

/* Step i (from 0) brings a spool from user_version i to i + 1, and sets it; each is run as one
 * transaction. What a step says is never changed once it has been released. */
extern const char *const spool_schema_steps[SPOOL_SCHEMA_VERSION];

#endif
