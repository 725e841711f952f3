/* SPDX-License-Identifier: EUPL-1.2 */
/* retry - how long to wait before something is tried again.
 *
 * Doubles from 1 s to 5 min. The jitter keeps a thousand peers that lost the same link from
 * coming back in the same moment. Pure: the caller brings the random number.
 */
#ifndef CORE_RETRY_H
#define CORE_RETRY_H

#include <stdint.h>

enum { RETRY_FIRST_MS = 1000, RETRY_LONGEST_MS = 5 * 60 * 1000 };

/* Milliseconds to wait after try number `attempt` (from 1; 0, nothing tried yet, waits 0): the
 * doubled time less up to a quarter of it, by `random` (any 32 bits). Never above
 * RETRY_LONGEST_MS, never below 750 after a try. */
uint32_t retry_wait_ms(uint32_t attempt, uint32_t random);

#endif
