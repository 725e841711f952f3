/* SPDX-License-Identifier: Apache-2.0 */
/* text - strict reading of what texts are made of: UTF-8, tokens, decimals, hex, times, UUIDs.
 *
 * Every reader wants its whole input and exactly one spelling of each value, so that what was
 * signed can be compared byte for byte.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

enum {
    TEXT_TIME_SIZE = 24 + 1, /* "2026-03-01T09:12:44.120Z" and NUL */
    TEXT_DATE_SIZE = 10 + 1, /* "2026-03-01" and NUL */
    TEXT_UUID_SIZE = 36 + 1,
};

/* Well-formed UTF-8 (RFC 3629) without NUL. */
bool text_is_utf8(struct bytes text);

/* Copies UTF-8 into `ret_line` (`size` bytes with the NUL) as one line: control characters become
 * spaces, it is cut between characters, and has no space at its end. */
void text_copy_line(const char *text, char *ret_line, size_t size);

/* Copies a text with its NUL into `ret_text` (`size` bytes). Its length is known to fit, from a
 * check before: one that does not is our own mistake. */
void text_put(char *ret_text, size_t size, const char *text);

/* 1 to `max` bytes of [a-z0-9._-], starting with a letter or digit: parties, types, codes, ids of
 * rules and grounds. */
bool text_is_token(const char *text, size_t max);

/* May a fault quote this text from a file? A token of at most 60 bytes, without six digits in a row:
 * those could be a telephone, a date of birth or a national id in the wrong place. */
bool text_may_be_quoted(const char *text);

/* ASCII decimal without sign or leading zero, at most 2^63-1. */
bool text_read_decimal(const char *text, uint64_t *ret_value);

/* Lower-case hex of exactly `size` bytes; and back (`ret_text` holds 2 * size + 1). */
bool text_read_hex(const char *text, uint8_t *ret_bytes, size_t size);
void text_write_hex(const uint8_t *bytes, size_t size, char *ret_text);

/* RFC 3339 in the one form used in signed texts: YYYY-MM-DDThh:mm:ss.mmmZ, years 1970 to 9999,
 * no leap second. Milliseconds since 1970. */
bool text_read_time(const char *text, int64_t *ret_ms);
void text_write_time(int64_t ms, char ret_text[TEXT_TIME_SIZE]);

/* Any RFC 3339 date-time with an offset, fraction of up to 9 digits (cut to milliseconds), as
 * others write it. */
bool text_read_time_loose(const char *text, int64_t *ret_ms);

/* YYYY-MM-DD as days since 1970-01-01 (proleptic Gregorian); and back. */
bool text_read_date(const char *text, int32_t *ret_day);
void text_write_date(int32_t day, char ret_text[TEXT_DATE_SIZE]);

/* The UTC day that `ms` falls on. */
int32_t text_day_of(int64_t ms);

#endif
