/* SPDX-License-Identifier: EUPL-1.2 */
/* ending - what becomes of one exchange whose sender withdraws its consent, or takes it back.
 *
 * What had not left the broker ends at once. What may have left is ended, or waits for its
 * recipient's answer to a recall; what the recipient's case system has stays as it is. No I/O.
 *
 *     state, and what is known            withdrawal, void        take-back       outcome
 *     accepted, never sent                withdrawn               taken_back      destroyed_queued
 *     accepted, perhaps sent              withdrawn, recall       recall          not_yet_answered
 *     handed_over                         recall                  recall          not_yet_answered
 *     the recipient has signed `fetched`  -                       -               already_fetched
 *     registered, returned                -                       (refused)       already_fetched
 *     withdrawn, taken_back               -                       (refused)       as it ended
 *     refused, erased                     left out of the list
 */
#ifndef BROKER_ENDING_H
#define BROKER_ENDING_H

#include "broker/submission.h"

/* Owned memory; zeroed is empty. */
struct ending {
    struct uuid id;
    enum ended_outcome outcome; /* ENDED_NONE: left out of the list */
    bool has_change;
    enum item_state state; /* of the exchange afterwards */
    bool is_ended;         /* by this order: a leaf, and a notice for the sender */
    bool recall;           /* a recall begins */
    struct buffer entry;
    struct signed_item confirmation;
    struct change change;
};

void ending_clear(struct ending *ending);
DEFINE_CLEAR(struct ending, ending_clear)

/* `may_have_left`: a delivery has been tried, or may have been. `state` is what the order makes of
 * an exchange: STATE_WITHDRAWN or STATE_TAKEN_BACK. */
void ending_judge(const struct known_exchange *known, bool may_have_left, enum item_state state,
                  struct ending *ret_ending);

/* Writes leaf, confirmation and change of one that has a change, at the context's place in the log.
 * `known` may go afterwards. */
void ending_write(struct ending *ending, const struct known_exchange *known,
                  const struct uuid *order, const struct decision_context *context);

#endif
