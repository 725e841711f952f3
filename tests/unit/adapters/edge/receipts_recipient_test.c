/* SPDX-License-Identifier: EUPL-1.2 */
/* Receipts 2 and 3: only the recipient can make them. */
#include "edge/receipts.h"

#include <criterion/criterion.h>

#include "edge/outbox_way.h"
#include "world.h"

static struct world world;
static struct uuid id;
static Samband__V1__Frame *submit;
static struct broker_item *decision;

static void setup(void)
{
    size_t n = 0;
    struct uuid *ids;

    world_open(&world);
    ids = world_post(&world, NULL, 1, &n);
    id = ids[0];
    mem_free(ids);
    submit = world_submit(&world, &id);
    decision = mem_new(1, sizeof(*decision));
    world_decision(&world, submit->submit, 0, decision);
}

static void teardown(void)
{
    frame_free(submit);
    mem_free(decision);
    world_close(&world);
}

TestSuite(receipts_recipient, .init = setup, .fini = teardown);

static size_t give(struct world_receipt *receipt)
{
    return world_give(&world, (struct world_receipt *[]){ receipt }, 1);
}

static void give_decision(const struct broker_item *item)
{
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };

    world_sign_broker(&world, item, &receipt);
    give(&receipt);
}

static void expect_alarm(const char *code, enum outbox_stage stage)
{
    const struct outbox_view *view = world_view(&world, &id);

    cr_expect_eq(view->stage, stage, "%s: stage %s", code, outbox_stage_name(view->stage));
    cr_expect_str_eq(view->alarm, code);
    cr_expect(view->needs_attention);
}

static struct recipient_item hand_over(void)
{
    struct recipient_item item = { .kind = ITEM_HAND_OVER,
                                   .id = id,
                                   .exchange = decision->exchange,
                                   .state = STATE_HANDED_OVER,
                                   .party = WORLD_WELFARE,
                                   .card = 1,
                                   .time_ms = decision->time_ms,
                                   .n_opened = decision->n_verdicts };

    for (size_t i = 0; i < item.n_opened; i++)
        item.opened[i] = decision->verdicts[i].section;
    return item;
}

static size_t give_signed(const struct recipient_item *item, const struct sign_secret *secret,
                          const struct buffer *card, struct bytes sealed)
{
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    recipient_item_write(item, &bytes);
    world_sign(secret, bytes_of_buffer(&bytes), bytes_of_buffer(card), &receipt);
    buffer_append_bytes(&receipt.sealed, sealed);
    receipt.message.sealed_reference = frame_data(bytes_of_buffer(&receipt.sealed));
    return give(&receipt);
}

static size_t give_theirs(const struct recipient_item *item)
{
    return give_signed(item, world.welfare.party.sign, &world.welfare.card, (struct bytes){ 0 });
}

Test(receipts_recipient, receipt_2_is_taken_acknowledged_and_may_come_again)
{
    struct recipient_item item = hand_over();

    give_decision(decision);
    cr_expect_eq(give_theirs(&item), 1);
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_HANDED_OVER);
    cr_expect_eq(give_theirs(&item), 1, "a repeated one is acknowledged again");
    cr_expect_str_eq(world_view(&world, &id)->alarm, "");
}

Test(receipts_recipient, receipt_2_waits_for_receipt_1)
{
    struct recipient_item item = hand_over();

    cr_expect_eq(give_theirs(&item), 0);
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_SPOOLED);
    cr_expect_str_eq(world_view(&world, &id)->alarm, "");
}

Test(receipts_recipient, receipt_2_that_the_broker_forged_moves_nothing)
{
    CLEANUP(buffer_clear) struct buffer forged_card = { 0 };
    struct recipient_item item = hand_over();
    struct card card;

    give_decision(decision);
    cr_expect_eq(give_signed(&item, world.bus_sign, &world.bus_card, (struct bytes){ 0 }), 0);
    expect_alarm("bad_receipt", OUTBOX_ACCEPTED);
    cr_expect_eq(give_signed(&item, world.bus_sign, &world.welfare.card, (struct bytes){ 0 }), 0);
    expect_alarm("bad_receipt", OUTBOX_ACCEPTED);

    /* A card of the recipient that the coordinator, and not the recipient, has signed. */
    cr_assert_eq(card_read(bytes_of_buffer(&world.welfare.card), &card, NULL), FAULT_NONE);
    card.serial = item.card = 2;
    sign_public(world.bus_sign, card.sign);
    card_write(&card, world.coordinator, &forged_card);
    cr_expect_eq(give_signed(&item, world.bus_sign, &forged_card, (struct bytes){ 0 }), 0);
    expect_alarm("bad_receipt", OUTBOX_ACCEPTED);
}

