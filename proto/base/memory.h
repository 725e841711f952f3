/* SPDX-License-Identifier: Apache-2.0 */
/* memory - heap allocation that never returns NULL.
 *
 * Out of memory ends the process at once, without a core: nothing that exists only in
 * memory is ever promised to anybody (no receipt before commit), so stopping and being
 * restarted is the safe answer, and no half-built object has to be carried to a caller.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

#include "base/cleanup.h"

/* Zeroed memory for `n` elements of `size` bytes; the caller owns it and calls mem_free(). */
void *mem_new(size_t n, size_t size);

/* Grows `block` to `n` elements; new bytes are not zeroed. Takes `block` (may be NULL). */
void *mem_grow(void *block, size_t n, size_t size);

/* Owned copies. `text` may be NULL: the copy is then NULL. */
char *mem_text(const char *text);
void *mem_copy(const void *data, size_t size);

/* printf into fresh memory. */
char *mem_printf(const char *format, ...) PRINTF_LIKE(1, 2);

/* free(3) under a name that CLEANUP can carry. Accepts NULL. */
void mem_free(void *block);

static inline __attribute__((unused)) void mem_free_cleanup(void *owned)
{
    mem_free(*(void **)owned);
}

#endif
