/* SPDX-License-Identifier: EUPL-1.2 */
/* log_pass - one pass over the record in the database, and over the rows beside it that repeat it.
 *
 * Leaves, batches, the rows of exchanges, their categories (as far as this user's mandates go), the head,
 * and what is kept; all in one snapshot, in memory that does not grow with the record, but for
 * what was erased.
 */
#ifndef CTL_LOG_PASS_H
#define CTL_LOG_PASS_H

#include <stddef.h>
#include <stdint.h>

#include "ctl/record_check.h"
#include "ctl/source.h"

/* What is told beside the result. */
struct log_counts {
    size_t n_before_kept;  /* hashes that only leaves from before keeping began name */
    uint64_t n_categories; /* that were compared with what was signed */
};

/* FAULT_INPUT "record_differs", "record_empty", "rows_differ" or "kept_differs" with what was found
 * first; other faults are those of the database. */
MUST_CHECK enum fault log_pass(struct source *source, struct record_check *check,
                               struct log_counts *ret_counts, struct error *err);

#endif