Test(receipts_recipient, receipt_2_of_another_text_or_party_moves_nothing)
{
    struct recipient_item item = hand_over();

    give_decision(decision);
    item.exchange.bytes[5] ^= 1;
    cr_expect_eq(give_theirs(&item), 0);
    expect_alarm("bad_receipt", OUTBOX_ACCEPTED);
    item = hand_over();
    strcpy(item.party, WORLD_SCHOOL);
    cr_expect_eq(
        give_signed(&item, world.school.party.sign, &world.school.card, (struct bytes){ 0 }), 0);
    expect_alarm("bad_receipt", OUTBOX_ACCEPTED);
}

Test(receipts_recipient, receipt_2_that_opened_what_had_no_permit_moves_nothing)
{
    struct recipient_item item = hand_over();

    decision->verdicts[0].verdict = VERDICT_LEAVE_OUT;
    give_decision(decision);
    cr_expect_eq(give_theirs(&item), 0);
    expect_alarm("opened_unpermitted", OUTBOX_ACCEPTED);
}

Test(receipts_recipient, receipt_2_that_misses_a_section_counts_and_alarms)
{
    struct recipient_item item = hand_over();

    give_decision(decision);
    item.n_opened--;
    cr_expect_eq(give_theirs(&item), 1);
    expect_alarm("section_missing", OUTBOX_HANDED_OVER);
}

Test(receipts_recipient, another_receipt_2_is_a_contradiction)
{
    struct recipient_item item = hand_over();

    give_decision(decision);
    cr_expect_eq(give_theirs(&item), 1);
    item.time_ms++;
    cr_expect_eq(give_theirs(&item), 0);
    expect_alarm("contradiction", OUTBOX_HANDED_OVER);
}

static struct recipient_item registration(const char *reference, struct buffer *ret_sealed)
{
    CLEANUP(buffer_clear) struct buffer plain = { 0 };
    struct recipient_item item = hand_over();
    uint8_t salt[SALT_SIZE] = { 4 }, key[SEAL_KEY_SIZE];

    buffer_append(&plain, salt, sizeof(salt));
    buffer_append_text(&plain, reference);
    seal_public(world.school.party.seal, key);
    cr_assert_eq(seal_box(key, bytes_of_buffer(&plain), ret_sealed, NULL), FAULT_NONE);
    item.kind = ITEM_REGISTRATION;
    item.state = STATE_REGISTERED;
    item.has_reference = item.has_sealed = true;
    item.reference = item_reference_digest(&id, salt, bytes_of_text(reference));
    item.sealed = digest_of(bytes_of_buffer(ret_sealed));
    item.sealed_to = 1;
    return item;
}

Test(receipts_recipient, receipt_3_gives_the_case_reference_and_lets_the_copy_go)
{
    CLEANUP(buffer_clear) struct buffer sealed = { 0 };
    CLEANUP(buffer_clear) struct buffer frame = { 0 };
    struct recipient_item item = registration("2026/17", &sealed);

    give_decision(decision);
    cr_expect_eq(
        give_signed(&item, world.welfare.party.sign, &world.welfare.card, bytes_of_buffer(&sealed)),
        1);
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_REGISTERED);
    cr_expect_str_eq(world_view(&world, &id)->case_reference, "2026/17");
    cr_expect_str_eq(world_view(&world, &id)->waiting_at, "");
    cr_assert_eq(outbox_way_frame(&world.school.party, &id, &frame, NULL), FAULT_NONE);
    cr_expect_eq(frame.size, 0, "the copy is gone");
    item = hand_over();
    cr_expect_eq(give_theirs(&item), 1, "receipt 2 may come late");
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_REGISTERED);
}

Test(receipts_recipient, receipt_3_is_read_with_the_key_that_it_was_sealed_to)
{
    CLEANUP(buffer_clear) struct buffer before = { 0 };
    struct recipient_item item = registration("2026/17", &before);

    give_decision(decision);
    world_new_seal(&world, &world.school);
    cr_expect_eq(
        give_signed(&item, world.welfare.party.sign, &world.welfare.card, bytes_of_buffer(&before)),
        1);
    cr_expect_str_eq(world_view(&world, &id)->case_reference, "2026/17");
    cr_expect_str_eq(world_view(&world, &id)->alarm, "");
}

