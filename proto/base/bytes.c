/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"

bool bytes_equal(struct bytes a, struct bytes b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

uint8_t *buffer_extend(struct buffer *buffer, size_t size)
{
    uint8_t *start;

    assert(size < SIZE_MAX / 4);
    if (buffer->size + size + 1 > buffer->room) {
        size_t room = buffer->room ? buffer->room : 128;

        while (room < buffer->size + size + 1)
            room *= 2;
        buffer->data = mem_grow(buffer->data, room, 1);
        buffer->room = room;
    }
    start = buffer->data + buffer->size;
    buffer->size += size;
    buffer->data[buffer->size] = '\0';
    return start;
}

void buffer_append(struct buffer *buffer, const void *data, size_t size)
{
    uint8_t *start = buffer_extend(buffer, size);

    if (size)
        memcpy(start, data, size);
}

void buffer_append_bytes(struct buffer *buffer, struct bytes bytes)
{
    buffer_append(buffer, bytes.data, bytes.size);
}

void buffer_append_text(struct buffer *buffer, const char *text)
{
    buffer_append(buffer, text, strlen(text));
}

void buffer_append_byte(struct buffer *buffer, uint8_t byte) { buffer_append(buffer, &byte, 1); }

void buffer_append_u16(struct buffer *buffer, uint16_t value)
{
    uint8_t *start = buffer_extend(buffer, 2);

    start[0] = (uint8_t)(value >> 8);
    start[1] = (uint8_t)value;
}

void buffer_append_u64(struct buffer *buffer, uint64_t value)
{
    uint8_t *start = buffer_extend(buffer, 8);

    for (int i = 0; i < 8; i++)
        start[i] = (uint8_t)(value >> (56 - 8 * i));
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list args, again;
    int length;

    va_start(args, format);
    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(length >= 0);
    /* buffer_extend() leaves room for the NUL that vsnprintf() writes. */
    vsnprintf((char *)buffer_extend(buffer, (size_t)length), (size_t)length + 1, format, again);
    va_end(again);
}

void buffer_reset(struct buffer *buffer)
{
    buffer->size = 0;
    if (buffer->data)
        buffer->data[0] = '\0';
}

void buffer_clear(struct buffer *buffer)
{
    if (buffer->data)
        explicit_bzero(buffer->data, buffer->room);
    mem_free(buffer->data);
    *buffer = (struct buffer){ 0 };
}

char *buffer_take_text(struct buffer *buffer)
{
    char *text;

    buffer_extend(buffer, 0);
    text = (char *)buffer->data;
    *buffer = (struct buffer){ 0 };
    return text;
}
