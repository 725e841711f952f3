/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/party.h"

#include "edge/link.h"

static bool is_ours(const struct party_state *party, const struct card *card)
{
    uint8_t sign[SIGN_PUBLIC_SIZE], seal[SEAL_KEY_SIZE];

    sign_public(party->sign, sign);
    seal_public(party->seal, seal);
    return strcmp(card->party, party->name) == 0 && memcmp(card->sign, sign, sizeof(sign)) == 0 &&
           memcmp(card->seal, seal, sizeof(seal)) == 0;
}

const struct held_card *party_card(const struct party_state *party, int64_t now_ms)
{
    const struct directory *directory = party->shared->directory;
    const struct held_card *best = NULL;

    for (size_t i = 0; i < directory_n_cards(directory); i++) {
        const struct held_card *held = directory_card_at(party->shared->directory, i);

        if (is_ours(party, &held->card) && card_covers(&held->card, now_ms) &&
            (!best || held->card.serial > best->card.serial))
            best = held;
    }
    return best;
}

bool party_has_card(const struct party_state *party, uint64_t serial)
{
    const struct held_card *held = directory_card(party->shared->directory, party->name, serial);

    return held && is_ours(party, &held->card);
}

bool party_is_linked(const struct party_state *party) { return edge_link_is_up(party->link); }

int64_t party_down_since_ms(const struct party_state *party)
{
    return edge_link_down_since_ms(party->link);
}

void party_wake(struct party_state *party) { edge_link_wake(party->link); }
