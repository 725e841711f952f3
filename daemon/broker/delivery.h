/* SPDX-License-Identifier: EUPL-1.2 */
/* delivery - exchanges, on to their recipients, until receipt 2 is committed.
 *
 * At least once, within the credit each adapter gave. The database is never asked what is next; it
 * is asked for the bytes of what is. A second try is written down before it is made.
 */
#ifndef BROKER_DELIVERY_H
#define BROKER_DELIVERY_H

#include "broker/broker.h"

/* Sends the member what waits for it and may go now. */
void delivery_pump(struct broker *broker, struct member *member);

/* The number of the next try is committed: now it may be made. */
void delivery_attempt_written(struct broker *broker, const struct uuid *id, uint32_t attempts);

/* The database did not take that number: the exchange waits, and is tried again. */
void delivery_attempt_refused(struct broker *broker, const struct uuid *id);

/* Once a second, for recalls and notices too: tries that were lost, links that fell silent, stages
 * that last too long. */
void delivery_tick(struct broker *broker);

#endif
