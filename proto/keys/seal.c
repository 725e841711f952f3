/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/seal.h"

#include <assert.h>
#include <inttypes.h>
#include <sodium.h>

#include "keys/random.h"
#include "keys/secret.h"
#include "keys/tag.h"

enum {
    SALT_SIZE = 32,
    NONCE_SIZE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    AUTHENTICATOR_SIZE = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    CIPHER_KEY_SIZE = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
};

static_assert(SEAL_BOX_OVERHEAD == crypto_box_SEALBYTES, "box");
static_assert(SEAL_SEALED_KEY_SIZE == crypto_box_SEALBYTES + CIPHER_KEY_SIZE, "sealed key");
static_assert(SEAL_SECTION_OVERHEAD == NONCE_SIZE + AUTHENTICATOR_SIZE, "section");

struct seal_secret {
    uint8_t secret[SEAL_KEY_SIZE];
    uint8_t public[SEAL_KEY_SIZE];
};

struct seal_secret *seal_secret_of_bytes(const uint8_t key[SEAL_KEY_SIZE])
{
    struct seal_secret *secret = secret_new(sizeof(*secret));

    memcpy(secret->secret, key, SEAL_KEY_SIZE);
    crypto_scalarmult_base(secret->public, secret->secret);
    return secret;
}

struct seal_secret *seal_secret_new(void)
{
    CLEANUP(secret_free) uint8_t *key = secret_new(SEAL_KEY_SIZE);

    keys_random(key, SEAL_KEY_SIZE);
    return seal_secret_of_bytes(key);
}

void seal_secret_free(struct seal_secret *secret) { secret_free(secret); }

void seal_public(const struct seal_secret *secret, uint8_t ret_public[SEAL_KEY_SIZE])
{
    memcpy(ret_public, secret->public, SEAL_KEY_SIZE);
}

enum fault seal_box(const uint8_t public_key[SEAL_KEY_SIZE], struct bytes plain,
                    struct buffer *ret_sealed, struct error *err)
{
    size_t before = ret_sealed->size;
    uint8_t *box = buffer_extend(ret_sealed, plain.size + crypto_box_SEALBYTES);

    if (crypto_box_seal(box, plain.data, plain.size, public_key) != 0) {
        ret_sealed->size = before;
        ret_sealed->data[before] = '\0';
        return error_set_code(err, FAULT_INPUT, "seal_key", "the recipient's key is unusable");
    }
    return FAULT_NONE;
}

enum fault seal_open(const struct seal_secret *secret, struct bytes sealed,
                     struct buffer *ret_plain, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer plain = { 0 };

    if (sealed.size >= crypto_box_SEALBYTES) {
        buffer_extend(&plain, sealed.size - crypto_box_SEALBYTES);
        if (crypto_box_seal_open(plain.data, sealed.data, sealed.size, secret->public,
                                 secret->secret) == 0) {
            buffer_append_bytes(ret_plain, bytes_of_buffer(&plain));
            return FAULT_NONE;
        }
    }
    return error_set_code(err, FAULT_INPUT, "seal_not_ours", "not sealed to this key, or damaged");
}

void sealed_section_clear(struct sealed_section *section)
{
    buffer_clear(&section->sealed_key);
    buffer_clear(&section->ciphertext);
    *section = (struct sealed_section){ 0 };
}

/* The additional data. */
static void write_context(const struct seal_context *context, struct buffer *ret_data)
{
    buffer_append(ret_data, context->id->bytes, UUID_SIZE);
    buffer_append_u16(ret_data, context->index);
    buffer_append(ret_data, context->sender, strlen(context->sender) + 1);
    buffer_append(ret_data, context->recipient, strlen(context->recipient) + 1);
    buffer_printf(ret_data, "%" PRIu64, context->card_serial);
    buffer_append_byte(ret_data, '\0');
    buffer_append(ret_data, context->category, strlen(context->category) + 1);
}

static struct digest commitment_of(const struct seal_context *context, struct bytes padded)
{
    const uint8_t place[2] = { (uint8_t)(context->index >> 8), (uint8_t)context->index };
    struct digest_stream stream;

    digest_start(&stream);
    digest_add(&stream, bytes_of(TAG_COMMIT, sizeof(TAG_COMMIT)));
    digest_add(&stream, bytes_of(context->id->bytes, UUID_SIZE));
    digest_add(&stream, bytes_of(place, sizeof(place)));
    digest_add(&stream, padded);
    return digest_end(&stream);
}

