/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/secret.h"

#include <sodium.h>
#include <unistd.h>

void *secret_new(size_t size)
{
    static const char words[] = "<2>out of guarded memory\n";
    void *secret = sodium_malloc(size);

    if (!secret) {
        if (write(STDERR_FILENO, words, sizeof(words) - 1) < 0)
            _exit(71);
        _exit(71); /* EX_OSERR, as base/memory */
    }
    sodium_memzero(secret, size);
    return secret;
}

void secret_free(void *secret) { sodium_free(secret); }

void secret_wipe(void *memory, size_t size) { sodium_memzero(memory, size); }

bool secret_equal(const void *a, const void *b, size_t size)
{
    return sodium_memcmp(a, b, size) == 0;
}
