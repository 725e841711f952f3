/* SPDX-License-Identifier: EUPL-1.2 */
/* exchange - the life cycle of an exchange.
 *
 *     (none) -> accepted -> handed_over -> registered
 *     (none) -> refused
 *     accepted or handed_over -> returned          by the recipient
 *     accepted or handed_over -> withdrawn         a consent no longer carries it
 *     accepted or handed_over -> taken_back        by the sender
 *     any of the ends -> erased                    what identified it is deleted
 *
 * What was handed over is withdrawn or taken back only once the recipient has signed that it
 * destroyed it. `destroyed` and `fetched` are what such an item says, and no states of an exchange.
 *
 * Pure: the caller brings the state and commits the new one before anything of it is told.
 */
#ifndef CORE_EXCHANGE_H
#define CORE_EXCHANGE_H

#include <stdbool.h>

#include "base/error.h"
#include "model/item.h"

enum exchange_event {
    EVENT_ACCEPTED = 0,
    EVENT_REFUSED,
    EVENT_HANDED_OVER,
    EVENT_REGISTERED,
    EVENT_RETURNED,
    EVENT_WITHDRAWN,
    EVENT_TAKEN_BACK,
    EVENT_ERASED,
    N_EVENTS,
};

/* "handed_over"; NULL for no event. */
const char *exchange_event_name(enum exchange_event event);

/* The event whose step leads to `state`: what an item that says this state asks for. False for
 * STATE_NONE, and for what is a state of items only. */
bool exchange_event_to(enum item_state state, enum exchange_event *ret_event);

/* Takes the step. FAULT_INPUT "no_step": there is none from here, and `state` is as it was: a
 * peer may be late, repeat itself or lie. */
MUST_CHECK enum fault exchange_step(enum item_state *state, enum exchange_event event,
                                    struct error *err);

/* True if the step has been taken before: the state is the event's own, or can only be reached
 * through it. A repeated receipt is then answered from the present state. */
bool exchange_has_taken(enum item_state state, enum exchange_event event);

/* Somebody still has to act: accepted, handed_over. */
bool exchange_is_open(enum item_state state);

/* Nothing but an erasure can follow. STATE_NONE is neither open nor final, nor is a state of items
 * only. */
bool exchange_is_final(enum item_state state);

#endif
