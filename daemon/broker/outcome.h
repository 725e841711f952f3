/* SPDX-License-Identifier: EUPL-1.2 */
/* outcome - what becomes of one piece of work: its changes to the record, and, once they are
 * committed, its answer. Each kind that has much to say has a room of its own: submitted, ordered,
 * handled, asked, reload.
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

/* The consent that this work ends: all that rests on it must be known. False if none. */
bool outcome_consent(const struct work *work, struct uuid *ret_consent);

/* Decides on what is known. work->changes are then to be committed; if there are none, it has been
 * answered (a repetition, or an error) and leaves nothing. */
void outcome_decide(struct broker *broker, struct work *work, const struct known_exchange known[],
                    size_t n_known, struct outcome_place *place);

/* The changes are committed: answers, and moves what is in memory. */
void outcome_committed(struct broker *broker, struct work *work);

/* The database refused the changes by themselves: nothing of them is stored. */
void outcome_refused(struct broker *broker, struct work *work, const struct error *err);

/* --- for the rooms of one kind of work --- */

/* NULL if it is not among them. */
const struct known_exchange *outcome_find(const struct known_exchange known[], size_t n_known,
                                          const struct uuid *id);

/* What a decision stands on, as the broker is now. */
struct decision_context outcome_context(const struct broker *broker,
                                        const struct outcome_place *place);

/* An error over the member's link of today: it may have come back, and sent the same again,
 * meanwhile. */
void outcome_answer_error(struct broker *broker, const struct work *work, const struct error *err);

#endif
