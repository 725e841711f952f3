/* SPDX-License-Identifier: EUPL-1.2 */
/* api - the HTTP interface of an adapter, for the agency's own systems.
 *
 * POST /v1/<form>                        a report, by media type; header Idempotency-Key, optional
 * POST /v1/check                         may this be sent, and on what ground? edge/check_form.h
 * GET  /v1/forms                         the messages that may be posted, and their fields
 * GET  /v1/outbox                        ?attention=true&limit=1..500&before=<id>
 * GET  /v1/outbox/{id}
 * POST /v1/outbox/{id}/acknowledged
 * POST /v1/outbox/{id}/withdrawal        {"reason": …, "official": …}: taken back
 * POST /v1/outbox/{id}/forwarded         to the recipient that a return named
 * POST /v1/consents                      edge/api_consents.c has the body
 * GET  /v1/consents                      ?limit=…&before=…
 * GET  /v1/consents/{id}
 * POST /v1/consents/{id}/signatures      {"signatures": […]}
 * POST /v1/consents/{id}/withdrawal      {"capacity": …, "guardian": …, "form": …, "date": …,
 *                                         "official": …}
 * POST /v1/consents/{id}/void            {"reason": …, "official": …}
 * GET  /v1/alarms                        ?limit=…: what needs somebody
 * GET  /v1/inbox                         ?open=true&limit=…&before=…
 * GET  /v1/inbox/{id}
 * POST /v1/inbox/{id}/registered         {"case_reference": …, "registered_by": …}
 * POST /v1/inbox/{id}/returned           {"code": …, "forward": …}
 * POST /v1/inbox/{id}/answers            a message to its sender, in its thread
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

/* One call of a party that is known already: no token is asked for. `request` and `answer` as in
 * http.h; the answer's body is the caller's. */
void api_serve(struct api *api, struct party_state *party, const struct http_request *request,
               struct http_answer *answer);

/* The calls of an HTTP server that serves `api`, which stays the caller's. */
struct http_calls api_calls(struct api *api);

#endif
