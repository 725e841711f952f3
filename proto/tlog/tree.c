/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/tree.h"

#include <assert.h>

struct digest tree_leaf_hash(struct bytes entry)
{
    struct digest_stream stream;

    digest_start(&stream);
    digest_add(&stream, bytes_of("\x00", 1));
    digest_add(&stream, entry);
    return digest_end(&stream);
}

struct digest tree_node_hash(const struct digest *left, const struct digest *right)
{
    uint8_t node[1 + 2 * DIGEST_SIZE] = { 0x01 };

    memcpy(node + 1, left->bytes, DIGEST_SIZE);
    memcpy(node + 1 + DIGEST_SIZE, right->bytes, DIGEST_SIZE);
    return digest_of(bytes_of(node, sizeof(node)));
}

size_t tree_frontier_count(uint64_t size) { return (size_t)__builtin_popcountll(size); }

void tree_frontier_append(struct tree_frontier *frontier, const struct digest *leaf_hash)
{
    size_t n = tree_frontier_count(frontier->size);
    struct digest hash = *leaf_hash;

    assert(frontier->size < TREE_SIZE_MAX);
    /* Each trailing 1-bit is a complete subtree of the same size as the one in hand. */
    for (uint64_t size = frontier->size; size & 1; size >>= 1)
        hash = tree_node_hash(&frontier->hashes[--n], &hash);
    frontier->hashes[n] = hash;
    frontier->size++;
}

struct digest tree_frontier_root(const struct tree_frontier *frontier)
{
    size_t n = tree_frontier_count(frontier->size);
    struct digest root;

    if (n == 0)
        return digest_of(bytes_of(NULL, 0));
    root = frontier->hashes[--n];
    while (n > 0)
        root = tree_node_hash(&frontier->hashes[--n], &root);
    return root;
}

void tree_frontier_pack(const struct tree_frontier *frontier, struct buffer *ret_packed)
{
    size_t n = tree_frontier_count(frontier->size);

    for (size_t i = 0; i < n; i++)
        buffer_append(ret_packed, frontier->hashes[i].bytes, DIGEST_SIZE);
}

bool tree_frontier_unpack(uint64_t size, struct bytes packed, struct tree_frontier *ret_frontier)
{
    size_t n = tree_frontier_count(size);

    if (size > TREE_SIZE_MAX || packed.size != n * DIGEST_SIZE)
        return false;
    *ret_frontier = (struct tree_frontier){ .size = size };
    for (size_t i = 0; i < n; i++)
        memcpy(ret_frontier->hashes[i].bytes, packed.data + i * DIGEST_SIZE, DIGEST_SIZE);
    return true;
}

/* The largest power of two below n, which is at least 2. */
static uint64_t split_of(uint64_t n) { return (uint64_t)1 << (63 - __builtin_clzll(n - 1)); }

struct digest tree_root_of(const struct digest leaf_hashes[], size_t n_leaves)
{
    struct digest left, right;
    size_t k;

    if (n_leaves == 0)
        return digest_of(bytes_of(NULL, 0));
    if (n_leaves == 1)
        return leaf_hashes[0];
    k = split_of(n_leaves);
    left = tree_root_of(leaf_hashes, k);
    right = tree_root_of(leaf_hashes + k, n_leaves - k);
    return tree_node_hash(&left, &right);
}

static void path_append(struct tree_path *path, const struct digest *hash)
{
    assert(path->n_hashes < TREE_PATH_MAX);
    path->hashes[path->n_hashes++] = *hash;
}

void tree_inclusion(const struct digest leaf_hashes[], size_t n_leaves, size_t index,
                    struct tree_path *ret_path)
{
    struct digest sibling;
    size_t k;

    assert(index < n_leaves);
    if (n_leaves == 1) {
        ret_path->n_hashes = 0;
        return;
    }
    k = split_of(n_leaves);
    if (index < k) {
        tree_inclusion(leaf_hashes, k, index, ret_path);
        sibling = tree_root_of(leaf_hashes + k, n_leaves - k);
    } else {
        tree_inclusion(leaf_hashes + k, n_leaves - k, index - k, ret_path);
        sibling = tree_root_of(leaf_hashes, k);
    }
    path_append(ret_path, &sibling);
}

