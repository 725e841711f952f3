/* SPDX-License-Identifier: Apache-2.0 */
/* nodes - a growing tree that keeps the hash of every complete subtree in memory.
 *
 * About 64 bytes a leaf; roots and proofs at any size so far cost some tens of hashes. For whoever
 * proves often: the signer, the witness, a receipt list.
 */
#ifndef TLOG_NODES_H
#define TLOG_NODES_H

#include "base/cleanup.h"
#include "tlog/tree.h"

struct nodes;

/* An empty tree; the caller calls nodes_free(), which accepts NULL. */
struct nodes *nodes_new(void);
void nodes_free(struct nodes *nodes);
DEFINE_CLEANUP(struct nodes *, nodes_free)

void nodes_append(struct nodes *nodes, const struct digest *leaf_hash);
uint64_t nodes_size(const struct nodes *nodes);

/* The leaf hash at `index`, which must be below the size. Borrowed until the next append. */
const struct digest *nodes_leaf(const struct nodes *nodes, uint64_t index);

/* The root of the complete subtree of 2^level leaves that starts at leaf index * 2^level, all of
 * which must be there. Borrowed until the next append. */
const struct digest *nodes_subtree(const struct nodes *nodes, unsigned level, uint64_t index);

/* The root when the tree had `size` leaves (at most nodes_size()). */
struct digest nodes_root(const struct nodes *nodes, uint64_t size);

/* As tree_inclusion() and tree_consistency(), in the tree of the first `size` leaves. */
void nodes_inclusion(const struct nodes *nodes, uint64_t size, uint64_t index,
                     struct tree_path *ret_path);
void nodes_consistency(const struct nodes *nodes, uint64_t size, uint64_t old_size,
                       struct tree_path *ret_path);

#endif
