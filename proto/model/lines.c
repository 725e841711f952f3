/* SPDX-License-Identifier: Apache-2.0 */
#include "model/lines.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "keys/encode.h"
#include "model/limits.h"

void lines_fault(struct lines *lines, const char *why)
{
    if (lines->failed)
        return;
    lines->failed = true;
    error_set_code(lines->err, FAULT_INPUT, "not_canonical", "line %u (%s): %s", lines->number,
                   lines->field, why);
}

/* Copies the next line into `line`. False after a fault. */
static bool next_line(struct lines *lines, const char *field)
{
    const uint8_t *start = lines->text.data + lines->at, *end;
    size_t left = lines->text.size - lines->at, size;

    if (lines->failed)
        return false;
    lines->number++;
    lines->field = field;
    end = left ? memchr(start, '\n', left) : NULL;
    if (!end) {
        lines_fault(lines, left ? "the line is not ended by LF" : "the line is missing");
        return false;
    }
    size = (size_t)(end - start);
    if (size > LINES_LINE_MAX || memchr(start, '\0', size)) {
        lines_fault(lines, size > LINES_LINE_MAX ? "the line is too long" : "NUL in the line");
        return false;
    }
    memcpy(lines->line, start, size);
    lines->line[size] = '\0';
    lines->at += size + 1;
    return true;
}

void lines_start(struct lines *lines, struct bytes text, const char *head, struct error *err)
{
    *lines = (struct lines){ .text = text, .err = err, .field = "head" };
    if (next_line(lines, "head") && strcmp(lines->line, head) != 0)
        lines_fault(lines, "another kind or version of text is wanted");
}

bool lines_has(const struct lines *lines, const char *field)
{
    size_t size = strlen(field), left = lines->text.size - lines->at;

    return !lines->failed && left > size &&
           memcmp(lines->text.data + lines->at, field, size) == 0 &&
           lines->text.data[lines->at + size] == ' ';
}

static void finish_line(struct lines *lines)
{
    if (lines->word)
        lines_fault(lines, "more words than the field has");
}

void lines_field(struct lines *lines, const char *field)
{
    size_t size = strlen(field);

    finish_line(lines);
    if (!next_line(lines, field))
        return;
    if (strncmp(lines->line, field, size) != 0 || lines->line[size] != ' ')
        lines_fault(lines, "this field is wanted here, followed by one space");
    else
        lines->word = lines->line + size + 1;
}

/* NULL after a fault. */
static const char *next_word(struct lines *lines)
{
    char *word = lines->word, *space;

    if (lines->failed)
        return NULL;
    if (!word) {
        lines_fault(lines, "a word is missing");
        return NULL;
    }
    space = strchr(word, ' ');
    if (space)
        *space = '\0';
    lines->word = space ? space + 1 : NULL;
    return word;
}

bool lines_none(struct lines *lines)
{
    if (lines->failed || !lines->word || strcmp(lines->word, "none") != 0)
        return false;
    lines->word = NULL;
    return true;
}

void lines_fixed(struct lines *lines, const char *word)
{
    const char *found = next_word(lines);

    if (found && strcmp(found, word) != 0)
        lines_fault(lines, "a fixed word is missing");
}

void lines_token(struct lines *lines, char *ret_text, size_t max)
{
    const char *word = next_word(lines);

    if (word && !text_is_token(word, max))
        lines_fault(lines, "lower-case letters, digits, '.', '_' and '-' are wanted, not too many");
    else if (word)
        memcpy(ret_text, word, strlen(word) + 1);
}

void lines_origin(struct lines *lines, char *ret_text)
{
    const char *word = next_word(lines);

    if (word && !lines_is_origin(word))
        lines_fault(lines, "not the origin of a log");
    else if (word)
        memcpy(ret_text, word, strlen(word) + 1);
}

void lines_decimal(struct lines *lines, uint64_t min, uint64_t *ret_value)
{
    const char *word = next_word(lines);
    uint64_t value;

    if (word && (!text_read_decimal(word, &value) || value < min))
        lines_fault(lines, "not a decimal number of the right size");
    else if (word)
        *ret_value = value;
}

void lines_time(struct lines *lines, int64_t *ret_ms)
{
    const char *word = next_word(lines);

    if (word && !text_read_time(word, ret_ms))
        lines_fault(lines, "a time as 2026-03-01T09:12:44.120Z is wanted");
}

void lines_uuid(struct lines *lines, struct uuid *ret_uuid)
{
    const char *word = next_word(lines);

    if (word && !uuid_read(word, ret_uuid))
        lines_fault(lines, "a lower-case UUID of version 7 is wanted");
}

void lines_digest(struct lines *lines, struct digest *ret_digest)
{
    const char *word = next_word(lines);

    if (word && !digest_read_base64(word, ret_digest))
        lines_fault(lines, "32 bytes in base64 are wanted");
}

