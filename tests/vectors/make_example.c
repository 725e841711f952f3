/* SPDX-License-Identifier: EUPL-1.2 */
/* make_example - one exchange from start to end, in bytes, from fixed seeds: example.txt.
 *
 *     make_example >tests/vectors/example.txt
 *
 * Binary values are "name = hex". Texts are "name:" and their lines, each after "| " and each ended
 * by LF. Seeds, salts, keys and nonces that must be random in use are fixed here, so that every
 * run prints the same. Parties and content are invented.
 */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/uuid.h"
#include "keys/digest.h"
#include "keys/sign.h"
#include "keys/start.h"
#include "keys/tag.h"
#include "model/card.h"
#include "model/exchange_text.h"
#include "model/item.h"
#include "tlog/list.h"
#include "wire/content.h"

#define ORIGIN "samband.example/vestland"

static const char created[] = "2026-03-01T09:12:44.120Z";

static void show(const char *name, const void *data, size_t size)
{
    const uint8_t *byte = data;

    printf("%s = ", name);
    for (size_t i = 0; i < size; i++)
        printf("%02x", byte[i]);
    printf("\n");
}

static void show_text(const char *name, const struct buffer *text)
{
    const char *line = (const char *)text->data;

    printf("%s:\n", name);
    while (*line) {
        size_t size = strcspn(line, "\n");

        printf("| %.*s\n", (int)size, line);
        line += size + 1;
    }
}

/* 32 bytes that are all the same. */
struct fixed {
    uint8_t bytes[32];
};

static struct fixed fixed_of(uint8_t byte)
{
    struct fixed fixed;

    memset(fixed.bytes, byte, sizeof(fixed.bytes));
    return fixed;
}

static int64_t time_of(const char *text)
{
    int64_t ms = 0;

    if (!text_read_time(text, &ms))
        abort();
    return ms;
}

/* A party's card: keys from seeds `base` + 0x10 (sign), 0x20 (seal), 0x30 (curve), 0x40. */
static struct card make_card(const char *name, const char *party, uint8_t base, uint8_t root_seed)
{
    CLEANUP(sign_secret_free) struct sign_secret *root = NULL, *sign = NULL, *witness = NULL;
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct card card = { .origin = ORIGIN, .serial = 1 };
    uint8_t root_public[32];
    char label[64];

    root = sign_secret_of_seed(fixed_of(root_seed).bytes);
    sign = sign_secret_of_seed(fixed_of(base + 0x10).bytes);
    witness = sign_secret_of_seed(fixed_of(base + 0x40).bytes);
    strcpy(card.party, party);
    card.from_ms = time_of("2026-02-01T00:00:00.000Z");
    card.until_ms = time_of("2026-05-01T00:00:00.000Z");
    sign_public(sign, card.sign);
    sign_public(witness, card.witness);
    crypto_scalarmult_base(card.seal, fixed_of(base + 0x20).bytes);
    crypto_scalarmult_base(card.curve, fixed_of(base + 0x30).bytes);
    card_write(&card, root, &text);
    sign_public(root, root_public);
    snprintf(label, sizeof(label), "%s_root_public", name);
    show(label, root_public, sizeof(root_public));
    snprintf(label, sizeof(label), "%s_card", name);
    show_text(label, &text);
    return card;
}

/* crypto_box_seal() with the ephemeral key fixed: public key, then the box under the nonce
 * BLAKE2b-24(ephemeral public key, recipient's public key). */
static void seal_fixed(const uint8_t to[32], const uint8_t *plain, size_t size, uint8_t *ret_box)
{
    struct fixed ephemeral = fixed_of(0x77);
    uint8_t nonce[crypto_box_NONCEBYTES];
    crypto_generichash_state state;

    crypto_scalarmult_base(ret_box, ephemeral.bytes);
    crypto_generichash_init(&state, NULL, 0, sizeof(nonce));
    crypto_generichash_update(&state, ret_box, 32);
    crypto_generichash_update(&state, to, 32);
    crypto_generichash_final(&state, nonce, sizeof(nonce));
    if (crypto_box_easy(ret_box + 32, plain, size, nonce, to, ephemeral.bytes) != 0)
        abort();
}

