/* SPDX-License-Identifier: EUPL-1.2 */
#include "tlog/proof.h"

#include "vectors.h"

TestSuite(proof, .init = vectors_start, .fini = vectors_stop);

static const char *verify_code(const char *file, const struct digest *leaf,
                               const struct checkpoint_trust *trust)
{
    static struct error err;
    CLEANUP(proof_clear) struct proof proof = { 0 };
    struct checkpoint_found found;

    err = (struct error){ 0 };
    if (proof_read(bytes_of_text(file), &proof, &err) == FAULT_NONE &&
        proof_verify(&proof, leaf, trust, &found, &err) == FAULT_NONE)
        return "";
    return err.code;
}

Test(proof, files_are_those_known)
{
    struct vectors_trust known;
    size_t i;
    json_t *want;

    trust_of_vectors(&known, 3);
    json_array_foreach(json_object_get(vectors, "tlog_proof"), i, want)
    {
        CLEANUP(buffer_clear) struct buffer entry = { 0 }, text = { 0 };
        CLEANUP(proof_clear) struct proof proof = { 0 };
        const char *file = text_at(want, "file");
        struct digest leaf;

        append_hex(text_at(want, "leaf_hex"), &entry);
        leaf = tree_leaf_hash(bytes_of_buffer(&entry));
        cr_expect_str_eq(verify_code(file, &leaf, &known.trust), "");
        leaf.bytes[0] ^= 1;
        cr_expect_str_eq(verify_code(file, &leaf, &known.trust), "proof_path");

        cr_assert_eq(proof_read(bytes_of_text(file), &proof, NULL), FAULT_NONE);
        cr_expect_eq(proof.index, number_at(want, "index"));
        proof_write(&proof, &text);
        cr_expect_str_eq((char *)text.data, file);
    }
    cr_expect_eq(i, 2);
}

Test(proof, extra_bytes_are_carried)
{
    CLEANUP(proof_clear) struct proof proof = { .has_extra = true, .index = 0 };
    CLEANUP(proof_clear) struct proof again = { 0 };
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    proof.note = bytes_of_text("note");
    buffer_append_text(&proof.extra, "mer");
    proof_write(&proof, &text);
    cr_expect_str_eq((char *)text.data, "c2sp.org/tlog-proof@v1\nextra bWVy\nindex 0\n\nnote");
    cr_assert_eq(proof_read(bytes_of_buffer(&text), &again, NULL), FAULT_NONE);
    cr_expect(again.has_extra);
    cr_expect_str_eq((char *)again.extra.data, "mer");
}

Test(proof, malformed_files_are_refused)
{
#define FIRST "c2sp.org/tlog-proof@v1\n"
#define HASH "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
    static const char *const bad[] = {
        "",
        FIRST,
        FIRST "index 1\n",
        FIRST "index 1\n\n",
        FIRST "\nnote",
        "c2sp.org/tlog-proof@v2\nindex 1\n\nnote",
        FIRST "index 01\n\nnote",
        FIRST "index x\n\nnote",
        FIRST "Index 1\n\nnote",
        FIRST "index 1\nextra bWVy\n\nnote",
        FIRST "extra !\nindex 1\n\nnote",
        FIRST "extra bWVy\nextra bWVy\nindex 1\n\nnote",
        FIRST "index 1\nXcna\n\nnote",
        FIRST "index 1\n" HASH " \n\nnote",
    };
    CLEANUP(buffer_clear) struct buffer many = { 0 };
    struct digest leaf = { { 0 } };
    struct vectors_trust known;

    trust_of_vectors(&known, 0);
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        cr_expect_str_eq(verify_code(bad[i], &leaf, &known.trust), "proof_form", "case %zu", i);
    buffer_append_text(&many, FIRST "index 1\n");
    for (int i = 0; i < 64; i++)
        buffer_append_text(&many, HASH);
    buffer_append_text(&many, "\nnote");
    cr_expect_str_eq(verify_code((char *)many.data, &leaf, &known.trust), "proof_form");
}
