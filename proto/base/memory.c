/* SPDX-License-Identifier: Apache-2.0 */
#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *required(void *block)
{
    static const char words[] = "<2>out of memory\n";

    if (block)
        return block;
    if (write(STDERR_FILENO, words, sizeof(words) - 1) < 0)
        _exit(71);
    _exit(71); /* EX_OSERR; _exit, since exit handlers may allocate */
}

void *mem_new(size_t n, size_t size) { return required(calloc(n ? n : 1, size ? size : 1)); }

void *mem_grow(void *block, size_t n, size_t size)
{
    return required(reallocarray(block, n ? n : 1, size ? size : 1));
}

char *mem_text(const char *text) { return text ? required(strdup(text)) : NULL; }

void *mem_copy(const void *data, size_t size)
{
    void *copy = mem_new(size, 1);

    if (size)
        memcpy(copy, data, size);
    return copy;
}

char *mem_printf(const char *format, ...)
{
    char *text = NULL;
    va_list args;
    int length;

    va_start(args, format);
    length = vasprintf(&text, format, args);
    va_end(args);
    return required(length < 0 ? NULL : text);
}

void mem_free(void *block) { free(block); }
