/* SPDX-License-Identifier: Apache-2.0 */
/* sign - Ed25519 signatures (RFC 8032) that say what they are for.
 *
 * A signature is over tag NUL origin NUL bytes: tag is one of keys/tag.h, origin is that of the
 * log, so no two kinds of bytes can stand for each other, nor two logs. Signing is deterministic.
 */
#ifndef KEYS_SIGN_H
#define KEYS_SIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/cleanup.h"

enum {
    SIGN_SEED_SIZE = 32,
    SIGN_PUBLIC_SIZE = 32,
    SIGN_SIGNATURE_SIZE = 64,
};

/* A secret key in guarded memory. */
struct sign_secret;

/* A fresh random key, or the one that a 32-byte seed (a key file's bytes) stands for. The caller
 * owns it and calls sign_secret_free(). */
struct sign_secret *sign_secret_new(void);
struct sign_secret *sign_secret_of_seed(const uint8_t seed[SIGN_SEED_SIZE]);

/* Wipes the key. Accepts NULL. */
void sign_secret_free(struct sign_secret *secret);
DEFINE_CLEANUP(struct sign_secret *, sign_secret_free)

void sign_public(const struct sign_secret *secret, uint8_t ret_public[SIGN_PUBLIC_SIZE]);

/* Neither tag nor origin may be empty; `bytes` may be. */
void sign_bytes(const struct sign_secret *secret, const char *tag, const char *origin,
                struct bytes bytes, uint8_t ret_signature[SIGN_SIGNATURE_SIZE]);

/* False also for keys of small order and for signatures that are not canonical. */
bool sign_verify(const uint8_t public_key[SIGN_PUBLIC_SIZE], const char *tag, const char *origin,
                 struct bytes bytes, const uint8_t signature[SIGN_SIGNATURE_SIZE]);

/* Over the bytes alone, without tag and origin: for signed notes and cosignatures, whose signed
 * bytes C2SP fixes (signed-note, tlog-cosignature). They begin with text and hold no NUL, so they
 * cannot stand for tagged bytes. For nothing else. */
void sign_note_bytes(const struct sign_secret *secret, struct bytes bytes,
                     uint8_t ret_signature[SIGN_SIGNATURE_SIZE]);
bool sign_note_verify(const uint8_t public_key[SIGN_PUBLIC_SIZE], struct bytes bytes,
                      const uint8_t signature[SIGN_SIGNATURE_SIZE]);

#endif
