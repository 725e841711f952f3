/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/intake.h"

#include "broker/delivery.h"
#include "fakes.h"

enum { SCHOOL = 1, WELFARE = 2, SCHOOL_AGAIN = 3 }; /* whose peers */

static struct fake_broker fake;
static struct broker *broker;

static void set_up(void)
{
    fake_open(&fake);
    broker = &fake.broker;
}

static void tear_down(void) { fake_close(&fake); }

TestSuite(intake, .init = set_up, .fini = tear_down);

static void hear(const char *party, uint8_t number, struct bytes bytes)
{
    struct link_peer peer = fake_peer(number);

    intake_on_frame(broker, party, &peer, bytes);
}

static struct member *link_up(const char *party, uint8_t peer)
{
    struct member *member = members_get(&broker->members, party);

    member->linked = true;
    member->peer = fake_peer(peer);
    member->credit = 16;
    return member;
}

static void submit(const struct draft *draft, uint8_t peer)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    fixture_submit_bytes(&fake.fixture, draft, &bytes);
    hear(FIXTURE_SCHOOL, peer, bytes_of_buffer(&bytes));
}

static struct uuid submit_new(void)
{
    struct draft draft = fixture_draft(&fake.fixture);

    submit(&draft, SCHOOL);
    return draft.text.id;
}

/* The newest error told to the peer, "" if none. */
static const char *error_of(uint8_t peer)
{
    const struct fake_sent *last = NULL;

    fake_count(broker->link, peer, SAMBAND__V1__FRAME__KIND_ERROR, &last);
    return last ? last->frame->error->code : "";
}

static size_t n_receipts(uint8_t peer)
{
    return fake_count(broker->link, peer, SAMBAND__V1__FRAME__KIND_RECEIPTS, NULL);
}

static void hear_hand_over(const struct uuid *id, uint8_t peer)
{
    struct recipient_item item = { .kind = ITEM_HAND_OVER,
                                   .id = *id,
                                   .state = STATE_HANDED_OVER,
                                   .card = 1,
                                   .time_ms = fake.fixture.now_ms };
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    const struct fake_row *row = find_row(broker->store, id);

    if (row)
        item.exchange = row->known.text_hash;
    strcpy(item.party, FIXTURE_WELFARE);
    frame = fixture_receipts(&fake.fixture, &item, fake.fixture.welfare, bytes_of(NULL, 0));
    bytes = fixture_pack(frame);
    hear(FIXTURE_WELFARE, peer, bytes_of_buffer(&bytes));
}

static void acknowledge(const char *party, uint8_t peer, const struct uuid *id)
{
    Samband__V1__Acknowledgement one = SAMBAND__V1__ACKNOWLEDGEMENT__INIT, *list[] = { &one };
    Samband__V1__Acknowledgements all = SAMBAND__V1__ACKNOWLEDGEMENTS__INIT;
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    one.id = frame_data(bytes_of(id->bytes, UUID_SIZE));
    one.state = (char *)(uintptr_t) "handed_over";
    all.acknowledgements = list;
    all.n_acknowledgements = 1;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_ACKNOWLEDGEMENTS;
    frame.acknowledgements = &all;
    frame_write(&frame, &bytes);
    hear(party, peer, bytes_of_buffer(&bytes));
}

Test(intake, hears_nothing_before_hello_and_nothing_from_an_old_link)
{
    submit_new();
    cr_expect_str_eq(error_of(SCHOOL), "not_welcome");
    link_up(FIXTURE_SCHOOL, SCHOOL_AGAIN);
    submit_new();
    cr_expect_eq(fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_ERROR, NULL), 2);
    fake_run(broker->store);
    cr_expect_eq(broker->store->n_commits, 0);
}

Test(intake, answers_what_it_cannot_read_with_the_code_that_adapters_know)
{
    CLEANUP(buffer_clear) struct buffer large = { 0 };

    link_up(FIXTURE_SCHOOL, SCHOOL);
    hear(FIXTURE_SCHOOL, SCHOOL, bytes_of_text("hello"));
    cr_expect_str_eq(error_of(SCHOOL), "bad_frame");
    buffer_extend(&large, LIMIT_FRAME_BYTES + 1);
    hear(FIXTURE_SCHOOL, SCHOOL, bytes_of_buffer(&large));
    cr_expect_str_eq(error_of(SCHOOL), "too_large");
    buffer_reset(&large);
    frame_write_error(NULL, "busy", "words", NULL, 0, &large);
    hear(FIXTURE_SCHOOL, SCHOOL, bytes_of_buffer(&large));
    cr_expect_eq(broker->link->n_sent, 2, "an adapter's error is noted, not answered");
}

