/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/start.h"

#include <sodium.h>

enum fault keys_start(struct error *err)
{
    if (sodium_init() < 0)
        return error_set(err, FAULT_BROKEN, "libsodium cannot start");
    return FAULT_NONE;
}
