/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/batch.h"

#include "broker/delivery.h"
#include "broker/intake.h"
#include "broker/outcome.h"
#include "fakes.h"

enum { SCHOOL = 1, WELFARE = 2 }; /* whose peers */

static struct fake_broker fake;
static struct broker *broker;

static struct member *link_up(const char *party, uint8_t peer)
{
    struct member *member = members_get(&broker->members, party);

    member->linked = true;
    member->peer = fake_peer(peer);
    member->credit = 16;
    return member;
}

static void set_up(void)
{
    fake_open(&fake);
    broker = &fake.broker;
    link_up(FIXTURE_SCHOOL, SCHOOL);
}

static void tear_down(void) { fake_close(&fake); }

TestSuite(batch, .init = set_up, .fini = tear_down);

static struct uuid submit(const struct draft *draft)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct link_peer peer = fake_peer(SCHOOL);

    fixture_submit_bytes(&fake.fixture, draft, &bytes);
    intake_on_frame(broker, FIXTURE_SCHOOL, &peer, bytes_of_buffer(&bytes));
    return draft->text.id;
}

static struct uuid submit_new(void)
{
    struct draft draft = fixture_draft(&fake.fixture);

    return submit(&draft);
}

static void hear_item(const struct uuid *id, enum item_state state)
{
    const struct fake_row *row = find_row(broker->store, id);
    struct link_peer peer = fake_peer(WELFARE);
    struct recipient_item item = { .kind = state == STATE_HANDED_OVER ? ITEM_HAND_OVER
                                                                      : ITEM_REGISTRATION,
                                   .id = *id,
                                   .exchange = row->known.text_hash,
                                   .state = state,
                                   .card = 1,
                                   .time_ms = fake.fixture.now_ms,
                                   .has_reference = state == STATE_REGISTERED };
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    strcpy(item.party, FIXTURE_WELFARE);
    frame = fixture_receipts(&fake.fixture, &item, fake.fixture.welfare, bytes_of(NULL, 0));
    bytes = fixture_pack(frame);
    intake_on_frame(broker, FIXTURE_WELFARE, &peer, bytes_of_buffer(&bytes));
}

static size_t n_receipts(void)
{
    return fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_RECEIPTS, NULL);
}

static size_t n_errors(const char **ret_code)
{
    const struct fake_sent *last = NULL;
    size_t n = fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_ERROR, &last);

    if (ret_code)
        *ret_code = last ? last->frame->error->code : "";
    return n;
}

Test(batch, sends_nothing_before_its_commit)
{
    const struct fake_sent *receipt = NULL;

    submit_new();
    cr_expect(fake_turn(broker->store), "the look-up");
    cr_expect_eq(broker->link->n_sent, 0);
    cr_expect_eq(broker->members.n_open, 0, "nothing to deliver either");
    cr_expect(fake_turn(broker->store), "the commit");
    cr_expect_eq(fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_RECEIPTS, &receipt), 1);
    cr_assert_not_null(receipt);
    cr_expect_eq(receipt->n_commits, 1);
    cr_expect_eq(broker->members.n_open, 1);
}

Test(batch, takes_together_what_arrived_while_the_last_one_ran)
{
    submit_new();
    for (int i = 0; i < 5; i++)
        submit_new();
    fake_run(broker->store);
    cr_expect_eq(broker->store->n_commits, 2);
    cr_expect_eq(broker->store->n_changes, 5);
    cr_expect_eq(n_receipts(), 6);
    cr_expect_eq(broker->store->head.size, 16);
    cr_expect_eq(batch_size(broker->batch), 0);
}

Test(batch, holds_one_step_of_an_exchange_and_keeps_their_order)
{
    struct uuid id = submit_new();

    fake_run(broker->store);
    link_up(FIXTURE_WELFARE, WELFARE);
    submit_new(); /* keeps the next ones waiting */
    hear_item(&id, STATE_HANDED_OVER);
    hear_item(&id, STATE_REGISTERED);
    submit_new();
    fake_run(broker->store);
    cr_expect_eq(broker->store->n_commits, 4, "one, one, hand-over and submit, registration");
    cr_expect_eq(find_row(broker->store, &id)->known.state, STATE_REGISTERED);
    cr_expect_eq(fake_count(broker->link, WELFARE, SAMBAND__V1__FRAME__KIND_CONFIRM, NULL), 2);
    cr_expect_geq(n_receipts(), 3 + 2, "receipt 1 of each; receipts 2 and 3, until acknowledged");
}

Test(batch, that_is_refused_is_tried_piece_by_piece_and_only_the_culprit_gets_an_error)
{
    const char *code;

    submit_new();
    submit_new();
    broker->store->refused = submit_new();
    submit_new();
    fake_run(broker->store);
    cr_expect_eq(n_receipts(), 3);
    cr_expect_eq(n_errors(&code), 1);
    cr_expect_str_eq(code, "not_stored");
    cr_expect_eq(broker->store->n_rows, 3);
    cr_expect_eq(broker->members.n_open, 3);
    cr_expect_eq(batch_size(broker->batch), 0);
    cr_expect_eq(members_get(&broker->members, FIXTURE_SCHOOL)->n_unanswered, 0);
    submit_new();
    submit_new();
    submit_new();
    fake_run(broker->store);
    cr_expect_eq(broker->store->n_changes, 2, "later ones go together again");
}