Test(intake, takes_no_submit_that_could_not_be_delivered)
{
    struct draft draft = fixture_draft(&fake.fixture);
    CLEANUP(frame_free) Samband__V1__Frame *frame = fixture_submit(&fake.fixture, &draft);
    Samband__V1__SealedSection four[4], *list[4], **own = frame->submit->sections;
    CLEANUP(buffer_clear) struct buffer large = { 0 }, bytes = { 0 };

    buffer_extend(&large, LIMIT_SECTION_BYTES - 4096);
    memset(large.data, 1, large.size);
    link_up(FIXTURE_SCHOOL, SCHOOL);
    for (size_t i = 0; i < ARRAY_SIZE(four); i++) {
        four[i] = *own[0];
        four[i].index = (uint32_t)i;
        four[i].ciphertext = frame_data(bytes_of_buffer(&large));
        list[i] = &four[i];
    }
    frame->submit->sections = list;
    frame->submit->n_sections = ARRAY_SIZE(list);
    frame_write(frame, &bytes);
    frame->submit->sections = own;
    frame->submit->n_sections = draft.n_sections;
    cr_assert_leq(bytes.size, LIMIT_FRAME_BYTES);
    hear(FIXTURE_SCHOOL, SCHOOL, bytes_of_buffer(&bytes));
    cr_expect_str_eq(error_of(SCHOOL), "too_large");
}

Test(intake, takes_as_many_unanswered_submits_as_it_gave_credit_for)
{
    link_up(FIXTURE_SCHOOL, SCHOOL);
    fake.settings.credit = 3;
    for (int i = 0; i < 4; i++)
        submit_new();
    cr_expect_str_eq(error_of(SCHOOL), "busy");
    fake_run(broker->store);
    cr_expect_eq(n_receipts(SCHOOL), 3);
    cr_expect_eq(members_get(&broker->members, FIXTURE_SCHOOL)->n_unanswered, 0);
    submit_new();
    fake_run(broker->store);
    cr_expect_eq(n_receipts(SCHOOL), 4);
}

Test(intake, takes_no_more_than_the_rate_allows)
{
    link_up(FIXTURE_SCHOOL, SCHOOL);
    fake.settings.submits_per_second = 1;
    fake.settings.submits_burst = 2;
    for (int i = 0; i < 3; i++)
        submit_new();
    cr_expect_str_eq(error_of(SCHOOL), "busy");
    fake_run(broker->store);
    cr_expect_eq(n_receipts(SCHOOL), 2);
}

Test(intake, asks_to_wait_while_the_database_is_away)
{
    const struct fake_sent *last = NULL;

    link_up(FIXTURE_SCHOOL, SCHOOL);
    broker->store->is_up = false;
    submit_new();
    cr_expect_str_eq(error_of(SCHOOL), "unavailable");
    fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_ERROR, &last);
    cr_assert_not_null(last);
    cr_expect_gt(last->frame->error->retry_after_ms, 0);
    cr_expect_eq(last->frame->error->id.len, UUID_SIZE, "it says which");
    cr_expect_eq(batch_size(broker->batch), 0);
}

Test(intake, keeps_no_more_than_so_much_work_whatever_it_is)
{
    struct uuid id;

    link_up(FIXTURE_SCHOOL, SCHOOL);
    link_up(FIXTURE_WELFARE, WELFARE);
    id = submit_new();
    fake_run(broker->store);
    for (int i = 0; i < 5000; i++)
        hear_hand_over(&id, WELFARE);
    cr_expect_eq(batch_size(broker->batch), 4096);
    cr_expect_str_eq(error_of(WELFARE), "busy");
}

Test(intake, gives_no_new_credit_for_a_new_link)
{
    struct member *school = link_up(FIXTURE_SCHOOL, SCHOOL);

    fake.settings.credit = 2;
    for (uint8_t peer = SCHOOL; peer < SCHOOL + 3; peer++) {
        struct draft draft = fixture_draft(&fake.fixture);

        members_unlink(school, 0);
        link_up(FIXTURE_SCHOOL, peer);
        submit(&draft, peer);
    }
    cr_expect_eq(batch_size(broker->batch), 2);
    fake_run(broker->store);
    cr_expect_eq(school->n_unanswered, 0);
}

