/* SPDX-License-Identifier: EUPL-1.2 */
/* cursor - rows of a cursor of the database, one after the other, fetched a chunk at a time. */
#ifndef CTL_CURSOR_H
#define CTL_CURSOR_H

#include <stdbool.h>
#include <stddef.h>

#include "ctl/source.h"

struct cursor {
    struct source *source;
    const char *fetch;   /* the statement that fetches the next chunk */
    struct answer *rows; /* owned */
    size_t at;           /* the row that is looked at; whoever is done with it counts up */
};

void cursor_clear(struct cursor *cursor);

/* Whether there is a row at `at`, fetching it where needed. Faults are those of the database. */
MUST_CHECK enum fault cursor_look(struct cursor *cursor, bool *ret_has_row, struct error *err);

#endif