static struct digest commitment_of(const struct uuid *id, const struct buffer *padded)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    buffer_append(&bytes, TAG_COMMIT, sizeof(TAG_COMMIT));
    buffer_append(&bytes, id->bytes, UUID_SIZE);
    buffer_append_u16(&bytes, 0);
    buffer_append_bytes(&bytes, bytes_of_buffer(padded));
    return digest_of(bytes_of_buffer(&bytes));
}

static void make_plaintext(struct buffer *ret_padded)
{
    CLEANUP(buffer_clear) struct buffer packed = { 0 };
    struct section_body body = { "observation", "application/json", false,
                                 bytes_of_text("{\"text\":\"Invented example.\"}") };
    size_t padded_size;

    section_body_write(&body, &packed);
    show("section_body", packed.data, packed.size);
    show("section_salt2", fixed_of(0x61).bytes, 32);
    buffer_append(ret_padded, fixed_of(0x61).bytes, 32);
    buffer_append_bytes(ret_padded, bytes_of_buffer(&packed));
    padded_size = ret_padded->size;
    buffer_extend(ret_padded, 256);
    sodium_pad(&padded_size, ret_padded->data, padded_size, 256, ret_padded->size);
    ret_padded->size = padded_size;
    show("section_padded", ret_padded->data, ret_padded->size);
}

/* The digest that stands in the section line. */
static struct digest make_section(const struct uuid *id, const struct card *recipient)
{
    CLEANUP(buffer_clear) struct buffer padded = { 0 }, aad = { 0 }, cipher = { 0 }, packed = { 0 };
    struct section_descriptor descriptor = { .scheme = 1, .category = "observation" };
    struct fixed key = fixed_of(0x62), nonce = fixed_of(0x63);
    struct digest digest;
    uint8_t sealed_key[80];

    make_plaintext(&padded);
    buffer_append(&aad, id->bytes, UUID_SIZE);
    buffer_append_u16(&aad, 0);
    buffer_append(&aad, "fjell-school", sizeof("fjell-school"));
    buffer_append(&aad, "vik-child-welfare", sizeof("vik-child-welfare"));
    buffer_append(&aad, "1", sizeof("1"));
    buffer_append(&aad, "observation", sizeof("observation"));
    show("section_aad", aad.data, aad.size);
    show("section_key", key.bytes, 32);
    buffer_append(&cipher, nonce.bytes, 24);
    crypto_aead_xchacha20poly1305_ietf_encrypt(buffer_extend(&cipher, padded.size + 16), NULL,
                                               padded.data, padded.size, aad.data, aad.size, NULL,
                                               nonce.bytes, key.bytes);
    show("section_ciphertext", cipher.data, cipher.size);
    seal_fixed(recipient->seal, key.bytes, 32, sealed_key);
    show("section_sealed_key", sealed_key, sizeof(sealed_key));

    descriptor.size = cipher.size;
    digest = digest_of(bytes_of(sealed_key, sizeof(sealed_key)));
    memcpy(descriptor.sealed_key_hash, digest.bytes, 32);
    digest = digest_of(bytes_of_buffer(&cipher));
    memcpy(descriptor.ciphertext_hash, digest.bytes, 32);
    digest = commitment_of(id, &padded);
    show("section_commitment", digest.bytes, 32);
    memcpy(descriptor.commitment, digest.bytes, 32);
    section_descriptor_write(&descriptor, &packed);
    show("section_descriptor", packed.data, packed.size);
    show("section_salt", fixed_of(0x54).bytes, 32);
    digest = digest_salted(TAG_SECTION, id, 0, fixed_of(0x54).bytes, bytes_of_buffer(&packed));
    show("section_digest", digest.bytes, 32);
    return digest;
}

