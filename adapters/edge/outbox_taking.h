/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_taking - one receipt while it is taken. Private to outbox_way.c and outbox_brokers.c. */
#ifndef EDGE_OUTBOX_TAKING_H
#define EDGE_OUTBOX_TAKING_H

#include "edge/outbox_row.h"

struct taking {
    struct party_state *party;
    struct spool *spool;
    const Samband__V1__Receipt *receipt;
    struct outbox_row row;
    bool acknowledge;
    enum item_state state; /* that is acknowledged */
};

/* FAULT_INPUT "contradiction". */
MUST_CHECK enum fault outbox_taking_contradicts(struct error *err);

/* Sets what became of an exchange that we have ended; what was known for certain stays. */
MUST_CHECK enum fault outbox_taking_outcome(struct taking *taking, const struct uuid *id,
                                            const char *outcome, struct error *err);

/* A receipt that a broker made; `has` if it is about an exchange of ours, which stands in `row`. */
MUST_CHECK enum fault outbox_take_brokers(struct taking *taking, bool has, struct error *err);

#endif
