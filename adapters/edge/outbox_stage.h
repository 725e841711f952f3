/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_stage - the life of an exchange as its sender sees it: which step may follow which, and how
 * long each stage may last. Pure.
 */
#ifndef EDGE_OUTBOX_STAGE_H
#define EDGE_OUTBOX_STAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "edge/outbox.h"

/* May a receipt (or an error) move the exchange so? */
bool outbox_stage_may_step(enum outbox_stage from, enum outbox_stage to);

/* Nothing more is to come. */
bool outbox_stage_is_final(enum outbox_stage stage);

/* How long the stage may last, in ms; 0 for a final one. An urgency that is unknown here is taken
 * as normal. */
int64_t outbox_stage_limit_ms(enum outbox_stage stage, const char *urgency);

/* How long an exchange of this urgency is wanted, in ms: `not_after` less `created`. */
int64_t outbox_stage_life_ms(const char *urgency);

/* When to warn the next time of something overdue, after so many warnings: from 5 minutes, doubling,
 * to a day. */
int64_t outbox_stage_warning_gap_ms(uint32_t n_warned);

/* Who has it in this stage: "this adapter", "the broker", ... or "". */
const char *outbox_stage_waiting_at(enum outbox_stage stage);

#endif