Test(batch, of_a_broker_that_was_fenced_off_sends_nothing_and_is_the_last)
{
    submit_new();
    submit_new();
    broker->store->fault = FAULT_BROKEN;
    fake_run(broker->store);
    cr_expect(broker->stopping);
    cr_expect_eq(broker->stop_fault, FAULT_BROKEN);
    submit_new();
    fake_run(broker->store);
    cr_expect_eq(broker->link->n_sent, 0);
    cr_expect_eq(broker->store->n_commits, 1);
}

Test(batch, does_not_even_tell_errors_once_it_was_fenced_off)
{
    struct error err = { 0 };
    struct link_peer peer = fake_peer(SCHOOL);

    broker_stop(broker, FAULT_BROKEN, "fenced");
    broker_answer_error(broker, &peer, NULL, &err, NULL);
    cr_expect_eq(broker->link->n_sent, 0);
}

Test(batch, answers_a_repetition_with_the_stored_receipt_and_leaves_no_leaf)
{
    struct draft draft = fixture_draft(&fake.fixture);
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct link_peer peer = fake_peer(SCHOOL);
    const struct link *link = broker->link;
    const char *code;

    fixture_submit_bytes(&fake.fixture, &draft, &bytes);
    for (int i = 0; i < 3; i++) {
        intake_on_frame(broker, FIXTURE_SCHOOL, &peer, bytes_of_buffer(&bytes));
        fake_run(broker->store);
    }
    cr_expect_eq(broker->store->n_commits, 1);
    cr_expect_eq(n_receipts(), 3);
    cr_expect(bytes_equal(frame_bytes(link->sent[0].frame->receipts->receipts[0]->item),
                          frame_bytes(link->sent[2].frame->receipts->receipts[0]->item)));

    submit(&draft); /* the same id, other salts */
    fake_run(broker->store);
    cr_expect_eq(n_errors(&code), 1);
    cr_expect_str_eq(code, "conflict");
    cr_expect_eq(broker->store->n_commits, 1);
    cr_expect_eq(members_get(&broker->members, FIXTURE_SCHOOL)->n_unanswered, 0);
}

Test(batch, answers_a_repetition_whose_card_has_run_out_meanwhile)
{
    struct draft draft = fixture_draft(&fake.fixture);
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct link_peer peer = fake_peer(SCHOOL);

    fixture_submit_bytes(&fake.fixture, &draft, &bytes);
    intake_on_frame(broker, FIXTURE_SCHOOL, &peer, bytes_of_buffer(&bytes));
    fake_run(broker->store);
    directory_card(broker->directory, FIXTURE_SCHOOL, 1)->card.until_ms = 1;
    intake_on_frame(broker, FIXTURE_SCHOOL, &peer, bytes_of_buffer(&bytes));
    fake_run(broker->store);
    cr_expect_eq(n_receipts(), 2);
    cr_expect_eq(n_errors(NULL), 0);
}

Test(batch, holds_no_exchange_together_with_the_one_it_refers_to)
{
    struct draft draft = fixture_draft(&fake.fixture);

    submit_new();
    draft.text.correction_of = submit_new();
    draft.text.has_correction_of = true;
    strcpy(draft.text.type, "correction");
    draft.text.id = uuid_new(fake.fixture.now_ms);
    submit(&draft);
    fake_run(broker->store);
    cr_expect_eq(broker->store->n_commits, 3);
    cr_expect_eq(n_receipts(), 3);
}

Test(batch, puts_a_card_into_the_record_once)
{
    struct held_card *card =
        fixture_hold(&fake.fixture, FIXTURE_SCHOOL, 2, fake.fixture.now_ms - 1);

    submit_new(); /* keeps the cards waiting, so that they could go together */
    for (int i = 0; i < 3; i++) {
        struct work *work = work_new(WORK_CARD, members_get(&broker->members, FIXTURE_SCHOOL));

        work->card = card;
        batch_add(broker->batch, work);
    }
    fake_run(broker->store);
    cr_expect(card->in_record);
    cr_expect_eq(broker->store->head.size, 12);
    cr_expect_eq(batch_size(broker->batch), 0);
}

Test(batch, that_cannot_write_a_second_try_leaves_the_exchange_to_be_tried_again)
{
    struct uuid id = submit_new();
    struct open_exchange *exchange;
    struct member *welfare;

    fake_run(broker->store);
    welfare = link_up(FIXTURE_WELFARE, WELFARE);
    exchange = members_find(&broker->members, &id);
    exchange->attempts = 1;
    exchange->retry_at_ms = 0;
    broker->store->refused = id;
    delivery_pump(broker, welfare);
    cr_expect_eq(welfare->n_under_way, 1);
    fake_run(broker->store);
    cr_expect_eq(exchange->delivery, DELIVERY_WAITING);
    cr_expect_eq(welfare->n_under_way, 0);
}

Test(batch, never_lets_time_go_back)
{
    int64_t later_ms = fake.fixture.now_ms + 3600000;

    broker->store->head.last_time_ms = later_ms;
    submit_new();
    fake_run(broker->store);
    cr_expect_eq(broker->store->head.last_time_ms, later_ms);
    cr_expect_eq(n_receipts(), 1);
}
