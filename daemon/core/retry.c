/* SPDX-License-Identifier: EUPL-1.2 */
/* retry - doubling, a limit, and jitter downwards from it. */
#include "core/retry.h"

uint32_t retry_wait_ms(uint32_t attempt, uint32_t random)
{
    uint32_t wait_ms = RETRY_FIRST_MS;

    if (attempt == 0)
        return 0;
    for (uint32_t i = 1; i < attempt && wait_ms < RETRY_LONGEST_MS; i++)
        wait_ms *= 2;
    if (wait_ms > RETRY_LONGEST_MS)
        wait_ms = RETRY_LONGEST_MS;
    return wait_ms - random % (wait_ms / 4 + 1);
}