static struct digest make_salted(const char *name, const char *tag, const struct uuid *id,
                                 uint8_t salt, const struct buffer *bytes)
{
    struct digest digest = digest_salted(tag, id, 0, fixed_of(salt).bytes, bytes_of_buffer(bytes));
    char label[64];

    show(name, bytes->data, bytes->size);
    snprintf(label, sizeof(label), "%s_salt", name);
    show(label, fixed_of(salt).bytes, 32);
    snprintf(label, sizeof(label), "%s_digest", name);
    show(label, digest.bytes, 32);
    return digest;
}

static void make_beside(struct exchange_text *exchange)
{
    CLEANUP(buffer_clear) struct buffer seq = { 0 }, national = { 0 }, subject = { 0 };
    CLEANUP(buffer_clear) struct buffer header_bytes = { 0 };
    struct private_header header = {
        .has_age = true, .age = 14, .certainty = CERTAINTY_CERTAIN, .feedback_requested = true
    };
    struct digest hmac;

    buffer_append(&seq, fixed_of(0x71).bytes, 16);
    buffer_append_u64(&seq, 1);
    exchange->seq = make_salted("seq", TAG_SEQ, &exchange->id, 0x51, &seq);

    show("subject_key", fixed_of(0x72).bytes, 32);
    buffer_append(&national, "NO\00000000000000", 14); /* no such number is given to anybody */
    show("subject_hmac_input", national.data, national.size);
    hmac = digest_hmac(fixed_of(0x72).bytes, bytes_of_buffer(&national));
    buffer_append(&subject, "\0\0\0\1", 4);
    buffer_append(&subject, hmac.bytes, 32);
    exchange->subject = make_salted("subject", TAG_SUBJECT, &exchange->id, 0x52, &subject);
    exchange->has_subject = true;

    private_header_write(&header, &header_bytes);
    exchange->private_header =
        make_salted("private_header", TAG_PRIVATE, &exchange->id, 0x53, &header_bytes);
}

static struct exchange_text make_exchange(const struct card *recipient, struct digest *ret_hash)
{
    CLEANUP(sign_secret_free) struct sign_secret *sign = sign_secret_of_seed(fixed_of(0x11).bytes);
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct exchange_text exchange = {
        .origin = ORIGIN,
        .type = "concern_notification",
        .sender = "fjell-school",
        .recipient = "vik-child-welfare",
        .sender_card = 1,
        .recipient_card = 1,
        .agreement = "none",
        .ground = "no.bvl.13-2",
        .purpose = "protect_child",
        .urgency = "acute",
        .n_sections = 1,
    };
    uint8_t signature[64];

    if (!uuid_read("019ca8aa-36d8-7000-8000-000000000001", &exchange.id))
        abort();
    memset(exchange.thread, 0x70, sizeof(exchange.thread));
    exchange.created_ms = time_of(created);
    exchange.not_after_ms = time_of("2026-03-08T09:12:44.120Z");
    show("id", exchange.id.bytes, UUID_SIZE);
    make_beside(&exchange);
    exchange.sections[0] = make_section(&exchange.id, recipient);
    exchange_text_write(&exchange, &text);
    show_text("exchange_text", &text);
    *ret_hash = exchange_text_hash(bytes_of_buffer(&text));
    show("exchange_hash", ret_hash->bytes, 32);
    sign_bytes(sign, TAG_EXCHANGE, ORIGIN, bytes_of_buffer(&text), signature);
    show("exchange_signature", signature, sizeof(signature));
    return exchange;
}

