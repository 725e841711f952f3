/* SPDX-License-Identifier: EUPL-1.2 */
#include "tlog/tree.h"

#include <sodium.h>

#include "vectors.h"

TestSuite(tree, .init = vectors_start, .fini = vectors_stop);

enum { ALL = 65 };

static struct digest leaves[ALL];

/* Invented leaves for the exhaustive tests. */
static void make_leaves(void)
{
    for (uint8_t i = 0; i < ALL; i++)
        leaves[i] = tree_leaf_hash(bytes_of(&i, 1));
}

static size_t reference_leaves(struct digest ret_leaves[8])
{
    const json_t *hexes = json_object_get(vectors, "leaves_hex");
    size_t i;
    json_t *hex;

    json_array_foreach(hexes, i, hex)
    {
        CLEANUP(buffer_clear) struct buffer leaf = { 0 };
        struct digest want = digest_of_hex(
            json_string_value(json_array_get(json_object_get(vectors, "leaf_hashes"), i)));

        append_hex(json_string_value(hex), &leaf);
        ret_leaves[i] = tree_leaf_hash(bytes_of_buffer(&leaf));
        cr_assert(digest_equal(&ret_leaves[i], &want), "leaf %zu", i);
    }
    return i;
}

Test(tree, roots_and_frontiers_are_those_known)
{
    struct tree_frontier frontier = { 0 };
    struct digest eight[8];

    cr_assert_eq(reference_leaves(eight), 8);
    for (size_t n = 0; n <= 8; n++) {
        CLEANUP(buffer_clear) struct buffer packed = { 0 }, want_packed = { 0 };
        struct tree_frontier again;
        struct digest want, got, base64;
        char key[4];
        size_t i;
        json_t *hash;

        snprintf(key, sizeof(key), "%zu", n);
        want = digest_at(json_object_get(vectors, "roots"), key);
        cr_assert(digest_read_base64(text_at(json_object_get(vectors, "roots_b64"), key), &base64));
        cr_expect(digest_equal(&want, &base64));
        got = tree_root_of(eight, n);
        cr_expect(digest_equal(&got, &want), "root of %zu", n);
        got = tree_frontier_root(&frontier);
        cr_expect(digest_equal(&got, &want), "frontier's root of %zu", n);

        tree_frontier_pack(&frontier, &packed);
        json_array_foreach(json_object_get(json_object_get(vectors, "frontier"), key), i, hash)
            append_hex(json_string_value(hash), &want_packed);
        cr_expect(bytes_equal(bytes_of_buffer(&packed), bytes_of_buffer(&want_packed)), "%zu", n);
        cr_assert(tree_frontier_unpack(n, bytes_of_buffer(&packed), &again));
        got = tree_frontier_root(&again);
        cr_expect(digest_equal(&got, &want));
        if (n < 8)
            tree_frontier_append(&frontier, &eight[n]);
    }
}

Test(tree, a_node_is_that_known)
{
    const json_t *example = json_object_get(vectors, "node_hash_example");
    struct digest left = digest_at(example, "left"), right = digest_at(example, "right");
    struct digest want = digest_at(example, "out"), got = tree_node_hash(&left, &right);

    cr_expect(digest_equal(&got, &want));
    got = tree_node_hash(&right, &left);
    cr_expect_not(digest_equal(&got, &want));
}

Test(tree, a_frontier_of_the_wrong_length_is_refused)
{
    static const uint8_t bytes[64 * 33];
    struct tree_frontier frontier = { .size = 77 };

    cr_expect_not(tree_frontier_unpack(3, bytes_of(bytes, 32), &frontier));
    cr_expect_not(tree_frontier_unpack(3, bytes_of(bytes, 65), &frontier));
    cr_expect_not(tree_frontier_unpack(4, bytes_of(bytes, 64), &frontier));
    cr_expect_not(tree_frontier_unpack(0, bytes_of(bytes, 32), &frontier));
    cr_expect_not(tree_frontier_unpack(UINT64_MAX, bytes_of(bytes, 64 * 32), &frontier));
    cr_expect_eq(frontier.size, 77);
    cr_expect(tree_frontier_unpack(0, bytes_of(bytes, 0), &frontier));
}

