/* SPDX-License-Identifier: EUPL-1.2 */
/* outcome - what becomes of one piece of work: its change to the record, and, once that is
 * committed, its answer.
 */
#ifndef BROKER_OUTCOME_H
#define BROKER_OUTCOME_H

#include "broker/batch.h"

/* Where the next leaf of the batch will stand. */
struct outcome_place {
    uint64_t leaf_index;
    int64_t time_ms;
};

void outcome_place_init(const struct broker *broker, struct outcome_place *ret_place);

/* The exchange that a submission refers to; false if none. */
bool outcome_parent(const struct work *work, struct uuid *ret_parent);

/* Decides on what is known. True: work->change is to be committed. False: it has been answered (a
 * repetition, or an error) and leaves nothing. */
bool outcome_decide(struct broker *broker, struct work *work, const struct known_exchange known[],
                    size_t n_known, struct outcome_place *place);

/* The change is committed: answers, and moves what is in memory. */
void outcome_committed(struct broker *broker, struct work *work);

/* The database refused the change by itself: nothing of it is stored. */
void outcome_refused(struct broker *broker, struct work *work, const struct error *err);

#endif
