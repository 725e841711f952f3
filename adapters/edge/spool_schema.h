/* SPDX-License-Identifier: EUPL-1.2 */
/* spool_schema - the tables of a spool. */
#ifndef EDGE_SPOOL_SCHEMA_H
#define EDGE_SPOOL_SCHEMA_H

enum { SPOOL_SCHEMA_VERSION = 1 };

/* Makes all tables and sets user_version. */
extern const char spool_schema[];

#endif
