/* SPDX-License-Identifier: EUPL-1.2 */
/* notice - receipts 2 and 3, on to the sender, until it has acknowledged that it stored them. */
#ifndef BROKER_NOTICE_H
#define BROKER_NOTICE_H

#include "broker/broker.h"

/* Tells the member, as sender, what became of its exchanges. */
void notice_pump(struct broker *broker, struct member *member);

#endif
