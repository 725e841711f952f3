/* SPDX-License-Identifier: EUPL-1.2 */
/* api - the HTTP interface of an adapter, for the agency's own systems.
 *
 * POST /v1/<form>                        a report, by media type; header Idempotency-Key, optional
 * GET  /v1/outbox                        ?attention=true&limit=1..500&before=<id>
 * GET  /v1/outbox/{id}
 * POST /v1/outbox/{id}/acknowledged
 * GET  /v1/inbox                         ?open=true&limit=…&before=…
 * GET  /v1/inbox/{id}
 * POST /v1/inbox/{id}/registered         {"case_reference": …, "registered_by": …}
 * POST /v1/inbox/{id}/returned           {"code": …, "forward": …}
 * GET  /healthz, /readyz                 without a token
 *
 * `Authorization: Bearer <token>` says which party speaks. HEAD is a GET without a body.
 */
#ifndef EDGE_API_H
#define EDGE_API_H

#include "edge/edge.h"
#include "edge/http.h"
#include "edge/party.h"

struct api {
    const struct agency *agency;
    struct edge_shared *shared;
    struct party_state **parties;
    size_t n_parties;
    bool (*spool_is_writable)(void *arg);
    void *spool_arg;
};

/* The calls of an HTTP server that serves `api`, which stays the caller's. */
struct http_calls api_calls(struct api *api);

#endif
