/* SPDX-License-Identifier: EUPL-1.2 */
/* webhook - tells a party's system over HTTP that something has changed, until it has said that it
 * knows.
 *
 *   POST <url>
 *   Content-Type: application/json
 *   Samband-Delivery: <number>           the same for each try
 *   Samband-Signature: t=<unix seconds>,v1=<hex HMAC-SHA-256 of "<t>.<body>" under the secret>
 *
 *   {"event": "inbox", "id": …, "state": …, "party": …, "at": …}        "stage" with "outbox", "code"
 *                                                                       with "alarm"
 *
 * No content and nothing about a person: whoever wants more asks the API. Any 2xx is an answer; after
 * anything else, and after 10 seconds, it is told again, in the same order, for ever: a second later,
 * then after twice as long each time, at most an hour. Redirects are not followed.
 */
#ifndef EDGE_WEBHOOK_H
#define EDGE_WEBHOOK_H

#include <stddef.h>

#include <systemd/sd-event.h>

#include "base/cleanup.h"
#include "base/error.h"

struct party_state;
struct webhooks;

/* Is it https://…, or http://… on this machine (127.0.0.1, [::1], localhost), without a user in it?
 * FAULT_INPUT "webhook_url". Opens nothing. */
MUST_CHECK enum fault webhook_check_url(const char *url, struct error *err);

/* Tells for each party that has a URL and a secret. The parties must outlive it; `event` is
 * referenced. FAULT_BROKEN "webhook". */
MUST_CHECK enum fault webhooks_open(sd_event *event, struct party_state *const parties[], size_t n,
                                    struct webhooks **ret_webhooks, struct error *err);

/* What is under way is told again after the next start. Accepts NULL. */
void webhooks_close(struct webhooks *webhooks);
DEFINE_CLEANUP(struct webhooks *, webhooks_close)

#endif
