/* SPDX-License-Identifier: EUPL-1.2 */
/* submitted - what becomes of a submission: a repetition is answered from what is stored; a new one
 * is decided, committed, answered, and on its way to its recipient.
 */
#ifndef BROKER_SUBMITTED_H
#define BROKER_SUBMITTED_H

#include "broker/outcome.h"

void submitted_decide(struct broker *broker, struct work *work, const struct known_exchange known[],
                      size_t n_known, const struct outcome_place *place);

void submitted_committed(struct broker *broker, struct work *work);

#endif
