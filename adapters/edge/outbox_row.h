/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_row - the few ways in which a sent exchange is read and changed in the spool. All of them
 * belong inside a transaction.
 */
#ifndef EDGE_OUTBOX_ROW_H
#define EDGE_OUTBOX_ROW_H

#include "edge/outbox.h"
#include "edge/party.h"
#include "edge/receipts.h"
#include "edge/spool.h"

struct outbox_row {
    struct sent_exchange sent;
    enum outbox_stage stage;
    char urgency[LIMIT_WORD + 1];
    bool has_ended_by; /* we have ordered it ended */
    char type[LIMIT_WORD + 1];
    bool has_target; /* of an order */
    struct uuid target;
};

/* The exchange of this party, if it was signed; *ret_has is false otherwise. */
MUST_CHECK enum fault outbox_row_read(struct party_state *party, const struct uuid *id,
                                      struct outbox_row *ret_row, bool *ret_has, struct error *err);

/* Moves it to a stage, with that stage's limit. The step must be allowed. */
MUST_CHECK enum fault outbox_row_step(struct party_state *party, struct outbox_row *row,
                                      enum outbox_stage to, struct error *err);

/* Puts it on the alarm list, and notes that for the party's system. `alarm` is a code, "" for a stage that speaks for itself; the same alarm
 * again changes nothing, so that what was acknowledged stays so. */
MUST_CHECK enum fault outbox_row_alarm(struct party_state *party, const struct uuid *id,
                                       const char *alarm, struct error *err);

/* Notes for the party's system that it is on that list, under the code that the list has. */
MUST_CHECK enum fault outbox_row_tell_alarm(const struct party_state *party, const struct uuid *id,
                                            struct error *err);

/* Deletes content that nobody needs any more: registered in full, ended by us, sent anew, carried out
 * (an order), or closed and acknowledged. */
MUST_CHECK enum fault outbox_row_let_go(struct party_state *party, const struct uuid *id,
                                        struct error *err);

enum outbox_held { OUTBOX_HELD_NOT = 0, OUTBOX_HELD_SAME, OUTBOX_HELD_OTHER };

/* Is this item held already, or another of its kind and state? */
MUST_CHECK enum fault outbox_row_held(struct party_state *party, const struct uuid *id,
                                      enum item_kind kind, enum item_state state, struct bytes item,
                                      enum outbox_held *ret_held, struct error *err);

/* Stores a receipt of others. */
MUST_CHECK enum fault outbox_row_keep(struct party_state *party, const struct uuid *id,
                                      enum item_kind kind, enum item_state state,
                                      const Samband__V1__Receipt *receipt, struct error *err);

#endif
