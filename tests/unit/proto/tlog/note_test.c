/* SPDX-License-Identifier: EUPL-1.2 */
#include "tlog/note.h"

#include "vectors.h"

TestSuite(note, .init = vectors_start, .fini = vectors_stop);

static const char *const key_names[] = { "log", "log_next", "witness_school", "witness_social",
                                         "witness_police" };

Test(note, keys_are_those_known)
{
    for (size_t i = 0; i < ARRAY_SIZE(key_names); i++) {
        const json_t *want = json_object_get(json_object_get(vectors, "keys"), key_names[i]);
        CLEANUP(sign_secret_free) struct sign_secret *secret = secret_at(key_names[i]);
        CLEANUP(mem_free) char *text = NULL;
        struct note_key key, again;
        uint8_t public[32];
        char id[9];

        sign_public(secret, public);
        cr_assert(note_key_of(text_at(want, "name"), (int)number_at(want, "type"), public, &key));
        snprintf(id, sizeof(id), "%08x", key.id);
        cr_expect_str_eq(id, text_at(want, "key_id"));
        text = note_key_write(&key);
        cr_expect_str_eq(text, text_at(want, "vkey"));
        cr_assert(note_key_read(text, &again));
        cr_expect_arr_eq(again.public_key, public, 32);
        cr_expect_str_eq(again.name, key.name);
    }
}

Test(note, a_key_text_has_one_spelling)
{
#define GOOD_KEY "AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"
    static const char *const bad[] = {
        "",
        "samband.example/logg-1",
        "samband.example/logg-1+7f5a9084",
        "samband.example/logg-1+7f5a9084+",
        "samband.example/logg-1+7F5A9084+" GOOD_KEY,
        "samband.example/logg-1+7f5a9085+" GOOD_KEY,
        "samband.example/logg-1+7f5a908+" GOOD_KEY,
        "samband.example/logg-2+7f5a9084+" GOOD_KEY,
        "samband.example/logg-1+7f5a9084+" GOOD_KEY "\n",
        "samband.example/logg-1+7f5a9084+BYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
        "+7f5a9084+" GOOD_KEY,
    };
    struct note_key key;

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        cr_expect_not(note_key_read(bad[i], &key), "%s", bad[i]);
    cr_expect(note_key_read("samband.example/logg-1+7f5a9084+" GOOD_KEY, &key));
}

Test(note, names_have_no_space_plus_or_control)
{
    static const char *const bad[] = { "",
                                       "a b",
                                       "a+b",
                                       "a\tb",
                                       "a\nb",
                                       "a\xC2\xA0"
                                       "b",
                                       "a\xE2\x80\xA8"
                                       "b",
                                       "a\xE3\x80\x80"
                                       "b",
                                       "a\x7F",
                                       "\xFF" };
    char large[NOTE_NAME_SIZE + 1];

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        cr_expect_not(note_is_name(bytes_of_text(bad[i])), "case %zu", i);
    cr_expect(note_is_name(bytes_of_text("logg.exempel/\xC3\xA5r-1")));
    memset(large, 'a', sizeof(large));
    cr_expect(note_is_name(bytes_of(large, NOTE_NAME_SIZE - 1)));
    cr_expect_not(note_is_name(bytes_of(large, NOTE_NAME_SIZE)));
}

/* The spec's own example, by a key that is not ours. */
Test(note, the_note_of_go_is_verified)
{
    static const char text[] = "If you think cryptography is the answer to your problem,\n"
                               "then you don't know what your problem is.\n\n"
                               "\xE2\x80\x94 PeterNeumann "
                               "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgK"
                               "vqfqdngotpRZb6KE6RyyBwJnAM=\n";
    CLEANUP(note_clear) struct note note = { 0 };
    struct note_verdict verdict;
    struct note_key key;

    cr_assert(
        note_key_read("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", &key));
    cr_assert_eq(note_read(bytes_of_text(text), &note, NULL), FAULT_NONE);
    cr_expect_eq(note_verify(&note, &key, 1, &verdict, NULL), FAULT_NONE);
    cr_expect(verdict.verified);
    cr_expect_eq(verdict.time, 0);
}

static const char *judge(const char *text, const struct note_key keys[], size_t n_keys,
                         struct note_verdict verdicts[])
{
    static struct error err;
    CLEANUP(note_clear) struct note note = { 0 };

    err = (struct error){ 0 };
    if (note_read(bytes_of_text(text), &note, &err) == FAULT_NONE &&
        note_verify(&note, keys, n_keys, verdicts, &err) == FAULT_NONE)
        return "";
    return err.code;
}

