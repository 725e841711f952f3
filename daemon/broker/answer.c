/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/answer.h"

#include <assert.h>

#include "base/clock.h"
#include "base/memory.h"
#include "core/card_in_use.h"
#include "model/entry.h"

enum { ANSWER_RECEIPTS = 16 };

static bool send_frame(struct broker *broker, struct member *member,
                       const Samband__V1__Frame *frame)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    frame_write(frame, &bytes);
    return broker_send(broker, member, bytes_of_buffer(&bytes));
}

/* `new_card` may be empty. */
static bool send_receipts(struct broker *broker, struct member *member,
                          const struct stored_receipt receipts[], size_t n_receipts,
                          struct bytes new_card)
{
    Samband__V1__Receipts message = SAMBAND__V1__RECEIPTS__INIT;
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    struct receipt_frame frames[ANSWER_RECEIPTS];
    Samband__V1__Receipt *list[ANSWER_RECEIPTS];

    assert(n_receipts > 0 && n_receipts <= ANSWER_RECEIPTS);
    for (size_t i = 0; i < n_receipts; i++) {
        signed_item_to_frame(&receipts[i], broker->directory, &frames[i]);
        list[i] = &frames[i].message;
    }
    list[0]->new_card = frame_data(new_card);
    message.receipts = list;
    message.n_receipts = n_receipts;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_RECEIPTS;
    frame.receipts = &message;
    return send_frame(broker, member, &frame);
}

bool answer_receipts(struct broker *broker, struct member *member,
                     const struct stored_receipt receipts[], size_t n_receipts)
{
    return send_receipts(broker, member, receipts, n_receipts, bytes_of(NULL, 0));
}

static bool is_for_new_card(const struct stored_receipt *receipt)
{
    CLEANUP(mem_free) struct broker_item *item = NULL;

    if (receipt->kind != ITEM_DECISION || receipt->state != STATE_REFUSED)
        return false;
    item = mem_new(1, sizeof(*item));
    return broker_item_read(receipt->item, item, NULL) == FAULT_NONE &&
           strcmp(item->code, "new_card") == 0;
}

bool answer_decision(struct broker *broker, struct member *member,
                     const struct stored_receipt *receipt, const char *recipient)
{
    const struct held_card *card = NULL;

    if (is_for_new_card(receipt))
        card = card_in_use(broker->directory, recipient, clock_wall_ms());
    return send_receipts(broker, member, receipt, 1,
                         card ? bytes_of_buffer(&card->text) : bytes_of(NULL, 0));
}

enum fault answer_recall(struct broker *broker, const struct open_exchange *exchange,
                         struct bytes order, bool *ret_sent, struct error *err)
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
    Samband__V1__Recall message = SAMBAND__V1__RECALL__INIT;
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    const struct held_card *card;

    if (entry_read(order, entry, err))
        return error_set(err, FAULT_BROKEN, "the leaf of this order does not read");
    card = directory_card(broker->directory, entry->signer, entry->signer_card);
    if (!card)
        return error_set(err, FAULT_BROKEN, "card %llu of %s is not held",
                         (unsigned long long)entry->signer_card, entry->signer);
    message.takeover = broker->takeover;
    message.id = frame_data(bytes_of(exchange->id.bytes, UUID_SIZE));
    message.exchange = frame_data(bytes_of(exchange->text_hash.bytes, DIGEST_SIZE));
    message.text = frame_data(entry->text);
    message.signature = frame_data(bytes_of(entry->signature, sizeof(entry->signature)));
    message.sender_card = frame_data(bytes_of_buffer(&card->text));
    frame.kind_case = SAMBAND__V1__FRAME__KIND_RECALL;
    frame.recall = &message;
    *ret_sent = send_frame(broker, exchange->recipient, &frame);
    return FAULT_NONE;
}

bool answer_confirm(struct broker *broker, struct member *member,
                    const struct stored_receipt *receipt)
{
    Samband__V1__Confirm message = SAMBAND__V1__CONFIRM__INIT;
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    struct receipt_frame receipt_frame;
    Samband__V1__Receipt *list[1] = { &receipt_frame.message };

    signed_item_to_frame(receipt, broker->directory, &receipt_frame);
    message.takeover = broker->takeover;
    message.receipts = list;
    message.n_receipts = 1;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_CONFIRM;
    frame.confirm = &message;
    return send_frame(broker, member, &frame);
}

struct id_text answer_id(const struct uuid *id)
{
    struct id_text result = { 0 };

    uuid_write(id, result.text);
    return result;
}
