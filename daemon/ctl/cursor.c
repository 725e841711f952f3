/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/cursor.h"

void cursor_clear(struct cursor *cursor)
{
    answer_free(cursor->rows);
    cursor->rows = NULL;
}

enum fault cursor_look(struct cursor *cursor, bool *ret_has_row, struct error *err)
{
    enum fault fault = FAULT_NONE;

    if (!cursor->rows || (answer_n(cursor->rows) > 0 && cursor->at == answer_n(cursor->rows))) {
        answer_free(TAKE(cursor->rows));
        cursor->at = 0;
        fault = source_query(cursor->source, cursor->fetch, NULL, 0, &cursor->rows, err);
    }
    *ret_has_row = !fault && cursor->at < answer_n(cursor->rows);
    return fault;
}
