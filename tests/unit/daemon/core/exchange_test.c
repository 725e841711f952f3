/* SPDX-License-Identifier: EUPL-1.2 */
/* exchange_test - the table of steps, walked whole. */
#include "core/exchange.h"

#include <string.h>

#include <criterion/criterion.h>

TestSuite(exchange);

static bool leads(enum item_state from, enum exchange_event event, enum item_state *ret_to)
{
    struct error err;

    *ret_to = from;
    return exchange_step(ret_to, event, &err) == FAULT_NONE;
}

static const struct {
    enum item_state from;
    enum exchange_event event;
    enum item_state to;
} wanted[] = {
    { STATE_NONE, EVENT_ACCEPTED, STATE_ACCEPTED },
    { STATE_NONE, EVENT_REFUSED, STATE_REFUSED },
    { STATE_ACCEPTED, EVENT_HANDED_OVER, STATE_HANDED_OVER },
    { STATE_HANDED_OVER, EVENT_REGISTERED, STATE_REGISTERED },
    { STATE_ACCEPTED, EVENT_RETURNED, STATE_RETURNED },
    { STATE_HANDED_OVER, EVENT_RETURNED, STATE_RETURNED },
    { STATE_ACCEPTED, EVENT_WITHDRAWN, STATE_WITHDRAWN },
    { STATE_HANDED_OVER, EVENT_WITHDRAWN, STATE_WITHDRAWN },
    { STATE_ACCEPTED, EVENT_TAKEN_BACK, STATE_TAKEN_BACK },
    { STATE_HANDED_OVER, EVENT_TAKEN_BACK, STATE_TAKEN_BACK },
};

Test(exchange, takes_the_steps_that_are_promised)
{
    for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
        enum item_state to;

        cr_expect(leads(wanted[i].from, wanted[i].event, &to), "step %zu", i);
        cr_expect_eq(to, wanted[i].to, "step %zu", i);
    }
}

Test(exchange, takes_no_other_step_but_erasure)
{
    int n = 0;

    for (enum item_state from = STATE_NONE; from < N_STATES; from++) {
        for (int event = 0; event < N_EVENTS; event++) {
            enum item_state to;

            if (leads(from, event, &to) && event != EVENT_ERASED)
                n++;
        }
    }
    cr_assert_eq(n, (int)ARRAY_SIZE(wanted));
}

Test(exchange, is_registered_only_after_hand_over)
{
    for (enum item_state from = STATE_NONE; from < N_STATES; from++) {
        for (int event = 0; event < N_EVENTS; event++) {
            enum item_state to;

            if (leads(from, event, &to) && to == STATE_REGISTERED)
                cr_expect_eq(from, STATE_HANDED_OVER, "registered from %d", from);
        }
    }
}

Test(exchange, leaves_a_final_state_only_by_erasure)
{
    for (enum item_state from = STATE_NONE; from < N_STATES; from++) {
        for (int event = 0; event < N_EVENTS; event++) {
            enum item_state to;

            if (!exchange_is_final(from) || !leads(from, event, &to))
                continue;
            cr_expect_eq(event, EVENT_ERASED, "from %d on %d", from, event);
            cr_expect_eq(to, STATE_ERASED);
        }
    }
}

Test(exchange, open_and_final_share_the_states)
{
    static const enum item_state open[] = { STATE_ACCEPTED, STATE_HANDED_OVER };
    int n_open = 0;

    cr_assert_not(exchange_is_open(STATE_NONE));
    cr_assert_not(exchange_is_final(STATE_NONE));
    for (enum item_state state = STATE_ACCEPTED; state <= STATE_ERASED; state++) {
        cr_expect_neq(exchange_is_open(state), exchange_is_final(state), "state %d", state);
        n_open += exchange_is_open(state);
    }
    cr_assert_eq(n_open, 2);
    for (size_t i = 0; i < ARRAY_SIZE(open); i++)
        cr_expect(exchange_is_open(open[i]));
}

Test(exchange, wrong_step_changes_nothing_and_is_said)
{
    enum item_state state = STATE_REGISTERED;
    struct error err;

    cr_assert_eq(exchange_step(&state, EVENT_RETURNED, &err), FAULT_INPUT);
    cr_assert_eq(state, STATE_REGISTERED);
    cr_assert_str_eq(err.code, "no_step");
    cr_assert(strstr(err.text, "registered"), "%s", err.text);
    cr_assert(strstr(err.text, "return"), "%s", err.text);
}

Test(exchange, values_out_of_range_are_no_step)
{
    enum item_state state = (enum item_state)99;
    struct error err;

    cr_assert_eq(exchange_step(&state, (enum exchange_event)77, &err), FAULT_INPUT);
    cr_assert_null(exchange_event_name(N_EVENTS));
    cr_assert_not(exchange_is_open((enum item_state)99));
    cr_assert_not(exchange_is_final((enum item_state)99));
}

Test(exchange, each_state_has_the_event_that_leads_to_it)
{
    enum exchange_event event;

    cr_assert_not(exchange_event_to(STATE_NONE, &event));
    for (enum item_state to = STATE_ACCEPTED; to <= STATE_ERASED; to++) {
        bool reached = false;

        cr_expect(exchange_event_to(to, &event), "state %d", to);
        for (enum item_state from = STATE_NONE; from < N_STATES; from++) {
            enum item_state got;

            reached |= leads(from, event, &got) && got == to;
        }
        cr_expect(reached, "state %d", to);
        cr_expect_not_null(exchange_event_name(event));
    }
}

Test(exchange, is_never_in_a_state_that_only_items_have)
{
    static const enum item_state of_items[] = { STATE_DESTROYED, STATE_FETCHED };

    for (size_t i = 0; i < ARRAY_SIZE(of_items); i++) {
        enum exchange_event event;

        cr_expect_not(exchange_event_to(of_items[i], &event));
        cr_expect_not(exchange_is_open(of_items[i]));
        cr_expect_not(exchange_is_final(of_items[i]));
        for (int other = 0; other < N_EVENTS; other++)
            cr_expect_not(exchange_has_taken(of_items[i], other));
    }
}

/* Reached through it: no way from the beginning to the state avoids the event. */
static bool avoids(enum item_state from, enum item_state goal, enum exchange_event event)
{
    if (from == goal)
        return true;
    for (int other = 0; other < N_EVENTS; other++) {
        enum item_state to;

        if (other != (int)event && leads(from, other, &to) && avoids(to, goal, event))
            return true;
    }
    return false;
}

Test(exchange, has_taken_what_no_way_avoids)
{
    for (enum item_state state = STATE_ACCEPTED; state <= STATE_ERASED; state++)
        for (int event = 0; event < N_EVENTS; event++)
            cr_expect_eq(exchange_has_taken(state, event), !avoids(STATE_NONE, state, event),
                         "state %d event %d", state, event);
    for (int event = 0; event < N_EVENTS; event++)
        cr_expect_not(exchange_has_taken(STATE_NONE, event));
}
