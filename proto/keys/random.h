/* SPDX-License-Identifier: Apache-2.0 */
/* random - unpredictable bytes for keys, salts and nonces. */
#ifndef KEYS_RANDOM_H
#define KEYS_RANDOM_H

#include <stddef.h>

/* Fills `ret_bytes` with `size` bytes from the kernel's generator. Never fails: without a random
 * source the process ends. */
void keys_random(void *ret_bytes, size_t size);

#endif
