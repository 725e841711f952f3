/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/list.h"

#include <assert.h>

#include "keys/tag.h"
#include "tlog/nodes.h"

enum { SIGNED_SIZE = 8 + DIGEST_SIZE };

static const uint64_t n_max = ((uint64_t)1 << LIST_PATH_MAX) - 1;

static_assert((int)LIST_PATH_MAX <= (int)TREE_PATH_MAX, "a list's path is a tree's");

static void write_signed(uint64_t n, const struct digest *root, uint8_t ret_signed[SIGNED_SIZE])
{
    for (int i = 0; i < 8; i++)
        ret_signed[i] = (uint8_t)(n >> (56 - 8 * i));
    memcpy(ret_signed + 8, root->bytes, DIGEST_SIZE);
}

void list_sign(const struct sign_secret *secret, const char *origin, const struct bytes items[],
               size_t n_items, struct list_proof ret_proofs[])
{
    CLEANUP(nodes_free) struct nodes *nodes = nodes_new();
    uint8_t to_sign[SIGNED_SIZE], signature[SIGN_SIGNATURE_SIZE];
    struct digest root;
    struct tree_path path;

    assert(n_items >= 1 && n_items <= n_max);
    for (size_t i = 0; i < n_items; i++) {
        struct digest leaf = tree_leaf_hash(items[i]);

        nodes_append(nodes, &leaf);
    }
    root = nodes_root(nodes, n_items);
    write_signed(n_items, &root, to_sign);
    sign_bytes(secret, TAG_RECEIPTS, origin, bytes_of(to_sign, sizeof(to_sign)), signature);

    for (size_t i = 0; i < n_items; i++) {
        nodes_inclusion(nodes, n_items, i, &path);
        ret_proofs[i] = (struct list_proof){ .n = n_items, .index = i, .n_path = path.n_hashes };
        memcpy(ret_proofs[i].path, path.hashes, path.n_hashes * sizeof(path.hashes[0]));
        memcpy(ret_proofs[i].signature, signature, sizeof(signature));
    }
}

bool list_verify(const uint8_t public_key[SIGN_PUBLIC_SIZE], const char *origin, struct bytes item,
                 const struct list_proof *proof)
{
    struct tree_path path = { .n_hashes = proof->n_path };
    uint8_t was_signed[SIGNED_SIZE];
    struct digest leaf, root;

    if (proof->n > n_max || proof->n_path > LIST_PATH_MAX)
        return false;
    memcpy(path.hashes, proof->path, proof->n_path * sizeof(proof->path[0]));
    leaf = tree_leaf_hash(item);
    if (!tree_inclusion_root(proof->index, proof->n, &leaf, &path, &root))
        return false;
    write_signed(proof->n, &root, was_signed);
    return sign_verify(public_key, TAG_RECEIPTS, origin, bytes_of(was_signed, sizeof(was_signed)),
                       proof->signature);
}
