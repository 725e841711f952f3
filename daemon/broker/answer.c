/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/answer.h"

#include <assert.h>

enum { ANSWER_RECEIPTS = 16 };

static bool send_frame(struct broker *broker, struct member *member,
                       const Samband__V1__Frame *frame)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    frame_write(frame, &bytes);
    return broker_send(broker, member, bytes_of_buffer(&bytes));
}

bool answer_receipts(struct broker *broker, struct member *member,
                     const struct stored_receipt receipts[], size_t n_receipts)
{
    Samband__V1__Receipts message = SAMBAND__V1__RECEIPTS__INIT;
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    struct receipt_frame frames[ANSWER_RECEIPTS];
    Samband__V1__Receipt *list[ANSWER_RECEIPTS];

    assert(n_receipts <= ANSWER_RECEIPTS);
    for (size_t i = 0; i < n_receipts; i++) {
        signed_item_to_frame(&receipts[i], broker->directory, &frames[i]);
        list[i] = &frames[i].message;
    }
    message.receipts = list;
    message.n_receipts = n_receipts;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_RECEIPTS;
    frame.receipts = &message;
    return send_frame(broker, member, &frame);
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
