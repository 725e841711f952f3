/* SPDX-License-Identifier: EUPL-1.2 */
/* rows_check - compares the rows of exchanges with the leaves that they repeat.
 *
 * Leaves come in order, and the rows beside them in the order of the leaf that each one names. A
 * decision must have its row, with the same words; and the state of a row must be the last that the
 * leaves say. A step must be of the text that was decided on; what its sender ended must have been
 * ended by an order of the same sender, whose leaf is the last order's before it. An answer to a
 * recall may come when its exchange has ended already, and then says nothing more about its row.
 * Memory grows with the exchanges that were open at one time, not with all of them.
 *
 * What is found is FAULT_INPUT "rows_differ" with the exchange in words ("exchange 01...: ..."),
 * and the check must not be used further. Leaves must have been verified before they come here.
 */
#ifndef CTL_ROWS_CHECK_H
#define CTL_ROWS_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "ctl/category_check.h"

enum row_word {
    ROW_ID,
    ROW_STATE,
    ROW_TEXT_HASH, /* hex */
    ROW_SENDER,
    ROW_RECIPIENT,
    ROW_TYPE,
    ROW_GROUND,
    ROW_PURPOSE,
    ROW_URGENCY,
    ROW_AGREEMENT,
    ROW_RULE,
    ROW_CODE,
    ROW_THREAD, /* hex */
    ROW_IN_REPLY_TO,
    ROW_CORRECTION_OF,
    ROW_SUPERSEDES,
    ROW_CONSENT, /* that an accepted message is about; the next start reads the consents by it */
    ROW_SENDER_CARD,
    ROW_RECIPIENT_CARD,
    ROW_HAS_SUBJECT, /* "t" or "f"; "" where this user may not see it */
    ROW_CREATED,     /* this and the next two in milliseconds */
    ROW_NOT_AFTER,
    ROW_RECEIVED,
    N_ROW_WORDS,
};

/* The name of the column. */
const char *rows_check_column(enum row_word word);

struct exchange_row {
    uint64_t leaf;                  /* that it names as its decision */
    const char *words[N_ROW_WORDS]; /* as PostgreSQL writes them; "" for null */
};

struct rows_check;

struct rows_check *rows_check_new(void);
/* Accepts NULL. */
void rows_check_free(struct rows_check *check);
DEFINE_CLEANUP(struct rows_check *, rows_check_free)

/* The next leaf, and the first row that no leaf has used yet; NULL if there is none. *ret_used:
 * the row is this leaf's. */
MUST_CHECK enum fault rows_check_leaf(struct rows_check *check, uint64_t index, struct bytes entry,
                                      const struct exchange_row *row, bool *ret_used,
                                      struct error *err);

/* A category of the exchange whose decision was the last leaf. `must_be_bound`: it is from since the record
 * keeps what binds it to the text. */
MUST_CHECK enum fault rows_check_category(const struct rows_check *check,
                                          const struct category_row *row, bool must_be_bound,
                                          struct error *err);

/* After the last leaf, with the first row that no leaf has used, or NULL. */
MUST_CHECK enum fault rows_check_end(const struct rows_check *check, const struct exchange_row *row,
                                     struct error *err);

#endif
