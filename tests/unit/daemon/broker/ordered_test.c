/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/ordered.h"

#include "play.h"

TestSuite(ordered, .init = play_open, .fini = play_close);

Test(ordered, consent_carries_what_is_sent_under_it)
{
    struct uuid consent = play_grant(), id = play_share(&consent);
    const struct consent *held = consents_find(broker->consents, &consent, FIXTURE_SCHOOL);

    cr_expect_eq(play_decision(&id).state, STATE_ACCEPTED, "%s", play_decision(&id).code);
    cr_assert_not_null(held);
    cr_expect_eq(held->n_exchanges, 1);
    cr_expect_eq(broker->members.n_open, 1, "nothing of the grant is open");
}

Test(ordered, withdrawal_ends_what_had_not_left_and_what_comes_after_is_refused)
{
    struct uuid consent = play_grant(), id = play_share(&consent), order, next;
    struct open_exchange *exchange = members_find(&broker->members, &id);

    order = play_order(ORDER_CONSENT_WITHDRAWAL, &consent);
    cr_expect_eq(broker->store->n_changes, 2, "the order and the end of what rests on it");
    cr_expect_eq(play_outcome(&order, &id), ENDED_DESTROYED_QUEUED);
    cr_expect_eq(play_state(&id), STATE_WITHDRAWN);
    cr_expect_eq(exchange->state, STATE_WITHDRAWN);
    cr_expect_eq(exchange->delivery, DELIVERY_NONE);
    cr_expect(!exchange->recall);
    cr_expect_eq(play_notice(STATE_WITHDRAWN), 1, "a confirmation, and no item of the recipient");

    play_link_up(FIXTURE_WELFARE, WELFARE);
    delivery_tick(broker);
    fake_run(broker->store);
    cr_expect_eq(n_delivered(), 0);
    cr_expect_eq(n_recalls(NULL), 0);
    next = play_share(&consent);
    cr_expect_eq(play_decision(&next).state, STATE_REFUSED);
    cr_expect_str_eq(play_decision(&next).code, "no_consent");

    play_acknowledge(&id, "withdrawn");
    cr_expect_null(members_find(&broker->members, &id));
}

Test(ordered, withdrawal_recalls_what_has_left_and_no_hand_over_follows)
{
    struct uuid consent = play_grant(), id, order;
    const struct fake_sent *last = NULL;
    size_t n_commits;

    play_link_up(FIXTURE_WELFARE, WELFARE);
    id = play_share(&consent);
    cr_assert_eq(n_delivered(), 1);
    order = play_order(ORDER_CONSENT_WITHDRAWAL, &consent);
    cr_expect_eq(play_outcome(&order, &id), ENDED_NOT_YET_ANSWERED);
    cr_expect_eq(play_state(&id), STATE_WITHDRAWN);
    cr_assert_eq(n_recalls(&last), 1);
    cr_expect_eq(last->n_commits, broker->store->n_commits, "the order is in the record");
    cr_expect_eq(last->frame->recall->takeover, 3);
    cr_expect_arr_eq(last->frame->recall->id.data, id.bytes, UUID_SIZE);

    n_commits = broker->store->n_commits;
    play_hear(&id, STATE_HANDED_OVER, NULL);
    cr_expect_eq(broker->store->n_commits, n_commits, "no leaf");
    cr_expect_eq(n_recalls(NULL), 2, "the recall is the answer");
    cr_expect_eq(fake_count(broker->link, WELFARE, SAMBAND__V1__FRAME__KIND_CONFIRM, NULL), 0);

    play_hear(&id, STATE_DESTROYED, &order);
    cr_expect_eq(play_state(&id), STATE_WITHDRAWN);
    cr_expect_eq(fake_count(broker->link, WELFARE, SAMBAND__V1__FRAME__KIND_CONFIRM, NULL), 1);
    cr_expect_eq(play_notice(STATE_DESTROYED), 2, "the recipient's word and its confirmation");
    play_acknowledge(&id, "withdrawn");
    cr_expect_not_null(members_find(&broker->members, &id));
    play_acknowledge(&id, "destroyed");
    cr_expect_null(members_find(&broker->members, &id));
}

Test(ordered, withdrawal_takes_a_delivery_whose_bytes_are_being_fetched_for_sent)
{
    struct uuid consent = play_grant(), id = play_share(&consent), order;
    struct draft draft = fixture_order(&fake.fixture, ORDER_CONSENT_WITHDRAWAL, &consent);

    play_link_up(FIXTURE_WELFARE, WELFARE);
    order = play_post(&draft);      /* looked up first */
    delivery_pump(broker, welfare); /* then the bytes */
    fake_run(broker->store);
    cr_expect_eq(n_delivered(), 1);
    cr_expect_eq(play_outcome(&order, &id), ENDED_NOT_YET_ANSWERED);
    cr_expect_eq(n_recalls(NULL), 1);
    cr_expect_eq(welfare->n_under_way, 0);
}

