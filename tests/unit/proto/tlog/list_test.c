/* SPDX-License-Identifier: EUPL-1.2 */
#include "tlog/list.h"

#include <criterion/criterion.h>

#include "keys/start.h"
#include "keys/tag.h"
#include "tlog/tree.h"

static struct sign_secret *secret;
static uint8_t public[32];

static void start(void)
{
    cr_assert_eq(keys_start(NULL), FAULT_NONE);
    secret = sign_secret_new();
    sign_public(secret, public);
}

static void stop(void) { sign_secret_free(secret); }

TestSuite(list, .init = start, .fini = stop);

enum { MOST = 40 };

static struct bytes items[MOST];
static struct list_proof proofs[MOST];

static void make(size_t n)
{
    static char texts[MOST][32];

    for (size_t i = 0; i < n; i++) {
        snprintf(texts[i], sizeof(texts[i]), "kvitto %zu", i);
        items[i] = bytes_of_text(texts[i]);
    }
    list_sign(secret, "logg", items, n, proofs);
}

Test(list, each_item_can_be_shown_alone)
{
    for (size_t n = 1; n <= MOST; n++) {
        make(n);
        for (size_t i = 0; i < n; i++) {
            cr_expect(list_verify(public, "logg", items[i], &proofs[i]), "%zu of %zu", i, n);
            cr_expect_arr_eq(proofs[i].signature, proofs[0].signature, 64);
        }
    }
}

Test(list, one_signature_is_over_n_and_root)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct digest leaf[2], root;

    make(2);
    for (size_t i = 0; i < 2; i++)
        leaf[i] = tree_leaf_hash(items[i]);
    root = tree_node_hash(&leaf[0], &leaf[1]);
    buffer_append_u64(&text, 2);
    buffer_append(&text, root.bytes, 32);
    cr_expect(
        sign_verify(public, TAG_RECEIPTS, "logg", bytes_of_buffer(&text), proofs[0].signature));
}

Test(list, what_was_altered_does_not_verify)
{
    CLEANUP(sign_secret_free) struct sign_secret *other = sign_secret_new();
    struct list_proof bad;
    uint8_t other_public[32];

    make(11);
    sign_public(other, other_public);
    for (size_t i = 0; i < 11; i++) {
        cr_expect_not(list_verify(other_public, "logg", items[i], &proofs[i]));
        cr_expect_not(list_verify(public, "annan", items[i], &proofs[i]));
        cr_expect_not(list_verify(public, "logg", items[(i + 1) % 11], &proofs[i]));
        cr_expect_not(list_verify(public, "logg", bytes_of(items[i].data, 3), &proofs[i]));
        bad = proofs[i], bad.index = (bad.index + 1) % 11;
        cr_expect_not(list_verify(public, "logg", items[i], &bad));
        bad = proofs[i], bad.index = 11;
        cr_expect_not(list_verify(public, "logg", items[i], &bad));
        bad = proofs[i], bad.n++;
        cr_expect_not(list_verify(public, "logg", items[i], &bad));
        bad = proofs[i], bad.n = 0;
        cr_expect_not(list_verify(public, "logg", items[i], &bad));
        bad = proofs[i], bad.n = UINT64_MAX;
        cr_expect_not(list_verify(public, "logg", items[i], &bad));
        bad = proofs[i], bad.n_path--;
        cr_expect_not(list_verify(public, "logg", items[i], &bad));
        bad = proofs[i], bad.n_path++;
        cr_expect_not(list_verify(public, "logg", items[i], &bad));
        bad = proofs[i], bad.n_path = SIZE_MAX;
        cr_expect_not(list_verify(public, "logg", items[i], &bad));
        bad = proofs[i], bad.path[0].bytes[0] ^= 1;
        cr_expect_not(list_verify(public, "logg", items[i], &bad));
        bad = proofs[i], bad.signature[0] ^= 1;
        cr_expect_not(list_verify(public, "logg", items[i], &bad));
    }
}
