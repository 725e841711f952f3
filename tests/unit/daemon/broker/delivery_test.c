/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/delivery.h"
#include "broker/notice.h"

#include "base/clock.h"
#include "broker/intake.h"
#include "fakes.h"

enum { SCHOOL = 1, WELFARE = 2 }; /* peers */

static struct fake_broker fake;
static struct broker *broker;
static struct member *school, *welfare;

static struct member *link_up(const char *party, uint8_t peer)
{
    struct member *member = members_get(&broker->members, party);

    member->linked = true;
    member->peer = fake_peer(peer);
    member->credit = 2;
    member->heard_at_ms = clock_boot_ms();
    return member;
}

static void set_up(void)
{
    fake_open(&fake);
    broker = &fake.broker;
    school = link_up(FIXTURE_SCHOOL, SCHOOL);
    welfare = link_up(FIXTURE_WELFARE, WELFARE);
}

static void tear_down(void) { fake_close(&fake); }

TestSuite(delivery, .init = set_up, .fini = tear_down);

static struct uuid submit_draft(const struct draft *draft)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct link_peer peer = fake_peer(SCHOOL);

    fixture_submit_bytes(&fake.fixture, draft, &bytes);
    intake_on_frame(broker, FIXTURE_SCHOOL, &peer, bytes_of_buffer(&bytes));
    fake_run(broker->store);
    return draft->text.id;
}

static struct uuid submit(void)
{
    struct draft draft = fixture_draft(&fake.fixture);

    return submit_draft(&draft);
}

static void hear_item(const struct uuid *id, enum item_state state)
{
    struct link_peer peer = fake_peer(WELFARE);
    struct recipient_item item = {
        .kind = state == STATE_HANDED_OVER ? ITEM_HAND_OVER : ITEM_REGISTRATION,
        .id = *id,
        .exchange = find_row(broker->store, id)->known.text_hash,
        .state = state,
        .card = 1,
        .time_ms = fake.fixture.now_ms,
        .has_reference = state == STATE_REGISTERED,
    };
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    strcpy(item.party, FIXTURE_WELFARE);
    frame = fixture_receipts(&fake.fixture, &item, fake.fixture.welfare, bytes_of(NULL, 0));
    bytes = fixture_pack(frame);
    intake_on_frame(broker, FIXTURE_WELFARE, &peer, bytes_of_buffer(&bytes));
    fake_run(broker->store);
}

static void acknowledge(const struct uuid *id, const char *state)
{
    Samband__V1__Acknowledgement one = SAMBAND__V1__ACKNOWLEDGEMENT__INIT, *list[] = { &one };
    Samband__V1__Acknowledgements all = SAMBAND__V1__ACKNOWLEDGEMENTS__INIT;
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct link_peer peer = fake_peer(SCHOOL);

    one.id = frame_data(bytes_of(id->bytes, UUID_SIZE));
    one.state = (char *)(uintptr_t)state;
    all.acknowledgements = list;
    all.n_acknowledgements = 1;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_ACKNOWLEDGEMENTS;
    frame.acknowledgements = &all;
    frame_write(&frame, &bytes);
    intake_on_frame(broker, FIXTURE_SCHOOL, &peer, bytes_of_buffer(&bytes));
    fake_run(broker->store);
}

static size_t n_delivered(const struct fake_sent **ret_last)
{
    return fake_count(broker->link, WELFARE, SAMBAND__V1__FRAME__KIND_DELIVER, ret_last);
}

Test(delivery, follows_the_receipt_and_carries_only_what_may_pass)
{
    struct draft draft = fixture_draft(&fake.fixture);
    const struct fake_sent *last = NULL;
    struct broker_item item;
    struct error err = { 0 };

    draft.categories[1] = "criminal_record";
    submit_draft(&draft);
    cr_assert_eq(n_delivered(&last), 1);
    cr_expect_eq(broker->link->sent[0].frame->kind_case, SAMBAND__V1__FRAME__KIND_RECEIPTS);
    cr_expect_eq(last->n_commits, 1);
    cr_assert_eq(last->frame->deliver->n_sections, 2);
    cr_expect_eq(last->frame->deliver->sections[0]->index, 0);
    cr_expect_eq(last->frame->deliver->sections[1]->index, 2);
    cr_expect_eq(last->frame->deliver->attempt, 1);
    cr_expect_eq(last->frame->deliver->takeover, 3);
    cr_assert_eq(broker_item_read(frame_bytes(last->frame->deliver->delivery->item), &item, &err),
                 FAULT_NONE);
    cr_expect_eq(item.kind, ITEM_DELIVERY);
    cr_expect_eq(item.n_verdicts, 2);
}

Test(delivery, of_a_refused_exchange_never_happens)
{
    struct draft draft = fixture_draft(&fake.fixture);

    draft.header.age = 40;
    submit_draft(&draft);
    cr_expect_eq(n_delivered(NULL), 0);
    cr_expect_eq(broker->members.n_open, 0);
}

Test(delivery, keeps_to_the_credit_until_receipt_2_is_committed)
{
    struct uuid first = submit();

    submit();
    submit();
    cr_expect_eq(n_delivered(NULL), 2);
    hear_item(&first, STATE_HANDED_OVER);
    cr_expect_eq(n_delivered(NULL), 3);
    cr_expect_eq(welfare->n_under_way, 2);
}

