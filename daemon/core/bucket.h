/* SPDX-License-Identifier: EUPL-1.2 */
/* bucket - how much one party may ask of us: `rate` a second on average, `burst` at once.
 *
 * Pure: the caller brings the time, in milliseconds of a clock that does not step back
 * (clock_boot_ms()). Should it step back all the same, nothing is added until it has caught up.
 * A rate or burst of 0 counts as 1.
 */
#ifndef CORE_BUCKET_H
#define CORE_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

/* Zeroed memory is a full one. */
struct bucket {
    int64_t spent; /* thousandths of a token that are missing from a full bucket */
    int64_t at_ms; /* when `spent` was right */
};

/* Takes one token; false, and nothing is taken, if there is none. */
bool bucket_take(struct bucket *bucket, uint32_t rate, uint32_t burst, int64_t now_ms);

/* Milliseconds until bucket_take() would succeed; 0 if it would now. */
uint32_t bucket_wait_ms(const struct bucket *bucket, uint32_t rate, uint32_t burst, int64_t now_ms);

#endif
