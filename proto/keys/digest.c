/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/digest.h"

#include <assert.h>
#include <sodium.h>

#include "keys/encode.h"

static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(((struct digest_stream *)0)->state) &&
                  _Alignof(crypto_hash_sha256_state) <= 16,
              "digest_stream must hold the library's state");
static_assert(crypto_hash_sha256_BYTES == DIGEST_SIZE &&
                  crypto_auth_hmacsha256_BYTES == DIGEST_SIZE,
              "SHA-256");

static crypto_hash_sha256_state *state_of(struct digest_stream *stream)
{
    return (crypto_hash_sha256_state *)stream->state;
}

struct digest digest_of(struct bytes bytes)
{
    struct digest digest;

    crypto_hash_sha256(digest.bytes, bytes.data, bytes.size);
    return digest;
}

void digest_start(struct digest_stream *ret_stream)
{
    crypto_hash_sha256_init(state_of(ret_stream));
}

void digest_add(struct digest_stream *stream, struct bytes bytes)
{
    if (bytes.size)
        crypto_hash_sha256_update(state_of(stream), bytes.data, bytes.size);
}

struct digest digest_end(struct digest_stream *stream)
{
    struct digest digest;

    crypto_hash_sha256_final(state_of(stream), digest.bytes);
    sodium_memzero(stream, sizeof(*stream));
    return digest;
}

struct digest digest_salted(const char *tag, const struct uuid *id, uint16_t index,
                            const uint8_t salt[DIGEST_SALT_SIZE], struct bytes bytes)
{
    const uint8_t place[2] = { (uint8_t)(index >> 8), (uint8_t)index };
    struct digest_stream stream;

    digest_start(&stream);
    digest_add(&stream, bytes_of(tag, strlen(tag) + 1));
    digest_add(&stream, bytes_of(id->bytes, UUID_SIZE));
    digest_add(&stream, bytes_of(place, sizeof(place)));
    digest_add(&stream, bytes_of(salt, DIGEST_SALT_SIZE));
    digest_add(&stream, bytes);
    return digest_end(&stream);
}

struct digest digest_hmac(const uint8_t key[32], struct bytes bytes)
{
    struct digest digest;

    crypto_auth_hmacsha256(digest.bytes, bytes.data, bytes.size, key);
    return digest;
}

struct digest digest_hmac_of(struct bytes key, struct bytes bytes)
{
    crypto_auth_hmacsha256_state state;
    struct digest digest;

    crypto_auth_hmacsha256_init(&state, key.data, key.size);
    crypto_auth_hmacsha256_update(&state, bytes.data, bytes.size);
    crypto_auth_hmacsha256_final(&state, digest.bytes);
    sodium_memzero(&state, sizeof(state));
    return digest;
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
    return sodium_memcmp(a->bytes, b->bytes, DIGEST_SIZE) == 0;
}

void digest_write_base64(const struct digest *digest, char ret_text[DIGEST_BASE64_SIZE])
{
    encode_base64_to(digest->bytes, DIGEST_SIZE, ret_text);
}

bool digest_read_base64(const char *text, struct digest *ret_digest)
{
    return decode_base64_exact(text, ret_digest->bytes, DIGEST_SIZE);
}

void digest_write_hex(const struct digest *digest, char ret_text[DIGEST_HEX_SIZE])
{
    text_write_hex(digest->bytes, DIGEST_SIZE, ret_text);
}
