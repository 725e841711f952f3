/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/receipts.h"

#include <criterion/criterion.h>

#include "edge/outbox_way.h"
#include "edge/spool_memory.h"
#include "model/exchange_text.h"
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

TestSuite(receipts, .init = setup, .fini = teardown);

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

Test(receipts, receipt_1_moves_the_exchange_and_is_remembered)
{
    CLEANUP(memory_view_clear) struct memory_view memory = { 0 };
    CLEANUP(receipt_unpacked_free) Samband__V1__Receipt *newest = NULL;
    const struct outbox_view *view;

    give_decision(decision);
    view = world_view(&world, &id);
    cr_expect_eq(view->stage, OUTBOX_ACCEPTED);
    cr_expect_eq(view->leaf_index, decision->leaf_index);
    cr_expect_eq(view->accepted_ms, decision->time_ms);
    cr_expect_eq(view->sections[1].verdict, VERDICT_PERMIT);
    cr_expect_not(view->needs_attention);
    cr_assert_eq(memory_read(world.school.shared.spool, WORLD_SCHOOL, &memory, NULL), FAULT_NONE);
    newest = memory_unpack_receipt(bytes_of_buffer(&memory.newest));
    cr_assert_not_null(newest);
    cr_expect_eq(newest->item.len > 0, true);
}

Test(receipts, receipt_1_may_come_again)
{
    give_decision(decision);
    give_decision(decision);
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_ACCEPTED);
    cr_expect_str_eq(world_view(&world, &id)->alarm, "");
}

Test(receipts, a_refusal_is_somebodys_work_until_it_is_acknowledged)
{
    CLEANUP(buffer_clear) struct buffer frame = { 0 };
    const struct outbox_view *view;

    decision->state = STATE_REFUSED;
    strcpy(decision->code, "age_outside");
    strcpy(decision->reason, "The ground does not cover the age.");
    for (size_t i = 0; i < decision->n_verdicts; i++)
        decision->verdicts[i].verdict = VERDICT_REFUSE;
    give_decision(decision);
    view = world_view(&world, &id);
    cr_expect_eq(view->stage, OUTBOX_REFUSED);
    cr_expect_str_eq(view->code, "age_outside");
    cr_expect(view->needs_attention);
    cr_assert_eq(outbox_way_frame(&world.school.party, &id, &frame, NULL), FAULT_NONE);
    cr_expect_gt(frame.size, 0, "kept until then");
    buffer_reset(&frame);
    cr_assert_eq(outbox_acknowledge(&world.school.party, &id, NULL), FAULT_NONE);
    cr_assert_eq(outbox_way_frame(&world.school.party, &id, &frame, NULL), FAULT_NONE);
    cr_expect_eq(frame.size, 0);
}

Test(receipts, a_partial_permit_is_on_the_alarm_list)
{
    decision->verdicts[1].verdict = VERDICT_LEAVE_OUT;
    give_decision(decision);
    expect_alarm("partial_permit", OUTBOX_ACCEPTED);
}

/* What is wrong with a decision: each changes one thing. */
static void of_another_text(void) { decision->exchange.bytes[0] ^= 1; }
static void of_another_section(void) { decision->verdicts[0].section.bytes[0] ^= 1; }
static void twice_of_a_section(void) { decision->verdicts[0] = decision->verdicts[1]; }
static void of_too_few(void) { decision->n_verdicts--; }
static void of_another_kind(void)
{
    decision->kind = ITEM_DELIVERY;
    decision->rule[0] = '\0';
}
static void of_another_time(void) { decision->time_ms += INT64_C(90) * 86400000; }

static void (*const faults[])(void) = { of_another_text, of_another_section, twice_of_a_section,
                                        of_too_few,      of_another_kind,    of_another_time };

Test(receipts, a_decision_on_anything_else_moves_nothing)
{
    for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
        struct broker_item good = *decision;

        faults[i]();
        give_decision(decision);
        expect_alarm("bad_receipt", OUTBOX_SPOOLED);
        *decision = good;
    }
    give_decision(decision);
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_ACCEPTED);
}

Test(receipts, a_decision_that_another_root_stands_behind_moves_nothing)
{
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    CLEANUP(buffer_clear) struct buffer card_text = { 0 };
    struct card card;

    cr_assert_eq(card_read(bytes_of_buffer(&world.bus_card), &card, NULL), FAULT_NONE);
    card.serial = 2;
    card_write(&card, world.stranger_root, &card_text);
    broker_item_write(decision, &bytes);
    world_sign(world.bus_sign, bytes_of_buffer(&bytes), bytes_of_buffer(&card_text), &receipt);
    cr_expect_eq(give(&receipt), 0);
    expect_alarm("bad_receipt", OUTBOX_SPOOLED);
}

Test(receipts, a_decision_with_a_party_s_card_moves_nothing)
{
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    broker_item_write(decision, &bytes);
    world_sign(world.welfare.party.sign, bytes_of_buffer(&bytes),
               bytes_of_buffer(&world.welfare.card), &receipt);
    cr_expect_eq(give(&receipt), 0);
    expect_alarm("bad_receipt", OUTBOX_SPOOLED);
}

Test(receipts, a_changed_item_moves_nothing)
{
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    char *reason;

    world_sign_broker(&world, decision, &receipt);
    reason = memmem(receipt.item.data, receipt.item.size, "permit", 6);
    cr_assert_not_null(reason);
    memcpy(reason, "refuse", 6);
    cr_expect_eq(give(&receipt), 0);
    expect_alarm("bad_receipt", OUTBOX_SPOOLED);
}

Test(receipts, of_an_exchange_that_was_never_sent_are_ignored)
{
    decision->id = uuid_new(1767225600000);
    give_decision(decision);
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_SPOOLED);
    cr_expect_str_eq(world_view(&world, &id)->alarm, "");
}
