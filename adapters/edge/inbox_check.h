/* SPDX-License-Identifier: EUPL-1.2 */
/* inbox_check - whether a delivery is what it claims to be, asked as somebody who trusts neither
 * the broker nor the sender. Nothing here writes.
 */
#ifndef EDGE_INBOX_CHECK_H
#define EDGE_INBOX_CHECK_H

#include "edge/party.h"
#include "model/exchange_text.h"
#include "model/item.h"
#include "wire/content.h"
#include "wire/frame.h"

/* What our own keys make of the sections of a delivery that is genuine. */
enum delivery_outcome {
    DELIVERY_OPENED = 0, /* every section is what its sender committed to */
    DELIVERY_NO_KEY,     /* sealed to a key that we do not have */
    DELIVERY_UNREADABLE, /* altered, or not what it is declared as */
};

/* Borrows from the message and the directory. */
struct delivery {
    const Samband__V1__Deliver *message;
    struct exchange_text text;
    struct digest text_hash;
    struct private_header header;
    const struct held_card *sender_card, *bus_card;
    uint64_t leaf_index; /* of the broker's item */
    struct section_descriptor descriptors[LIMIT_SECTIONS];
    enum delivery_outcome outcome;
};

/* FAULT_INPUT with the code of the error frame: not_canonical, wrong_log, wrong_party,
 * unknown_card, bad_signature, bad_digest, bad_content, bad_delivery (the broker's item). */
MUST_CHECK enum fault inbox_check(const struct party_state *party,
                                  const Samband__V1__Deliver *message,
                                  struct delivery *ret_delivery, struct error *err);

/* One sealed section, borrowed. */
struct inbox_sealed {
    uint16_t index; /* in the exchange text */
    const struct section_descriptor *descriptor;
    struct bytes sealed_key, ciphertext;
};

/* Opens one section as it is stored. FAULT_INPUT: codes of seal_section_open(), or "bad_content" if
 * the body is not of the descriptor's category. `ret_body` must be empty. */
MUST_CHECK enum fault inbox_open_section(const struct party_state *party,
                                         const struct exchange_text *text,
                                         const struct inbox_sealed *sealed,
                                         struct owned_section_body *ret_body, struct error *err);

#endif