static struct recipient_item registration_of(const struct exchange_text *exchange,
                                             const struct digest *hash, const struct card *sender)
{
    struct recipient_item item = {
        .kind = ITEM_REGISTRATION,
        .id = exchange->id,
        .exchange = *hash,
        .state = STATE_REGISTERED,
        .party = "vik-child-welfare",
        .card = 1,
        .n_opened = 1,
        .has_reference = true,
        .has_sealed = true,
        .sealed_to = 1,
    };
    static const char reference[] = "2026/000017";
    CLEANUP(buffer_clear) struct buffer plain = { 0 };
    uint8_t sealed[32 + sizeof(reference) - 1 + 48];

    buffer_append(&plain, fixed_of(0x55).bytes, 32);
    buffer_append_text(&plain, reference);
    show("reference_plain", plain.data, plain.size);
    seal_fixed(sender->seal, plain.data, plain.size, sealed);
    show("reference_sealed", sealed, sizeof(sealed));
    item.opened[0] = exchange->sections[0];
    item.time_ms = time_of("2026-03-01T10:02:03.004Z");
    item.reference =
        item_reference_digest(&exchange->id, fixed_of(0x55).bytes, bytes_of_text(reference));
    item.sealed = digest_of(bytes_of(sealed, sizeof(sealed)));
    return item;
}

/* Receipt 1, alone in its list; receipts 2 and 3 in one list of two. */
static void make_receipts(const struct exchange_text *exchange, const struct digest *hash,
                          const struct card *sender)
{
    CLEANUP(sign_secret_free) struct sign_secret *bus = sign_secret_of_seed(fixed_of(0x13).bytes);
    CLEANUP(sign_secret_free) struct sign_secret *vik = sign_secret_of_seed(fixed_of(0x12).bytes);
    CLEANUP(buffer_clear) struct buffer one = { 0 }, two = { 0 }, three = { 0 };
    struct broker_item decision = {
        .kind = ITEM_DECISION,
        .id = exchange->id,
        .exchange = *hash,
        .state = STATE_ACCEPTED,
        .leaf_index = 17,
        .leaf_hash = digest_of(bytes_of_text("an invented leaf")),
        .rule = "no-school-concern",
        .n_verdicts = 1,
    };
    struct recipient_item registration = registration_of(exchange, hash, sender);
    struct recipient_item hand_over = registration;
    struct list_proof proofs[2];
    struct bytes items[2];

    decision.time_ms = time_of("2026-03-01T09:12:44.987Z");
    decision.verdicts[0] = (struct verdict_line){ .section = exchange->sections[0],
                                                  .verdict = VERDICT_PERMIT,
                                                  .rule = "no-school-concern" };
    broker_item_write(&decision, &one);
    show_text("receipt1_item", &one);
    items[0] = bytes_of_buffer(&one);
    list_sign(bus, ORIGIN, items, 1, proofs);
    show("receipt1_signature", proofs[0].signature, 64);

    hand_over.kind = ITEM_HAND_OVER;
    hand_over.state = STATE_HANDED_OVER;
    hand_over.has_reference = hand_over.has_sealed = false;
    hand_over.time_ms = time_of("2026-03-01T09:12:46.000Z");
    recipient_item_write(&hand_over, &two);
    recipient_item_write(&registration, &three);
    show_text("receipt2_item", &two);
    show_text("receipt3_item", &three);
    items[0] = bytes_of_buffer(&two);
    items[1] = bytes_of_buffer(&three);
    list_sign(vik, ORIGIN, items, 2, proofs);
    show("receipts23_signature", proofs[0].signature, 64);
    show("receipt2_path", proofs[0].path[0].bytes, 32);
    show("receipt3_path", proofs[1].path[0].bytes, 32);
}

int main(void)
{
    struct exchange_text exchange;
    struct card sender, recipient;
    struct digest hash;
    struct error err;

    if (keys_start(&err))
        return 1;
    printf("# One exchange in bytes. proto/README.md says what each value is.\n");
    sender = make_card("sender", "fjell-school", 0x01, 0x01);
    recipient = make_card("recipient", "vik-child-welfare", 0x02, 0x02);
    make_card("broker", "bus", 0x03, 0x09);
    exchange = make_exchange(&recipient, &hash);
    make_receipts(&exchange, &hash, &sender);
    return 0;
}
