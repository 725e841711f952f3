/* SPDX-License-Identifier: EUPL-1.2 */
/* deadlines - how long an exchange may stay in a state before somebody is told, and told again.
 *
 *     urgency   accepted -> handed_over   handed_over -> registered   told again every
 *     acute     5 min                     60 min                      15 min
 *     prompt    1 h                       24 h                        4 h
 *     normal    24 h                      72 h                        24 h
 *
 * A limit that passes drops nothing and ends nothing: it raises an alarm. Pure: the caller brings
 * the time (milliseconds of one and the same clock).
 */
#ifndef CORE_DEADLINES_H
#define CORE_DEADLINES_H

#include <stdint.h>

#include "model/item.h"

#define DEADLINES_NEVER INT64_MAX

/* Milliseconds that the state may last; 0 for states in which nothing is waited for. An unknown
 * word is taken as acute: too early an alarm is the smaller harm. */
int64_t deadlines_limit_ms(enum item_state state, const char *urgency);

/* Milliseconds from one alarm to the next. */
int64_t deadlines_repeat_ms(const char *urgency);

/* What is known of an exchange. */
struct deadlines_case {
    enum item_state state;
    const char *urgency;
    int64_t since_ms;     /* when this state was entered */
    int64_t not_after_ms; /* of the exchange text; DEADLINES_NEVER for none */
    int64_t alarm_ms;     /* when this state's last alarm was raised; DEADLINES_NEVER if none was */
};

/* When the next alarm is due: at the limit or at `not_after`, whichever comes first, and then
 * again and again until the state changes. DEADLINES_NEVER where nothing is waited for. */
int64_t deadlines_next_ms(const struct deadlines_case *exchange);

/* The same of a recall that its recipient has not answered: as soon, and as often, as for an acute
 * exchange that is not handed over, whatever the urgency of what is recalled. */
int64_t deadlines_recall_next_ms(int64_t since_ms, int64_t alarm_ms);

#endif
