/* SPDX-License-Identifier: Apache-2.0 */
/* held_cards - key cards in memory: in order of addition, and found by party and serial, or by key.
 *
 * Signatures are the caller's to judge before a card comes here.
 */
#ifndef MODEL_HELD_CARDS_H
#define MODEL_HELD_CARDS_H

#include "base/cleanup.h"
#include "model/directory.h"

struct held_cards;

struct held_cards *held_cards_new(void);

/* Accepts NULL. Every card is gone afterwards. */
void held_cards_free(struct held_cards *cards);
DEFINE_CLEANUP(struct held_cards *, held_cards_free)

/* Keeps a copy. Only for a party and serial that is not held. The card stays in place. */
void held_cards_add(struct held_cards *cards, const struct card *card, struct bytes text);

/* NULL if it is not held. */
struct held_card *held_cards_find(const struct held_cards *cards, const char *party,
                                  uint64_t serial);

/* The first card that was added with `key`, as whichever of its keys; NULL if none holds it. */
struct held_card *held_cards_of_key(const struct held_cards *cards,
                                    const uint8_t key[CARD_KEY_SIZE]);

/* A key is one party's: FAULT_INPUT, code "key_of_another_party", if another party's card was the first
 * that was added with one of this card's keys, as whichever of its own. */
MUST_CHECK enum fault held_cards_check_keys(const struct held_cards *cards, const struct card *card,
                                            struct error *err);

/* The party's highest serial; NULL if it has no card. */
struct held_card *held_cards_highest(const struct held_cards *cards, const char *party);

size_t held_cards_size(const struct held_cards *cards);
struct held_card *held_cards_at(const struct held_cards *cards, size_t i);

#endif
