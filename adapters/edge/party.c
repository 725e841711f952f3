/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/party.h"

#include "edge/link.h"

static bool has_our_seal(const struct party_state *party, const struct card *card)
{
    uint8_t seal[SEAL_KEY_SIZE];

    seal_public(party->seal, seal);
    return memcmp(card->seal, seal, sizeof(seal)) == 0;
}

static bool has_our_keys(const struct party_state *party, const struct card *card)
{
    uint8_t sign[SIGN_PUBLIC_SIZE];

    sign_public(party->sign, sign);
    return has_our_seal(party, card) && memcmp(card->sign, sign, sizeof(sign)) == 0 &&
           memcmp(card->curve, party->curve_public, sizeof(party->curve_public)) == 0;
}

const struct held_card *party_card(const struct party_state *party, int64_t now_ms)
{
    const struct directory *directory = party->shared->directory;
    const struct held_card *best = NULL;

    for (size_t i = 0; i < directory_n_cards(directory); i++) {
        const struct held_card *held = directory_card_at(directory, i);

        if (strcmp(held->card.party, party->name) == 0 && has_our_keys(party, &held->card) &&
            card_covers(&held->card, now_ms) && (!best || held->card.serial > best->card.serial))
            best = held;
    }
    return best;
}

bool party_can_open(const struct party_state *party, uint64_t serial)
{
    const struct held_card *held = directory_card(party->shared->directory, party->name, serial);

    return held && has_our_seal(party, &held->card);
}

bool party_is_linked(const struct party_state *party) { return edge_link_is_up(party->link); }

int64_t party_down_since_ms(const struct party_state *party)
{
    return edge_link_down_since_ms(party->link);
}

void party_wake(struct party_state *party) { edge_link_wake(party->link); }