Test(intake, takes_a_submit_that_is_in_hand_once_and_answers_over_the_newest_link)
{
    struct draft draft = fixture_draft(&fake.fixture);
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    draft.text.id = uuid_new(fake.fixture.now_ms - 500 * INT64_C(86400000)); /* will be an error */
    fixture_submit_bytes(&fake.fixture, &draft, &bytes);
    link_up(FIXTURE_SCHOOL, SCHOOL);
    hear(FIXTURE_SCHOOL, SCHOOL, bytes_of_buffer(&bytes));
    link_up(FIXTURE_SCHOOL, SCHOOL_AGAIN);
    hear(FIXTURE_SCHOOL, SCHOOL_AGAIN, bytes_of_buffer(&bytes));
    cr_expect_eq(batch_size(broker->batch), 1);
    fake_run(broker->store);
    cr_expect_str_eq(error_of(SCHOOL_AGAIN), "id_out_of_window");
    cr_expect_str_eq(error_of(SCHOOL), "");
}

Test(intake, answers_conflict_for_the_id_of_a_submit_in_hand)
{
    struct draft draft = fixture_draft(&fake.fixture);

    link_up(FIXTURE_SCHOOL, SCHOOL);
    submit(&draft, SCHOOL);
    submit(&draft, SCHOOL); /* other salts, so other bytes */
    cr_expect_str_eq(error_of(SCHOOL), "conflict");
    fake_run(broker->store);
    cr_expect_eq(n_receipts(SCHOOL), 1);
}

Test(intake, lets_only_the_sender_acknowledge)
{
    struct uuid id;
    struct open_exchange *exchange;

    link_up(FIXTURE_SCHOOL, SCHOOL);
    link_up(FIXTURE_WELFARE, WELFARE);
    id = submit_new();
    fake_run(broker->store);
    hear_hand_over(&id, WELFARE);
    fake_run(broker->store);
    exchange = members_find(&broker->members, &id);
    cr_assert_not_null(exchange);
    cr_expect_neq(exchange->notices & 1u << STATE_HANDED_OVER, 0);
    acknowledge(FIXTURE_WELFARE, WELFARE, &id);
    fake_run(broker->store);
    cr_expect_neq(exchange->notices & 1u << STATE_HANDED_OVER, 0);
    acknowledge(FIXTURE_SCHOOL, SCHOOL, &id);
    fake_run(broker->store);
    cr_expect_eq(exchange->notices & 1u << STATE_HANDED_OVER, 0);
}

Test(intake, answers_a_ping_and_no_answer_to_one)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    const struct fake_sent *last = NULL;

    link_up(FIXTURE_SCHOOL, SCHOOL);
    frame_write_ping(77, true, &bytes);
    hear(FIXTURE_SCHOOL, SCHOOL, bytes_of_buffer(&bytes));
    cr_expect_eq(broker->link->n_sent, 0);
    buffer_reset(&bytes);
    frame_write_ping(78, false, &bytes);
    hear(FIXTURE_SCHOOL, SCHOOL, bytes_of_buffer(&bytes));
    cr_assert_eq(fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_PING, &last), 1);
    cr_expect_eq(last->frame->ping->number, 78);
    cr_expect(last->frame->ping->answer);
}

Test(intake, lets_in_the_key_of_a_current_card_only)
{
    const struct held_card *first = directory_card(broker->directory, FIXTURE_SCHOOL, 1), *second;
    uint8_t unlisted[32] = { 1 };

    cr_expect_str_eq(intake_party_of_key(broker, first->card.curve), FIXTURE_SCHOOL);
    cr_expect_null(intake_party_of_key(broker, unlisted));
    second = fixture_hold(&fake.fixture, FIXTURE_SCHOOL, 2, fake.fixture.now_ms - 1);
    cr_expect_null(intake_party_of_key(broker, first->card.curve));
    cr_expect_str_eq(intake_party_of_key(broker, second->card.curve), FIXTURE_SCHOOL);
}

/* A record of earlier days may hold such a card. */
Test(intake, lets_in_who_had_the_key_first)
{
    const struct held_card *first = directory_card(broker->directory, FIXTURE_WELFARE, 1), *renewed;
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    fixture_card_copied(&fake.fixture, FIXTURE_SCHOOL, 2, FIXTURE_WELFARE, &text);
    cr_assert_eq(directory_add_past_card(broker->directory, bytes_of_buffer(&text), NULL),
                 FAULT_NONE);
    cr_expect_str_eq(intake_party_of_key(broker, first->card.curve), FIXTURE_WELFARE);
    buffer_reset(&text);
    fixture_card_copied(&fake.fixture, FIXTURE_WELFARE, 2, FIXTURE_WELFARE, &text);
    cr_assert_eq(directory_add_card(broker->directory, bytes_of_buffer(&text), NULL, NULL),
                 FAULT_NONE);
    renewed = directory_card(broker->directory, FIXTURE_WELFARE, 2);
    cr_expect_str_eq(intake_party_of_key(broker, renewed->card.curve), FIXTURE_WELFARE);
}
