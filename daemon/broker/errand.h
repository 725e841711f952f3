/* SPDX-License-Identifier: EUPL-1.2 */
/* errand - what an asynchronous look-up must remember until it is answered.
 *
 * The store drops jobs without an answer when it closes; the broker then still knows its errands,
 * and frees them. A struct that is an errand has `struct errand` as its first member.
 */
#ifndef BROKER_ERRAND_H
#define BROKER_ERRAND_H

#include <stddef.h>
#include <sys/queue.h>

#include "base/cleanup.h"

struct broker;

struct errand {
    struct broker *broker;
    TAILQ_ENTRY(errand) entry;
};

TAILQ_HEAD(errand_queue, errand);

/* Zeroed memory of `size` bytes that begins with an errand of the broker's. */
void *errand_new(struct broker *broker, size_t size);

/* The look-up has been answered: frees it. Accepts NULL. */
void errand_end(void *errand);

static inline __attribute__((unused)) void errand_end_cleanup(void *owned)
{
    errand_end(*(void **)owned);
}

#endif
