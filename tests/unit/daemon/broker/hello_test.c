/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/hello.h"

#include "broker/intake.h"
#include "fakes.h"

enum { SCHOOL = 1, SCHOOL_AGAIN = 3 }; /* peers */

static struct fake_broker fake;
static struct broker *broker;

static void set_up(void)
{
    fake_open(&fake);
    broker = &fake.broker;
}

static void tear_down(void) { fake_close(&fake); }

TestSuite(hello, .init = set_up, .fini = tear_down);

/* A hello before it is packed. */
struct greeting_draft {
    uint32_t version;
    const char *party;
    uint64_t takeover, serial;
    const struct stored_receipt *newest;
    const char *copied; /* whose CURVE key the card holds; NULL: its own */
};

static struct greeting_draft greeting(void)
{
    return (struct greeting_draft){ .version = 1, .party = FIXTURE_SCHOOL, .serial = 1 };
}

static void hear(const struct greeting_draft *draft, uint8_t number)
{
    Samband__V1__Hello hello = SAMBAND__V1__HELLO__INIT;
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    CLEANUP(buffer_clear) struct buffer card = { 0 }, bytes = { 0 };
    struct link_peer peer = fake_peer(number);
    struct receipt_frame newest;

    if (draft->copied)
        fixture_card_copied(&fake.fixture, FIXTURE_SCHOOL, draft->serial, draft->copied, &card);
    else
        fixture_card(&fake.fixture, FIXTURE_SCHOOL, draft->serial,
                     fake.fixture.now_ms - INT64_C(86400000), &card);
    hello.version = draft->version;
    hello.party = (char *)(uintptr_t)draft->party;
    hello.card = frame_data(bytes_of_buffer(&card));
    hello.credit = 4;
    hello.highest_takeover = draft->takeover;
    if (draft->newest) {
        signed_item_to_frame(draft->newest, broker->directory, &newest);
        hello.newest = &newest.message;
    }
    frame.kind_case = SAMBAND__V1__FRAME__KIND_HELLO;
    frame.hello = &hello;
    frame_write(&frame, &bytes);
    intake_on_frame(broker, FIXTURE_SCHOOL, &peer, bytes_of_buffer(&bytes));
}

static const char *error_of(uint8_t peer)
{
    const struct fake_sent *last = NULL;

    fake_count(broker->link, peer, SAMBAND__V1__FRAME__KIND_ERROR, &last);
    return last ? last->frame->error->code : "";
}

static size_t n_welcomes(uint8_t peer)
{
    return fake_count(broker->link, peer, SAMBAND__V1__FRAME__KIND_WELCOME, NULL);
}

static bool is_linked(void) { return members_get(&broker->members, FIXTURE_SCHOOL)->linked; }

Test(hello, is_welcomed_with_what_an_adapter_must_know)
{
    struct greeting_draft draft = greeting();
    const struct fake_sent *last = NULL;

    hear(&draft, SCHOOL);
    cr_expect(!is_linked());
    fake_run(broker->store);
    cr_assert_eq(fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_WELCOME, &last), 1);
    cr_expect(is_linked());
    cr_expect_str_eq(last->frame->welcome->log, FIXTURE_ORIGIN);
    cr_expect_eq(last->frame->welcome->takeover, 3);
    cr_expect_eq(last->frame->welcome->credit, 32);
    cr_expect(bytes_equal(frame_bytes(last->frame->welcome->card),
                          bytes_of_buffer(&broker->signer.card->text)));
    cr_expect_eq(members_get(&broker->members, FIXTURE_SCHOOL)->credit, 4);
}

static const struct {
    const char *name;
    struct greeting_draft draft;
    const char *want;
} wrong[] = {
    { "another version", { 2, FIXTURE_SCHOOL, 0, 1, NULL, NULL }, "bad_version" },
    { "another party", { 1, FIXTURE_WELFARE, 0, 1, NULL, NULL }, "wrong_party" },
    { "a broker below what was seen", { 1, FIXTURE_SCHOOL, 4, 1, NULL, NULL }, "rolled_back" },
};

Test(hello, of_a_party_that_has_left_opens_no_link)
{
    struct greeting_draft draft = greeting();
    const struct party *party = directory_party(broker->directory, FIXTURE_SCHOOL, 20000);

    ((struct party *)(uintptr_t)party)->left_day = 20000;
    hear(&draft, SCHOOL);
    fake_run(broker->store);
    cr_expect_str_eq(error_of(SCHOOL), "wrong_party");
    cr_expect(!is_linked());
}

Test(hello, that_does_not_fit_opens_no_link)
{
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        hear(&wrong[i].draft, SCHOOL);
        fake_run(broker->store);
        cr_expect_str_eq(error_of(SCHOOL), wrong[i].want, "%s", wrong[i].name);
        cr_expect(!is_linked(), "%s", wrong[i].name);
    }
}

/* Nobody signs the counter: one party's word for it must not stop the others. */
Test(hello, with_a_high_takeover_stops_nobody_else)
{
    struct greeting_draft draft = greeting();

    draft.takeover = INT64_MAX;
    hear(&draft, SCHOOL);
    cr_expect(!broker->rolled_back);
}

static void sign_newest(struct signed_item *ret_item)
{
    struct broker_item item = { .kind = ITEM_CONFIRMATION,
                                .state = STATE_HANDED_OVER,
                                .id = uuid_new(fake.fixture.now_ms),
                                .leaf_index = 5,
                                .leaf_hash = { { 1 } },
                                .time_ms = fake.fixture.now_ms };

    signed_item_make(&fake.fixture.signer, &item, ret_item);
}