Test(tree, inclusion_paths_are_those_known)
{
    struct digest eight[8];
    size_t i;
    json_t *vector;

    reference_leaves(eight);
    json_array_foreach(json_object_get(vectors, "inclusion"), i, vector)
    {
        uint64_t size = number_at(vector, "size"), index = number_at(vector, "index");
        struct digest leaf = digest_at(vector, "leaf_hash"), root = digest_at(vector, "root");
        struct tree_path want, got;

        path_of(json_object_get(vector, "proof"), &want);
        tree_inclusion(eight, size, index, &got);
        cr_expect(path_equal(&want, &got), "%zu", i);
        cr_expect(tree_verify_inclusion(index, size, &leaf, &want, &root), "%zu", i);
    }
    cr_expect_gt(i, 10);
}

Test(tree, consistency_proofs_are_those_known)
{
    struct digest eight[8];
    size_t i;
    json_t *vector;

    reference_leaves(eight);
    json_array_foreach(json_object_get(vectors, "consistency"), i, vector)
    {
        struct tree_head older = { number_at(vector, "old_size"), digest_at(vector, "old_root") };
        struct tree_head newer = { number_at(vector, "new_size"), digest_at(vector, "new_root") };
        struct tree_path want, got;

        path_of(json_object_get(vector, "proof"), &want);
        tree_consistency(eight, newer.size, older.size, &got);
        cr_expect(path_equal(&want, &got), "%zu", i);
        cr_expect(tree_verify_consistency(&older, &newer, &want), "%zu", i);
    }
    cr_expect_gt(i, 10);
}

/* Every way to spoil a path by one step: cut, extended, altered. */
static void spoil(const struct tree_path *path, size_t way, struct tree_path *ret_path)
{
    *ret_path = *path;
    if (way < path->n_hashes)
        ret_path->hashes[way].bytes[way % DIGEST_SIZE] ^= 1;
    else if (way == path->n_hashes && path->n_hashes > 0)
        ret_path->n_hashes--;
    else
        ret_path->hashes[ret_path->n_hashes++] = leaves[0];
}

Test(tree, every_inclusion_proves_and_no_spoiled_one_does)
{
    make_leaves();
    for (size_t n = 1; n <= ALL; n++) {
        struct digest root = tree_root_of(leaves, n);

        for (size_t i = 0; i < n; i++) {
            struct tree_path path, bad;

            tree_inclusion(leaves, n, i, &path);
            cr_assert(tree_verify_inclusion(i, n, &leaves[i], &path, &root), "%zu in %zu", i, n);
            for (size_t way = 0; way < path.n_hashes + 2; way++) {
                spoil(&path, way, &bad);
                cr_assert_not(tree_verify_inclusion(i, n, &leaves[i], &bad, &root));
            }
            cr_assert_not(tree_verify_inclusion(n, n, &leaves[i], &path, &root));
            cr_assert_not(tree_verify_inclusion(i, 0, &leaves[i], &path, &root));
            cr_assert_not(tree_verify_inclusion(i, n, &leaves[(i + 1) % ALL], &path, &root));
            cr_assert_not(n > 1 && tree_verify_inclusion((i + 1) % n, n, &leaves[i], &path, &root));
        }
    }
}

Test(tree, every_consistency_proves_and_no_spoiled_one_does)
{
    make_leaves();
    for (size_t n = 0; n <= ALL; n++) {
        for (size_t m = 0; m <= n; m++) {
            struct tree_head older = { m, tree_root_of(leaves, m) };
            struct tree_head newer = { n, tree_root_of(leaves, n) };
            struct tree_path path, bad;

            tree_consistency(leaves, n, m, &path);
            cr_assert(tree_verify_consistency(&older, &newer, &path), "%zu to %zu", m, n);
            for (size_t way = 0; way < path.n_hashes + 2; way++) {
                spoil(&path, way, &bad);
                cr_assert_not(tree_verify_consistency(&older, &newer, &bad), "%zu to %zu", m, n);
            }
            cr_assert_not(m != n && tree_verify_consistency(&newer, &older, &path));
            older.root.bytes[3] ^= 1;
            cr_assert_not(tree_verify_consistency(&older, &newer, &path), "%zu to %zu", m, n);
            older.root.bytes[3] ^= 1;
            newer.root.bytes[3] ^= 1;
            cr_assert_not(m > 0 && tree_verify_consistency(&older, &newer, &path));
        }
    }
}

