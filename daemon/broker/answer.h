/* SPDX-License-Identifier: EUPL-1.2 */
/* answer - frames made of what is committed: receipts to senders, confirmations to recipients. */
#ifndef BROKER_ANSWER_H
#define BROKER_ANSWER_H

#include "broker/broker.h"

/* What cannot be sent now (no link, full queue) is dropped: its owner asks again, or it is a notice
 * and comes round again. At most 16 receipts. True if it went. */
bool answer_receipts(struct broker *broker, struct member *member,
                     const struct stored_receipt receipts[], size_t n_receipts);
bool answer_confirm(struct broker *broker, struct member *member,
                    const struct stored_receipt *receipt);

/* Receipt 1. One that refuses a submission sealed to an old card (new_card) takes the recipient's card
 * in use along, however late it is repeated. */
bool answer_decision(struct broker *broker, struct member *member,
                     const struct stored_receipt *receipt, const char *recipient);

/* The order that ends an exchange, to its recipient; `order` is the leaf of the sender's withdrawal,
 * void or take-back. FAULT_BROKEN if it does not read. *ret_sent is false if it did not go now. */
MUST_CHECK enum fault answer_recall(struct broker *broker, const struct open_exchange *exchange,
                                    struct bytes order, bool *ret_sent, struct error *err);

/* An id as text, for log lines. */
struct id_text {
    char text[TEXT_UUID_SIZE];
};
struct id_text answer_id(const struct uuid *id);

#endif
