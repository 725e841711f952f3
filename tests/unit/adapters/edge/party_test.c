/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/party.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "keys/random.h"
#include "world.h"

static struct world world;

static void setup(void) { world_open(&world); }
static void teardown(void) { world_close(&world); }

TestSuite(party, .init = setup, .fini = teardown);

enum other { OTHER_NONE, OTHER_SIGN, OTHER_CURVE, OTHER_SEAL };

/* Another card of the welfare service, with this serial. */
static void add_card(uint64_t serial, enum other other, int64_t from_ms)
{
    CLEANUP(seal_secret_free) struct seal_secret *seal = seal_secret_new();
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct card card;

    cr_assert_eq(card_read(bytes_of_buffer(&world.welfare.card), &card, NULL), FAULT_NONE);
    card.serial = serial;
    if (from_ms)
        card.from_ms = from_ms;
    if (other == OTHER_SIGN)
        keys_random(card.sign, sizeof(card.sign));
    if (other == OTHER_CURVE)
        keys_random(card.curve, sizeof(card.curve));
    if (other == OTHER_SEAL)
        seal_public(seal, card.seal);
    card_write(&card, world.welfare_root, &text);
    cr_assert_eq(
        directory_add_card(world.welfare.shared.directory, bytes_of_buffer(&text), NULL, NULL),
        FAULT_NONE);
}

Test(party, signs_with_its_newest_card_that_holds_its_keys)
{
    int64_t now_ms = clock_wall_ms();

    cr_expect_eq(party_card(&world.welfare.party, now_ms)->card.serial, 1);
    add_card(2, OTHER_NONE, 0);
    cr_expect_eq(party_card(&world.welfare.party, now_ms)->card.serial, 2);
    add_card(3, OTHER_SIGN, 0);
    add_card(4, OTHER_NONE, now_ms + 3600000);
    add_card(5, OTHER_CURVE, 0);
    add_card(6, OTHER_SEAL, 0);
    cr_expect_eq(party_card(&world.welfare.party, now_ms)->card.serial, 2);
}

Test(party, opens_what_is_sealed_to_any_card_with_its_sealing_key)
{
    add_card(2, OTHER_SIGN, 0);
    add_card(3, OTHER_CURVE, 0);
    add_card(4, OTHER_SEAL, 0);
    for (uint64_t serial = 1; serial <= 3; serial++)
        cr_expect(party_can_open(&world.welfare.party, serial), "%d", (int)serial);
    cr_expect_not(party_can_open(&world.welfare.party, 4));
    cr_expect_not(party_can_open(&world.welfare.party, 9));
}

Test(party, opens_what_was_sealed_to_the_key_before)
{
    const struct party_state *party = &world.welfare.party;

    world_new_seal(&world, &world.welfare);
    cr_expect_eq(party_card(party, clock_wall_ms())->card.serial, 2, "it is no card of its own");
    cr_expect(party_can_open(party, 1) && party_can_open(party, 2));
    cr_expect_eq(party_seal(party, 1), party->seal_old);
    cr_expect_eq(party_seal(party, 2), party->seal);
    cr_expect_eq(party_seal(party, 9), party->seal, "a card that is not known");
    world_new_seal(&world, &world.welfare);
    cr_expect_not(party_can_open(party, 1), "the one before that");
    world_lose_old_seal(&world.welfare);
    cr_expect_not(party_can_open(party, 2));
    cr_expect_eq(party_seal(party, 3), party->seal);
}

Test(party, boxes_for_its_key_and_opens_with_the_one_before_too)
{
    const struct party_state *party = &world.welfare.party;
    CLEANUP(buffer_clear) struct buffer before = { 0 };
    CLEANUP(buffer_clear) struct buffer after = { 0 };
    CLEANUP(buffer_clear) struct buffer plain = { 0 };
    struct error err = { 0 };

    cr_assert_eq(party_box(party, bytes_of_text("one "), &before, NULL), FAULT_NONE);
    world_new_seal(&world, &world.welfare);
    cr_assert_eq(party_box(party, bytes_of_text("two"), &after, NULL), FAULT_NONE);
    cr_expect_eq(party_open_box(party, bytes_of_buffer(&before), &plain, NULL), FAULT_NONE);
    cr_expect_eq(party_open_box(party, bytes_of_buffer(&after), &plain, NULL), FAULT_NONE);
    cr_expect_str_eq((const char *)plain.data, "one two");
    world_lose_old_seal(&world.welfare);
    cr_expect_eq(party_open_box(party, bytes_of_buffer(&before), &plain, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "seal_not_ours");
    cr_expect_eq(party_open_box(party, bytes_of_buffer(&after), &plain, NULL), FAULT_NONE);
    cr_expect_eq(party_open_box(party, bytes_of(NULL, 0), &plain, NULL), FAULT_INPUT);
}

Test(party, has_no_card_when_its_time_is_over)
{
    cr_expect_null(party_card(&world.welfare.party, clock_wall_ms() + INT64_C(90) * 86400000));
}

Test(party, without_a_link_is_down)
{
    cr_expect_not(party_is_linked(&world.welfare.party));
    cr_expect_gt(party_down_since_ms(&world.welfare.party), 0);
    party_wake(&world.welfare.party);
}
