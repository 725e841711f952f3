/* SPDX-License-Identifier: EUPL-1.2 */
/* canonical - proves of a strict reader that each text it takes has one spelling only. */
#ifndef TESTS_CANONICAL_H
#define TESTS_CANONICAL_H

#include <criterion/criterion.h>

#include "base/bytes.h"
#include "base/memory.h"

/* Reads `text` and appends what the writer makes of it; false if the reader refuses. */
typedef bool (*rewrite)(struct bytes text, struct buffer *ret_text);

static inline void expect_same_or_refused(rewrite again, struct bytes text, const char *what)
{
    /* An exact copy on the heap, so that a sanitizer sees a read past its end. */
    CLEANUP(mem_free) uint8_t *copy = mem_copy(text.data, text.size);
    CLEANUP(buffer_clear) struct buffer written = { 0 };

    if (again(bytes_of(copy, text.size), &written))
        cr_assert(bytes_equal(bytes_of_buffer(&written), text),
                  "%s: accepted, but not the text "
                  "that is written: %.*s",
                  what, (int)text.size, (const char *)text.data);
}

/* The text itself must be accepted; every truncation, every change of one byte and every byte
 * inserted or left out is refused or rewritten to the identical bytes. */
static inline void expect_one_spelling(rewrite again, struct bytes text)
{
    static const uint8_t others[] = {
        0, '\t', '\n', '\r', ' ', '+', '0', '9', 'A', 'a', 0x7f, 0xff
    };
    CLEANUP(buffer_clear) struct buffer written = { 0 };

    cr_assert(again(text, &written), "the valid text is refused");
    cr_assert(bytes_equal(bytes_of_buffer(&written), text), "another spelling: %s",
              (const char *)written.data);
    for (size_t i = 0; i < text.size; i++)
        expect_same_or_refused(again, bytes_of(text.data, i), "truncation");
    for (size_t i = 0; i <= text.size; i++) {
        for (size_t j = 0; j < ARRAY_SIZE(others) + 8; j++) {
            CLEANUP(buffer_clear) struct buffer changed = { 0 }, longer = { 0 };
            uint8_t old = i < text.size ? text.data[i] : 0;
            uint8_t byte = j < 8 ? (uint8_t)(old ^ (1u << j)) : others[j - 8];

            buffer_append(&longer, text.data, i);
            buffer_append_byte(&longer, byte);
            buffer_append(&longer, text.data + i, text.size - i);
            expect_same_or_refused(again, bytes_of_buffer(&longer), "insertion");
            if (i == text.size)
                continue;
            buffer_append_bytes(&changed, text);
            changed.data[i] = byte;
            expect_same_or_refused(again, bytes_of_buffer(&changed), "change");
        }
    }
    for (size_t i = 0; i < text.size; i++) {
        CLEANUP(buffer_clear) struct buffer shorter = { 0 };

        buffer_append(&shorter, text.data, i);
        buffer_append(&shorter, text.data + i + 1, text.size - i - 1);
        expect_same_or_refused(again, bytes_of_buffer(&shorter), "omission");
    }
}

/* `text` with the first `old` replaced by `new`, as owned text in `ret_text`. */
static inline struct bytes replaced(struct bytes text, const char *old, const char *new,
                                    struct buffer *ret_text)
{
    const uint8_t *at = memmem(text.data, text.size, old, strlen(old));
    size_t before;

    cr_assert_not_null(at, "the text has no %s", old);
    before = (size_t)(at - text.data);
    buffer_reset(ret_text);
    buffer_append(ret_text, text.data, before);
    buffer_append_text(ret_text, new);
    buffer_append(ret_text, at + strlen(old), text.size - before - strlen(old));
    return bytes_of_buffer(ret_text);
}

#endif
