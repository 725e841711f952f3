/* SPDX-License-Identifier: Apache-2.0 */
/* tree - the Merkle tree of RFC 6962, section 2.1, over SHA-256.
 *
 *     leaf(d) = H(0x00, d)        node(l, r) = H(0x01, l, r)        root of nothing = H("")
 *
 * Sizes are at most 2^63-1. Paths run from the leaf's side to the root's.
 */
#ifndef TLOG_TREE_H
#define TLOG_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "keys/digest.h"

enum { TREE_PATH_MAX = 63 };

#define TREE_SIZE_MAX ((uint64_t)INT64_MAX)

/* An inclusion path or a consistency proof. Plain value. */
struct tree_path {
    size_t n_hashes;
    struct digest hashes[TREE_PATH_MAX];
};

/* What must be kept to append and to know the root: one hash for each bit set in `size`, that of
 * the largest subtree first. Zeroed memory is the empty tree. Plain value. */
struct tree_frontier {
    uint64_t size;
    struct digest hashes[TREE_PATH_MAX];
};

struct digest tree_leaf_hash(struct bytes entry);
struct digest tree_node_hash(const struct digest *left, const struct digest *right);

/* Appends one leaf, given by its leaf hash. The size must be below TREE_SIZE_MAX. */
void tree_frontier_append(struct tree_frontier *frontier, const struct digest *leaf_hash);
struct digest tree_frontier_root(const struct tree_frontier *frontier);

/* How many hashes a frontier of that size has. */
size_t tree_frontier_count(uint64_t size);

/* The hashes in order, 32 bytes each, without the size. Unpacking is false, and `ret_frontier`
 * untouched, unless `packed` has exactly the bytes that `size` asks for. */
void tree_frontier_pack(const struct tree_frontier *frontier, struct buffer *ret_packed);
bool tree_frontier_unpack(uint64_t size, struct bytes packed, struct tree_frontier *ret_frontier);

/* From all leaf hashes, by the recursive definition; each call hashes the whole tree. For many
 * proofs over one tree use tlog/nodes.h. */
struct digest tree_root_of(const struct digest leaf_hashes[], size_t n_leaves);

/* The path of leaf `index` (below n_leaves). */
void tree_inclusion(const struct digest leaf_hashes[], size_t n_leaves, size_t index,
                    struct tree_path *ret_path);

/* The proof that the tree of the first `old_size` leaves (at most n_leaves) is a beginning of the
 * tree of all. Empty when old_size is 0 or n_leaves. */
void tree_consistency(const struct digest leaf_hashes[], size_t n_leaves, size_t old_size,
                      struct tree_path *ret_path);

/* True only if the path leads from the leaf at `index` to `root` in a tree of `size` leaves, with
 * no hash too few or too many. */
bool tree_verify_inclusion(uint64_t index, uint64_t size, const struct digest *leaf_hash,
                           const struct tree_path *path, const struct digest *root);

/* The root that the path leads to; false, with `ret_root` untouched, when its length does not fit.
 */
bool tree_inclusion_root(uint64_t index, uint64_t size, const struct digest *leaf_hash,
                         const struct tree_path *path, struct digest *ret_root);

/* A tree as a checkpoint names it. */
struct tree_head {
    uint64_t size;
    struct digest root;
};

/* True only if `older` is proved to be a beginning of `newer`. Equal sizes need equal roots and no
 * hashes; size 0 needs the root of nothing and no hashes. */
bool tree_verify_consistency(const struct tree_head *older, const struct tree_head *newer,
                             const struct tree_path *path);

#endif
