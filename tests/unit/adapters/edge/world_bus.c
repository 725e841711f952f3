/* SPDX-License-Identifier: EUPL-1.2 */
/* world_bus - what the bus says in a test, and an exchange's whole way. */
#include "world.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "edge/inbox_way.h"
#include "edge/outbox_way.h"
#include "model/exchange_text.h"

/* ---- what the bus says ---- */

void world_receipt_clear(struct world_receipt *receipt)
{
    buffer_clear(&receipt->item);
    buffer_clear(&receipt->card);
    buffer_clear(&receipt->sealed);
}

void world_sign(const struct sign_secret *secret, struct bytes item, struct bytes card,
                struct world_receipt *ret_receipt)
{
    struct list_proof proof;

    samband__v1__receipt__init(&ret_receipt->message);
    buffer_append_bytes(&ret_receipt->item, item);
    buffer_append_bytes(&ret_receipt->card, card);
    list_sign(secret, WORLD_ORIGIN, &item, 1, &proof);
    memcpy(ret_receipt->signature, proof.signature, sizeof(ret_receipt->signature));
    ret_receipt->message.item = frame_data(bytes_of_buffer(&ret_receipt->item));
    ret_receipt->message.n = 1;
    ret_receipt->message.signature = frame_data(bytes_of(ret_receipt->signature, 64));
    ret_receipt->message.card = frame_data(bytes_of_buffer(&ret_receipt->card));
}

void world_decision(struct world *world, const Samband__V1__Submit *submit, unsigned int left_out,
                    struct broker_item *ret_item)
{
    struct exchange_text text;
    struct error err = { 0 };

    cr_assert_eq(exchange_text_read(frame_bytes(submit->text), &text, &err), FAULT_NONE);
    *ret_item = (struct broker_item){
        .kind = ITEM_DECISION,
        .id = text.id,
        .exchange = exchange_text_hash(frame_bytes(submit->text)),
        .state = STATE_ACCEPTED,
        .leaf_index = world->next_leaf++,
        .time_ms = clock_wall_ms(),
        .rule = "no-school-concern",
        .n_verdicts = text.n_sections,
    };
    for (size_t i = 0; i < text.n_sections; i++) {
        ret_item->verdicts[i].section = text.sections[i];
        ret_item->verdicts[i].verdict = left_out & 1u << i ? VERDICT_LEAVE_OUT : VERDICT_PERMIT;
        strcpy(ret_item->verdicts[i].rule, "no-school-concern");
    }
}

void world_confirmation(struct world *world, const Samband__V1__Submit *submit,
                        enum item_state state, struct broker_item *ret_item)
{
    world_decision(world, submit, 0, ret_item);
    ret_item->kind = ITEM_CONFIRMATION;
    ret_item->state = state;
    if (state == STATE_WITHDRAWN || state == STATE_TAKEN_BACK)
        strcpy(ret_item->code, "not_yet_answered");
    ret_item->rule[0] = '\0';
    ret_item->n_verdicts = 0;
}

void world_sign_broker(struct world *world, const struct broker_item *item,
                       struct world_receipt *ret_receipt)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    broker_item_write(item, &bytes);
    world_sign(world->bus_sign, bytes_of_buffer(&bytes), bytes_of_buffer(&world->bus_card),
               ret_receipt);
}

size_t world_give(struct world *world, struct world_receipt *const receipts[], size_t n)
{
    struct outbox_acknowledgement done[WIRE_RECEIPTS];
    Samband__V1__Receipts message = SAMBAND__V1__RECEIPTS__INIT;
    Samband__V1__Receipt *all[8];
    struct error err = { 0 };
    size_t n_done = 0;

    cr_assert_leq(n, ARRAY_SIZE(all));
    for (size_t i = 0; i < n; i++)
        all[i] = &receipts[i]->message;
    message.n_receipts = n;
    message.receipts = all;
    cr_assert_eq(outbox_way_take(&world->school.party, &message, done, &n_done, &err), FAULT_NONE,
                 "%s", err.text);
    return n_done;
}