Test(ordered, withdrawal_recalls_what_was_sent_over_a_link_that_is_gone)
{
    struct uuid consent = play_grant(), id, order;

    play_link_up(FIXTURE_WELFARE, WELFARE);
    id = play_share(&consent);
    cr_assert_eq(n_delivered(), 1);
    members_unlink(welfare, clock_boot_ms());
    cr_assert_eq(members_find(&broker->members, &id)->delivery, DELIVERY_WAITING);
    order = play_order(ORDER_CONSENT_WITHDRAWAL, &consent);
    cr_expect_eq(play_outcome(&order, &id), ENDED_NOT_YET_ANSWERED);
    cr_expect(members_find(&broker->members, &id)->recall);
}

Test(ordered, withdrawal_after_an_unwritten_first_try_of_an_older_broker_recalls)
{
    struct uuid consent = play_grant(), id = play_share(&consent), order;

    members_find(&broker->members, &id)->may_have_left = true; /* as when it was loaded */
    order = play_order(ORDER_CONSENT_WITHDRAWAL, &consent);
    cr_expect_eq(play_outcome(&order, &id), ENDED_NOT_YET_ANSWERED);
    cr_expect(members_find(&broker->members, &id)->recall);
}

static const struct {
    enum item_state answer, after;
} answers[] = {
    { STATE_DESTROYED, STATE_WITHDRAWN },
    { STATE_FETCHED, STATE_HANDED_OVER },
};

Test(ordered, withdrawal_of_what_was_handed_over_is_settled_by_its_recipient)
{
    play_link_up(FIXTURE_WELFARE, WELFARE);
    for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
        struct uuid consent = play_grant(), id = play_share(&consent), order;

        play_hear(&id, STATE_HANDED_OVER, NULL);
        order = play_order(ORDER_CONSENT_WITHDRAWAL, &consent);
        cr_expect_eq(play_outcome(&order, &id), ENDED_NOT_YET_ANSWERED);
        cr_expect_eq(play_state(&id), STATE_HANDED_OVER);
        cr_expect_eq(n_recalls(NULL), i + 1);
        play_hear(&id, answers[i].answer, &order);
        cr_expect_eq(play_state(&id), answers[i].after, "%zu", i);
        cr_expect_eq(members_find(&broker->members, &id)->state, answers[i].after);
        cr_expect(!members_find(&broker->members, &id)->recall);
        cr_expect_eq(play_notice(answers[i].answer), 2, "%zu", i);
    }
}

Test(ordered, withdrawal_does_not_stop_a_registration_that_came_first)
{
    struct uuid consent = play_grant(), id, order;

    play_link_up(FIXTURE_WELFARE, WELFARE);
    id = play_share(&consent);
    play_hear(&id, STATE_HANDED_OVER, NULL);
    order = play_order(ORDER_CONSENT_WITHDRAWAL, &consent);
    play_hear(&id, STATE_REGISTERED, NULL);
    cr_expect_eq(play_state(&id), STATE_REGISTERED);
    cr_expect(members_find(&broker->members, &id)->recall, "it is still to be answered");
    play_hear(&id, STATE_FETCHED, &order);
    cr_expect_eq(play_state(&id), STATE_REGISTERED);
    cr_expect_eq(play_notice(STATE_FETCHED), 2);
}

Test(ordered, withdrawal_lists_what_the_case_system_has)
{
    struct uuid consent = play_grant(), id, order;

    play_link_up(FIXTURE_WELFARE, WELFARE);
    id = play_share(&consent);
    play_hear(&id, STATE_HANDED_OVER, NULL);
    play_hear(&id, STATE_REGISTERED, NULL);
    order = play_order(ORDER_CONSENT_WITHDRAWAL, &consent);
    cr_expect_eq(play_outcome(&order, &id), ENDED_ALREADY_FETCHED);
    cr_expect_eq(broker->store->n_changes, 1);
    cr_expect_eq(n_recalls(NULL), 0);
}

Test(ordered, void_ends_as_a_withdrawal_does)
{
    struct uuid consent = play_grant(), id = play_share(&consent);
    struct uuid order = play_order(ORDER_CONSENT_VOID, &consent);

    cr_expect_eq(play_outcome(&order, &id), ENDED_DESTROYED_QUEUED);
    cr_expect_eq(play_state(&id), STATE_WITHDRAWN);
}