Test(tree, a_path_longer_than_any_tree_is_refused)
{
    struct tree_path path = { .n_hashes = TREE_PATH_MAX + 1 };
    struct tree_head older = { 3, { { 0 } } }, newer = { TREE_SIZE_MAX, { { 0 } } };
    struct digest leaf = { { 0 } };

    cr_expect_not(tree_verify_inclusion(0, TREE_SIZE_MAX, &leaf, &path, &leaf));
    cr_expect_not(tree_verify_consistency(&older, &newer, &path));
    path.n_hashes = 1;
    newer.size++;
    cr_expect_not(tree_verify_consistency(&older, &newer, &path));
    cr_expect_not(tree_verify_inclusion(0, newer.size, &leaf, &path, &leaf));
}

Test(tree, a_proof_for_one_size_does_not_prove_another)
{
    make_leaves();
    struct digest four = tree_root_of(leaves, 4);
    struct tree_head older = { 2, tree_root_of(leaves, 2) }, newer = { 4, four };
    struct tree_path none = { 0 }, path;

    /* A leaf, or a complete subtree, shown as the root of a larger tree. */
    cr_expect_not(tree_verify_inclusion(0, 2, &leaves[0], &none, &leaves[0]));
    tree_inclusion(leaves, 4, 1, &path);
    cr_expect(tree_verify_inclusion(1, 4, &leaves[1], &path, &four));
    cr_expect_not(tree_verify_inclusion(1, 8, &leaves[1], &path, &four));
    tree_consistency(leaves, 4, 2, &path);
    cr_expect(tree_verify_consistency(&older, &newer, &path));
    newer.size = 8;
    cr_expect_not(tree_verify_consistency(&older, &newer, &path));
}

/* A sealed part of an entry, taken apart with the library alone: what is logged of it (the hash of
 * the ciphertext and the commitment) and the entry's leaf are those known. */
Test(tree, an_entry_with_a_sealed_part_is_that_known)
{
    const json_t *want = json_object_get(vectors, "shred_example");
    CLEANUP(buffer_clear) struct buffer key = { 0 }, aad = { 0 }, box = { 0 }, text = { 0 };
    struct digest ct_hash = digest_at(want, "ct_hash"), leaf = digest_at(want, "leaf_hash");
    struct digest commitment = digest_at(want, "commitment"), got;
    uint8_t plain[200];
    unsigned long long size;

    append_hex(text_at(want, "entry_key"), &key);
    append_hex(text_at(want, "aad"), &aad);
    append_hex(text_at(want, "nonce"), &box);
    append_hex(text_at(want, "ciphertext"), &box);
    cr_assert_lt(box.size, sizeof(plain));
    cr_assert_eq(crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &size, NULL, box.data + 24,
                                                            box.size - 24, aad.data, aad.size,
                                                            box.data, key.data),
                 0);
    cr_expect(
        bytes_equal(bytes_of(plain + 32, size - 32), bytes_of_text(text_at(want, "payload_utf8"))));

    buffer_append(&text, "samband/ct/v1", 14);
    buffer_append_bytes(&text, bytes_of_buffer(&box));
    got = digest_of(bytes_of_buffer(&text));
    cr_expect(digest_equal(&got, &ct_hash));
    buffer_reset(&text);
    buffer_append(&text, "samband/pii-commit/v1", 22);
    buffer_append_bytes(&text, bytes_of_buffer(&aad));
    buffer_append(&text, plain, size);
    got = digest_of(bytes_of_buffer(&text));
    cr_expect(digest_equal(&got, &commitment));
    got = tree_leaf_hash(bytes_of_text(text_at(want, "entry_utf8")));
    cr_expect(digest_equal(&got, &leaf));
}