Test(receipts_recipient, receipt_3_of_a_part_keeps_the_copy_until_it_is_acknowledged)
{
    CLEANUP(buffer_clear) struct buffer sealed = { 0 };
    CLEANUP(buffer_clear) struct buffer frame = { 0 };
    struct recipient_item item = registration("2026/17", &sealed);

    item.n_opened = 1;
    decision->verdicts[1].verdict = VERDICT_LEAVE_OUT;
    give_decision(decision);
    cr_expect_eq(
        give_signed(&item, world.welfare.party.sign, &world.welfare.card, bytes_of_buffer(&sealed)),
        1);
    expect_alarm("partial_permit", OUTBOX_REGISTERED);
    cr_assert_eq(outbox_way_frame(&world.school.party, &id, &frame, NULL), FAULT_NONE);
    cr_expect_gt(frame.size, 0);
    buffer_reset(&frame);
    cr_assert_eq(outbox_acknowledge(&world.school.party, &id, NULL), FAULT_NONE);
    cr_assert_eq(outbox_way_frame(&world.school.party, &id, &frame, NULL), FAULT_NONE);
    cr_expect_eq(frame.size, 0);
}

Test(receipts_recipient, receipt_3_with_another_reference_inside_moves_nothing)
{
    CLEANUP(buffer_clear) struct buffer sealed = { 0 };
    CLEANUP(buffer_clear) struct buffer other = { 0 };
    struct recipient_item item = registration("2026/17", &sealed);
    struct recipient_item second = registration("2026/18", &other);

    give_decision(decision);
    cr_expect_eq(
        give_signed(&item, world.welfare.party.sign, &world.welfare.card, bytes_of_buffer(&other)),
        0, "not the box that the item names");
    item.sealed = second.sealed;
    cr_expect_eq(
        give_signed(&item, world.welfare.party.sign, &world.welfare.card, bytes_of_buffer(&other)),
        0, "a box with another reference than the item's");
    expect_alarm("bad_receipt", OUTBOX_ACCEPTED);
}

Test(receipts_recipient, a_second_reference_is_a_contradiction)
{
    CLEANUP(buffer_clear) struct buffer sealed = { 0 };
    CLEANUP(buffer_clear) struct buffer other = { 0 };
    struct recipient_item first = registration("2026/17", &sealed);
    struct recipient_item second = registration("2026/18", &other);

    give_decision(decision);
    cr_expect_eq(give_signed(&first, world.welfare.party.sign, &world.welfare.card,
                             bytes_of_buffer(&sealed)),
                 1);
    cr_expect_eq(give_signed(&second, world.welfare.party.sign, &world.welfare.card,
                             bytes_of_buffer(&other)),
                 0);
    expect_alarm("contradiction", OUTBOX_REGISTERED);
    cr_expect_str_eq(world_view(&world, &id)->case_reference, "2026/17");
}

Test(receipts_recipient, a_return_is_somebodys_work)
{
    struct recipient_item item = hand_over();

    item.kind = ITEM_RETURN;
    item.state = STATE_RETURNED;
    strcpy(item.code, "wrong_area");
    strcpy(item.forward, "dal-police");
    give_decision(decision);
    cr_expect_eq(give_theirs(&item), 1);
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_RETURNED);
    cr_expect_str_eq(world_view(&world, &id)->code, "wrong_area");
    cr_expect_str_eq(world_view(&world, &id)->forward, "dal-police");
    cr_expect(world_view(&world, &id)->needs_attention);
}

Test(receipts_recipient, a_confirmation_alone_moves_nothing)
{
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    give_decision(decision);
    world_confirmation(&world, submit->submit, STATE_REGISTERED, item);
    give_decision(item);
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_ACCEPTED);
}

Test(receipts_recipient, a_confirmation_gives_the_time_in_the_record)
{
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));
    struct recipient_item theirs = hand_over();

    give_decision(decision);
    give_theirs(&theirs);
    world_confirmation(&world, submit->submit, STATE_HANDED_OVER, item);
    item->time_ms += 5;
    give_decision(item);
    cr_expect_eq(world_view(&world, &id)->handed_over_ms, item->time_ms);
}

Test(receipts_recipient, receipt_2_on_what_was_refused_alarms_and_is_not_acknowledged)
{
    struct recipient_item item = hand_over();

    decision->state = STATE_REFUSED;
    strcpy(decision->code, "no_rule");
    give_decision(decision);
    cr_expect_eq(give_theirs(&item), 0, "who gave it to the recipient?");
    expect_alarm("contradiction", OUTBOX_REFUSED);
}
