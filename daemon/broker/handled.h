/* SPDX-License-Identifier: EUPL-1.2 */
/* handled - what becomes of what a recipient signed: a repetition is answered from what is stored; a
 * step, or the answer to a recall, is committed and confirmed, and its sender is told.
 */
#ifndef BROKER_HANDLED_H
#define BROKER_HANDLED_H

#include "broker/outcome.h"

void handled_decide(struct broker *broker, struct work *work, const struct known_exchange known[],
                    size_t n_known, const struct outcome_place *place);

void handled_committed(struct broker *broker, struct work *work);

#endif
