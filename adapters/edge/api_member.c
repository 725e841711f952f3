/* SPDX-License-Identifier: EUPL-1.2 */
/* api_member - a party that is no member has a clear answer at once, and nothing in the spool that can
 * never go.
 */
#include "edge/api_call.h"

#include "base/clock.h"
#include "base/memory.h"
#include "edge/outbox_key.h"
#include "edge/words.h"

static const char *why_not(enum membership membership)
{
    switch (membership) {
    case MEMBERSHIP_AHEAD:
        return WORDS("this party has not joined the area yet: nothing can be sent for it");
    case MEMBERSHIP_PAST:
        return WORDS("this party has left the area: nothing can be sent for it");
    default:
        return WORDS("the directory here does not have this party: nothing can be sent for it");
    }
}

void api_refuse_no_member(struct api_call *call, enum membership membership)
{
    problem_answer(call->answer, 409, "no_member",
                   words_in(api_language(call), why_not(membership)), NULL);
    api_add_telephones(call, NULL);
}

/* What was stored while it was a member is answered as it was then; with another body it is a conflict. */
static bool was_posted(struct api_call *call)
{
    CLEANUP(mem_free) struct uuid *ids = NULL;
    const char *key = call->request->idempotency_key;
    bool found = false;
    struct error err;
    size_t n = 0;

    return outbox_key_find(call->party, key, call->request->body, &found, &ids, &n, &err) ==
               FAULT_INPUT ||
           found;
}

bool api_may_send(struct api_call *call)
{
    enum membership membership =
        member_of(call->api->shared->directory, call->party->name, clock_wall_ms());

    if (membership == MEMBERSHIP_NOW || was_posted(call))
        return true;
    api_refuse_no_member(call, membership);
    return false;
}
