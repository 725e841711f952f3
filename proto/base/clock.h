/* SPDX-License-Identifier: Apache-2.0 */
/* clock - the only place that reads a clock. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds since 1970-01-01T00:00:00Z (CLOCK_REALTIME). May step. */
int64_t clock_wall_ms(void);

/* Milliseconds since boot, suspend included (CLOCK_BOOTTIME). Never steps back. */
int64_t clock_boot_ms(void);

#endif
