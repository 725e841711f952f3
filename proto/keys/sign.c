/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/sign.h"

#include <assert.h>
#include <sodium.h>

#include "keys/random.h"
#include "keys/secret.h"

struct sign_secret {
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    uint8_t public[crypto_sign_PUBLICKEYBYTES];
};

struct sign_secret *sign_secret_of_seed(const uint8_t seed[SIGN_SEED_SIZE])
{
    struct sign_secret *secret = secret_new(sizeof(*secret));

    crypto_sign_seed_keypair(secret->public, secret->secret, seed);
    return secret;
}

struct sign_secret *sign_secret_new(void)
{
    CLEANUP(secret_free) uint8_t *seed = secret_new(SIGN_SEED_SIZE);

    keys_random(seed, SIGN_SEED_SIZE);
    return sign_secret_of_seed(seed);
}

void sign_secret_free(struct sign_secret *secret) { secret_free(secret); }

void sign_public(const struct sign_secret *secret, uint8_t ret_public[SIGN_PUBLIC_SIZE])
{
    memcpy(ret_public, secret->public, SIGN_PUBLIC_SIZE);
}

static void write_tagged(const char *tag, const char *origin, struct bytes bytes,
                         struct buffer *ret_tagged)
{
    assert(tag[0] != '\0' && origin[0] != '\0');
    buffer_append(ret_tagged, tag, strlen(tag) + 1);
    buffer_append(ret_tagged, origin, strlen(origin) + 1);
    buffer_append_bytes(ret_tagged, bytes);
}

void sign_bytes(const struct sign_secret *secret, const char *tag, const char *origin,
                struct bytes bytes, uint8_t ret_signature[SIGN_SIGNATURE_SIZE])
{
    CLEANUP(buffer_clear) struct buffer tagged = { 0 };

    write_tagged(tag, origin, bytes, &tagged);
    sign_note_bytes(secret, bytes_of_buffer(&tagged), ret_signature);
}

bool sign_verify(const uint8_t public_key[SIGN_PUBLIC_SIZE], const char *tag, const char *origin,
                 struct bytes bytes, const uint8_t signature[SIGN_SIGNATURE_SIZE])
{
    CLEANUP(buffer_clear) struct buffer tagged = { 0 };

    write_tagged(tag, origin, bytes, &tagged);
    return sign_note_verify(public_key, bytes_of_buffer(&tagged), signature);
}

void sign_note_bytes(const struct sign_secret *secret, struct bytes bytes,
                     uint8_t ret_signature[SIGN_SIGNATURE_SIZE])
{
    crypto_sign_detached(ret_signature, NULL, bytes.data, bytes.size, secret->secret);
}

bool sign_note_verify(const uint8_t public_key[SIGN_PUBLIC_SIZE], struct bytes bytes,
                      const uint8_t signature[SIGN_SIGNATURE_SIZE])
{
    return crypto_sign_verify_detached(signature, bytes.data, bytes.size, public_key) == 0;
}
