/* SPDX-License-Identifier: EUPL-1.2 */
#include "tlog/checkpoint.h"

#include "vectors.h"

TestSuite(checkpoint, .init = vectors_start, .fini = vectors_stop);

Test(checkpoint, notes_are_those_known)
{
    static const char *const sizes[] = { "0", "3", "7", "8" };
    CLEANUP(sign_secret_free) struct sign_secret *secret = secret_at("log");
    struct vectors_trust known;

    trust_of_vectors(&known, 3);
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
        const json_t *want = checkpoint_at(sizes[i]);
        CLEANUP(buffer_clear) struct buffer text = { 0 }, note = { 0 };
        struct checkpoint checkpoint;
        struct checkpoint_found found;
        struct digest root = digest_at(json_object_get(vectors, "roots"), sizes[i]);

        cr_assert_eq(checkpoint_read(bytes_of_text(text_at(want, "text")), &checkpoint, NULL),
                     FAULT_NONE);
        cr_expect_eq(checkpoint.head.size, strtoull(sizes[i], NULL, 10));
        cr_expect(digest_equal(&checkpoint.head.root, &root));
        checkpoint_write(&checkpoint, &text);
        cr_expect_str_eq((char *)text.data, text_at(want, "text"));
        checkpoint_sign(&checkpoint, secret, &known.log[0], &note);
        cr_expect_str_eq((char *)note.data, text_at(want, "signed"));

        cr_assert_eq(
            checkpoint_open(bytes_of_text(text_at(want, "cosigned")), &known.trust, &found, NULL),
            FAULT_NONE);
        cr_expect_eq(found.n_witnesses, 3);
        cr_expect_eq(found.newest_time,
                     number_at(json_array_get(json_object_get(want, "cosignatures"), 2), "time"));
    }
}

Test(checkpoint, exactly_three_lines_are_read)
{
#define ROOT "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="
    static const char *const bad[] = {
        "",
        "a\n8\n",
        "a\n8\n" ROOT,
        "a\n8\n" ROOT "\nextension\n",
        "a\n8\n" ROOT "\n\n",
        "\n8\n" ROOT "\n",
        "a\n08\n" ROOT "\n",
        "a\n-8\n" ROOT "\n",
        "a\n\n" ROOT "\n",
        "a\n9223372036854775808\n" ROOT "\n",
        "a\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg\n",
        "a\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyh=\n",
        "a\n8 \n" ROOT "\n",
    };
    struct checkpoint checkpoint;
    struct error err = { 0 };

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        cr_expect_eq(checkpoint_read(bytes_of_text(bad[i]), &checkpoint, &err), FAULT_INPUT,
                     "case %zu", i);
        cr_expect_str_eq(err.code, "checkpoint_form");
    }
    cr_expect_eq(checkpoint_read(bytes_of_text("a\n8\n" ROOT "\n"), &checkpoint, NULL), FAULT_NONE);
}

static const char *open_code(const char *note, const struct checkpoint_trust *trust)
{
    static struct error err;
    struct checkpoint_found found;

    err = (struct error){ 0 };
    cr_expect_eq(checkpoint_open(bytes_of_text(note), trust, &found, &err), err.fault);
    return err.code;
}

Test(checkpoint, the_quorum_counts_distinct_known_keys)
{
    CLEANUP(buffer_clear) struct buffer note = { 0 };
    const json_t *cosignatures = json_object_get(checkpoint_at("8"), "cosignatures");
    struct vectors_trust known;

    trust_of_vectors(&known, 2);
    buffer_append_text(&note, text_at(checkpoint_at("8"), "signed"));
    cr_expect_str_eq(open_code((char *)note.data, &known.trust), "checkpoint_quorum");
    buffer_append_text(&note, text_at(json_array_get(cosignatures, 0), "line"));
    buffer_append_text(&note, text_at(json_array_get(cosignatures, 0), "line"));
    cr_expect_str_eq(open_code((char *)note.data, &known.trust), "checkpoint_quorum");
    /* The same key listed twice is still one witness. */
    known.witnesses[2] = known.witnesses[0];
    cr_expect_str_eq(open_code((char *)note.data, &known.trust), "checkpoint_quorum");
    buffer_append_text(&note, text_at(json_array_get(cosignatures, 1), "line"));
    cr_expect_str_eq(open_code((char *)note.data, &known.trust), "");
}

Test(checkpoint, the_logs_own_signature_is_needed)
{
    const char *note = text_at(checkpoint_at("8"), "cosigned");
    struct vectors_trust known;

    trust_of_vectors(&known, 1);
    cr_expect_str_eq(open_code(note, &known.trust), "");
    known.trust.n_log_keys = 0;
    cr_expect_str_eq(open_code(note, &known.trust), "note_unsigned");
    /* A witness's signature does not stand for the log's. */
    known.trust.log_keys = known.witnesses;
    known.trust.n_log_keys = 1;
    cr_expect_str_eq(open_code(note, &known.trust), "note_unsigned");
    trust_of_vectors(&known, 1);
    known.trust.origin = "samband.example/logg-2";
    cr_expect_str_eq(open_code(note, &known.trust), "checkpoint_origin");
}

Test(checkpoint, an_empty_tree_has_one_root_only)
{
    CLEANUP(sign_secret_free) struct sign_secret *secret = secret_at("log");
    CLEANUP(buffer_clear) struct buffer note = { 0 };
    struct checkpoint checkpoint = { .origin = "samband.example/logg-1" };
    struct vectors_trust known;

    trust_of_vectors(&known, 0);
    checkpoint_sign(&checkpoint, secret, &known.log[0], &note);
    cr_expect_str_eq(open_code((char *)note.data, &known.trust), "checkpoint_form");
}
