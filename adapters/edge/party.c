/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/party.h"

#include "edge/link.h"

/* Accepts NULL: a key that we do not have. */
static bool holds_seal(const struct card *card, const struct seal_secret *secret)
{
    uint8_t seal[SEAL_KEY_SIZE];

    if (!secret)
        return false;
    seal_public(secret, seal);
    return memcmp(card->seal, seal, sizeof(seal)) == 0;
}

static bool has_our_keys(const struct party_state *party, const struct card *card)
{
    uint8_t sign[SIGN_PUBLIC_SIZE];

    sign_public(party->sign, sign);
    return holds_seal(card, party->seal) && memcmp(card->sign, sign, sizeof(sign)) == 0 &&
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

    return held &&
           (holds_seal(&held->card, party->seal) || holds_seal(&held->card, party->seal_old));
}

const struct seal_secret *party_seal(const struct party_state *party, uint64_t serial)
{
    const struct held_card *held = directory_card(party->shared->directory, party->name, serial);

    return held && holds_seal(&held->card, party->seal_old) ? party->seal_old : party->seal;
}

enum fault party_box(const struct party_state *party, struct bytes plain, struct buffer *ret_box,
                     struct error *err)
{
    uint8_t own[SEAL_KEY_SIZE];

    seal_public(party->seal, own);
    return seal_box(own, plain, ret_box, err);
}

enum fault party_open_box(const struct party_state *party, struct bytes box,
                          struct buffer *ret_plain, struct error *err)
{
    enum fault fault = seal_open(party->seal, box, ret_plain, err);

    if (fault == FAULT_INPUT && party->seal_old)
        fault = seal_open(party->seal_old, box, ret_plain, err);
    return fault;
}

bool party_is_linked(const struct party_state *party) { return edge_link_is_up(party->link); }

int64_t party_down_since_ms(const struct party_state *party)
{
    return edge_link_down_since_ms(party->link);
}

void party_wake(struct party_state *party) { edge_link_wake(party->link); }
