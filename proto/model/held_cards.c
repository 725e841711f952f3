/* SPDX-License-Identifier: Apache-2.0 */
#include "model/held_cards.h"

#include <assert.h>
#include <search.h>
#include <string.h>

#include "base/memory.h"

struct held_cards {
    struct held_card **in_order;  /* of addition; owned */
    struct held_card **by_serial; /* by party, then serial; borrowed */
    size_t n, room;
    void *
        by_key; /* tsearch(3), of struct key_place: a tree, since who makes a card chooses its keys */
};

/* The first card with a key. */
struct key_place {
    const uint8_t *key; /* in the card */
    struct held_card *held;
};

static int compare_keys(const void *a, const void *b)
{
    return memcmp(((const struct key_place *)a)->key, ((const struct key_place *)b)->key,
                  CARD_KEY_SIZE);
}

struct held_cards *held_cards_new(void) { return mem_new(1, sizeof(struct held_cards)); }

void held_cards_free(struct held_cards *cards)
{
    if (!cards)
        return;
    for (size_t i = 0; i < cards->n; i++) {
        buffer_clear(&cards->in_order[i]->text);
        mem_free(cards->in_order[i]);
    }
    mem_free(cards->in_order);
    mem_free(cards->by_serial);
    tdestroy(cards->by_key, mem_free);
    mem_free(cards);
}

static int compare(const struct held_card *held, const char *party, uint64_t serial)
{
    int order = strcmp(held->card.party, party);

    if (order)
        return order;
    return (held->card.serial > serial) - (held->card.serial < serial);
}

/* The first place in `by_serial` that is not before (party, serial). */
static size_t place_of(const struct held_cards *cards, const char *party, uint64_t serial)
{
    size_t low = 0, high = cards->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare(cards->by_serial[middle], party, serial) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_key(struct held_cards *cards, const uint8_t *key, struct held_card *held)
{
    struct key_place *place;
    const void *node;

    if (held_cards_of_key(cards, key))
        return;
    place = mem_new(1, sizeof(*place));
    *place = (struct key_place){ key, held };
    node = tsearch(place, &cards->by_key, compare_keys);
    /* Out of memory ends the process, as everywhere. */
    assert(node);
    (void)node;
}

void held_cards_add(struct held_cards *cards, const struct card *card, struct bytes text)
{
    struct held_card *held = mem_new(1, sizeof(*held));
    size_t place = place_of(cards, card->party, card->serial);

    assert(!held_cards_find(cards, card->party, card->serial));
    held->card = *card;
    buffer_append_bytes(&held->text, text);
    if (cards->n == cards->room) {
        cards->room = cards->room ? 2 * cards->room : 16;
        cards->in_order = mem_grow(cards->in_order, cards->room, sizeof(held));
        cards->by_serial = mem_grow(cards->by_serial, cards->room, sizeof(held));
    }
    memmove(cards->by_serial + place + 1, cards->by_serial + place,
            (cards->n - place) * sizeof(held));
    cards->by_serial[place] = held;
    cards->in_order[cards->n++] = held;
    add_key(cards, held->card.curve, held);
    add_key(cards, held->card.sign, held);
    add_key(cards, held->card.seal, held);
    add_key(cards, held->card.witness, held);
}

struct held_card *held_cards_of_key(const struct held_cards *cards,
                                    const uint8_t key[CARD_KEY_SIZE])
{
    const struct key_place wanted = { .key = key };
    struct key_place *const *node = tfind(&wanted, &cards->by_key, compare_keys);

    return node ? (*node)->held : NULL;
}

struct held_card *held_cards_find(const struct held_cards *cards, const char *party,
                                  uint64_t serial)
{
    size_t place = place_of(cards, party, serial);

    if (place == cards->n || compare(cards->by_serial[place], party, serial) != 0)
        return NULL;
    return cards->by_serial[place];
}

enum fault held_cards_check_keys(const struct held_cards *cards, const struct card *card,
                                 struct error *err)
{
    const struct {
        const char *word;
        const uint8_t *key;
    } keys[] = { { "curve", card->curve },
                 { "sign", card->sign },
                 { "seal", card->seal },
                 { "witness", card->witness } };

    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        const struct held_card *first = held_cards_of_key(cards, keys[i].key);

        if (first && strcmp(first->card.party, card->party) != 0)
            return error_set_code(err, FAULT_INPUT, "key_of_another_party",
                                  "card %llu of %s: its %s key stands in card %llu of %s",
                                  (unsigned long long)card->serial, card->party, keys[i].word,
                                  (unsigned long long)first->card.serial, first->card.party);
    }
    return FAULT_NONE;
}

struct held_card *held_cards_highest(const struct held_cards *cards, const char *party)
{
    size_t place = place_of(cards, party, UINT64_MAX); /* serials are below 2^63 */

    if (place == 0 || strcmp(cards->by_serial[place - 1]->card.party, party) != 0)
        return NULL;
    return cards->by_serial[place - 1];
}

size_t held_cards_size(const struct held_cards *cards) { return cards->n; }

struct held_card *held_cards_at(const struct held_cards *cards, size_t i)
{
    assert(i < cards->n);
    return cards->in_order[i];
}
