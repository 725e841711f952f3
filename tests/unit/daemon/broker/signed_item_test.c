/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/signed_item.h"

#include <criterion/criterion.h>

#include "fixture.h"

static struct fixture fixture;

static void set_up(void) { fixture_open(&fixture); }

static void tear_down(void) { fixture_close(&fixture); }

TestSuite(signed_item, .init = set_up, .fini = tear_down);

static struct broker_item confirmation(void)
{
    return (struct broker_item){ .kind = ITEM_CONFIRMATION,
                                 .state = STATE_HANDED_OVER,
                                 .id = uuid_new(fixture.now_ms),
                                 .leaf_index = 12,
                                 .time_ms = fixture.now_ms };
}

Test(signed_item, is_proved_by_the_card_of_the_bus)
{
    CLEANUP(signed_item_clear) struct signed_item made = { 0 };
    struct broker_item item = confirmation(), again;
    struct error err = { 0 };

    signed_item_make(&fixture.signer, &item, &made);
    cr_expect(fixture_proves(fixture.signer.card->card.sign, &made.stored));
    cr_expect_eq(made.stored.n, 1);
    cr_expect_str_eq(made.stored.signer, PARTY_BUS);
    cr_expect_eq(made.stored.signer_card, 1);
    cr_assert_eq(broker_item_read(made.stored.item, &again, &err), FAULT_NONE, "%s", err.text);
    cr_expect_eq(again.leaf_index, 12);
    made.item.data[30] ^= 1;
    cr_expect(!fixture_proves(fixture.signer.card->card.sign, &made.stored));
}

Test(signed_item, goes_over_the_link_and_back_with_its_card_and_its_path)
{
    CLEANUP(signed_item_clear) struct signed_item made = { 0 };
    struct broker_item item = confirmation();
    uint8_t path[2 * DIGEST_SIZE];
    struct receipt_frame frame;
    struct list_proof proof;

    memset(path, 1, DIGEST_SIZE);
    memset(path + DIGEST_SIZE, 2, DIGEST_SIZE);
    signed_item_make(&fixture.signer, &item, &made);
    made.stored.path = bytes_of(path, sizeof(path));
    made.stored.n = 4;
    made.stored.index = 3;
    signed_item_to_frame(&made.stored, fixture.directory, &frame);
    cr_expect(
        bytes_equal(frame_bytes(frame.message.card), bytes_of_buffer(&fixture.signer.card->text)));
    cr_expect(bytes_equal(frame_bytes(frame.message.item), made.stored.item));
    cr_expect_eq(frame.message.n_path, 2);

    signed_item_proof(&frame.message, &proof);
    cr_expect_eq(proof.n, 4);
    cr_expect_eq(proof.index, 3);
    cr_expect_eq(proof.n_path, 2);
    cr_expect_arr_eq(proof.path[1].bytes, path + DIGEST_SIZE, DIGEST_SIZE);
    cr_expect_arr_eq(proof.signature, made.signature, sizeof(made.signature));
}
