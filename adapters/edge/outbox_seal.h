/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_seal - from one child of a report to a signed exchange and the frame that carries it.
 *
 * No I/O: who, to whom, when and which number are arguments.
 */
#ifndef EDGE_OUTBOX_SEAL_H
#define EDGE_OUTBOX_SEAL_H

#include "edge/party.h"
#include "edge/report.h"
#include "model/exchange_text.h"

/* What the exchange is made of. Borrowed. */
struct outbox_order {
    const struct party_state *party;
    const struct card *own_card, *recipient_card;
    const struct report *report;
    const struct report_child *child;
    struct uuid id;
    uint8_t thread[THREAD_SIZE];
    uint8_t seq[SEQ_SIZE];
    int64_t now_ms;
};

/* Owned; zeroed memory is an empty one. */
struct outbox_exchange {
    struct buffer text, frame; /* the signed text; the whole Submit frame, as it is sent */
    struct digest sections[LIMIT_SECTIONS];
    size_t n_sections;
};
void outbox_exchange_clear(struct outbox_exchange *exchange);
DEFINE_CLEAR(struct outbox_exchange, outbox_exchange_clear)

/* Does the child have a subject reference at all? (All zeros: the exchange has no subject.) */
bool outbox_seal_has_subject(const struct report_child *child);

/* `ret_exchange` must be empty. The child has at most LIMIT_SECTIONS parts. FAULT_INPUT
 * "too_large" (a section, or the frame),
 * "bad_content" (a word or field that could not be read again), "no_key" (the recipient's card holds
 * no usable key). */
MUST_CHECK enum fault outbox_seal(const struct outbox_order *order,
                                  struct outbox_exchange *ret_exchange, struct error *err);

#endif
