/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/waiting.h"

#include <string.h>

#include "core/deadlines.h"

enum waiting_for waiting_read(const char *word, const char *state)
{
    if (strcmp(word, "recall") == 0)
        return WAITING_RECALL;
    if (strcmp(word, "delivery") != 0)
        return WAITING_ACKNOWLEDGEMENT;
    return strcmp(state, "handed_over") == 0 ? WAITING_REGISTRATION : WAITING_DELIVERY;
}

const char *waiting_name(enum waiting_for for_what)
{
    static const char *const names[N_WAITING] = {
        [WAITING_DELIVERY] = "delivery",
        [WAITING_REGISTRATION] = "registration",
        [WAITING_ACKNOWLEDGEMENT] = "acknowledgement",
        [WAITING_RECALL] = "recall",
    };

    return names[for_what];
}

bool waiting_is_overdue(const struct waiting *waiting, int64_t now_ms)
{
    int64_t limit_ms = deadlines_limit_ms(STATE_ACCEPTED, waiting->urgency);

    if (waiting->for_what == WAITING_ACKNOWLEDGEMENT)
        return false;
    if (waiting->for_what == WAITING_RECALL)
        return now_ms >= deadlines_recall_next_ms(waiting->since_ms, DEADLINES_NEVER);
    if (waiting->for_what == WAITING_REGISTRATION)
        limit_ms += deadlines_limit_ms(STATE_HANDED_OVER, waiting->urgency);
    return now_ms >= waiting->since_ms + limit_ms || now_ms >= waiting->not_after_ms;
}
