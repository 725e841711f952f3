/* SPDX-License-Identifier: EUPL-1.2 */
/* link - a party's way to the broker: one DEALER socket with CURVE, kept up for as long as the
 * party is open.
 *
 * What is to be sent stands in the spool; a link only moves it. Whatever has not been answered is
 * sent again, the same bytes: after a while, and on every new connection. Frames from the broker are
 * believed only as far as their signatures go.
 */
#ifndef EDGE_LINK_H
#define EDGE_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include <systemd/sd-event.h>

#include "base/error.h"
#include "edge/party.h"

/* What all links of one process share: the loop and the broker's address. */
struct edge_links;

/* Is it "tcp://host:port"? FAULT_INPUT "endpoint". Opens nothing. */
MUST_CHECK enum fault edge_link_check_address(const char *broker, struct error *err);

/* `broker` is "tcp://host:port"; `event` is referenced. FAULT_INPUT "endpoint"; FAULT_BROKEN "link". */
MUST_CHECK enum fault edge_links_open(sd_event *event, const char *broker,
                                      struct edge_links **ret_links, struct error *err);

/* Every link must be closed before. Accepts NULL. */
void edge_links_close(struct edge_links *links);
DEFINE_CLEANUP(struct edge_links *, edge_links_close)

/* Starts to connect, and goes on until it is closed, as long as the party is a member (edge/member.h);
 * never blocks. The party (whose `link` is set)
 * must outlive the link. FAULT_BROKEN "link". */
MUST_CHECK enum fault edge_link_open(struct edge_links *links, struct party_state *party,
                                     struct error *err);

/* Drops the connection at once; nothing is lost by it. Sets the party's link to NULL. */
void edge_link_close(struct party_state *party);

/* Has the broker welcomed us on this connection? NULL is not up. */
bool edge_link_is_up(const struct edge_link *link);

/* Since when it is down (wall ms); 0 if it is up. */
int64_t edge_link_down_since_ms(const struct edge_link *link);

/* Sends a frame that stands in no spool. False if the link is not up, or goes down by it. Accepts NULL. */
bool edge_link_send(struct edge_link *link, struct bytes frame);

/* Something new is in the spool. Accepts NULL. */
void edge_link_wake(struct edge_link *link);

#endif