void lines_base64(struct lines *lines, uint8_t *ret_bytes, size_t size)
{
    const char *word = next_word(lines);

    if (word && !decode_base64_exact(word, ret_bytes, size))
        lines_fault(lines, "base64 of the field's exact size is wanted");
}

void lines_hex(struct lines *lines, uint8_t *ret_bytes, size_t size)
{
    const char *word = next_word(lines);

    if (word && !text_read_hex(word, ret_bytes, size))
        lines_fault(lines, "lower-case hex of the field's exact size is wanted");
}

void lines_hash(struct lines *lines, char ret_text[LINES_HASH_SIZE])
{
    const char *word = next_word(lines);

    if (word && !lines_is_hash(word))
        lines_fault(lines, "sha256: and 64 hex digits are wanted");
    else if (word)
        memcpy(ret_text, word, LINES_HASH_SIZE);
}

void lines_choice(struct lines *lines, const char *const names[], size_t n_names,
                  size_t *ret_choice)
{
    const char *word = next_word(lines);

    if (!word)
        return;
    for (size_t i = 0; i < n_names; i++) {
        if (names[i] && strcmp(names[i], word) == 0) {
            *ret_choice = i;
            return;
        }
    }
    lines_fault(lines, "not a word of this field");
}

void lines_plain(struct lines *lines, char *ret_text, size_t max)
{
    const char *text = lines->word;

    if (lines->failed)
        return;
    lines->word = NULL;
    if (!text || strlen(text) > max || !lines_is_plain(text))
        lines_fault(lines, "plain text of one line is wanted, not too long");
    else
        memcpy(ret_text, text, strlen(text) + 1);
}

void lines_tail(struct lines *lines, uint64_t size, struct bytes *ret_tail)
{
    size_t left = lines->text.size - lines->at;

    finish_line(lines);
    if (lines->failed)
        return;
    if (size != left) {
        lines_fault(lines, "not exactly so many bytes follow");
        return;
    }
    *ret_tail = bytes_of(lines->text.data + lines->at, left);
    lines->at = lines->text.size;
}

enum fault lines_end(struct lines *lines)
{
    finish_line(lines);
    if (!lines->failed && lines->at != lines->text.size) {
        lines->number++;
        lines->field = "end";
        lines_fault(lines, "a field that is unknown, out of order or one too many");
    }
    return lines->failed ? FAULT_INPUT : FAULT_NONE;
}

bool lines_is_plain(const char *text)
{
    const uint8_t *byte = (const uint8_t *)text;
    size_t size = strlen(text);

    if (size == 0 || text[0] == ' ' || text[size - 1] == ' ' || !text_is_utf8(bytes_of(text, size)))
        return false;
    for (size_t i = 0; i < size; i++) {
        if (byte[i] < 0x20 || byte[i] == 0x7f)
            return false;
        if (byte[i] == 0xc2 && byte[i + 1] < 0xa0) /* U+0080 to U+009F */
            return false;
    }
    return true;
}

bool lines_is_origin(const char *text)
{
    size_t size = strlen(text);

    if (size == 0 || size > LIMIT_ORIGIN)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (text[i] <= ' ' || text[i] > '~' || text[i] == '+')
            return false;
    }
    return true;
}

bool lines_is_hash(const char *text)
{
    uint8_t hash[DIGEST_SIZE];

    return strncmp(text, "sha256:", 7) == 0 && text_read_hex(text + 7, hash, sizeof(hash));
}

void lines_write(struct buffer *buffer, const char *field, const char *text)
{
    buffer_append_text(buffer, field);
    buffer_append_byte(buffer, ' ');
    buffer_append_text(buffer, text[0] ? text : "none");
    buffer_append_byte(buffer, '\n');
}

void lines_write_decimal(struct buffer *buffer, const char *field, uint64_t value)
{
    assert(value <= INT64_MAX);
    buffer_printf(buffer, "%s %llu\n", field, (unsigned long long)value);
}

void lines_write_time(struct buffer *buffer, const char *field, int64_t ms)
{
    char text[TEXT_TIME_SIZE];

    text_write_time(ms, text);
    lines_write(buffer, field, text);
}

void lines_write_uuid(struct buffer *buffer, const char *field, const struct uuid *uuid)
{
    char text[TEXT_UUID_SIZE];

    uuid_write(uuid, text);
    lines_write(buffer, field, text);
}

void lines_write_digest(struct buffer *buffer, const char *field, const struct digest *digest)
{
    if (digest)
        lines_write_base64(buffer, field, digest->bytes, sizeof(digest->bytes));
    else
        lines_write(buffer, field, "none");
}

void lines_write_base64(struct buffer *buffer, const char *field, const uint8_t *bytes, size_t size)
{
    CLEANUP(mem_free) char *text = encode_base64(bytes_of(bytes, size));

    lines_write(buffer, field, text);
}
