/* SPDX-License-Identifier: EUPL-1.2 */
/* basis - what the broker worked with at a place in the record: rules, directory with its cards,
 * agreements. Read from the record; what was read last is kept in memory, so that one exchange after the
 * other, in the order of the record, reads each only once.
 */
#ifndef CTL_BASIS_H
#define CTL_BASIS_H

#include "core/policy_rules.h"
#include "ctl/source.h"
#include "model/directory.h"
#include "model/vocabulary.h"

struct basis;

/* Faults as source_query(). Borrows the source. */
MUST_CHECK enum fault basis_new(struct source *source, struct basis **ret_basis, struct error *err);
/* Accepts NULL. */
void basis_free(struct basis *basis);
DEFINE_CLEANUP(struct basis *, basis_free)

/* Rules, or a directory's file, to be used where the record keeps none under their hash. Borrowed. */
void basis_offer_policy(struct basis *basis, const struct policy *policy);
void basis_offer_directory(struct basis *basis, const char *path);

/* From which leaf on the record keeps what it names. */
uint64_t basis_kept_since(const struct basis *basis);

/* By the hash that the decision at `leaf` names. Faults as kept_policy(); "damaged" where the leaves of
 * kind start and policy before it say that other rules were in force. Borrowed until the next call. */
MUST_CHECK enum fault basis_policy(struct basis *basis, const char *hash, uint64_t leaf,
                                   const struct policy **ret_policy, struct error *err);

/* The one in force before leaf `before`, with the cards of the record before it. Faults as
 * kept_directory(); "damaged" where no leaf before it names one. Borrowed until the next call; `before`
 * must not become less from call to call. */
MUST_CHECK enum fault basis_directory(struct basis *basis, uint64_t before,
                                      const struct directory **ret_directory, struct error *err);

/* The text of an agreement ("sha256:...") that stands before that leaf; empty if there is none. Borrowed. */
struct bytes basis_agreement(const struct basis *basis, const char *hash, uint64_t before);

#endif
