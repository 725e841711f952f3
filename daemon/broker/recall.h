/* SPDX-License-Identifier: EUPL-1.2 */
/* recall - "destroy this": orders of senders, on to the recipients of what they end, until the
 * recipient has signed what it did.
 *
 * A recall carries the order as its sender signed it: the recipient's adapter takes nobody's word
 * for it, ours included.
 */
#ifndef BROKER_RECALL_H
#define BROKER_RECALL_H

#include "broker/broker.h"

/* The recall of this exchange by `order` is committed: from now on it goes out. */
void recall_begin(struct open_exchange *exchange, const struct uuid *order, int64_t wall_ms);

/* Sends the member, as recipient, what is recalled and due. */
void recall_pump(struct broker *broker, struct member *member);

/* Sends it without waiting for its time. */
void recall_now(struct broker *broker, struct open_exchange *exchange);

/* Logs it if it has been unanswered for too long, and again. */
void recall_report_if_overdue(struct open_exchange *exchange, int64_t wall_ms);

#endif
