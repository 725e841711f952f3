/* SPDX-License-Identifier: EUPL-1.2 */
/* erasures - which exchanges the record says were erased: the leaves of kind erased.
 *
 * Rows that are gone without one were taken away by somebody, whatever for. A leaf after that of the
 * decision counts, one before it does not. 24 bytes of memory each.
 */
#ifndef CTL_ERASURES_H
#define CTL_ERASURES_H

#include "base/uuid.h"
#include "ctl/source.h"

/* What is said of an exchange without its rows and without such a leaf. */
#define ERASURES_MISSING "rows are gone and no entry of the record says that they were erased"

struct erasures;

struct erasures *erasures_new(void);
/* Accepts NULL. */
void erasures_free(struct erasures *erasures);
DEFINE_CLEANUP(struct erasures *, erasures_free)

/* One leaf, in the order of the record. FAULT_INPUT "damaged": it is no erasure. */
MUST_CHECK enum fault erasures_add(struct erasures *erasures, uint64_t leaf, struct bytes entry,
                                   struct error *err);

/* All of the database. Faults as source_query() and erasures_add(). */
MUST_CHECK enum fault erasures_read(struct source *source, struct erasures **ret_erasures,
                                    struct error *err);

/* Whether the exchange that was decided at `leaf` has been erased since. */
bool erasures_has(struct erasures *erasures, const struct uuid *id, uint64_t leaf);

#endif
