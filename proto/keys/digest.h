/* SPDX-License-Identifier: Apache-2.0 */
/* digest - SHA-256 (FIPS 180-4), plain, in pieces, salted, and keyed (HMAC, RFC 2104). */
#ifndef KEYS_DIGEST_H
#define KEYS_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/uuid.h"

enum {
    DIGEST_SIZE = 32,
    DIGEST_SALT_SIZE = 32,
    DIGEST_BASE64_SIZE = 44 + 1,
    DIGEST_HEX_SIZE = 64 + 1,
};

struct digest {
    uint8_t bytes[DIGEST_SIZE];
};

/* Caller's memory; needs no clearing unless what was hashed is secret. */
struct digest_stream {
    _Alignas(16) uint8_t state[128];
};

/* Plain SHA-256. */
struct digest digest_of(struct bytes bytes);

/* SHA-256 in pieces: start, add any number of times, end once. digest_end() wipes the stream. */
void digest_start(struct digest_stream *ret_stream);
void digest_add(struct digest_stream *stream, struct bytes bytes);
struct digest digest_end(struct digest_stream *stream);

/* H(tag, NUL, id (16 bytes), index (u16, big-endian), salt (32 bytes), bytes): binds bytes that
 * travel elsewhere to one place in one exchange, and cannot be guessed without the salt. */
struct digest digest_salted(const char *tag, const struct uuid *id, uint16_t index,
                            const uint8_t salt[DIGEST_SALT_SIZE], struct bytes bytes);

/* HMAC-SHA-256 under a 32-byte key. */
struct digest digest_hmac(const uint8_t key[32], struct bytes bytes);

/* The same under a key of any length. */
struct digest digest_hmac_of(struct bytes key, struct bytes bytes);

/* Takes the same time wherever the two differ. */
bool digest_equal(const struct digest *a, const struct digest *b);

/* Base64, 44 characters; reading is strict (decode_base64_exact) and untouched on failure. */
void digest_write_base64(const struct digest *digest, char ret_text[DIGEST_BASE64_SIZE]);
bool digest_read_base64(const char *text, struct digest *ret_digest);

/* Lower-case hex, 64 characters. */
void digest_write_hex(const struct digest *digest, char ret_text[DIGEST_HEX_SIZE]);

#endif
