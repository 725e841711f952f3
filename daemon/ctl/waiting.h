/* SPDX-License-Identifier: EUPL-1.2 */
/* waiting - what an exchange waits for, and whether it has waited too long. */
#ifndef CTL_WAITING_H
#define CTL_WAITING_H

#include <stdbool.h>
#include <stdint.h>

enum waiting_for {
    WAITING_DELIVERY,        /* the recipient's adapter does not have it yet */
    WAITING_REGISTRATION,    /* its case system does not have it yet */
    WAITING_ACKNOWLEDGEMENT, /* the sender's adapter has not said that it stored a receipt */
    WAITING_RECALL,          /* the recipient's adapter has not said whether it destroyed it */
    N_WAITING,
};

/* From the queue's own word and the state. */
enum waiting_for waiting_read(const char *word, const char *state);

/* "delivery", "registration", "acknowledgement", "recall". */
const char *waiting_name(enum waiting_for for_what);

struct waiting {
    enum waiting_for for_what;
    const char *urgency;
    int64_t since_ms; /* when the exchange was accepted, or the recall was ordered */
    int64_t not_after_ms;
};

/* Past the limits of core/deadlines.h, counted from acceptance through all stages so far, or past
 * `not_after`; a recall has the limit of its own there. An acknowledgement has none: the case is in
 * the right hands already. */
bool waiting_is_overdue(const struct waiting *waiting, int64_t now_ms);

#endif
