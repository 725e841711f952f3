/* SPDX-License-Identifier: Apache-2.0 */
/* encode - base64 in exactly one spelling (RFC 4648, section 4, with padding). */
#ifndef KEYS_ENCODE_H
#define KEYS_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* Characters, with the NUL, that `size` bytes become. */
#define ENCODE_BASE64_SIZE(size) (((size) + 2) / 3 * 4 + 1)

/* The caller owns the text (mem_free). No bytes give "". */
char *encode_base64(struct bytes bytes);

/* Writes into the caller's memory, which holds ENCODE_BASE64_SIZE(size). */
void encode_base64_to(const void *bytes, size_t size, char *ret_text);

/* Appends the decoded bytes to `ret`. False, with `ret` untouched, unless the whole text is base64
 * with padding, without white space, and with zero bits where the last character has bits to
 * spare: each run of bytes has one text only. */
bool decode_base64(const char *text, struct buffer *ret);

/* The same for a text that has no NUL of its own. */
bool decode_base64_bytes(struct bytes text, struct buffer *ret);

/* The same for exactly `size` bytes. On failure `ret` is not touched. */
bool decode_base64_exact(const char *text, uint8_t *ret, size_t size);

#endif
