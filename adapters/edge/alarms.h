/* SPDX-License-Identifier: EUPL-1.2 */
/* alarms - what is wrong with the adapter itself, for one of its parties: the link is down, its own key
 * card is missing or runs out, somebody ordered content destroyed and showed no right to it, the spool
 * cannot be written, content that was received does not open, the party is dormant.
 *
 * What is wrong with an exchange stands in the outbox; what a consent needs, in edge/consents_adult.h.
 */
#ifndef EDGE_ALARMS_H
#define EDGE_ALARMS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/uuid.h"
#include "edge/party.h"

struct alarm {
    /* Static text: "spool_not_writable", "link_down", "no_own_card", "card_runs_out", "order_refused",
     * "content_damaged", "no_own_key", "no_member". */
    const char *code;
    int64_t at_ms;    /* since when */
    int64_t until_ms; /* of a card that runs out; else 0 */
    bool has_exchange;
    struct uuid exchange; /* of an order, or of content */
};

/* Whether the spool can be written now: the adapter looks every minute, and when it is asked. */
void alarms_see_spool(struct edge_shared *shared, bool can_be_written, int64_t now_ms);

/* Content of this exchange did not open. Kept if there is none of this kind. */
void alarms_see_closed(struct party_trouble *trouble, const struct uuid *exchange, int64_t now_ms);

/* Fills in what there is now; returns their number. The same alarm has the same `at_ms` each time. */
size_t alarms_now(struct party_state *party, int64_t now_ms, struct alarm ret_alarms[PARTY_ALARMS]);

/* Notes for the party's system (edge/hooks.h) each that it was not told of since the start, and each of
 * edge/consents_adult.h; a link only once it has been down for a minute. A transaction of its own. */
MUST_CHECK enum fault alarms_tell(struct party_state *party, int64_t now_ms, struct error *err);

#endif
