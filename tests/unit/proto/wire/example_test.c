/* SPDX-License-Identifier: EUPL-1.2 */
/* The worked example that README.md points to, tests/vectors/example.txt, is what the library does:
 * each value is checked with public functions only, as a reader of the example would. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/text.h"
#include "keys/seal.h"
#include "keys/start.h"
#include "keys/tag.h"
#include "model/card.h"
#include "model/exchange_text.h"
#include "model/item.h"
#include "tlog/list.h"
#include "wire/content.h"

#define ORIGIN "samband.example/vestland"

static struct buffer example;

static void setup(void)
{
    FILE *file = fopen("tests/vectors/example.txt", "re");
    struct error err;

    cr_assert_eq(keys_start(&err), FAULT_NONE);
    cr_assert_not_null(file, "run it at the top of the checkout");
    example.size = fread(buffer_extend(&example, 65536), 1, 65536, file);
    example.data[example.size] = '\0';
    fclose(file);
}

static void teardown(void) { buffer_clear(&example); }

TestSuite(example, .init = setup, .fini = teardown);

/* A value of the file, appended to `ret_bytes`. */
static struct bytes value(const char *name, struct buffer *ret_bytes)
{
    CLEANUP(mem_free) char *text_mark = mem_printf("\n%s:\n", name);
    CLEANUP(mem_free) char *hex_mark = mem_printf("\n%s = ", name);
    const char *at = strstr((char *)example.data, text_mark);

    buffer_reset(ret_bytes);
    if (at) {
        for (at += strlen(text_mark); strncmp(at, "| ", 2) == 0; at += strcspn(at, "\n") + 1)
            buffer_append(ret_bytes, at + 2, strcspn(at, "\n") + 1 - 2);
    } else {
        CLEANUP(mem_free) char *hex = NULL;
        size_t size;

        at = strstr((char *)example.data, hex_mark);
        cr_assert_not_null(at, "no value %s", name);
        at += strlen(hex_mark);
        size = strcspn(at, "\n");
        hex = mem_printf("%.*s", (int)size, at);
        cr_assert(text_read_hex(hex, buffer_extend(ret_bytes, size / 2), size / 2), "%s", name);
    }
    return bytes_of_buffer(ret_bytes);
}

static struct digest digest_value(const char *name)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct digest digest;

    cr_assert_eq(value(name, &bytes).size, DIGEST_SIZE);
    memcpy(digest.bytes, bytes.data, DIGEST_SIZE);
    return digest;
}

static struct card card_value(const char *name, const char *root_name)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct digest root = digest_value(root_name);
    struct card card;

    value(name, &text);
    cr_assert_eq(card_read(bytes_of_buffer(&text), &card, NULL), FAULT_NONE);
    cr_expect(card_is_signed_by(bytes_of_buffer(&text), root.bytes, ORIGIN), "%s", name);
    return card;
}

static void expect_digest(const struct digest *got, const char *name)
{
    struct digest want = digest_value(name);

    cr_expect(digest_equal(got, &want), "%s", name);
}

Test(example, exchange_text_is_signed_by_the_senders_card)
{
    struct card card = card_value("sender_card", "sender_root_public");
    CLEANUP(buffer_clear) struct buffer text = { 0 }, signature = { 0 }, again = { 0 };
    struct exchange_text exchange;
    struct digest hash;

    value("exchange_text", &text);
    cr_assert_eq(exchange_text_read(bytes_of_buffer(&text), &exchange, NULL), FAULT_NONE);
    exchange_text_write(&exchange, &again);
    cr_expect(bytes_equal(bytes_of_buffer(&text), bytes_of_buffer(&again)));
    cr_assert_eq(value("exchange_signature", &signature).size, 64);
    cr_expect(sign_verify(card.sign, TAG_EXCHANGE, ORIGIN, bytes_of_buffer(&text), signature.data));
    hash = exchange_text_hash(bytes_of_buffer(&text));
    expect_digest(&hash, "exchange_hash");
    expect_digest(&exchange.seq, "seq_digest");
    expect_digest(&exchange.subject, "subject_digest");
    expect_digest(&exchange.private_header, "private_header_digest");
    expect_digest(&exchange.sections[0], "section_digest");
}

Test(example, digests_are_those_of_what_travels_beside_the_text)
{
    static const struct {
        const char *tag, *bytes, *salt, *digest;
    } cases[] = {
        { TAG_SEQ, "seq", "seq_salt", "seq_digest" },
        { TAG_SUBJECT, "subject", "subject_salt", "subject_digest" },
        { TAG_PRIVATE, "private_header", "private_header_salt", "private_header_digest" },
        { TAG_SECTION, "section_descriptor", "section_salt", "section_digest" },
    };
    CLEANUP(buffer_clear) struct buffer bytes = { 0 }, salt = { 0 }, id = { 0 };
    struct uuid uuid;

    cr_assert(uuid_of_bytes(value("id", &id), &uuid));
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct digest digest;

        value(cases[i].bytes, &bytes);
        value(cases[i].salt, &salt);
        digest = digest_salted(cases[i].tag, &uuid, 0, salt.data, bytes_of_buffer(&bytes));
        expect_digest(&digest, cases[i].digest);
    }
}

