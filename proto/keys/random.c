/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/random.h"

#include <sodium.h>

void keys_random(void *ret_bytes, size_t size) { randombytes_buf(ret_bytes, size); }
