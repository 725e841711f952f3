/* SPDX-License-Identifier: Apache-2.0 */
/* seal - content that only its recipient can open, section by section.
 *
 * A section's plaintext is salt (32 fresh random bytes) followed by the body, padded to a multiple
 * of 256 (sodium_pad). It is encrypted with XChaCha20-Poly1305 (IETF) under a fresh key, the random
 * 24-byte nonce in front; that key is sealed to the recipient's X25519 key (crypto_box_seal).
 * The cipher does not commit to its key, so H(tag, NUL, id, index, padded plaintext) does: what was
 * sent cannot later be shown as something else, and the salt inside keeps it from being guessed.
 */
#ifndef KEYS_SEAL_H
#define KEYS_SEAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "base/uuid.h"
#include "keys/digest.h"

enum {
    SEAL_KEY_SIZE = 32,         /* secret and public X25519 keys */
    SEAL_BOX_OVERHEAD = 48,     /* a box is this much longer than what it holds */
    SEAL_SEALED_KEY_SIZE = 80,  /* the box around a section's key */
    SEAL_PAD_SIZE = 256,        /* plaintext is padded to a multiple of this */
    SEAL_SECTION_OVERHEAD = 40, /* nonce and authenticator around the padded plaintext */
};

/* A secret X25519 key in guarded memory. */
struct seal_secret;

/* A fresh random key, or the one a key file holds. The caller owns it and calls
 * seal_secret_free(). */
struct seal_secret *seal_secret_new(void);
struct seal_secret *seal_secret_of_bytes(const uint8_t key[SEAL_KEY_SIZE]);

/* Wipes the key. Accepts NULL. */
void seal_secret_free(struct seal_secret *secret);
DEFINE_CLEANUP(struct seal_secret *, seal_secret_free)

void seal_public(const struct seal_secret *secret, uint8_t ret_public[SEAL_KEY_SIZE]);

/* Appends a box around `plain` that only the holder of `public_key` can open; it does not say who
 * made it. FAULT_INPUT "seal_key": the public key is unusable (small order). */
MUST_CHECK enum fault seal_box(const uint8_t public_key[SEAL_KEY_SIZE], struct bytes plain,
                               struct buffer *ret_sealed, struct error *err);

/* Appends what the box holds. FAULT_INPUT "seal_not_ours": it is not for this key, or damaged;
 * `ret_plain` is then untouched. */
MUST_CHECK enum fault seal_open(const struct seal_secret *secret, struct bytes sealed,
                                struct buffer *ret_plain, struct error *err);

/* What a section belongs to; all of it is bound to the ciphertext as additional data: id (16),
 * index (u16, big-endian), then sender, recipient, card serial (decimal) and category, each
 * followed by NUL. Borrowed. */
struct seal_context {
    const struct uuid *id;
    uint16_t index; /* of the section within the exchange, from 0 */
    const char *sender, *recipient;
    uint64_t card_serial; /* of the recipient's key card that the section is sealed to */
    const char *category;
};

/* Zeroed memory is an empty one. */
struct sealed_section {
    struct buffer sealed_key; /* SEAL_SEALED_KEY_SIZE bytes */
    struct buffer ciphertext; /* nonce (24) and XChaCha20-Poly1305 output */
    struct digest commitment;
};

/* Frees the buffers; the struct is empty afterwards. */
void sealed_section_clear(struct sealed_section *section);
DEFINE_CLEAR(struct sealed_section, sealed_section_clear)

/* Seals `body` to the recipient. `ret_section` must be empty and is untouched on failure; clear it
 * with sealed_section_clear(). FAULT_INPUT "seal_key": the public key is unusable. */
MUST_CHECK enum fault seal_section(const struct seal_context *context,
                                   const uint8_t recipient_public[SEAL_KEY_SIZE], struct bytes body,
                                   struct sealed_section *ret_section, struct error *err);

/* What arrived, borrowed. */
struct sealed_view {
    struct bytes sealed_key, ciphertext;
    const struct digest *commitment;
};

/* Appends the body to `ret_body`, untouched on failure. FAULT_INPUT, with the section's index:
 * "seal_not_ours" the key box does not open with this key; "seal_broken" the ciphertext was
 * altered, cut, or belongs to another context; "seal_commitment" it opens, but is not what the
 * sender committed to. */
MUST_CHECK enum fault seal_section_open(const struct seal_context *context,
                                        const struct seal_secret *secret,
                                        const struct sealed_view *section, struct buffer *ret_body,
                                        struct error *err);

#endif