Test(note, malformed_notes_are_refused)
{
#define LINE "\xE2\x80\x94 a AAAAAAAA\n"
    static const char *const bad[] = {
        "",
        "\n",
        "text\n",
        "text\n\n",
        "text\n" LINE,
        "text\n\n" LINE "x",
        "text\n\n" LINE "\n",
        "text\n\n- a AAAAAAAA\n",
        "text\n\n\xE2\x80\x94 a\n",
        "text\n\n\xE2\x80\x94 a AAAAAA==\n",
        "text\n\n\xE2\x80\x94 a AAAAAAAB=\n",
        "text\n\n\xE2\x80\x94 a AAAAAAAAAAB=\n",
        "text\n\n\xE2\x80\x94 a  AAAAAAAA\n",
        "text\n\n\xE2\x80\x94  AAAAAAAA\n",
        "text\n\n\xE2\x80\x94 a+b AAAAAAAA\n",
        "te\rxt\n\n" LINE,
        "te\xFFxt\n\n" LINE,
        "text\n\n" LINE "free text\n",
    };
    struct error err = { 0 };

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        CLEANUP(note_clear) struct note note = { 0 };

        cr_expect_eq(note_read(bytes_of_text(bad[i]), &note, &err), FAULT_INPUT, "case %zu", i);
        cr_expect_str_eq(err.code, "note_form");
    }
}

Test(note, at_most_a_hundred_signatures_are_read)
{
    for (int n = 16; n <= 101; n += 85 - (n == 16 ? 1 : 0)) {
        CLEANUP(buffer_clear) struct buffer text = { 0 };
        CLEANUP(note_clear) struct note note = { 0 };

        buffer_append_text(&text, "text\n\n");
        for (int i = 0; i < n; i++)
            buffer_append_text(&text, LINE);
        cr_expect_eq(note_read(bytes_of_buffer(&text), &note, NULL),
                     n <= 100 ? FAULT_NONE : FAULT_INPUT, "%d", n);
    }
}

Test(note, the_text_may_hold_empty_lines)
{
    CLEANUP(note_clear) struct note note = { 0 };

    cr_assert_eq(note_read(bytes_of_text("a\n\nb\n\n" LINE), &note, NULL), FAULT_NONE);
    cr_expect(bytes_equal(note.text, bytes_of_text("a\n\nb\n")));
    cr_expect_eq(note.n_signatures, 1);
}

Test(note, a_known_key_must_verify_and_an_unknown_is_ignored)
{
    CLEANUP(buffer_clear) struct buffer altered = { 0 };
    const char *text = text_at(checkpoint_at("8"), "cosigned");
    struct note_verdict verdicts[2];
    struct note_key keys[2], stranger;
    const uint8_t public[32] = { 5 };

    key_at("log", &keys[0]);
    key_at("log_next", &keys[1]);
    cr_expect_str_eq(judge(text, keys, 2, verdicts), "");
    cr_expect(verdicts[0].verified);
    cr_expect_not(verdicts[1].verified);
    cr_expect_str_eq(judge(text, keys + 1, 1, verdicts), "note_unsigned");
    cr_assert(note_key_of(keys[0].name, NOTE_ED25519, public, &stranger));
    cr_expect_str_eq(judge(text, &stranger, 1, verdicts), "note_unsigned");
    stranger.id = keys[0].id;
    cr_expect_str_eq(judge(text, &stranger, 1, verdicts), "note_signature");

    /* One byte of the text, with everything else as it was. */
    buffer_append_text(&altered, text);
    altered.data[23] = '9';
    cr_expect_str_eq(judge((char *)altered.data, keys, 2, verdicts), "note_signature");
}

Test(note, a_known_keys_failing_line_spoils_the_note)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct note_verdict verdicts[2];
    struct note_key keys[2];

    /* The log's own line is good; that of the witness is of another checkpoint. */
    key_at("log", &keys[0]);
    key_at("witness_school", &keys[1]);
    buffer_append_text(&text, text_at(checkpoint_at("8"), "signed"));
    buffer_append_text(
        &text,
        text_at(json_array_get(json_object_get(checkpoint_at("7"), "cosignatures"), 0), "line"));
    cr_expect_str_eq(judge((char *)text.data, keys, 1, verdicts), "");
    cr_expect_str_eq(judge((char *)text.data, keys, 2, verdicts), "note_signature");
}

