/* SPDX-License-Identifier: EUPL-1.2 */
/* kept_check - compares the hashes that leaves name with what the record keeps.
 *
 * What the broker works with stands in leaves of kind start, policy and directory. A decision must name the
 * rules that were in force at its leaf; each hash named since the record keeps bytes must have them; and
 * nothing is kept that no leaf names.
 *
 * What is found is FAULT_INPUT "kept_differs", and the check must not be used further.
 */
#ifndef CTL_KEPT_CHECK_H
#define CTL_KEPT_CHECK_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/error.h"

struct kept_check;

struct kept_check *kept_check_new(void);
/* Accepts NULL. */
void kept_check_free(struct kept_check *check);
DEFINE_CLEANUP(struct kept_check *, kept_check_free)

/* The next leaf, which has been verified. `kind`: its kind, as stored beside it. */
MUST_CHECK enum fault kept_check_leaf(struct kept_check *check, uint64_t index, const char *kind,
                                      struct bytes entry, struct error *err);

/* After the last leaf: this hash ("sha256:...") is kept, as what this leaf named first. */
MUST_CHECK enum fault kept_check_found(struct kept_check *check, const char *hash, uint64_t leaf,
                                       struct error *err);

/* Last. `since`: from which leaf on hashes are kept. *ret_n_before: those that only leaves before it name,
 * and that are not kept. */
MUST_CHECK enum fault kept_check_end(const struct kept_check *check, uint64_t since,
                                     size_t *ret_n_before, struct error *err);

#endif