void world_deliver(struct world *world, const Samband__V1__Submit *submit, unsigned int left_out,
                   struct world_delivery *ret_delivery)
{
    Samband__V1__Deliver *message = &ret_delivery->message;
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    samband__v1__deliver__init(message);
    world_decision(world, submit, 0, item);
    item->kind = ITEM_DELIVERY;
    item->rule[0] = '\0';
    item->n_verdicts = 0;
    message->sections = ret_delivery->sections;
    for (size_t i = 0; i < submit->n_sections; i++) {
        if (left_out & 1u << i)
            continue;
        ret_delivery->sections[message->n_sections++] = submit->sections[i];
        item->verdicts[item->n_verdicts++] = item->verdicts[i];
    }
    world_sign_broker(world, item, &ret_delivery->receipt);
    message->takeover = 3;
    message->attempt = 1;
    message->text = submit->text;
    message->signature = submit->signature;
    message->sender_card = frame_data(bytes_of_buffer(&world->school.card));
    message->private_header = submit->private_header;
    message->private_header_salt = submit->private_header_salt;
    message->delivery = &ret_delivery->receipt.message;
}

void world_delivery_clear(struct world_delivery *delivery)
{
    world_receipt_clear(&delivery->receipt);
}

Samband__V1__Frame *world_hand_over(struct world *world, const struct world_delivery *delivery,
                                    struct error *err)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    Samband__V1__Frame *frame = NULL;
    bool is_new;

    if (inbox_way_deliver(&world->welfare.party, &delivery->message, &is_new, &bytes, err))
        return NULL;
    cr_assert_eq(frame_read(bytes_of_buffer(&bytes), &frame, err), FAULT_NONE, "%s", err->text);
    cr_assert_eq(frame->kind_case, SAMBAND__V1__FRAME__KIND_RECEIPTS);
    return frame;
}

void world_confirm(struct world *world, const Samband__V1__Submit *submit, enum item_state state)
{
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));
    Samband__V1__Confirm message = SAMBAND__V1__CONFIRM__INIT;
    Samband__V1__Receipt *all[] = { &receipt.message };
    struct error err = { 0 };

    world_confirmation(world, submit, state, item);
    world_sign_broker(world, item, &receipt);
    message.takeover = 3;
    message.n_receipts = 1;
    message.receipts = all;
    cr_assert_eq(inbox_way_confirm(&world->welfare.party, &message, &err), FAULT_NONE, "%s",
                 err.text);
}

/* ---- all of it ---- */

static void accept(struct world *world, const Samband__V1__Submit *submit)
{
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    world_decision(world, submit, 0, item);
    world_sign_broker(world, item, &receipt);
    world_give(world, (struct world_receipt *[]){ &receipt }, 1);
}

static void pass_on(struct world *world, const Samband__V1__Frame *frame)
{
    struct outbox_acknowledgement done[WIRE_RECEIPTS];
    struct error err = { 0 };
    size_t n = 0;

    cr_assert_eq(outbox_way_take(&world->school.party, frame->receipts, done, &n, &err), FAULT_NONE,
                 "%s", err.text);
}

void world_bring(struct world *world, const struct uuid *id, enum outbox_stage stage)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(world, id);
    CLEANUP(frame_free) Samband__V1__Frame *receipts = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *registered = NULL;
    CLEANUP(world_delivery_clear) struct world_delivery delivery = { 0 };
    struct error err = { 0 };
    struct inbox_view view;

    accept(world, submit->submit);
    if (stage == OUTBOX_ACCEPTED)
        return;
    world_deliver(world, submit->submit, 0, &delivery);
    receipts = world_hand_over(world, &delivery, &err);
    cr_assert_not_null(receipts, "%s: %s", err.code, err.text);
    pass_on(world, receipts);
    if (stage == OUTBOX_HANDED_OVER)
        return;
    cr_assert_eq(inbox_register(&world->welfare.party, id, "2026/17", "", &view, &err), FAULT_NONE,
                 "%s", err.text);
    registered = world_hand_over(world, &delivery, &err);
    cr_assert_not_null(registered);
    pass_on(world, registered);
}

const struct outbox_view *world_view(struct world *world, const struct uuid *id)
{
    static struct outbox_view view;
    struct error err = { 0 };

    cr_assert_eq(outbox_get(&world->school.party, id, &view, &err), FAULT_NONE, "%s", err.text);
    return &view;
}
