/* SPDX-License-Identifier: EUPL-1.2 */
/* party - one party that this process speaks for: its keys, its token, and what it shares with the
 * other parties of the process.
 */
#ifndef EDGE_PARTY_H
#define EDGE_PARTY_H

#include <stdbool.h>
#include <stdint.h>

#include "keys/seal.h"
#include "keys/sign.h"
#include "model/card.h"
#include "model/directory.h"
#include "model/vocabulary.h"

struct spool;
struct edge_link;

/* What all parties of one process share; owned by the runtime. */
struct edge_shared {
    struct spool *spool;
    struct directory *directory; /* with all cards held */
    struct vocabulary *vocabulary;
    const uint8_t *subject_key; /* 32 bytes, guarded memory */
    uint32_t subject_key_number;
    bool test_ids, receives;
};

struct party_state {
    char name[LIMIT_PARTY + 1];
    struct edge_shared *shared;
    struct sign_secret *sign;
    struct seal_secret *seal;
    uint8_t *curve_secret; /* 32 bytes, guarded memory */
    uint8_t curve_public[SEAL_KEY_SIZE];
    char *token; /* bearer token, guarded memory */
    char default_ground[LIMIT_GROUND + 1], default_area[LIMIT_AREA + 1];
    struct edge_link *link; /* NULL until opened */
};

/* Our own current card: the highest serial that covers now and holds the keys that we have. NULL if
 * there is none. */
const struct held_card *party_card(const struct party_state *party, int64_t now_ms);

/* Is this serial a card of ours, and do we have the key that was sealed to? */
bool party_can_open(const struct party_state *party, uint64_t serial);

/* Is the link up (welcomed)? Since when is it down (wall ms, 0 if up)? */
bool party_is_linked(const struct party_state *party);
int64_t party_down_since_ms(const struct party_state *party);

/* Something new is in the spool for this party: the link should look. */
void party_wake(struct party_state *party);

#endif
