/* SPDX-License-Identifier: EUPL-1.2 */
/* parts - what the broker stands on when it starts: its keys, and what it reads from files. */
#ifndef BROKER_PARTS_H
#define BROKER_PARTS_H

#include "broker/broker.h"

/* FAULT_INPUT with the file and what is wrong; all faults of files go to `faults`. Checks that the
 * keys belong to the bus's current card, and that every word exists. */
MUST_CHECK enum fault parts_load(struct broker *broker, FILE *faults, struct error *err);

void parts_clear(struct broker *broker);

#endif