/* SUBPROOF of RFC 6962; `whole`: the verifier has the root of the old tree already. */
static void consistency(const struct digest leaf_hashes[], size_t n_leaves, size_t old_size,
                        bool whole, struct tree_path *path)
{
    struct digest hash;
    size_t k;

    if (old_size == n_leaves) {
        hash = tree_root_of(leaf_hashes, n_leaves);
        if (!whole)
            path_append(path, &hash);
        return;
    }
    k = split_of(n_leaves);
    if (old_size <= k) {
        consistency(leaf_hashes, k, old_size, whole, path);
        hash = tree_root_of(leaf_hashes + k, n_leaves - k);
    } else {
        consistency(leaf_hashes + k, n_leaves - k, old_size - k, false, path);
        hash = tree_root_of(leaf_hashes, k);
    }
    path_append(path, &hash);
}

void tree_consistency(const struct digest leaf_hashes[], size_t n_leaves, size_t old_size,
                      struct tree_path *ret_path)
{
    assert(old_size <= n_leaves);
    ret_path->n_hashes = 0;
    if (old_size > 0)
        consistency(leaf_hashes, n_leaves, old_size, true, ret_path);
}

/* One walk from a node to the root: `at` is the node's place on its level, `last` the level's. */
struct climb {
    uint64_t at, last;
};

/* Is the next hash on the path the left sibling? */
static bool climb_is_right(const struct climb *climb)
{
    return (climb->at & 1) || climb->at == climb->last;
}

static void climb_up(struct climb *climb)
{
    /* A last node without a sibling rises until it is somebody's right child. */
    if (climb->at == climb->last) {
        while (climb->at && !(climb->at & 1)) {
            climb->at >>= 1;
            climb->last >>= 1;
        }
    }
    climb->at >>= 1;
    climb->last >>= 1;
}

bool tree_inclusion_root(uint64_t index, uint64_t size, const struct digest *leaf_hash,
                         const struct tree_path *path, struct digest *ret_root)
{
    struct climb climb = { index, size - 1 };
    struct digest root = *leaf_hash;

    if (size > TREE_SIZE_MAX || index >= size || path->n_hashes > TREE_PATH_MAX)
        return false;
    for (size_t i = 0; i < path->n_hashes; i++) {
        if (climb.last == 0)
            return false;
        root = climb_is_right(&climb) ? tree_node_hash(&path->hashes[i], &root)
                                      : tree_node_hash(&root, &path->hashes[i]);
        climb_up(&climb);
    }
    if (climb.last != 0)
        return false;
    *ret_root = root;
    return true;
}

bool tree_verify_inclusion(uint64_t index, uint64_t size, const struct digest *leaf_hash,
                           const struct tree_path *path, const struct digest *root)
{
    struct digest found;

    return tree_inclusion_root(index, size, leaf_hash, path, &found) && digest_equal(&found, root);
}

/* 0 < older < newer. */
static bool verify_growth(const struct tree_head *older, const struct tree_head *newer,
                          const struct tree_path *path)
{
    bool old_is_complete = (older->size & (older->size - 1)) == 0;
    struct climb climb = { older->size - 1, newer->size - 1 };
    struct digest old_root, new_root;
    size_t next = 0;

    if (path->n_hashes == 0 || path->n_hashes > TREE_PATH_MAX)
        return false;
    while (climb.at & 1) {
        climb.at >>= 1;
        climb.last >>= 1;
    }
    /* A complete old tree is a node of the new one, and its root is not repeated in the proof. */
    old_root = new_root = old_is_complete ? older->root : path->hashes[next++];
    for (; next < path->n_hashes; next++) {
        const struct digest *hash = &path->hashes[next];

        if (climb.last == 0)
            return false;
        if (climb_is_right(&climb)) {
            old_root = tree_node_hash(hash, &old_root);
            new_root = tree_node_hash(hash, &new_root);
        } else {
            new_root = tree_node_hash(&new_root, hash);
        }
        climb_up(&climb);
    }
    return climb.last == 0 && digest_equal(&old_root, &older->root) &&
           digest_equal(&new_root, &newer->root);
}

bool tree_verify_consistency(const struct tree_head *older, const struct tree_head *newer,
                             const struct tree_path *path)
{
    const struct digest nothing = digest_of(bytes_of(NULL, 0));

    if (older->size > newer->size || newer->size > TREE_SIZE_MAX)
        return false;
    if (older->size == 0 && !digest_equal(&older->root, &nothing))
        return false;
    if (older->size == newer->size)
        return path->n_hashes == 0 && digest_equal(&older->root, &newer->root);
    if (older->size == 0)
        return path->n_hashes == 0;
    return verify_growth(older, newer, path);
}
