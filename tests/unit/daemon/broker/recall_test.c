/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/recall.h"

#include "core/deadlines.h"
#include "model/exchange_text.h"
#include "play.h"

TestSuite(recall, .init = play_open, .fini = play_close);

static struct uuid consent, order;

/* Exchanges that have left and are withdrawn, while their recipient is away. */
static void withdraw(struct uuid ret_ids[], size_t n)
{
    consent = play_grant();
    for (size_t i = 0; i < n; i++) {
        ret_ids[i] = play_share(&consent);
        members_find(&broker->members, &ret_ids[i])->may_have_left = true;
    }
    order = play_order(ORDER_CONSENT_WITHDRAWAL, &consent);
}

Test(recall, carries_the_order_as_its_sender_signed_it)
{
    const struct fake_sent *last = NULL;
    const Samband__V1__Recall *recall;
    struct exchange_text text;
    struct error err = { 0 };
    struct uuid id;

    withdraw(&id, 1);
    play_link_up(FIXTURE_WELFARE, WELFARE);
    recall_pump(broker, welfare);
    fake_run(broker->store);
    cr_assert_eq(n_recalls(&last), 1);
    recall = last->frame->recall;
    cr_assert_eq(exchange_text_read(frame_bytes(recall->text), &text, &err), FAULT_NONE, "%s",
                 err.text);
    cr_expect(uuid_equal(&text.id, &order));
    cr_expect(sign_verify(directory_card(broker->directory, FIXTURE_SCHOOL, 1)->card.sign,
                          "samband/v1/exchange", FIXTURE_ORIGIN, frame_bytes(recall->text),
                          recall->signature.data));
    cr_expect(
        bytes_equal(frame_bytes(recall->sender_card),
                    bytes_of_buffer(&directory_card(broker->directory, FIXTURE_SCHOOL, 1)->text)));
    cr_expect_arr_eq(recall->id.data, id.bytes, UUID_SIZE);
    cr_expect_arr_eq(recall->exchange.data, find_row(broker->store, &id)->known.text_hash.bytes,
                     DIGEST_SIZE);
}

Test(recall, goes_out_again_until_it_is_answered)
{
    struct open_exchange *exchange;
    struct uuid id;

    withdraw(&id, 1);
    exchange = members_find(&broker->members, &id);
    play_link_up(FIXTURE_WELFARE, WELFARE);
    delivery_tick(broker);
    delivery_tick(broker);
    fake_run(broker->store);
    cr_expect_eq(n_recalls(NULL), 1);
    delivery_tick(broker);
    fake_run(broker->store);
    cr_expect_eq(n_recalls(NULL), 1, "not before its time");
    cr_expect_gt(exchange->recall_at_ms, clock_boot_ms() + 14000);
    exchange->recall_at_ms = 0;
    delivery_tick(broker);
    fake_run(broker->store);
    cr_expect_eq(n_recalls(NULL), 2);

    members_unlink(welfare, clock_boot_ms());
    play_link_up(FIXTURE_WELFARE, WELFARE);
    delivery_tick(broker);
    fake_run(broker->store);
    cr_expect_eq(n_recalls(NULL), 3, "at once on a new link");

    play_hear(&id, STATE_DESTROYED, &order);
    exchange->recall_at_ms = 0;
    delivery_tick(broker);
    fake_run(broker->store);
    cr_expect_eq(n_recalls(NULL), 3);
}

Test(recall, fetches_the_bytes_of_an_order_once_for_all_that_it_ends)
{
    struct uuid ids[5];

    withdraw(ids, ARRAY_SIZE(ids));
    cr_expect_eq(play_decision(&order).n_ended, ARRAY_SIZE(ids));
    play_link_up(FIXTURE_WELFARE, WELFARE);
    recall_pump(broker, welfare);
    cr_expect_eq(broker->store->n_jobs, 1);
    fake_run(broker->store);
    cr_expect_eq(n_recalls(NULL), ARRAY_SIZE(ids));
}

/* Each order is fetched by itself, and commits wait behind it. */
Test(recall, fetches_some_orders_at_a_time_and_comes_round_to_all)
{
    enum { N_ORDERS = 20, AT_ONCE = 16 };
    struct uuid ids[N_ORDERS];

    for (size_t i = 0; i < N_ORDERS; i++) {
        struct draft draft = fixture_draft(&fake.fixture);

        ids[i] = play_submit(&draft);
        members_find(&broker->members, &ids[i])->may_have_left = true;
        play_order(ORDER_TAKE_BACK, &ids[i]);
    }
    play_link_up(FIXTURE_WELFARE, WELFARE);
    recall_pump(broker, welfare);
    cr_expect_eq(broker->store->n_jobs, AT_ONCE);
    recall_pump(broker, welfare);
    cr_expect_eq(broker->store->n_jobs, AT_ONCE, "not while those are on their way");
    cr_expect(uuid_equal(&TAILQ_FIRST(&welfare->recalls)->id, &ids[AT_ONCE]),
              "what is never answered does not keep the others back");
    fake_run(broker->store);
    cr_expect_eq(n_recalls(NULL), N_ORDERS);
}

Test(recall, keeps_its_exchange_until_the_recipient_has_answered)
{
    struct uuid id;

    withdraw(&id, 1);
    play_acknowledge(&id, "withdrawn");
    cr_assert_not_null(members_find(&broker->members, &id));
    play_link_up(FIXTURE_WELFARE, WELFARE);
    play_hear(&id, STATE_DESTROYED, &order);
    play_acknowledge(&id, "destroyed");
    cr_expect_null(members_find(&broker->members, &id));
}

Test(recall, that_ended_while_the_bytes_were_fetched_is_not_sent)
{
    struct uuid id;

    withdraw(&id, 1);
    play_link_up(FIXTURE_WELFARE, WELFARE);
    recall_pump(broker, welfare);
    members_set_recall(members_find(&broker->members, &id), NULL);
    fake_run(broker->store);
    cr_expect_eq(n_recalls(NULL), 0);
}

Test(recall, over_a_link_that_has_gone_waits_for_the_next)
{
    struct uuid id;

    withdraw(&id, 1);
    broker->link->gone = fake_peer(WELFARE);
    play_link_up(FIXTURE_WELFARE, WELFARE);
    recall_pump(broker, welfare);
    fake_run(broker->store);
    cr_expect(!welfare->linked);
    cr_expect(members_find(&broker->members, &id)->recall);
    cr_expect(!members_find(&broker->members, &id)->recall_loading);
}

Test(recall, stops_while_the_record_is_known_to_be_set_back)
{
    struct uuid id;

    withdraw(&id, 1);
    play_link_up(FIXTURE_WELFARE, WELFARE);
    broker->rolled_back = true;
    recall_pump(broker, welfare);
    fake_run(broker->store);
    cr_expect_eq(n_recalls(NULL), 0);
}

Test(recall, without_an_answer_is_told_of_as_an_acute_exchange_is)
{
    struct open_exchange *exchange;
    struct uuid id;
    int64_t since_ms;

    withdraw(&id, 1);
    exchange = members_find(&broker->members, &id);
    since_ms = exchange->recall_since_ms;
    recall_report_if_overdue(exchange, since_ms + 299999);
    cr_expect_eq(exchange->recall_alarm_ms, DEADLINES_NEVER);
    recall_report_if_overdue(exchange, since_ms + 300000);
    cr_expect_eq(exchange->recall_alarm_ms, since_ms + 300000);
    recall_report_if_overdue(exchange, since_ms + 300001);
    cr_expect_eq(exchange->recall_alarm_ms, since_ms + 300000, "not twice at once");
}