/* ---- take-backs ---- */

static struct uuid play_report(void)
{
    struct draft draft = fixture_draft(&fake.fixture);

    return play_submit(&draft);
}

Test(ordered, take_back_ends_what_had_not_left)
{
    struct uuid id = play_report(), order = play_order(ORDER_TAKE_BACK, &id), again;

    cr_expect_eq(play_outcome(&order, &id), ENDED_DESTROYED_QUEUED);
    cr_expect_eq(play_state(&id), STATE_TAKEN_BACK);
    cr_expect_eq(play_notice(STATE_TAKEN_BACK), 1);
    again = play_order(ORDER_TAKE_BACK, &id);
    cr_expect_str_eq(play_decision(&again).code, "too_late");
}

Test(ordered, take_back_of_what_has_left_waits_for_its_recipient)
{
    struct uuid id, order;
    struct open_exchange *exchange;

    play_link_up(FIXTURE_WELFARE, WELFARE);
    id = play_report();
    order = play_order(ORDER_TAKE_BACK, &id);
    exchange = members_find(&broker->members, &id);
    cr_expect_eq(play_outcome(&order, &id), ENDED_NOT_YET_ANSWERED);
    cr_expect_eq(play_state(&id), STATE_ACCEPTED);
    cr_expect_eq(exchange->delivery, DELIVERY_NONE, "no further tries");
    cr_expect_eq(n_recalls(NULL), 1);

    play_hear(&id, STATE_HANDED_OVER, NULL);
    cr_expect_eq(play_state(&id), STATE_HANDED_OVER, "it may have been shown, so it counts");
    cr_expect(exchange->recall);
    play_hear(&id, STATE_DESTROYED, &order);
    cr_expect_eq(play_state(&id), STATE_TAKEN_BACK);
}

Test(ordered, take_back_of_what_rests_on_a_consent_lets_no_first_receipt_2_show_it)
{
    struct uuid consent = play_grant(), id, order;

    play_link_up(FIXTURE_WELFARE, WELFARE);
    id = play_share(&consent);
    cr_assert_eq(n_delivered(), 1);
    order = play_order(ORDER_TAKE_BACK, &id);
    cr_assert_eq(n_recalls(NULL), 1);
    play_hear(&id, STATE_HANDED_OVER, NULL);
    cr_expect_eq(play_state(&id), STATE_HANDED_OVER);
    cr_expect_eq(fake_count(broker->link, WELFARE, SAMBAND__V1__FRAME__KIND_CONFIRM, NULL), 0);
    cr_expect_eq(n_recalls(NULL), 2, "the recall is the answer");

    play_hear(&id, STATE_FETCHED, &order);
    play_hear(&id, STATE_HANDED_OVER, NULL);
    cr_expect_eq(fake_count(broker->link, WELFARE, SAMBAND__V1__FRAME__KIND_CONFIRM, NULL), 3,
                 "the answer; then hand-over and answer, for the repetition");
}

Test(ordered, end_lets_no_repeated_receipt_2_be_confirmed)
{
    struct uuid consent = play_grant(), id, order;
    const struct fake_sent *last = NULL;
    struct broker_item item;
    struct error err = { 0 };

    play_link_up(FIXTURE_WELFARE, WELFARE);
    id = play_share(&consent);
    play_hear(&id, STATE_HANDED_OVER, NULL);
    cr_assert_eq(fake_count(broker->link, WELFARE, SAMBAND__V1__FRAME__KIND_CONFIRM, NULL), 1);
    order = play_order(ORDER_CONSENT_WITHDRAWAL, &consent);
    play_hear(&id, STATE_HANDED_OVER, NULL);
    cr_expect_eq(fake_count(broker->link, WELFARE, SAMBAND__V1__FRAME__KIND_CONFIRM, NULL), 1);
    cr_expect_eq(n_recalls(NULL), 2);
    play_hear(&id, STATE_DESTROYED, &order);
    play_hear(&id, STATE_HANDED_OVER, NULL);
    cr_assert_eq(fake_count(broker->link, WELFARE, SAMBAND__V1__FRAME__KIND_CONFIRM, &last), 3);
    cr_assert_eq(
        broker_item_read(frame_bytes(last->frame->confirm->receipts[0]->item), &item, &err),
        FAULT_NONE);
    cr_expect_eq(item.state, STATE_DESTROYED);
}

