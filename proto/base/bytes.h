/* SPDX-License-Identifier: Apache-2.0 */
/* bytes - a borrowed run of bytes, and a growing buffer that owns its own. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/cleanup.h"

/* Borrowed: whoever made it keeps the memory alive. */
struct bytes {
    const uint8_t *data;
    size_t size;
};

/* Owned and growing. Zeroed memory is an empty buffer. `data` is always followed by a NUL
 * that `size` does not count, so that a text may be read as a C string. */
struct buffer {
    uint8_t *data;
    size_t size, room;
};

static inline struct bytes bytes_of(const void *data, size_t size)
{
    return (struct bytes){ data, size };
}

static inline struct bytes bytes_of_text(const char *text)
{
    return (struct bytes){ (const uint8_t *)text, text ? strlen(text) : 0 };
}

static inline struct bytes bytes_of_buffer(const struct buffer *buffer)
{
    return (struct bytes){ buffer->data, buffer->size };
}

/* Not for secrets: the time taken depends on the content. */
bool bytes_equal(struct bytes a, struct bytes b);

void buffer_append(struct buffer *buffer, const void *data, size_t size);
void buffer_append_bytes(struct buffer *buffer, struct bytes bytes);
void buffer_append_text(struct buffer *buffer, const char *text);
void buffer_append_byte(struct buffer *buffer, uint8_t byte);
/* Big-endian, as every integer in a digest or an additional-data string is. */
void buffer_append_u16(struct buffer *buffer, uint16_t value);
void buffer_append_u64(struct buffer *buffer, uint64_t value);
void buffer_printf(struct buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);

/* Makes room for `size` more bytes, counts them, and returns where they start (uninitialised). */
uint8_t *buffer_extend(struct buffer *buffer, size_t size);

/* Sets the size to 0 and keeps the memory. */
void buffer_reset(struct buffer *buffer);

/* Frees the memory after wiping it; the buffer is then empty and usable. Accepts an empty one. */
void buffer_clear(struct buffer *buffer);

/* Takes the buffer's memory as a NUL-terminated text; the buffer is empty afterwards. */
char *buffer_take_text(struct buffer *buffer);

DEFINE_CLEAR(struct buffer, buffer_clear)

#endif