Test(note, cosignatures_are_those_known)
{
    static const char *const sizes[] = { "0", "3", "7", "8" };

    for (size_t s = 0; s < ARRAY_SIZE(sizes); s++) {
        const json_t *checkpoint = checkpoint_at(sizes[s]);
        struct bytes text = bytes_of_text(text_at(checkpoint, "text"));
        struct note_verdict verdict;
        size_t i;
        json_t *want;

        json_array_foreach(json_object_get(checkpoint, "cosignatures"), i, want)
        {
            CLEANUP(sign_secret_free)
            struct sign_secret *secret = secret_at(text_at(want, "witness"));
            CLEANUP(buffer_clear) struct buffer line = { 0 }, message = { 0 }, wanted = { 0 };
            uint64_t time = number_at(want, "time");
            struct note_key key;

            key_at(text_at(want, "witness"), &key);
            note_cosigned_bytes(time, text, &message);
            append_hex(text_at(want, "signed_message_hex"), &wanted);
            cr_expect(bytes_equal(bytes_of_buffer(&message), bytes_of_buffer(&wanted)));
            note_cosign(secret, &key, time, text, &line);
            cr_expect_str_eq((char *)line.data, text_at(want, "line"));
            cr_expect_str_eq(judge(text_at(checkpoint, "cosigned"), &key, 1, &verdict), "");
            cr_expect_eq(verdict.time, time);
        }
        cr_expect_eq(i, 3);
    }
}

Test(note, the_time_is_part_of_what_is_cosigned)
{
    CLEANUP(sign_secret_free) struct sign_secret *secret = secret_at("witness_school");
    struct bytes text = bytes_of_text("a\n");
    struct note_key key;
    uint8_t timed[4 + 8 + 64];
    CLEANUP(buffer_clear) struct buffer line = { 0 }, note = { 0 };
    struct note_verdict verdict;
    CLEANUP(mem_free) char *base64 = NULL;
    char *start;

    key_at("witness_school", &key);
    note_cosign(secret, &key, 1767225608, text, &line);
    start = strrchr((char *)line.data, ' ') + 1;
    line.data[line.size - 1] = '\0';
    cr_assert(decode_base64_exact(start, timed, sizeof(timed)));
    timed[4 + 7]++; /* one second later */
    base64 = encode_base64(bytes_of(timed, sizeof(timed)));
    buffer_printf(&note, "a\n\n\xE2\x80\x94 %s %s\n", key.name, base64);
    cr_expect_str_eq(judge((char *)note.data, &key, 1, &verdict), "note_signature");
}

Test(note, a_cosignature_has_a_time)
{
    static const uint64_t times[] = { 0, (uint64_t)INT64_MAX + 1, UINT64_MAX, 1 };
    CLEANUP(sign_secret_free) struct sign_secret *secret = secret_at("witness_school");
    struct note_verdict verdict;
    struct note_key key;

    key_at("witness_school", &key);
    for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
        CLEANUP(buffer_clear) struct buffer message = { 0 }, timed = { 0 }, note = { 0 };
        CLEANUP(mem_free) char *base64 = NULL;
        uint8_t signature[64];

        note_cosigned_bytes(times[i], bytes_of_text("a\n"), &message);
        sign_note_bytes(secret, bytes_of_buffer(&message), signature);
        buffer_append_u16(&timed, (uint16_t)(key.id >> 16));
        buffer_append_u16(&timed, (uint16_t)key.id);
        buffer_append_u64(&timed, times[i]);
        buffer_append(&timed, signature, sizeof(signature));
        base64 = encode_base64(bytes_of_buffer(&timed));
        buffer_printf(&note, "a\n\n\xE2\x80\x94 %s %s\n", key.name, base64);
        cr_expect_str_eq(judge((char *)note.data, &key, 1, &verdict),
                         times[i] == 1 ? "" : "note_signature", "case %zu", i);
    }
}

Test(note, a_rotating_log_signs_with_both_keys)
{
    CLEANUP(sign_secret_free) struct sign_secret *old = secret_at("log");
    CLEANUP(sign_secret_free) struct sign_secret *next = secret_at("log_next");
    CLEANUP(buffer_clear) struct buffer note = { 0 };
    const char *want = text_at(checkpoint_at("8_rotation_both_keys"), "signed");
    struct bytes text = bytes_of_text(text_at(checkpoint_at("8"), "text"));
    struct note_verdict verdicts[2];
    struct note_key keys[2];

    key_at("log", &keys[0]);
    key_at("log_next", &keys[1]);
    buffer_append_bytes(&note, text);
    buffer_append_byte(&note, '\n');
    note_sign(old, &keys[0], text, &note);
    note_sign(next, &keys[1], text, &note);
    cr_expect_str_eq((char *)note.data, want);
    cr_expect_str_eq(judge(want, keys, 2, verdicts), "");
    cr_expect(verdicts[0].verified && verdicts[1].verified);
    cr_expect_str_eq(judge(want, keys, 1, verdicts), "");
    cr_expect_str_eq(judge(want, keys + 1, 1, verdicts), "");
}
