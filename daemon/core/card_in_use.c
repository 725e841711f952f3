/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/card_in_use.h"

#include <string.h>

const struct held_card *card_in_use(const struct directory *directory, const char *party,
                                    int64_t now_ms)
{
    const struct held_card *newest = NULL;

    for (size_t i = 0; i < directory_n_cards(directory); i++) {
        const struct held_card *card = directory_card_at(directory, i);

        if (card->in_record && strcmp(card->card.party, party) == 0 &&
            (!newest || card->card.serial > newest->card.serial))
            newest = card;
    }
    return newest && card_covers(&newest->card, now_ms) ? newest : NULL;
}