Test(ordered, take_back_is_answered_once_by_the_order_that_was_sent)
{
    struct uuid id, order, other = uuid_new(fake.fixture.now_ms);
    const struct fake_sent *last = NULL;
    size_t n_commits;

    play_link_up(FIXTURE_WELFARE, WELFARE);
    id = play_report();
    order = play_order(ORDER_TAKE_BACK, &id);
    play_hear(&id, STATE_DESTROYED, &other);
    cr_assert_eq(fake_count(broker->link, WELFARE, SAMBAND__V1__FRAME__KIND_ERROR, &last), 1);
    cr_expect_str_eq(last->frame->error->code, "wrong_state");
    cr_expect_eq(play_state(&id), STATE_ACCEPTED);

    play_hear(&id, STATE_DESTROYED, &order);
    n_commits = broker->store->n_commits;
    play_hear(&id, STATE_DESTROYED, &order);
    cr_expect_eq(broker->store->n_commits, n_commits, "a repetition leaves nothing");
    cr_expect_eq(fake_count(broker->link, WELFARE, SAMBAND__V1__FRAME__KIND_CONFIRM, NULL), 2);
}

/* ---- its batch ---- */

Test(ordered, runs_alone_so_that_what_follows_sees_it)
{
    struct uuid consent = play_grant(), before, after;
    struct draft draft = fixture_draft(&fake.fixture);
    struct draft first = fixture_resting_on(&fake.fixture, &consent), second = first;
    struct draft order = fixture_order(&fake.fixture, ORDER_CONSENT_WITHDRAWAL, &consent);

    second.text.id = uuid_new(fake.fixture.now_ms);
    play_post(&draft); /* keeps the next ones waiting, so that they could go together */
    before = play_post(&first);
    play_post(&order);
    after = play_post(&second);
    fake_run(broker->store);
    cr_expect_eq(play_outcome(&order.text.id, &before), ENDED_DESTROYED_QUEUED);
    cr_expect_eq(play_state(&before), STATE_WITHDRAWN);
    cr_expect_eq(play_state(&after), STATE_REFUSED);
}

Test(ordered, consent_is_counted_before_the_next_exchange_under_it_is_decided)
{
    struct uuid consent = play_grant();
    struct draft draft = fixture_draft(&fake.fixture);
    struct draft last = fixture_resting_on(&fake.fixture, &consent), beyond = last;

    for (int i = 0; i < CONSENT_EXCHANGES - 1; i++)
        consents_count_exchange(broker->consents, &consent, FIXTURE_SCHOOL);
    beyond.text.id = uuid_new(fake.fixture.now_ms);
    play_post(&draft);
    play_post(&last);
    play_post(&beyond);
    fake_run(broker->store);
    cr_expect_eq(play_state(&last.text.id), STATE_ACCEPTED);
    cr_expect_str_eq(play_decision(&beyond.text.id).code, "consent_exhausted");
}

Test(ordered, that_the_database_refuses_changes_nothing)
{
    struct uuid consent = play_grant(), id = play_share(&consent);
    struct draft order = fixture_order(&fake.fixture, ORDER_CONSENT_WITHDRAWAL, &consent);
    size_t n_commits = broker->store->n_commits;

    broker->store->refused = order.text.id;
    play_submit(&order);
    cr_expect_eq(broker->store->n_commits, n_commits + 1, "tried once: it was by itself");
    cr_expect_eq(fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_ERROR, NULL), 1);
    cr_expect_eq(play_state(&id), STATE_ACCEPTED);
    cr_expect_eq(members_find(&broker->members, &id)->delivery, DELIVERY_WAITING);
    cr_expect_eq(consents_find(broker->consents, &consent, FIXTURE_SCHOOL)->withdrawn_day,
                 POLICY_NEVER);
}

Test(ordered, end_makes_a_second_try_that_waits_do_nothing)
{
    struct uuid consent = play_grant(), id = play_share(&consent);
    struct draft order = fixture_order(&fake.fixture, ORDER_CONSENT_WITHDRAWAL, &consent);
    struct open_exchange *exchange = members_find(&broker->members, &id);

    play_link_up(FIXTURE_WELFARE, WELFARE);
    exchange->attempts = 1;
    play_post(&order);
    delivery_pump(broker, welfare); /* its number waits to be written, behind the order */
    cr_expect_eq(exchange->delivery, DELIVERY_LOADING);
    fake_run(broker->store);
    cr_expect_eq(n_delivered(), 0);
    cr_expect_eq(n_recalls(NULL), 1);
    cr_expect_neq(broker->store->last[0].kind, CHANGE_ATTEMPTED);
    cr_expect_eq(welfare->n_under_way, 0);
    cr_expect_eq(batch_size(broker->batch), 0);
}
