/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/note.h"

#include <assert.h>
#include <inttypes.h>

#include "base/memory.h"
#include "base/text.h"
#include "keys/digest.h"
#include "keys/encode.h"
#include "tlog/rows.h"

#define LINE_START "\xE2\x80\x94 " /* em dash, space */

enum {
    KEY_ID_SIZE = 4,
    TIME_SIZE = 8,
    TYPED_KEY_SIZE = 1 + SIGN_PUBLIC_SIZE,
};

/* Unicode's White_Space, as UTF-8; ASCII's is refused with the control characters. */
static const char *const spaces[] = {
    " ",
    "\xC2\x85",
    "\xC2\xA0",
    "\xE1\x9A\x80",
    "\xE2\x80\x80",
    "\xE2\x80\x81",
    "\xE2\x80\x82",
    "\xE2\x80\x83",
    "\xE2\x80\x84",
    "\xE2\x80\x85",
    "\xE2\x80\x86",
    "\xE2\x80\x87",
    "\xE2\x80\x88",
    "\xE2\x80\x89",
    "\xE2\x80\x8A",
    "\xE2\x80\xA8",
    "\xE2\x80\xA9",
    "\xE2\x80\xAF",
    "\xE2\x81\x9F",
    "\xE3\x80\x80",
};

bool note_is_name(struct bytes name)
{
    if (name.size == 0 || name.size >= NOTE_NAME_SIZE || !text_is_utf8(name) ||
        memchr(name.data, '+', name.size))
        return false;
    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] < 0x20 || name.data[i] == 0x7F)
            return false;
    }
    for (size_t i = 0; i < ARRAY_SIZE(spaces); i++) {
        if (memmem(name.data, name.size, spaces[i], strlen(spaces[i])))
            return false;
    }
    return true;
}

static uint32_t read_u32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static uint64_t read_u64(const uint8_t *bytes)
{
    return (uint64_t)read_u32(bytes) << 32 | read_u32(bytes + 4);
}

bool note_key_of(const char *name, enum note_key_type type,
                 const uint8_t public_key[SIGN_PUBLIC_SIZE], struct note_key *ret_key)
{
    struct digest_stream stream;
    struct digest digest;
    const uint8_t type_byte = (uint8_t)type;

    if (!note_is_name(bytes_of_text(name)))
        return false;
    digest_start(&stream);
    digest_add(&stream, bytes_of_text(name));
    digest_add(&stream, bytes_of("\n", 1));
    digest_add(&stream, bytes_of(&type_byte, 1));
    digest_add(&stream, bytes_of(public_key, SIGN_PUBLIC_SIZE));
    digest = digest_end(&stream);

    *ret_key = (struct note_key){ .type = type, .id = read_u32(digest.bytes) };
    memcpy(ret_key->name, name, strlen(name));
    memcpy(ret_key->public_key, public_key, SIGN_PUBLIC_SIZE);
    return true;
}

char *note_key_write(const struct note_key *key)
{
    char base64[ENCODE_BASE64_SIZE(TYPED_KEY_SIZE)];
    uint8_t typed[TYPED_KEY_SIZE];

    typed[0] = (uint8_t)key->type;
    memcpy(typed + 1, key->public_key, SIGN_PUBLIC_SIZE);
    encode_base64_to(typed, sizeof(typed), base64);
    return mem_printf("%s+%08" PRIx32 "+%s", key->name, key->id, base64);
}

bool note_key_read(const char *text, struct note_key *ret_key)
{
    const char *after_name = strchr(text, '+');
    char name[NOTE_NAME_SIZE] = "";
    uint8_t typed[TYPED_KEY_SIZE];
    struct note_key key;

    /* '+', 8 digits, '+', base64; a base64 text may hold a '+' of its own, a name may not. */
    if (!after_name || (size_t)(after_name - text) >= sizeof(name) || strlen(after_name) < 10 ||
        !decode_base64_exact(after_name + 10, typed, sizeof(typed)) ||
        (typed[0] != NOTE_ED25519 && typed[0] != NOTE_COSIGNATURE))
        return false;
    memcpy(name, text, (size_t)(after_name - text));
    if (!note_key_of(name, typed[0], typed + 1, &key))
        return false;

    CLEANUP(mem_free) char *again = note_key_write(&key);
    if (strcmp(again, text) != 0)
        return false;
    *ret_key = key;
    return true;
}

static bool is_note_text(struct bytes bytes)
{
    if (bytes.size == 0 || bytes.size > NOTE_SIZE_MAX || bytes.data[bytes.size - 1] != '\n' ||
        !text_is_utf8(bytes))
        return false;
    for (size_t i = 0; i < bytes.size; i++) {
        if (bytes.data[i] < 0x20 && bytes.data[i] != '\n')
            return false;
    }
    return true;
}

/* One line; its signature is appended, with the key id, to `decoded`. */
static bool read_signature(struct bytes line, struct note_signature *ret_signature,
                           struct buffer *decoded)
{
    size_t before = decoded->size;
    const uint8_t *space;

    if (!rows_skip(&line, LINE_START) || !(space = memchr(line.data, ' ', line.size)))
        return false;
    ret_signature->name = bytes_of(line.data, (size_t)(space - line.data));
    line.size -= ret_signature->name.size + 1;
    line.data = space + 1;
    if (!note_is_name(ret_signature->name) || !decode_base64_bytes(line, decoded) ||
        decoded->size - before <= KEY_ID_SIZE)
        return false;
    ret_signature->key_id = read_u32(decoded->data + before);
    ret_signature->signature =
        bytes_of(decoded->data + before + KEY_ID_SIZE, decoded->size - before - KEY_ID_SIZE);
    return true;
}

