/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/http_later.h"

static void leave(struct http_later *later)
{
    TAILQ_REMOVE(&later->waiting->all, later, entry);
    later->waiting->n--;
}

bool http_can_defer(const struct http_later *later)
{
    return !later->waiting->closed && later->waiting->n < HTTP_WAITING_MAX;
}

bool http_defer(struct http_later *later, void (*gone)(void *arg), void *arg)
{
    struct http_waiting *waiting = later->waiting;

    if (!http_can_defer(later))
        return false;
    later->state = HTTP_LATER_WAITING;
    later->gone = gone;
    later->arg = arg;
    TAILQ_INSERT_TAIL(&waiting->all, later, entry);
    waiting->n++;
    return true;
}

/* Not sent from here, which may be within another request: in the next turn of the loop. */
void http_answer_later(struct http_later *later, struct http_answer *answer)
{
    leave(later);
    later->state = HTTP_LATER_ANSWERED;
    later->answer = *answer;
    *answer = (struct http_answer){ 0 };
    if (later->suspended)
        MHD_resume_connection(later->connection);
    later->suspended = false;
    sd_event_source_set_time_relative(later->waiting->timer, 0);
    sd_event_source_set_enabled(later->waiting->timer, SD_EVENT_ONESHOT);
}

enum MHD_Result http_later_suspend(struct http_later *later)
{
    later->suspended = true;
    MHD_suspend_connection(later->connection);
    return MHD_YES;
}

void http_later_end(struct http_later *later)
{
    if (later->state == HTTP_LATER_WAITING) {
        leave(later);
        later->gone(later->arg);
    }
    buffer_clear(&later->answer.body);
}
