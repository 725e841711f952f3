/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/nodes.h"

#include <assert.h>

#include "base/memory.h"

enum { LEVELS = 64 };

/* levels[l].hashes[i] is the root of the complete subtree of 2^l leaves from leaf i * 2^l on. */
struct nodes {
    struct {
        struct digest *hashes;
        uint64_t n, room;
    } levels[LEVELS];
};

struct nodes *nodes_new(void) { return mem_new(1, sizeof(struct nodes)); }

void nodes_free(struct nodes *nodes)
{
    if (!nodes)
        return;
    for (size_t i = 0; i < LEVELS; i++)
        mem_free(nodes->levels[i].hashes);
    mem_free(nodes);
}

void nodes_append(struct nodes *nodes, const struct digest *leaf_hash)
{
    struct digest hash = *leaf_hash;

    for (size_t level = 0; level < LEVELS; level++) {
        struct digest **hashes = &nodes->levels[level].hashes;
        uint64_t *n = &nodes->levels[level].n, *room = &nodes->levels[level].room;

        if (*n == *room) {
            *room = *room ? *room * 2 : 16;
            *hashes = mem_grow(*hashes, *room, sizeof(**hashes));
        }
        (*hashes)[(*n)++] = hash;
        if (*n % 2 != 0)
            return;
        hash = tree_node_hash(&(*hashes)[*n - 2], &(*hashes)[*n - 1]);
    }
}

uint64_t nodes_size(const struct nodes *nodes) { return nodes->levels[0].n; }

const struct digest *nodes_subtree(const struct nodes *nodes, unsigned level, uint64_t index)
{
    assert(level < LEVELS && index < nodes->levels[level].n);
    return &nodes->levels[level].hashes[index];
}

const struct digest *nodes_leaf(const struct nodes *nodes, uint64_t index)
{
    return nodes_subtree(nodes, 0, index);
}

/* The root over `size` leaves (at least 1) from `start` on, which is a multiple of a power of two
 * not below `size`, or 0. */
static struct digest range_root(const struct nodes *nodes, uint64_t start, uint64_t size)
{
    uint64_t end = start + size;
    struct digest root;
    bool has_root = false;

    for (unsigned level = 0; level < LEVELS; level++) {
        const struct digest *hash;

        if (!(size >> level & 1))
            continue;
        end -= (uint64_t)1 << level;
        hash = nodes_subtree(nodes, level, end >> level);
        root = has_root ? tree_node_hash(hash, &root) : *hash;
        has_root = true;
    }
    assert(has_root);
    return root;
}

struct digest nodes_root(const struct nodes *nodes, uint64_t size)
{
    assert(size <= nodes_size(nodes));
    return size ? range_root(nodes, 0, size) : digest_of(bytes_of(NULL, 0));
}

/* The largest power of two below n, which is at least 2. */
static uint64_t split_of(uint64_t n) { return (uint64_t)1 << (63 - __builtin_clzll(n - 1)); }

static void path_append(struct tree_path *path, struct digest hash)
{
    assert(path->n_hashes < TREE_PATH_MAX);
    path->hashes[path->n_hashes++] = hash;
}

/* Paths are walked from the root, and told from the leaf. */
static void path_reverse(struct tree_path *path)
{
    for (size_t i = 0, j = path->n_hashes; i + 1 < j; i++) {
        struct digest hash = path->hashes[--j];

        path->hashes[j] = path->hashes[i];
        path->hashes[i] = hash;
    }
}

void nodes_inclusion(const struct nodes *nodes, uint64_t size, uint64_t index,
                     struct tree_path *ret_path)
{
    uint64_t start = 0;

    assert(size <= nodes_size(nodes) && index < size);
    ret_path->n_hashes = 0;
    while (size > 1) {
        uint64_t k = split_of(size);

        if (index - start < k) {
            path_append(ret_path, range_root(nodes, start + k, size - k));
            size = k;
        } else {
            path_append(ret_path, range_root(nodes, start, k));
            start += k;
            size -= k;
        }
    }
    path_reverse(ret_path);
}

void nodes_consistency(const struct nodes *nodes, uint64_t size, uint64_t old_size,
                       struct tree_path *ret_path)
{
    uint64_t start = 0;

    assert(size <= nodes_size(nodes) && old_size <= size);
    ret_path->n_hashes = 0;
    if (old_size == 0)
        return;
    while (old_size != size) {
        uint64_t k = split_of(size);

        if (old_size <= k) {
            path_append(ret_path, range_root(nodes, start + k, size - k));
            size = k;
        } else {
            path_append(ret_path, range_root(nodes, start, k));
            start += k;
            size -= k;
            old_size -= k;
        }
    }
    /* When the walk never went right, this is the old tree, whose root the verifier has. */
    if (start > 0)
        path_append(ret_path, range_root(nodes, start, size));
    path_reverse(ret_path);
}