Test(example, subject_reference_is_an_hmac)
{
    CLEANUP(buffer_clear) struct buffer key = { 0 }, input = { 0 }, subject = { 0 };
    struct digest hmac;

    value("subject_key", &key);
    hmac = digest_hmac(key.data, value("subject_hmac_input", &input));
    cr_assert_eq(value("subject", &subject).size, 36);
    cr_expect_arr_eq(subject.data, "\0\0\0\1", 4);
    cr_expect_arr_eq(subject.data + 4, hmac.bytes, 32);
}

Test(example, section_opens_to_its_body)
{
    CLEANUP(owned_section_body_clear) struct owned_section_body read = { 0 };
    CLEANUP(seal_secret_free) struct seal_secret *secret = NULL;
    CLEANUP(buffer_clear) struct buffer key = { 0 }, cipher = { 0 }, body = { 0 }, want = { 0 };
    CLEANUP(buffer_clear) struct buffer id = { 0 }, packed = { 0 };
    struct seal_context context = { .index = 0,
                                    .sender = "fjell-school",
                                    .recipient = "vik-child-welfare",
                                    .card_serial = 1,
                                    .category = "observation" };
    struct digest commitment = digest_value("section_commitment"), hash;
    struct section_descriptor descriptor;
    struct sealed_view view = { value("section_sealed_key", &key),
                                value("section_ciphertext", &cipher), &commitment };
    uint8_t seed[32];
    struct error err;
    struct uuid uuid;

    cr_assert(uuid_of_bytes(value("id", &id), &uuid));
    context.id = &uuid;
    memset(seed, 0x22, sizeof(seed));
    secret = seal_secret_of_bytes(seed);
    cr_assert_eq(seal_section_open(&context, secret, &view, &body, &err), FAULT_NONE, "%s",
                 err.text);
    cr_expect(bytes_equal(bytes_of_buffer(&body), value("section_body", &want)));
    cr_assert_eq(section_body_read(bytes_of_buffer(&body), &read, &err), FAULT_NONE, "%s",
                 err.text);
    cr_expect_str_eq(read.category, "observation");

    cr_assert_eq(section_descriptor_read(value("section_descriptor", &packed), &descriptor, &err),
                 FAULT_NONE, "%s", err.text);
    cr_expect_eq(descriptor.size, cipher.size);
    hash = digest_of(view.sealed_key);
    cr_expect_arr_eq(descriptor.sealed_key_hash, hash.bytes, 32);
    hash = digest_of(view.ciphertext);
    cr_expect_arr_eq(descriptor.ciphertext_hash, hash.bytes, 32);
    cr_expect_arr_eq(descriptor.commitment, commitment.bytes, 32);
}

static void expect_receipt(const char *item, const char *signature, const char *path,
                           const uint8_t key[32], uint64_t index)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 }, bytes = { 0 };
    struct list_proof proof = { .n = path ? 2 : 1, .index = index, .n_path = path ? 1 : 0 };

    if (path)
        proof.path[0] = digest_value(path);
    cr_assert_eq(value(signature, &bytes).size, 64);
    memcpy(proof.signature, bytes.data, 64);
    cr_expect(list_verify(key, ORIGIN, value(item, &text), &proof), "%s", item);
}

Test(example, receipts_are_signed_in_lists)
{
    struct card bus = card_value("broker_card", "broker_root_public");
    struct card vik = card_value("recipient_card", "recipient_root_public");

    expect_receipt("receipt1_item", "receipt1_signature", NULL, bus.sign, 0);
    expect_receipt("receipt2_item", "receipts23_signature", "receipt2_path", vik.sign, 0);
    expect_receipt("receipt3_item", "receipts23_signature", "receipt3_path", vik.sign, 1);
}

Test(example, case_reference_opens_for_the_sender)
{
    CLEANUP(seal_secret_free) struct seal_secret *secret = NULL;
    CLEANUP(buffer_clear) struct buffer sealed = { 0 }, plain = { 0 }, text = { 0 }, want = { 0 };
    struct recipient_item item;
    struct digest digest;
    uint8_t seed[32];

    memset(seed, 0x21, sizeof(seed));
    secret = seal_secret_of_bytes(seed);
    cr_assert_eq(seal_open(secret, value("reference_sealed", &sealed), &plain, NULL), FAULT_NONE);
    cr_expect(bytes_equal(bytes_of_buffer(&plain), value("reference_plain", &want)));
    cr_assert_eq(recipient_item_read(value("receipt3_item", &text), &item, NULL), FAULT_NONE);
    digest =
        item_reference_digest(&item.id, plain.data, bytes_of(plain.data + 32, plain.size - 32));
    cr_expect(digest_equal(&digest, &item.reference));
    digest = digest_of(bytes_of_buffer(&sealed));
    cr_expect(digest_equal(&digest, &item.sealed));
}
