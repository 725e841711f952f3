/* SPDX-License-Identifier: EUPL-1.2 */
/* load_entry - the leaves that say what the broker works with: rules, directory, agreements. */
#ifndef BROKER_LOAD_ENTRY_H
#define BROKER_LOAD_ENTRY_H

#include "core/policy.h"
#include "model/agreement.h"
#include "model/entry.h"
#include "store/store.h"

/* A leaf of kind policy or directory, with the hash ("sha256:...") of what is used from then on.
 * `ret_entry` gets the leaf's bytes; the change points into it, as below. */
struct change load_entry_of_hash(enum entry_kind kind, const char *hash, int64_t time_ms,
                                 struct buffer *ret_entry);

/* The bytes behind such a hash, as they are kept with the leaf that names it. */
struct loaded {
    struct stored_file *files; /* owned; their bytes are borrowed */
    struct stored_kept kept;
};

/* Borrows from the policy or the directory. */
void loaded_policy(const struct policy *policy, struct loaded *ret_loaded);
void loaded_directory(const struct directory *directory, struct loaded *ret_loaded);
void loaded_clear(struct loaded *loaded);
DEFINE_CLEAR(struct loaded, loaded_clear)

/* A leaf of kind agreement, with its text. */
struct change load_entry_of_agreement(const struct agreement *agreement, int64_t time_ms,
                                      struct buffer *ret_entry);

#endif
