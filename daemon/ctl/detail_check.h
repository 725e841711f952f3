/* SPDX-License-Identifier: EUPL-1.2 */
/* detail_check - whether what each exchange was decided on is there, or a leaf says that it was erased.
 *
 * The rows beside a leaf that can be erased (private header, subject, one category a section) are not
 * looked into, only counted: that needs no mandate. What is found is FAULT_INPUT "rows_differ" with the
 * exchange in words; a leaf of kind erased that does not read is "damaged".
 */
#ifndef CTL_DETAIL_CHECK_H
#define CTL_DETAIL_CHECK_H

#include "ctl/erasures.h"

/* What is there of one exchange. */
struct detail_row {
    uint64_t leaf; /* of its decision */
    bool has_header, has_subject;
    uint64_t n_categories;
};

/* One exchange, by the entry of its decision. */
MUST_CHECK enum fault detail_check_row(const struct detail_row *row, struct bytes entry,
                                       struct erasures *erasures, struct error *err);

/* Every exchange of the database, in the snapshot that the caller has begun; leaves must have been
 * verified. Faults also as source_query(). */
MUST_CHECK enum fault detail_check(struct source *source, struct error *err);

#endif
