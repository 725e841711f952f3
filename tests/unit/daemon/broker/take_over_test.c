/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/take_over.h"

#include "base/memory.h"
#include "broker/card_entry.h"
#include "broker/intake.h"
#include "fakes.h"
#include "model/held_cards.h"

static struct fake_broker fake;
static struct broker *broker;
static struct buffer leaves[ARRAY_SIZE(fake_key_leaves)];

/* The record is empty, and so is the folder. */
static void set_up(void)
{
    fake_open(&fake);
    broker = &fake.broker;
    held_cards_free(directory_take_cards(broker->directory));
    broker->agreements = NULL;
}

static void tear_down(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(leaves); i++)
        buffer_clear(&leaves[i]);
    agreements_free(broker->agreements);
    fake_close(&fake);
}

TestSuite(take_over, .init = set_up, .fini = tear_down);

static void put_in_folder(const struct buffer *card)
{
    struct error err = { 0 };

    cr_assert_eq(directory_add_card(broker->directory, bytes_of_buffer(card), NULL, &err),
                 FAULT_NONE, "%s", err.text);
}

static void put_in_record(const struct buffer *card)
{
    struct held_card held = { .text = *card };

    card_entry_change(&held, fake.fixture.now_ms, &leaves[fake_n_key_leaves]);
    fake_key_leaves[fake_n_key_leaves] = bytes_of_buffer(&leaves[fake_n_key_leaves]);
    fake_n_key_leaves++;
}

/* The card of `party` with this serial and the CURVE key of `other`; with its own, if that is itself. */
static struct buffer card_of(const char *party, uint64_t serial, const char *other)
{
    struct buffer card = { 0 };

    fixture_card_copied(&fake.fixture, party, serial, other, &card);
    return card;
}

static void start(void)
{
    CLEANUP(buffer_clear) struct buffer bus = card_of(PARTY_BUS, 1, PARTY_BUS);
    struct error err = { 0 };

    put_in_folder(&bus);
    broker->signer.card = directory_card(broker->directory, PARTY_BUS, 1);
    cr_assert_eq(take_over(broker, &err), FAULT_NONE, "%s", err.text);
    cr_assert_eq(broker->signer.card, directory_card(broker->directory, PARTY_BUS, 1));
}

static const char *party_of(const struct buffer *card_text)
{
    struct card card;

    cr_assert_eq(card_read(bytes_of_buffer(card_text), &card, NULL), FAULT_NONE);
    return intake_party_of_key(broker, card.curve);
}

Test(take_over, leaves_a_key_to_whom_had_it_first_in_the_record)
{
    CLEANUP(buffer_clear) struct buffer owner = card_of(FIXTURE_WELFARE, 1, FIXTURE_WELFARE);
    CLEANUP(buffer_clear) struct buffer copy = card_of(FIXTURE_SCHOOL, 2, FIXTURE_WELFARE);
    CLEANUP(buffer_clear) struct buffer renewed = card_of(FIXTURE_WELFARE, 2, FIXTURE_WELFARE);

    put_in_record(&owner);
    put_in_record(&copy);
    put_in_folder(&renewed);
    start();
    cr_expect_str_eq(party_of(&owner), FIXTURE_WELFARE);
    cr_expect(directory_card(broker->directory, FIXTURE_SCHOOL, 2)->in_record,
              "what was signed with it can still be read");
    cr_expect(directory_card(broker->directory, FIXTURE_WELFARE, 2)->in_record);
    cr_expect_eq(fake_n_committed, 2, "the renewed card and that of the bus");
}

Test(take_over, leaves_out_a_card_of_the_folder_with_a_key_that_the_record_knows)
{
    CLEANUP(buffer_clear) struct buffer owner = card_of(FIXTURE_WELFARE, 1, FIXTURE_WELFARE);
    CLEANUP(buffer_clear) struct buffer copy = card_of(FIXTURE_SCHOOL, 2, FIXTURE_WELFARE);

    put_in_record(&owner); /* shown in a hello: it lies in no folder */
    put_in_folder(&copy);
    start();
    cr_expect_str_eq(party_of(&owner), FIXTURE_WELFARE);
    cr_expect_null(directory_card(broker->directory, FIXTURE_SCHOOL, 2));
    cr_expect_eq(fake_n_committed, 1, "that of the bus");
}