Test(delivery, that_is_not_answered_gives_its_credit_to_others)
{
    struct open_exchange *exchange;
    const struct fake_sent *last = NULL;
    struct uuid first = submit();

    submit();
    submit(); /* has to wait */
    cr_assert_eq(n_delivered(NULL), 2);
    TAILQ_FOREACH(exchange, &welfare->deliveries, of_recipient)
    exchange->retry_at_ms = 0; /* all that was sent is lost */
    delivery_tick(broker);
    fake_run(broker->store);
    cr_expect_eq(n_delivered(&last), 3, "the one that waited, before those that were lost");
    cr_expect_eq(last->frame->deliver->attempt, 1);

    exchange = members_find(&broker->members, &first);
    cr_expect_eq(exchange->delivery, DELIVERY_WAITING);
    cr_expect_gt(exchange->retry_at_ms, clock_boot_ms());
    exchange->retry_at_ms = 0;
    delivery_tick(broker);
    fake_run(broker->store);
    cr_assert_eq(n_delivered(&last), 4);
    cr_expect_eq(last->frame->deliver->attempt, 2);
}

Test(delivery, writes_the_second_try_down_before_it_is_made)
{
    struct uuid id = submit();
    struct open_exchange *exchange = members_find(&broker->members, &id);
    size_t n_commits = broker->store->n_commits;
    const struct fake_sent *last = NULL;

    members_unlink(welfare, 0);
    link_up(FIXTURE_WELFARE, WELFARE);
    delivery_pump(broker, welfare);
    cr_expect_eq(exchange->delivery, DELIVERY_LOADING);
    fake_run(broker->store);
    cr_assert_eq(n_delivered(&last), 2);
    cr_expect_eq(last->n_commits, n_commits + 1);
    cr_expect_eq(last->frame->deliver->attempt, 2);
}

Test(delivery, over_a_link_that_has_gone_waits_for_the_next)
{
    struct uuid id;
    struct open_exchange *exchange;

    broker->link->gone = fake_peer(WELFARE);
    id = submit();
    exchange = members_find(&broker->members, &id);
    cr_expect(!welfare->linked);
    cr_expect_eq(exchange->delivery, DELIVERY_WAITING);
    cr_expect_eq(welfare->n_under_way, 0);
    cr_expect_eq(n_delivered(NULL), 0);
}

Test(delivery, that_is_handed_over_while_its_bytes_are_fetched_is_not_sent)
{
    struct uuid id = submit();
    struct open_exchange *exchange = members_find(&broker->members, &id);

    hear_item(&id, STATE_HANDED_OVER);
    cr_expect_eq(exchange->delivery, DELIVERY_NONE);
    delivery_attempt_written(broker, &id, 2);
    fake_run(broker->store);
    cr_expect_eq(n_delivered(NULL), 1);
    cr_expect_eq(welfare->n_under_way, 0);
}

Test(delivery, is_told_to_the_sender_until_it_has_acknowledged_each_step)
{
    struct uuid id = submit();
    const struct fake_sent *last = NULL;

    hear_item(&id, STATE_HANDED_OVER);
    fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_RECEIPTS, &last);
    cr_expect_eq(last->frame->receipts->n_receipts, 2, "receipt 2 and its confirmation");
    hear_item(&id, STATE_REGISTERED);
    cr_expect_not_null(members_find(&broker->members, &id));
    acknowledge(&id, "registered");
    cr_expect_not_null(members_find(&broker->members, &id));
    acknowledge(&id, "handed_over");
    cr_expect_null(members_find(&broker->members, &id), "nobody waits for anything more");
    cr_expect_eq(broker->members.n_open, 0);
    notice_pump(broker, school);
    cr_expect(!fake_turn(broker->store));
}

Test(delivery, stops_while_the_record_is_known_to_be_set_back)
{
    struct uuid id;

    welfare->linked = false;
    id = submit();
    link_up(FIXTURE_WELFARE, WELFARE);
    broker->rolled_back = true;
    delivery_pump(broker, welfare);
    delivery_tick(broker);
    fake_run(broker->store);
    cr_expect_eq(n_delivered(NULL), 0);
    cr_expect_eq(members_find(&broker->members, &id)->delivery, DELIVERY_WAITING);
}

Test(delivery, ends_a_link_that_fell_silent)
{
    welfare->heard_at_ms -= 15001;
    delivery_tick(broker);
    cr_expect(!welfare->linked);
    cr_expect(school->linked);
}

Test(delivery, tells_a_sender_that_lacked_receipt_1_the_later_steps_at_once)
{
    struct draft draft = fixture_draft(&fake.fixture);
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct link_peer peer = fake_peer(SCHOOL);

    fixture_submit_bytes(&fake.fixture, &draft, &bytes);
    intake_on_frame(broker, FIXTURE_SCHOOL, &peer, bytes_of_buffer(&bytes));
    fake_run(broker->store);
    hear_item(&draft.text.id, STATE_HANDED_OVER);
    cr_assert_eq(fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_RECEIPTS, NULL), 2);

    intake_on_frame(broker, FIXTURE_SCHOOL, &peer, bytes_of_buffer(&bytes));
    fake_run(broker->store);
    cr_expect_eq(fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_RECEIPTS, NULL), 4);
}
