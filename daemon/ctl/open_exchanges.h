/* SPDX-License-Identifier: EUPL-1.2 */
/* open_exchanges - the exchanges that are not final yet, found by id.
 *
 * A balanced tree: senders choose ids, and it does not mind which.
 */
#ifndef CTL_OPEN_EXCHANGES_H
#define CTL_OPEN_EXCHANGES_H

#include "base/cleanup.h"
#include "base/uuid.h"
#include "keys/digest.h"
#include "model/item.h"
#include "model/limits.h"

struct open_exchange {
    struct uuid id;
    struct digest text_hash;
    char sender[LIMIT_PARTY + 1], recipient[LIMIT_PARTY + 1];
    enum item_state said;   /* by the leaves so far */
    enum item_state stored; /* in its row */
};

struct open_exchanges;

struct open_exchanges *open_exchanges_new(void);
/* Accepts NULL. */
void open_exchanges_free(struct open_exchanges *exchanges);
DEFINE_CLEANUP(struct open_exchanges *, open_exchanges_free)

/* NULL if it is not there; stays in place until it is dropped. */
struct open_exchange *open_exchanges_find(const struct open_exchanges *exchanges,
                                          const struct uuid *id);

/* Keeps a copy. Only for an id that is not there. */
void open_exchanges_add(struct open_exchanges *exchanges, const struct open_exchange *exchange);

void open_exchanges_drop(struct open_exchanges *exchanges, struct open_exchange *exchange);

/* The first by id whose row does not say what its leaves say; NULL if there is none. */
const struct open_exchange *open_exchanges_odd(const struct open_exchanges *exchanges);

#endif
