/* SPDX-License-Identifier: EUPL-1.2 */
/* receipts - whether a signed item is what it claims to be, asked as somebody who trusts neither
 * the broker nor the other party: only the roots in our own directory count.
 *
 * Nothing here writes; a card that verifies is kept in the directory (in memory).
 */
#ifndef EDGE_RECEIPTS_H
#define EDGE_RECEIPTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "keys/seal.h"
#include "model/directory.h"
#include "model/item.h"
#include "wire/frame.h"

/* Does the item say that a broker made it (not: did one)? */
bool receipts_is_brokers(const Samband__V1__Receipt *receipt);

/* Verifies form, card (bus, signed by the coordinator's root) and signature. `ret_card` is borrowed
 * from the directory. FAULT_INPUT "bad_receipt". */
MUST_CHECK enum fault receipts_read_broker(struct directory *directory,
                                           const Samband__V1__Receipt *receipt,
                                           struct broker_item *ret_item,
                                           const struct held_card **ret_card, struct error *err);

/* The same for a recipient's item: its card is signed by the root of the party that the item names,
 * and the sealed reference is the one that the item stands for. FAULT_INPUT "bad_receipt". */
MUST_CHECK enum fault receipts_read_recipient(struct directory *directory,
                                              const Samband__V1__Receipt *receipt,
                                              struct recipient_item *ret_item,
                                              const struct held_card **ret_card, struct error *err);

/* An exchange that we sent, as far as receipts are judged by it. */
struct sent_exchange {
    struct uuid id;
    struct digest text_hash;
    char recipient[LIMIT_PARTY + 1];
    bool decided; /* receipt 1 is held */
    struct digest sections[LIMIT_SECTIONS];
    enum verdict verdicts[LIMIT_SECTIONS]; /* meaningful once decided */
    size_t n_sections;
};

/* Is it an order to the bus? Nothing follows its receipt 1. */
bool receipts_is_order(const struct sent_exchange *sent);

/* Is receipt 1 about this exchange: id, hash, each verdict about a section of its text, none twice,
 * and when it was accepted, one for each? Only an accepted order ends others. FAULT_INPUT
 * "bad_receipt". */
MUST_CHECK enum fault receipts_fit_decision(const struct broker_item *item,
                                            const struct sent_exchange *sent, struct error *err);

/* Is it about this exchange, by its recipient, and was everything that was opened permitted?
 * FAULT_INPUT "bad_receipt", "opened_unpermitted". `ret_complete` is false if something that was
 * permitted was not opened. The exchange must be decided. */
MUST_CHECK enum fault receipts_fit_recipient(const struct recipient_item *item,
                                             const struct sent_exchange *sent, bool *ret_complete,
                                             struct error *err);

/* Opens the sealed case reference and holds it against the item. FAULT_INPUT "bad_receipt"; "" if
 * the item has none. */
MUST_CHECK enum fault receipts_open_reference(const struct seal_secret *secret,
                                              const struct recipient_item *item,
                                              struct bytes sealed,
                                              char ret_reference[LIMIT_REFERENCE + 1],
                                              struct error *err);

/* A case reference, or another word of a case system: 1 to `max` bytes of plain UTF-8. */
bool receipts_is_reference(const char *text, size_t max);

#endif
