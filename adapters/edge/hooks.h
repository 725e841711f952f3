/* SPDX-License-Identifier: EUPL-1.2 */
/* hooks - what a party's system is still to be told of: a queue in the spool for each way that the
 * party has (webhook, files), in the order in which things happened.
 *
 * An entry is made in the transaction that makes the change, and goes when it has been told. It names
 * an exchange and its state, never anything about a person.
 */
#ifndef EDGE_HOOKS_H
#define EDGE_HOOKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/uuid.h"
#include "edge/party.h"

#define HOOK_INBOX "inbox"
#define HOOK_OUTBOX "outbox"
#define HOOK_ALARM "alarm" /* something needs somebody; the state is the alarm's code */

enum hook_way {
    HOOK_WEBHOOK = 0,
    HOOK_FILE,
};

/* Inside a transaction: the exchange is in this state (or stage) now. Does nothing for a party whose
 * system is told in no way. An alarm about no exchange has the id of zeros. */
MUST_CHECK enum fault hooks_note(const struct party_state *party, const char *event,
                                 const struct uuid *id, const char *state, struct error *err);

struct hook {
    int64_t place; /* a number that no other entry of this spool ever has */
    char event[16];
    struct uuid id;
    char state[LIMIT_WORD + 1];
    int64_t at_ms;
    uint32_t attempts;
    int64_t next_ms; /* wall time: not before */
};

/* The oldest entry of a way; what comes after it waits for it. */
MUST_CHECK enum fault hooks_next(struct party_state *party, enum hook_way way,
                                 struct hook *ret_hook, bool *ret_has, struct error *err);

/* Inside a transaction: what was noted of alarms about an exchange and not told yet is not told any
 * more. */
MUST_CHECK enum fault hooks_forget_alarms(struct party_state *party, const struct uuid *id,
                                          struct error *err);

/* It has been told. A transaction of its own. */
MUST_CHECK enum fault hooks_done(struct party_state *party, const struct hook *hook,
                                 struct error *err);

/* It could not be told: again after a while, from 1 s, doubling, to an hour. A transaction of its
 * own. */
MUST_CHECK enum fault hooks_failed(struct party_state *party, const struct hook *hook,
                                   int64_t now_ms, struct error *err);

#endif
