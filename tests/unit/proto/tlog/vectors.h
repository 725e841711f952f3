/* SPDX-License-Identifier: EUPL-1.2 */
/* vectors - the known answers of tests/vectors/tlog.json, read for the tests of this folder. */
#ifndef TESTS_TLOG_VECTORS_H
#define TESTS_TLOG_VECTORS_H

#include <criterion/criterion.h>
#include <jansson.h>

#include "base/memory.h"
#include "keys/encode.h"
#include "keys/start.h"
#include "tlog/checkpoint.h"
#include "tlog/nodes.h"

#define VECTORS_USED __attribute__((unused)) static

static json_t *vectors;

/* Tests run from the top of the tree. */
VECTORS_USED void vectors_start(void)
{
    json_error_t error;

    cr_assert_eq(keys_start(NULL), FAULT_NONE);
    vectors = json_load_file("tests/vectors/tlog.json", JSON_REJECT_DUPLICATES, &error);
    cr_assert(vectors, "%s: %s", error.source, error.text);
}

VECTORS_USED void vectors_stop(void) { json_decref(vectors); }

VECTORS_USED const char *text_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    cr_assert(text, "no text %s", key);
    return text;
}

VECTORS_USED uint64_t number_at(const json_t *object, const char *key)
{
    cr_assert(json_is_integer(json_object_get(object, key)), "no number %s", key);
    return (uint64_t)json_integer_value(json_object_get(object, key));
}

VECTORS_USED struct digest digest_of_hex(const char *hex)
{
    struct digest digest;

    cr_assert(hex && text_read_hex(hex, digest.bytes, DIGEST_SIZE));
    return digest;
}

VECTORS_USED struct digest digest_at(const json_t *object, const char *key)
{
    return digest_of_hex(text_at(object, key));
}

VECTORS_USED void path_of(const json_t *hashes, struct tree_path *ret_path)
{
    size_t i;
    json_t *hash;

    cr_assert(json_is_array(hashes));
    ret_path->n_hashes = 0;
    json_array_foreach(hashes, i, hash) ret_path->hashes[ret_path->n_hashes++] =
        digest_of_hex(json_string_value(hash));
}

VECTORS_USED bool path_equal(const struct tree_path *a, const struct tree_path *b)
{
    return a->n_hashes == b->n_hashes &&
           memcmp(a->hashes, b->hashes, a->n_hashes * DIGEST_SIZE) == 0;
}

/* Hex of any length. */
VECTORS_USED void append_hex(const char *hex, struct buffer *ret_bytes)
{
    size_t size = strlen(hex) / 2;

    cr_assert(text_read_hex(hex, buffer_extend(ret_bytes, size), size), "%s", hex);
}

VECTORS_USED void key_at(const char *name, struct note_key *ret_key)
{
    const json_t *key = json_object_get(json_object_get(vectors, "keys"), name);

    cr_assert(note_key_read(text_at(key, "vkey"), ret_key), "%s", name);
}

VECTORS_USED struct sign_secret *secret_at(const char *name)
{
    const json_t *key = json_object_get(json_object_get(vectors, "keys"), name);
    uint8_t seed[32];

    cr_assert(text_read_hex(text_at(key, "seed"), seed, sizeof(seed)));
    return sign_secret_of_seed(seed);
}

VECTORS_USED const json_t *checkpoint_at(const char *size)
{
    return json_object_get(json_object_get(vectors, "checkpoints"), size);
}

/* The log of the vectors and its three witnesses. */
struct vectors_trust {
    struct note_key log[1], witnesses[3];
    struct checkpoint_trust trust;
};

VECTORS_USED void trust_of_vectors(struct vectors_trust *ret, size_t quorum)
{
    key_at("log", &ret->log[0]);
    key_at("witness_school", &ret->witnesses[0]);
    key_at("witness_social", &ret->witnesses[1]);
    key_at("witness_police", &ret->witnesses[2]);
    ret->trust = (struct checkpoint_trust){ "samband.example/logg-1", ret->log, 1,
                                            ret->witnesses,           3,        quorum };
}

/* The leaves "0", "1", ... in ASCII decimal. */
VECTORS_USED struct nodes *decimal_nodes(unsigned n)
{
    struct nodes *nodes = nodes_new();

    for (unsigned i = 0; i < n; i++) {
        char text[12];
        struct digest leaf;

        snprintf(text, sizeof(text), "%u", i);
        leaf = tree_leaf_hash(bytes_of_text(text));
        nodes_append(nodes, &leaf);
    }
    return nodes;
}

#endif
