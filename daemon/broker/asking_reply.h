/* SPDX-License-Identifier: EUPL-1.2 */
/* asking_reply - asks the gate what an asking asks, and writes its answer as the frame that goes back.
 *
 * The decision is made by the same rooms as that of a submission; the words are those of
 * core/explanation.h. Where no ground was named and none passes, the sections say what the nearest one
 * lacks.
 */
#ifndef BROKER_ASKING_REPLY_H
#define BROKER_ASKING_REPLY_H

#include "broker/asking.h"

/* Fills asking->answer and asking->reply. */
void asking_reply_make(struct asking *asking, const struct decision_context *context);

#endif
