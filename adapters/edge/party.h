/* SPDX-License-Identifier: EUPL-1.2 */
/* party - one party that this process speaks for: its keys, its token, and what it shares with the
 * other parties of the process.
 */
#ifndef EDGE_PARTY_H
#define EDGE_PARTY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/uuid.h"
#include "keys/seal.h"
#include "keys/sign.h"
#include "model/agreement.h"
#include "model/card.h"
#include "model/conditions.h"
#include "model/directory.h"
#include "model/vocabulary.h"

struct spool;
struct edge_link;
struct consents_adult;
struct questions;

/* What all parties of one process share; owned by the runtime. */
struct edge_shared {
    struct spool *spool;
    struct directory *directory;   /* with all cards held */
    struct agreements *agreements; /* our own copies; NULL holds none */
    struct vocabulary *vocabulary;
    struct questions *questions; /* asked of the bus; NULL: nobody may ask */
    struct conditions
        *conditions;            /* what the law asks where a contract is one; NULL knows of none */
    const uint8_t *subject_key; /* 32 bytes, guarded memory */
    uint32_t subject_key_number;
    bool test_ids, receives;
    int64_t spool_fails_since_ms; /* edge/alarms.h; 0: it can be written */
};

enum { PARTY_ALARMS = 8 }; /* kinds of edge/alarms.h */

/* Something that went wrong with an exchange. */
struct party_trouble {
    int64_t at_ms; /* 0: it did not */
    struct uuid exchange;
};

struct party_state {
    char name[LIMIT_PARTY + 1];
    struct edge_shared *shared;
    struct sign_secret *sign;
    struct seal_secret *seal;
    struct seal_secret *seal_old; /* the one before, which only opens; NULL for none */
    uint8_t *curve_secret;        /* 32 bytes, guarded memory */
    uint8_t curve_public[SEAL_KEY_SIZE];
    char *token; /* bearer token, guarded memory */
    char default_ground[LIMIT_GROUND + 1], default_area[LIMIT_AREA + 1];
    struct edge_link *link; /* NULL until opened */
    /* How its system is told of changes, and gives files; each NULL for not. */
    const char *webhook_url, *drop_in, *drop_out;
    char *webhook_secret; /* guarded memory; with a URL */
    /* The last order to destroy something that did not verify, since the start; 0 for none. */
    int64_t order_refused_ms;
    struct uuid order_refused; /* the exchange that it named */
    /* Received content that did not open, the first that still lies here, since the start: with the
     * right key, or for want of one. */
    struct party_trouble content_damaged, no_own_key;
    struct consents_adult
        *consents_adult; /* owned; edge/consents_adult.h; NULL before the first look */
    /* Since when no own card has been seen; which alarms its system was told of (when they began). 0
     * for not. */
    int64_t no_card_since_ms, alarms_told_ms[PARTY_ALARMS];
    int64_t dormant_since_ms; /* edge/member.h; 0: a member */
};

/* Our own current card: the highest serial that covers now and holds the keys that we have. NULL if
 * there is none. */
const struct held_card *party_card(const struct party_state *party, int64_t now_ms);

/* Is this serial a card of ours, and do we have the key that was sealed to? */
bool party_can_open(const struct party_state *party, uint64_t serial);

/* The key for what was sealed to this card of ours: the one before if the card holds that one, else
 * our current one. */
const struct seal_secret *party_seal(const struct party_state *party, uint64_t serial);

/* Appends a box around `plain` for ourselves, which our current key opens. Faults of seal_box(). */
MUST_CHECK enum fault party_box(const struct party_state *party, struct bytes plain,
                                struct buffer *ret_box, struct error *err);

/* Appends what such a box holds, also if it is for the key before. FAULT_INPUT "seal_not_ours": no key
 * that we have opens it, or it is damaged or empty. */
MUST_CHECK enum fault party_open_box(const struct party_state *party, struct bytes box,
                                     struct buffer *ret_plain, struct error *err);

/* Is the link up (welcomed)? Since when is it down (wall ms, 0 if up)? */
bool party_is_linked(const struct party_state *party);
int64_t party_down_since_ms(const struct party_state *party);

/* Something new is in the spool for this party: the link should look. */
void party_wake(struct party_state *party);

#endif
