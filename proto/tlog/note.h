/* SPDX-License-Identifier: Apache-2.0 */
/* note - signed notes and their keys (C2SP signed-note; tlog-cosignature for type 0x04).
 *
 *     text, ends with LF / empty line / one or more lines "— <name> <base64(key id, signature)>"
 *
 * The signature is over the text without the empty line. Lines of keys that the reader does not
 * know are ignored, those of keys it knows must verify.
 */
#ifndef TLOG_NOTE_H
#define TLOG_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "keys/sign.h"

enum {
    NOTE_NAME_SIZE = 256,       /* longest key name or origin, with its NUL */
    NOTE_SIZE_MAX = 128 * 1024, /* post-quantum signature lines are long */
    NOTE_SIGNATURES_MAX = 100,
};

enum note_key_type {
    NOTE_ED25519 = 0x01,     /* 64 bytes over the text */
    NOTE_COSIGNATURE = 0x04, /* time (u64, big-endian), then 64 bytes over a header and the text */
};

/* A public key as others know it. Plain value. */
struct note_key {
    char name[NOTE_NAME_SIZE];
    enum note_key_type type;
    uint32_t id;
    uint8_t public_key[SIGN_PUBLIC_SIZE];
};

/* What a key said about a note. */
struct note_verdict {
    bool verified;
    uint64_t time; /* POSIX seconds of a cosignature, else 0 */
};

/* A note that was read. `text`, and each name, is borrowed from the bytes that were read. */
struct note_signature {
    struct bytes name;
    uint32_t key_id;
    struct bytes signature; /* without the key id; borrowed from `decoded` of the note */
};

struct note {
    struct bytes text;
    struct note_signature *signatures;
    size_t n_signatures;
    struct buffer decoded;
};

/* Not empty, UTF-8, no white space, no '+', no control character, shorter than NOTE_NAME_SIZE. */
bool note_is_name(struct bytes name);

/* Fills the key and its id: the first 4 bytes of H(name, LF, type, public key). False: bad name. */
bool note_key_of(const char *name, enum note_key_type type,
                 const uint8_t public_key[SIGN_PUBLIC_SIZE], struct note_key *ret_key);

/* The verifier key as text: name+hex id+base64(type, key); the caller owns it. Reading is false for
 * another type, a wrong id, or any other spelling. */
char *note_key_write(const struct note_key *key);
bool note_key_read(const char *text, struct note_key *ret_key);

/* Takes a note apart without judging any signature. FAULT_INPUT "note_form". The caller calls
 * note_clear() on `ret_note`, which is untouched on failure; `bytes` must outlive it. */
MUST_CHECK enum fault note_read(struct bytes bytes, struct note *ret_note, struct error *err);
void note_clear(struct note *note);
DEFINE_CLEAR(struct note, note_clear)

/* Judges the lines of the keys known. `ret_verdicts` holds n_keys. FAULT_INPUT "note_signature": a
 * known key's line does not verify (the whole note is then invalid); "note_unsigned": no line is by
 * a known key. Of two lines by one key the first counts. */
MUST_CHECK enum fault note_verify(const struct note *note, const struct note_key keys[],
                                  size_t n_keys, struct note_verdict ret_verdicts[],
                                  struct error *err);

/* Appends a signature line of type 0x01 over `text`, or of type 0x04 at `time` (POSIX seconds, 1 to
 * 2^63-1). `key` must be the public side of `secret` and of the right type. */
void note_sign(const struct sign_secret *secret, const struct note_key *key, struct bytes text,
               struct buffer *ret_line);
void note_cosign(const struct sign_secret *secret, const struct note_key *key, uint64_t time,
                 struct bytes text, struct buffer *ret_line);

/* The bytes that a cosignature signs: "cosignature/v1", "time <time>", and the text. */
void note_cosigned_bytes(uint64_t time, struct bytes text, struct buffer *ret_bytes);

#endif
