/* SPDX-License-Identifier: EUPL-1.2 */
/* commit_rows - from changes to rows: which tables a change writes, and in which statement. */
#ifndef STORE_COMMIT_ROWS_H
#define STORE_COMMIT_ROWS_H

#include <libpq-fe.h>

#include "store/pg_array.h"
#include "store/store.h"

/* In the order in which they are sent; all but the leaves go before the head is locked. */
enum commit_statement {
    ROWS_EXCHANGE,
    ROWS_DETAIL,
    ROWS_SUBJECT,
    ROWS_VERDICT,
    ROWS_CATEGORY,
    ROWS_SECTION,
    ROWS_DELIVERY,
    ROWS_RECEIPT,
    ROWS_CONSENT,
    ROWS_CONSENT_MESSAGE,
    ROWS_SEQUENCE,
    ROWS_KEY_CARD,
    ROWS_KEPT,
    ROWS_KEPT_FILE,
    ROWS_STEP,
    ROWS_END,
    ROWS_RECALL,
    ROWS_RECALLED,
    ROWS_ENDED_SECTION,
    ROWS_ENDED_DELIVERY,
    ROWS_NOTICE,
    ROWS_TOLD,
    ROWS_ATTEMPT,
    ROWS_LEAF,
    N_ROWS,
};

/* Zeroed memory plus commit_rows_init(). */
struct commit_rows {
    struct pg_rows rows[N_ROWS];
};

void commit_rows_init(struct commit_rows *commit);
void commit_rows_clear(struct commit_rows *commit);

/* Adds the rows of one change, whose leaf, if it has one, has that index and hash. Sealed sections
 * go to `conn` at once when there are many bytes of them. False if the connection is lost. */
bool commit_rows_add(struct commit_rows *commit, const struct change *change, uint64_t leaf_index,
                     const struct digest *leaf_hash, PGconn *conn);

#endif
