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

/* An id as text, for log lines. */
struct id_text {
    char text[TEXT_UUID_SIZE];
};
struct id_text answer_id(const struct uuid *id);

#endif
