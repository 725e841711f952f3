/* SPDX-License-Identifier: EUPL-1.2 */
/* retention - when the spool forgets: ids and receipts of what has ended are kept 400 days. */
#ifndef EDGE_RETENTION_H
#define EDGE_RETENTION_H

#include <stdint.h>

#include "base/error.h"
#include "edge/spool.h"

enum { RETENTION_DAYS = 400, RETENTION_BATCH = 1000 };

/* Deletes, of all parties, at most RETENTION_BATCH sent and as many received exchanges, with their
 * receipts and idempotency keys. Sent: closed that long ago, and nobody needs its content. Received:
 * came that long ago, was answered, and the broker has confirmed it. What is open, or on the alarm
 * list, stays however old it is. A consent, with its messages, is kept for 400 days after the three
 * years that it may last. `ret_n` is what was deleted: call again while it is not 0. FAULT_RETRY "spool". */
MUST_CHECK enum fault retention_run(struct spool *spool, int64_t now_ms, int64_t *ret_n,
                                    struct error *err);

#endif