Test(hello, whose_newest_leaf_the_record_has_is_welcomed)
{
    CLEANUP(signed_item_clear) struct signed_item item = { 0 };
    struct greeting_draft draft = greeting();

    sign_newest(&item);
    draft.newest = &item.stored;
    broker->store->has_leaf = true;
    broker->store->leaf_hash.bytes[0] = 1;
    hear(&draft, SCHOOL);
    fake_run(broker->store);
    cr_expect_eq(n_welcomes(SCHOOL), 1);
}

Test(hello, whose_newest_leaf_the_record_lacks_stops_the_broker)
{
    static const bool has_leaf[] = { false, true }; /* a shorter log; another leaf there */

    for (size_t i = 0; i < ARRAY_SIZE(has_leaf); i++) {
        CLEANUP(signed_item_clear) struct signed_item item = { 0 };
        struct greeting_draft draft = greeting();
        struct greeting_draft plain = greeting();

        broker->rolled_back = false;
        sign_newest(&item);
        draft.newest = &item.stored;
        broker->store->has_leaf = has_leaf[i];
        hear(&draft, SCHOOL);
        fake_run(broker->store);
        cr_expect(broker->rolled_back);
        cr_expect_str_eq(error_of(SCHOOL), "rolled_back");
        hear(&plain, SCHOOL_AGAIN);
        fake_run(broker->store);
        cr_expect_eq(n_welcomes(SCHOOL) + n_welcomes(SCHOOL_AGAIN), 0);
        cr_expect_str_eq(error_of(SCHOOL_AGAIN), "rolled_back");
    }
}

Test(hello, with_an_item_that_the_bus_never_signed_says_nothing)
{
    CLEANUP(signed_item_clear) struct signed_item item = { 0 };
    struct greeting_draft draft = greeting();

    sign_newest(&item);
    item.signature[10] ^= 1;
    draft.newest = &item.stored;
    hear(&draft, SCHOOL);
    fake_run(broker->store);
    cr_expect(!broker->rolled_back);
    cr_expect_eq(n_welcomes(SCHOOL), 1);
}

Test(hello, with_a_new_card_waits_until_that_stands_in_the_record)
{
    struct greeting_draft draft = greeting();

    draft.serial = 2;
    hear(&draft, SCHOOL);
    hear(&draft, SCHOOL_AGAIN); /* lost patience */
    cr_expect(!directory_card(broker->directory, FIXTURE_SCHOOL, 2)->in_record);
    fake_run(broker->store);
    cr_expect(directory_card(broker->directory, FIXTURE_SCHOOL, 2)->in_record);
    cr_expect_eq(broker->store->head.size, 11, "one leaf");
    cr_expect_eq(n_welcomes(SCHOOL), 0);
    cr_expect_eq(n_welcomes(SCHOOL_AGAIN), 1);
}

Test(hello, with_a_card_that_cannot_be_stored_is_told_so)
{
    struct greeting_draft draft = greeting();

    draft.serial = 2;
    broker->store->refuses_cards = true;
    hear(&draft, SCHOOL);
    fake_run(broker->store);
    cr_expect_str_eq(error_of(SCHOOL), "not_stored");
    cr_expect(!is_linked());
}

Test(hello, with_a_key_of_another_party_changes_nothing)
{
    struct greeting_draft draft = greeting(), own = greeting();
    const uint8_t *key = directory_card(broker->directory, FIXTURE_WELFARE, 1)->card.curve;

    draft.serial = 2;
    draft.copied = FIXTURE_WELFARE;
    hear(&draft, SCHOOL);
    fake_run(broker->store);
    cr_expect_str_eq(error_of(SCHOOL), "key_of_another_party");
    cr_expect(!is_linked());
    cr_expect_eq(broker->store->n_commits, 0);
    cr_expect_null(directory_card(broker->directory, FIXTURE_SCHOOL, 2));
    cr_expect_str_eq(intake_party_of_key(broker, key), FIXTURE_WELFARE);
    hear(&own, SCHOOL_AGAIN);
    fake_run(broker->store);
    cr_expect_eq(n_welcomes(SCHOOL_AGAIN), 1);
}

Test(hello, of_a_newer_connection_takes_the_place_of_the_older)
{
    struct greeting_draft draft = greeting();
    struct link_peer peer = fake_peer(SCHOOL_AGAIN);

    hear(&draft, SCHOOL);
    hear(&draft, SCHOOL_AGAIN);
    fake_run(broker->store);
    cr_expect(link_peer_equal(&members_get(&broker->members, FIXTURE_SCHOOL)->peer, &peer));
}

Test(hello, costs_no_more_however_often_it_is_said)
{
    static const uint64_t serials[] = { 1, 2 }; /* a known card, and one that is not recorded yet */

    for (size_t i = 0; i < ARRAY_SIZE(serials); i++) {
        struct greeting_draft draft = greeting();

        draft.serial = serials[i];
        broker->store->is_up = false;
        for (int n = 0; n < 40; n++)
            hear(&draft, SCHOOL);
        hear(&draft, SCHOOL_AGAIN);
        cr_expect_leq(broker->store->n_jobs, 1);
        cr_expect_leq(batch_size(broker->batch), 1);
        broker->store->is_up = true;
        fake_run(broker->store);
        cr_expect_eq(n_welcomes(SCHOOL_AGAIN), i + 1);
        cr_expect_eq(n_welcomes(SCHOOL), 0);
    }
}