enum fault note_read(struct bytes bytes, struct note *ret_note, struct error *err)
{
    CLEANUP(note_clear) struct note note = { 0 };
    struct bytes lines, line;

    if (!is_note_text(bytes) || !rows_split_last(bytes, &note.text, &lines) || lines.size == 0)
        return error_set_code(err, FAULT_INPUT, "note_form",
                              "not a signed note: wanted a text, an empty line and signatures");
    note.signatures = mem_new(NOTE_SIGNATURES_MAX, sizeof(note.signatures[0]));
    /* Base64 is longer than what it spells: with this room the buffer never moves. */
    buffer_extend(&note.decoded, lines.size);
    buffer_reset(&note.decoded);
    while (rows_next(&lines, &line)) {
        if (note.n_signatures == NOTE_SIGNATURES_MAX ||
            !read_signature(line, &note.signatures[note.n_signatures], &note.decoded))
            return error_set_code(err, FAULT_INPUT, "note_form",
                                  "signature line %zu of the note is malformed, or one too many",
                                  note.n_signatures + 1);
        note.n_signatures++;
    }
    *ret_note = note;
    note = (struct note){ 0 };
    return FAULT_NONE;
}

void note_clear(struct note *note)
{
    mem_free(note->signatures);
    buffer_clear(&note->decoded);
    *note = (struct note){ 0 };
}

void note_cosigned_bytes(uint64_t time, struct bytes text, struct buffer *ret_bytes)
{
    buffer_printf(ret_bytes, "cosignature/v1\ntime %" PRIu64 "\n", time);
    buffer_append_bytes(ret_bytes, text);
}

static bool verify_one(const struct note_key *key, struct bytes text, struct bytes signature,
                       uint64_t *ret_time)
{
    CLEANUP(buffer_clear) struct buffer message = { 0 };

    *ret_time = 0;
    if (key->type == NOTE_ED25519)
        return signature.size == SIGN_SIGNATURE_SIZE &&
               sign_note_verify(key->public_key, text, signature.data);
    if (key->type != NOTE_COSIGNATURE || signature.size != TIME_SIZE + SIGN_SIGNATURE_SIZE)
        return false;
    *ret_time = read_u64(signature.data);
    if (*ret_time == 0 || *ret_time > INT64_MAX)
        return false;
    note_cosigned_bytes(*ret_time, text, &message);
    return sign_note_verify(key->public_key, bytes_of_buffer(&message), signature.data + TIME_SIZE);
}

static const struct note_signature *find_signature(const struct note *note,
                                                   const struct note_key *key)
{
    for (size_t i = 0; i < note->n_signatures; i++) {
        if (note->signatures[i].key_id == key->id &&
            bytes_equal(note->signatures[i].name, bytes_of_text(key->name)))
            return &note->signatures[i];
    }
    return NULL;
}

enum fault note_verify(const struct note *note, const struct note_key keys[], size_t n_keys,
                       struct note_verdict ret_verdicts[], struct error *err)
{
    size_t n_verified = 0;

    for (size_t i = 0; i < n_keys; i++)
        ret_verdicts[i] = (struct note_verdict){ 0 };
    for (size_t i = 0; i < n_keys; i++) {
        const struct note_signature *signature = find_signature(note, &keys[i]);
        uint64_t time;

        if (!signature)
            continue;
        if (!verify_one(&keys[i], note->text, signature->signature, &time))
            return error_set_code(err, FAULT_INPUT, "note_signature",
                                  "the signature by key %08" PRIx32 " does not verify", keys[i].id);
        ret_verdicts[i] = (struct note_verdict){ .verified = true, .time = time };
        n_verified++;
    }
    if (n_verified == 0)
        return error_set_code(err, FAULT_INPUT, "note_unsigned", "no signature by a known key");
    return FAULT_NONE;
}

static void append_line(const struct note_key *key, struct bytes signature, struct buffer *ret_line)
{
    CLEANUP(buffer_clear) struct buffer with_id = { 0 };
    CLEANUP(mem_free) char *base64 = NULL;

    buffer_append_u16(&with_id, (uint16_t)(key->id >> 16));
    buffer_append_u16(&with_id, (uint16_t)key->id);
    buffer_append_bytes(&with_id, signature);
    base64 = encode_base64(bytes_of_buffer(&with_id));
    buffer_printf(ret_line, LINE_START "%s %s\n", key->name, base64);
}

void note_sign(const struct sign_secret *secret, const struct note_key *key, struct bytes text,
               struct buffer *ret_line)
{
    uint8_t signature[SIGN_SIGNATURE_SIZE];

    assert(key->type == NOTE_ED25519);
    sign_note_bytes(secret, text, signature);
    append_line(key, bytes_of(signature, sizeof(signature)), ret_line);
}

void note_cosign(const struct sign_secret *secret, const struct note_key *key, uint64_t time,
                 struct bytes text, struct buffer *ret_line)
{
    CLEANUP(buffer_clear) struct buffer message = { 0 };
    CLEANUP(buffer_clear) struct buffer timed = { 0 };
    uint8_t signature[SIGN_SIGNATURE_SIZE];

    assert(key->type == NOTE_COSIGNATURE && time > 0 && time <= INT64_MAX);
    note_cosigned_bytes(time, text, &message);
    sign_note_bytes(secret, bytes_of_buffer(&message), signature);
    buffer_append_u64(&timed, time);
    buffer_append(&timed, signature, sizeof(signature));
    append_line(key, bytes_of_buffer(&timed), ret_line);
}
