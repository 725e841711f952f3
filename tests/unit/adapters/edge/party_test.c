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

/* Another card of the welfare service, with this serial. */
static void add_card(uint64_t serial, bool other_key, int64_t from_ms)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct card card;

    cr_assert_eq(card_read(bytes_of_buffer(&world.welfare.card), &card, NULL), FAULT_NONE);
    card.serial = serial;
    if (from_ms)
        card.from_ms = from_ms;
    if (other_key)
        keys_random(card.sign, sizeof(card.sign));
    card_write(&card, world.welfare_root, &text);
    cr_assert_eq(
        directory_add_card(world.welfare.shared.directory, bytes_of_buffer(&text), NULL, NULL),
        FAULT_NONE);
}

Test(party, signs_with_its_newest_card_that_holds_its_keys)
{
    int64_t now_ms = clock_wall_ms();

    cr_expect_eq(party_card(&world.welfare.party, now_ms)->card.serial, 1);
    add_card(2, false, 0);
    cr_expect_eq(party_card(&world.welfare.party, now_ms)->card.serial, 2);
    add_card(3, true, 0);
    add_card(4, false, now_ms + 3600000);
    cr_expect_eq(party_card(&world.welfare.party, now_ms)->card.serial, 2);
    cr_expect(party_has_card(&world.welfare.party, 1));
    cr_expect_not(party_has_card(&world.welfare.party, 3));
    cr_expect_not(party_has_card(&world.welfare.party, 9));
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
