/* SPDX-License-Identifier: EUPL-1.2 */
/* notice - what became of an exchange, on to its sender, until it has acknowledged that it stored it:
 * the recipient's items with the broker's confirmations, and confirmations that stand alone (withdrawn,
 * taken_back). */
#ifndef BROKER_NOTICE_H
#define BROKER_NOTICE_H

#include "broker/broker.h"

/* Tells the member, as sender, what became of its exchanges. */
void notice_pump(struct broker *broker, struct member *member);

#endif
