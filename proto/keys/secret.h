/* SPDX-License-Identifier: Apache-2.0 */
/* secret - guarded memory for key material.
 *
 * Pages of their own between guard pages, locked where the limit allows it, left out of core
 * files, wiped when freed.
 */
#ifndef KEYS_SECRET_H
#define KEYS_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

/* Guarded memory of `size` bytes, zeroed; the caller owns it. Out of memory ends the process. */
void *secret_new(size_t size);

/* Wipes and frees. Accepts NULL. */
void secret_free(void *secret);

/* Wipes memory that is not guarded (a local that held a key). */
void secret_wipe(void *memory, size_t size);

/* Takes the same time wherever the two differ. */
bool secret_equal(const void *a, const void *b, size_t size);

static inline __attribute__((unused)) void secret_free_cleanup(void *owned)
{
    secret_free(*(void **)owned);
}

#endif
