/* SPDX-License-Identifier: EUPL-1.2 */
/* card_entry - the leaf that puts a key card into the record. */
#ifndef BROKER_CARD_ENTRY_H
#define BROKER_CARD_ENTRY_H

#include "model/directory.h"
#include "store/store.h"

/* `ret_entry` gets the leaf's bytes (anew if it had some); the change points into it and the card.
 */
struct change card_entry_change(const struct held_card *card, int64_t time_ms,
                                struct buffer *ret_entry);

#endif
