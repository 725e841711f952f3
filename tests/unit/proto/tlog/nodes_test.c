/* SPDX-License-Identifier: EUPL-1.2 */
#include "tlog/nodes.h"

#include "vectors.h"

TestSuite(nodes, .init = vectors_start, .fini = vectors_stop);

Test(nodes, agrees_with_the_recursive_definition_at_every_size)
{
    enum { ALL = 70 };
    CLEANUP(nodes_free) struct nodes *nodes = decimal_nodes(ALL);
    struct digest leaves[ALL];

    for (size_t i = 0; i < ALL; i++)
        leaves[i] = *nodes_leaf(nodes, i);
    for (size_t n = 0; n <= ALL; n++) {
        struct digest want = tree_root_of(leaves, n), got = nodes_root(nodes, n);
        struct tree_path want_path, got_path;

        cr_assert(digest_equal(&want, &got), "root of %zu", n);
        for (size_t i = 0; i <= n; i++) {
            tree_consistency(leaves, n, i, &want_path);
            nodes_consistency(nodes, n, i, &got_path);
            cr_assert(path_equal(&want_path, &got_path), "%zu to %zu", i, n);
            if (i == n)
                continue;
            tree_inclusion(leaves, n, i, &want_path);
            nodes_inclusion(nodes, n, i, &got_path);
            cr_assert(path_equal(&want_path, &got_path), "%zu in %zu", i, n);
        }
    }
}

Test(nodes, large_trees_are_those_known)
{
    CLEANUP(nodes_free) struct nodes *nodes = decimal_nodes(70000);
    const json_t *decimal = json_object_get(vectors, "decimal_leaves");
    const char *size;
    json_t *vector;
    size_t i;

    cr_assert_eq(nodes_size(nodes), 70000);
    json_object_foreach(json_object_get(decimal, "roots"), size, vector)
    {
        struct digest want = digest_of_hex(json_string_value(vector));
        struct digest got = nodes_root(nodes, strtoul(size, NULL, 10));

        cr_expect(digest_equal(&want, &got), "root of %s", size);
    }
    json_array_foreach(json_object_get(decimal, "inclusion"), i, vector)
    {
        uint64_t n = number_at(vector, "size"), index = number_at(vector, "index");
        struct digest leaf = digest_at(vector, "leaf_hash"), root = digest_at(vector, "root");
        struct tree_path want, got;

        path_of(json_object_get(vector, "proof"), &want);
        nodes_inclusion(nodes, n, index, &got);
        cr_expect(path_equal(&want, &got), "inclusion %zu", i);
        cr_expect(digest_equal(&leaf, nodes_leaf(nodes, index)));
        cr_expect(tree_verify_inclusion(index, n, &leaf, &got, &root));
    }
    cr_expect_gt(i, 2);
    json_array_foreach(json_object_get(decimal, "consistency"), i, vector)
    {
        struct tree_head older = { number_at(vector, "old_size"), digest_at(vector, "old_root") };
        struct tree_head newer = { number_at(vector, "new_size"), digest_at(vector, "new_root") };
        struct tree_path want, got;

        path_of(json_object_get(vector, "proof"), &want);
        nodes_consistency(nodes, newer.size, older.size, &got);
        cr_expect(path_equal(&want, &got), "consistency %zu", i);
        cr_expect(tree_verify_consistency(&older, &newer, &got));
    }
    cr_expect_gt(i, 0);
}