/* salt, body, padding */
static void write_padded(struct bytes body, struct buffer *ret_padded)
{
    size_t size = SALT_SIZE + body.size, padded_size = 0;

    keys_random(buffer_extend(ret_padded, SALT_SIZE), SALT_SIZE);
    buffer_append_bytes(ret_padded, body);
    buffer_extend(ret_padded, SEAL_PAD_SIZE);
    if (sodium_pad(&padded_size, ret_padded->data, size, SEAL_PAD_SIZE, ret_padded->size) != 0)
        abort(); /* there is room for one whole block more */
    ret_padded->size = padded_size;
    ret_padded->data[padded_size] = '\0';
}

/* nonce, ciphertext */
static void encrypt(const struct seal_context *context, const uint8_t key[CIPHER_KEY_SIZE],
                    struct bytes padded, struct buffer *ret_ciphertext)
{
    CLEANUP(buffer_clear) struct buffer data = { 0 };
    uint8_t *nonce, *out;

    write_context(context, &data);
    nonce = buffer_extend(ret_ciphertext, NONCE_SIZE + padded.size + AUTHENTICATOR_SIZE);
    out = nonce + NONCE_SIZE;
    keys_random(nonce, NONCE_SIZE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out, NULL, padded.data, padded.size, data.data,
                                               data.size, NULL, nonce, key);
}

enum fault seal_section(const struct seal_context *context,
                        const uint8_t recipient_public[SEAL_KEY_SIZE], struct bytes body,
                        struct sealed_section *ret_section, struct error *err)
{
    CLEANUP(sealed_section_clear) struct sealed_section section = { 0 };
    CLEANUP(secret_free) uint8_t *key = secret_new(CIPHER_KEY_SIZE);
    CLEANUP(buffer_clear) struct buffer padded = { 0 };
    enum fault fault;

    keys_random(key, CIPHER_KEY_SIZE);
    fault = seal_box(recipient_public, bytes_of(key, CIPHER_KEY_SIZE), &section.sealed_key, err);
    if (fault)
        return fault;
    /* Room for everything at once: growing would leave unwiped copies behind. */
    buffer_extend(&padded, SALT_SIZE + body.size + 2 * SEAL_PAD_SIZE);
    buffer_reset(&padded);
    write_padded(body, &padded);
    section.commitment = commitment_of(context, bytes_of_buffer(&padded));
    encrypt(context, key, bytes_of_buffer(&padded), &section.ciphertext);

    *ret_section = section;
    section = (struct sealed_section){ 0 };
    return FAULT_NONE;
}

static enum fault decrypt(const struct seal_context *context, const uint8_t key[CIPHER_KEY_SIZE],
                          struct bytes ciphertext, struct buffer *ret_padded, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer data = { 0 };
    size_t size;

    if (ciphertext.size >= SEAL_SECTION_OVERHEAD + SEAL_PAD_SIZE &&
        (ciphertext.size - SEAL_SECTION_OVERHEAD) % SEAL_PAD_SIZE == 0) {
        size = ciphertext.size - NONCE_SIZE;
        write_context(context, &data);
        buffer_extend(ret_padded, size - AUTHENTICATOR_SIZE);
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(
                ret_padded->data, NULL, NULL, ciphertext.data + NONCE_SIZE, size, data.data,
                data.size, ciphertext.data, key) == 0)
            return FAULT_NONE;
    }
    return error_set_code(err, FAULT_INPUT, "seal_broken",
                          "section %u: altered, cut short, or of another exchange or place",
                          context->index);
}

enum fault seal_section_open(const struct seal_context *context, const struct seal_secret *secret,
                             const struct sealed_view *section, struct buffer *ret_body,
                             struct error *err)
{
    CLEANUP(buffer_clear) struct buffer key = { 0 };
    CLEANUP(buffer_clear) struct buffer padded = { 0 };
    struct digest commitment;
    enum fault fault;
    size_t size;

    fault = seal_open(secret, section->sealed_key, &key, err);
    if (fault) {
        if (err)
            error_prefix(err, "section %u: ", context->index);
        return fault;
    }
    if (key.size != CIPHER_KEY_SIZE)
        return error_set_code(err, FAULT_INPUT, "seal_not_ours", "section %u: no key in the box",
                              context->index);
    fault = decrypt(context, key.data, section->ciphertext, &padded, err);
    if (fault)
        return fault;

    commitment = commitment_of(context, bytes_of_buffer(&padded));
    if (!digest_equal(&commitment, section->commitment))
        return error_set_code(err, FAULT_INPUT, "seal_commitment",
                              "section %u: not what its sender committed to", context->index);
    if (sodium_unpad(&size, padded.data, padded.size, SEAL_PAD_SIZE) != 0 || size < SALT_SIZE)
        return error_set_code(err, FAULT_INPUT, "seal_broken", "section %u: wrong padding",
                              context->index);
    buffer_append(ret_body, padded.data + SALT_SIZE, size - SALT_SIZE);
    return FAULT_NONE;
}
