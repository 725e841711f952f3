/* SPDX-License-Identifier: Apache-2.0 */
/* key_file - secret keys at rest: one 32-byte key in a text file of three lines.
 *
 *     samband-secret-key/1
 *     kind sign
 *     key <base64 of 32 bytes>
 */
#ifndef KEYS_KEY_FILE_H
#define KEYS_KEY_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"

enum { KEY_FILE_KEY_SIZE = 32 };

/* Separate keys for separate purposes: a file of one kind is not read as another. */
enum key_file_kind {
    KEY_FILE_ROOT = 1, /* Ed25519 seed: signs key cards and directory entries; kept offline */
    KEY_FILE_CURVE,    /* CURVE secret key of the link */
    KEY_FILE_SIGN,     /* Ed25519 seed: exchange texts and receipts, or the log's notes */
    KEY_FILE_SEAL,     /* X25519 secret key: opens sections */
    KEY_FILE_WITNESS,  /* Ed25519 seed: cosignatures */
    KEY_FILE_SUBJECT,  /* HMAC key of the area's subject references */
    KEY_FILE_INDEX,    /* HMAC key of the broker's subject index */
    KEY_FILE_TOKEN,    /* bearer token of a local interface */
};

/* "root", "curve", ...; and back (false: no such kind). */
const char *key_file_kind_name(enum key_file_kind kind);
bool key_file_read_kind(const char *name, enum key_file_kind *ret_kind);

/* The 32 bytes in guarded memory; the caller calls key_file_free(). FAULT_INPUT:
 * "key_file_open" it is not there or may not be read; "key_file_mode" it is no regular file (a
 * symbolic link is none), is owned by neither this process's user nor root, or grants anything
 * to group or others (to others, if it is a credential); "key_file_form" it is not exactly the three lines; "key_file_kind" it holds a
 * key of another kind. The text names the path, never the content. `name` is a path or names a
 * credential (base/credential.h). */
MUST_CHECK enum fault key_file_read(const char *name, enum key_file_kind kind, uint8_t **ret_key,
                                    struct error *err);

/* Makes the file, mode 0600, on disk (file and directory) when it returns. FAULT_INPUT
 * "key_file_exists": never overwrites; FAULT_INPUT "key_file_write": cannot be made there, and a
 * half-written file is removed. */
MUST_CHECK enum fault key_file_write(const char *path, enum key_file_kind kind,
                                     const uint8_t key[KEY_FILE_KEY_SIZE], struct error *err);

/* Wipes and frees. Accepts NULL. */
void key_file_free(uint8_t *key);
DEFINE_CLEANUP(uint8_t *, key_file_free)

#endif
