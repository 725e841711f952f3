/* SPDX-License-Identifier: EUPL-1.2 */
/* exchange - one table of steps; everything else is read from it. */
#include "core/exchange.h"

#include <stddef.h>

/* Every step an exchange may take. Any other pair changes nothing and is reported. */
/* clang-format off */
static const struct {
    enum item_state from;
    enum exchange_event event;
    enum item_state to;
} steps[] = {
    { STATE_NONE,        EVENT_ACCEPTED,    STATE_ACCEPTED    },
    { STATE_NONE,        EVENT_REFUSED,     STATE_REFUSED     },
    { STATE_ACCEPTED,    EVENT_HANDED_OVER, STATE_HANDED_OVER },
    { STATE_HANDED_OVER, EVENT_REGISTERED,  STATE_REGISTERED  },
    { STATE_ACCEPTED,    EVENT_RETURNED,    STATE_RETURNED    },
    { STATE_HANDED_OVER, EVENT_RETURNED,    STATE_RETURNED    },
    { STATE_ACCEPTED,    EVENT_WITHDRAWN,   STATE_WITHDRAWN   },
    { STATE_HANDED_OVER, EVENT_WITHDRAWN,   STATE_WITHDRAWN   },
    { STATE_ACCEPTED,    EVENT_TAKEN_BACK,  STATE_TAKEN_BACK  },
    { STATE_HANDED_OVER, EVENT_TAKEN_BACK,  STATE_TAKEN_BACK  },
    { STATE_REFUSED,     EVENT_ERASED,      STATE_ERASED      },
    { STATE_REGISTERED,  EVENT_ERASED,      STATE_ERASED      },
    { STATE_RETURNED,    EVENT_ERASED,      STATE_ERASED      },
    { STATE_WITHDRAWN,   EVENT_ERASED,      STATE_ERASED      },
    { STATE_TAKEN_BACK,  EVENT_ERASED,      STATE_ERASED      },
};

static const char *const names[N_EVENTS] = {
    [EVENT_ACCEPTED] = "accepted",       [EVENT_REFUSED] = "refused",
    [EVENT_HANDED_OVER] = "handed_over", [EVENT_REGISTERED] = "registered",
    [EVENT_RETURNED] = "returned",       [EVENT_WITHDRAWN] = "withdrawn",
    [EVENT_TAKEN_BACK] = "taken_back",   [EVENT_ERASED] = "erased",
};
/* clang-format on */

const char *exchange_event_name(enum exchange_event event)
{
    return (unsigned)event < N_EVENTS ? names[event] : NULL;
}

bool exchange_event_to(enum item_state state, enum exchange_event *ret_event)
{
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        if (steps[i].to == state) {
            *ret_event = steps[i].event;
            return true;
        }
    }
    return false;
}

enum fault exchange_step(enum item_state *state, enum exchange_event event, struct error *err)
{
    const char *name = exchange_event_name(event);

    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        if (steps[i].from == *state && steps[i].event == event) {
            *state = steps[i].to;
            return FAULT_NONE;
        }
    }
    return error_set_code(err, FAULT_INPUT, "no_step", "an exchange that is %s cannot become %s",
                          (unsigned)*state < N_STATES ? item_state_name(*state) : "in no state",
                          name ? name : "that");
}

bool exchange_has_taken(enum item_state state, enum exchange_event event)
{
    /* `returned`, `withdrawn` and `taken_back` can follow `accepted` too, and tell nothing of a
     * hand-over. */
    switch (state) {
    case STATE_REGISTERED:
        return event == EVENT_ACCEPTED || event == EVENT_HANDED_OVER || event == EVENT_REGISTERED;
    case STATE_HANDED_OVER:
        return event == EVENT_ACCEPTED || event == EVENT_HANDED_OVER;
    case STATE_ACCEPTED:
        return event == EVENT_ACCEPTED;
    case STATE_RETURNED:
        return event == EVENT_ACCEPTED || event == EVENT_RETURNED;
    case STATE_WITHDRAWN:
        return event == EVENT_ACCEPTED || event == EVENT_WITHDRAWN;
    case STATE_TAKEN_BACK:
        return event == EVENT_ACCEPTED || event == EVENT_TAKEN_BACK;
    case STATE_REFUSED:
        return event == EVENT_REFUSED;
    case STATE_ERASED:
        return event == EVENT_ERASED;
    case STATE_NONE:
    case STATE_DESTROYED:
    case STATE_FETCHED:
    case N_STATES:
        break;
    }
    return false;
}

bool exchange_is_open(enum item_state state)
{
    return state == STATE_ACCEPTED || state == STATE_HANDED_OVER;
}

bool exchange_is_final(enum item_state state)
{
    return state > STATE_NONE && state <= STATE_ERASED && !exchange_is_open(state);
}
