/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/card_entry.h"

#include "keys/random.h"
#include "model/entry.h"

struct change card_entry_change(const struct held_card *card, int64_t time_ms,
                                struct buffer *ret_entry)
{
    struct entry entry = { .kind = ENTRY_KEY, .time_ms = time_ms };

    keys_random(entry.nonce, sizeof(entry.nonce));
    entry.text = bytes_of_buffer(&card->text);
    buffer_reset(ret_entry);
    entry_write(&entry, ret_entry);
    return (struct change){
        .kind = CHANGE_KEY,
        .entry = bytes_of_buffer(ret_entry),
        .entry_kind = entry_kind_name(ENTRY_KEY),
        .time_ms = time_ms,
        .party = card->card.party,
        .serial = card->card.serial,
        .card_hash = digest_of(bytes_of_buffer(&card->text)),
    };
}
