/* SPDX-License-Identifier: Apache-2.0 */
/* lines - canonical text: one field a line, "<field> <word> <word>...", LF.
 *
 * One spelling only: one space between words, every line ended, every reader of a word strict. A
 * reader remembers the first fault and does nothing after it, so a text is read field by field
 * without looking at each result; nothing read may be used before lines_end() has said FAULT_NONE.
 *
 *     lines_start(&lines, text, "samband-card/1", err);
 *     lines_field(&lines, "serial");
 *     lines_decimal(&lines, 1, &card.serial);
 *     return lines_end(&lines);
 *
 * A fault is FAULT_INPUT with code "not_canonical" and "line 9 (from): why".
 */
#ifndef MODEL_LINES_H
#define MODEL_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/uuid.h"
#include "keys/digest.h"

enum {
    LINES_LINE_MAX = 1023,    /* bytes of one line, LF not counted */
    LINES_HASH_SIZE = 71 + 1, /* "sha256:", 64 hex, NUL */
};

/* In the caller's memory; needs no clearing. */
struct lines {
    struct bytes text;
    size_t at;         /* where the next line starts */
    unsigned number;   /* of the line that is read now, from 1 */
    const char *field; /* its name; borrowed */
    char *word;        /* what is left of it, inside `line`; NULL when nothing is */
    bool failed;
    struct error *err;
    char line[LINES_LINE_MAX + 1];
};

/* Reads the first line, which must be `head`. `text` must outlive the reader. */
void lines_start(struct lines *lines, struct bytes text, const char *head, struct error *err);

/* Whether the next line has this field; false after a fault. Reads nothing. */
bool lines_has(const struct lines *lines, const char *field);

/* Goes to the next line, which must have this field. Words left over on the line before are a
 * fault. */
void lines_field(struct lines *lines, const char *field);

/* Reads "none" if that is the next word. */
bool lines_none(struct lines *lines);

/* The next word, each in its one spelling. Nothing is written on a fault. `ret_text` holds
 * `max` + 1 bytes. */
void lines_fixed(struct lines *lines, const char *word);
void lines_token(struct lines *lines, char *ret_text, size_t max);
void lines_origin(struct lines *lines, char *ret_text);
void lines_decimal(struct lines *lines, uint64_t min, uint64_t *ret_value);
void lines_time(struct lines *lines, int64_t *ret_ms);
void lines_uuid(struct lines *lines, struct uuid *ret_uuid);
void lines_digest(struct lines *lines, struct digest *ret_digest);
void lines_base64(struct lines *lines, uint8_t *ret_bytes, size_t size);
void lines_hex(struct lines *lines, uint8_t *ret_bytes, size_t size);
void lines_hash(struct lines *lines, char ret_text[LINES_HASH_SIZE]);

/* The next word's place in `names`, of which those that are NULL count for nothing. */
void lines_choice(struct lines *lines, const char *const names[], size_t n_names,
                  size_t *ret_choice);

/* The whole rest of the line: UTF-8 of 1 to `max` bytes that lines_is_plain() accepts. */
void lines_plain(struct lines *lines, char *ret_text, size_t max);

/* What follows the last line read: exactly `size` bytes, and then the end. Borrowed. */
void lines_tail(struct lines *lines, uint64_t size, struct bytes *ret_tail);

/* Notes a fault at the line that is read now. */
void lines_fault(struct lines *lines, const char *why);

/* The end of the text. FAULT_INPUT with what was found first. */
MUST_CHECK enum fault lines_end(struct lines *lines);

/* UTF-8 without control characters (also U+0080 to U+009F), not empty, no space at either end. */
bool lines_is_plain(const char *text);

/* Origin of a log: 1 to 128 bytes of printable ASCII without space or '+' (a C2SP key name). */
bool lines_is_origin(const char *text);

/* "sha256:" and 64 lower-case hex digits. */
bool lines_is_hash(const char *text);

/* Appends one line. An empty `text` and a NULL `digest` are written as none. */
void lines_write(struct buffer *buffer, const char *field, const char *text);
void lines_write_decimal(struct buffer *buffer, const char *field, uint64_t value);
void lines_write_time(struct buffer *buffer, const char *field, int64_t ms);
void lines_write_uuid(struct buffer *buffer, const char *field, const struct uuid *uuid);
void lines_write_digest(struct buffer *buffer, const char *field, const struct digest *digest);
void lines_write_base64(struct buffer *buffer, const char *field, const uint8_t *bytes,
                        size_t size);

#endif
