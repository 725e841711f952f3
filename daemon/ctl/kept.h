/* SPDX-License-Identifier: EUPL-1.2 */
/* kept - the rules and directories that the record keeps, found by their hash and read again. */
#ifndef CTL_KEPT_H
#define CTL_KEPT_H

#include "core/policy_rules.h"
#include "ctl/source.h"
#include "model/directory.h"
#include "model/vocabulary.h"

/* FAULT_INPUT "not_kept": the record holds nothing under this hash ("sha256:..."); "kept_differs": what it
 * holds does not have the hash; "unreadable": it has, but the readers of this program do not take it. The
 * caller owns what is returned. */
MUST_CHECK enum fault kept_policy(struct source *source, const char *hash,
                                  struct vocabulary **ret_vocabulary, struct policy **ret_policy,
                                  struct error *err);
MUST_CHECK enum fault kept_directory(struct source *source, const char *hash,
                                     struct directory **ret_directory, struct error *err);

/* Every hash under which something is kept: whether it is the hash of that. FAULT_INPUT "kept_differs" with
 * the first that is not. `each` is told of those that are, with the leaf that is said to name it first. */
typedef void kept_found(void *arg, const char *hash, const char *kind, uint64_t leaf);
MUST_CHECK enum fault kept_verify(struct source *source, kept_found *each, void *arg,
                                  struct error *err);

/* From which leaf on hashes are kept. */
MUST_CHECK enum fault kept_since(struct source *source, uint64_t *ret_leaf, struct error *err);

#endif
