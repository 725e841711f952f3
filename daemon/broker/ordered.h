/* SPDX-License-Identifier: EUPL-1.2 */
/* ordered - what becomes of a message to the bus: decided with all that it ends, in one commit;
 * then what is in memory follows, and those concerned are told.
 *
 * It runs in a batch of its own, so that nothing is under way about the exchanges that it reaches
 * but a delivery whose bytes are being fetched; such a one may leave yet, and is taken to have left.
 */
#ifndef BROKER_ORDERED_H
#define BROKER_ORDERED_H

#include "broker/outcome.h"

/* `known`: the exchange that it refers to, and for the end of a consent all that rest on it. */
void ordered_decide(struct broker *broker, struct work *work, const struct known_exchange known[],
                    size_t n_known, const struct outcome_place *place);

void ordered_committed(struct broker *broker, struct work *work);

#endif
