/* SPDX-License-Identifier: EUPL-1.2 */
/* api - which call is it, may it be made, who makes it. In that order, before any body is read. */
#include "edge/api.h"

#include <stdio.h>
#include <strings.h>

#include "edge/api_call.h"
#include "edge/problem.h"
#include "edge/words.h"
#include "keys/digest.h"

enum { IDEMPOTENCY_KEY_MAX = 80 };

struct api_route {
    const char *method, *path; /* "{id}" stands for an id */
    const char *parameters[3];
    bool open;  /* no token */
    bool inbox; /* only where the agency receives */
    bool json;  /* takes a body of application/json */
    bool bus;   /* something would go to the bus: only for a member; an answer looks by itself */
    api_handler *handler;
};

/* clang-format off */
static const struct api_route routes[] = {
    { "GET",  "/healthz",                      { 0 }, .open = true, .handler = api_health },
    { "GET",  "/readyz",                       { 0 }, .open = true, .handler = api_ready },
    { "GET",  "/v1/alarms",                    { "limit" }, .handler = api_list_alarms },
    { "POST", "/v1/check",                     { 0 }, .json = true, .bus = true, .handler = api_check },
    { "GET",  "/v1/forms",                     { 0 }, .handler = api_list_forms },
    { "GET",  "/v1/outbox",                    { "attention", "limit", "before" }, .handler = api_list_outbox },
    { "GET",  "/v1/outbox/{id}",               { 0 }, .handler = api_show_outbox },
    { "POST", "/v1/outbox/{id}/acknowledged",  { 0 }, .handler = api_acknowledge },
    { "POST", "/v1/outbox/{id}/withdrawal",    { 0 }, .json = true, .bus = true, .handler = api_take_back },
    { "POST", "/v1/outbox/{id}/forwarded",     { 0 }, .bus = true, .handler = api_forward },
    { "GET",  "/v1/consents",                  { "limit", "before" }, .handler = api_list_consents },
    { "POST", "/v1/consents",                  { 0 }, .json = true, .bus = true, .handler = api_post_consent },
    { "GET",  "/v1/consents/{id}",             { 0 }, .handler = api_show_consent },
    { "POST", "/v1/consents/{id}/signatures",  { 0 }, .json = true, .bus = true, .handler = api_sign_consent },
    { "POST", "/v1/consents/{id}/withdrawal",  { 0 }, .json = true, .bus = true, .handler = api_withdraw_consent },
    { "POST", "/v1/consents/{id}/void",        { 0 }, .json = true, .bus = true, .handler = api_void_consent },
    { "GET",  "/v1/tasks",                     { "open", "limit", "before" }, .handler = api_list_tasks },
    { "GET",  "/v1/tasks/{id}",                { 0 }, .handler = api_show_task },
    { "POST", "/v1/tasks/{id}/talk",           { 0 }, .json = true, .handler = api_hold_talk },
    { "POST", "/v1/tasks/{id}/decided",        { 0 }, .json = true, .handler = api_decide_task },
    { "GET",  "/v1/inbox",                     { "open", "limit", "before" }, .inbox = true, .handler = api_list_inbox },
    { "GET",  "/v1/inbox/{id}",                { 0 }, .inbox = true, .handler = api_show_inbox },
    { "POST", "/v1/inbox/{id}/registered",     { 0 }, .inbox = true, .json = true, .bus = true, .handler = api_register },
    { "POST", "/v1/inbox/{id}/returned",       { 0 }, .inbox = true, .json = true, .bus = true, .handler = api_return },
    { "POST", "/v1/inbox/{id}/answers",        { 0 }, .inbox = true, .json = true, .handler = api_answer_inbox },
};
/* clang-format on */

static const struct api_route report_route = { .method = "POST",
                                               .bus = true,
                                               .handler = api_post_report };

/* ---- which call ---- */

static bool path_fits(const char *pattern, const char *path, struct uuid *ret_id, bool *ret_bad_id)
{
    const char *hole = strstr(pattern, "{id}");
    char id[TEXT_UUID_SIZE];
    size_t front, size;

    if (!hole)
        return strcmp(pattern, path) == 0;
    front = (size_t)(hole - pattern);
    if (strncmp(pattern, path, front) != 0)
        return false;
    size = strcspn(path + front, "/");
    if (size == 0 || strcmp(path + front + size, hole + 4) != 0)
        return false;
    *ret_bad_id = size != TEXT_UUID_SIZE - 1;
    if (!*ret_bad_id) {
        memcpy(id, path + front, size);
        id[size] = '\0';
        *ret_bad_id = !uuid_read(id, ret_id);
    }
    return true;
}

static bool method_fits(const char *wanted, const char *method)
{
    return strcmp(wanted, method) == 0 ||
           (strcmp(wanted, "GET") == 0 && strcmp(method, "HEAD") == 0);
}

static bool is_form_path(const char *form_path, const char *path)
{
    return strncmp(path, "/v1/", 4) == 0 && strcmp(path + 4, form_path) == 0;
}

static bool media_type_fits(const char *wanted, const char *given)
{
    size_t size;

    if (!given)
        return false;
    size = strcspn(given, "; \t");
    return size == strlen(wanted) && strncasecmp(wanted, given, size) == 0;
}

static void refuse_media_type(struct http_answer *answer, const char *accepted)
{
    char detail[400];

    snprintf(detail, sizeof(detail), "Content-Type must be one of: %s", accepted);
    problem_answer(answer, 415, "unknown_media_type", detail, NULL);
    snprintf(answer->accept, sizeof(answer->accept), "%s", accepted);
}

static void refuse_method(struct http_answer *answer, const char *allow)
{
    problem_answer(answer, 405, "unknown_method", "this path does not take this method", NULL);
    snprintf(answer->allow, sizeof(answer->allow), "%s", allow);
}

/* The media types that a path takes, as they are looked at. */
struct accepted {
    char list[300];
    size_t size;
};

static void accept_type(struct accepted *accepted, const char *media_type)
{
    if (strstr(accepted->list, media_type) || accepted->size >= sizeof(accepted->list))
        return;
    accepted->size +=
        (size_t)snprintf(accepted->list + accepted->size, sizeof(accepted->list) - accepted->size,
                         "%s%s", accepted->size ? ", " : "", media_type);
}

/* Forms with a reader of their own come before those of the table. */
static bool look_for_form(struct api_call *call, struct accepted *accepted)
{
    static const char json[] = "application/json";
    const struct form *form = call->api->agency->forms;
    const struct message_form *message = call->api->agency->messages;
    bool is_path = false;

    for (; form && form->path; form++) {
        if (!is_form_path(form->path, call->request->path))
            continue;
        is_path = true;
        accept_type(accepted, form->media_type);
        if (media_type_fits(form->media_type, call->request->content_type))
            call->form = form;
    }
    for (; message && message->type && !call->form; message++) {
        if (!is_form_path(message->path, call->request->path))
            continue;
        is_path = true;
        accept_type(accepted, json);
        if (media_type_fits(json, call->request->content_type))
            call->message_path = message->path;
    }
    return is_path;
}

/* The form by path and media type. NULL: the answer is there already, or there is no such path. */
static const struct api_route *find_form(struct api_call *call, bool *ret_is_path)
{
    struct accepted accepted = { 0 };

    *ret_is_path = look_for_form(call, &accepted);
    if (!*ret_is_path)
        return NULL;
    if (strcmp(call->request->method, "POST") != 0) {
        refuse_method(call->answer, "POST");
        return NULL;
    }
    if (call->form || call->message_path)
        return &report_route;
    refuse_media_type(call->answer, accepted.list);
    return NULL;
}

/* What is no id at all is answered as one that is unknown. */
static void refuse_id(struct api_call *call, const char *path)
{
    struct error err = { 0 };

    if (strstr(path, "/consents/"))
        (void)error_set_code(&err, FAULT_INPUT, "unknown_consent",
                             WORDS("there is no such consent here"));
    else if (strstr(path, "/tasks/"))
        (void)error_set_code(&err, FAULT_INPUT, "unknown_task",
                             WORDS("there is no such task here"));
    if (err.fault)
        api_refuse(call, &err, "");
    else
        problem_answer(call->answer, 404, "unknown_exchange", "there is no such exchange", NULL);
}

static const struct api_route *find_route(struct api_call *call)
{
    const char *path = call->request->path, *allow = NULL;
    const struct api_route *form_route;
    bool is_path;

    for (size_t i = 0; i < ARRAY_SIZE(routes); i++) {
        const struct api_route *route = &routes[i];

        if ((route->inbox && !call->api->agency->receives) ||
            !path_fits(route->path, path, &call->id, &call->bad_id))
            continue;
        if (method_fits(route->method, call->request->method))
            return route;
        allow = allow                               ? "GET, HEAD, POST"
                : strcmp(route->method, "GET") == 0 ? "GET, HEAD"
                                                    : route->method;
    }
    if (allow) {
        refuse_method(call->answer, allow);
        return NULL;
    }
    form_route = find_form(call, &is_path);
    if (!is_path)
        problem_answer(call->answer, 404, "unknown_path", "there is no such path", NULL);
    return form_route;
}

/* ---- who ---- */

/* Every token is compared, as a digest: the time taken says nothing. */
static struct party_state *find_party(struct api *api, const char *authorization)
{
    static const char scheme[] = "Bearer ";
    struct party_state *found = NULL;
    struct digest given;

    if (!authorization || strncasecmp(authorization, scheme, sizeof(scheme) - 1) != 0)
        return NULL;
    given = digest_of(bytes_of_text(authorization + sizeof(scheme) - 1));
    for (size_t i = 0; i < api->n_parties; i++) {
        struct digest token = digest_of(bytes_of_text(api->parties[i]->token));

        if (digest_equal(&given, &token))
            found = api->parties[i];
    }
    return found;
}

/* ---- may it be made ---- */

static bool check_parameters(struct api_call *call, const struct api_route *route)
{
    for (size_t i = 0; i < call->request->n_query; i++) {
        const char *name = call->request->query[i].name;
        bool known = false, repeated = false;

        for (size_t j = 0; j < ARRAY_SIZE(route->parameters); j++)
            known = known || (route->parameters[j] && strcmp(route->parameters[j], name) == 0);
        for (size_t j = 0; j < i; j++)
            repeated = repeated || strcmp(call->request->query[j].name, name) == 0;
        if (known && !repeated)
            continue;
        problem_answer(call->answer, 400, "unknown_parameter",
                       repeated ? "a query parameter stands twice"
                                : "this path does not take one of the query parameters",
                       NULL);
        return false;
    }
    return true;
}

static bool check_idempotency_key(struct api_call *call)
{
    const char *key = call->request->idempotency_key;
    size_t size = key ? strlen(key) : 1;
    bool fits = size >= 1 && size <= IDEMPOTENCY_KEY_MAX;

    for (; key && *key; key++)
        fits = fits && *key > 0x20 && *key < 0x7f;
    if (!fits)
        problem_answer(call->answer, 400, "bad_idempotency_key",
                       "Idempotency-Key has 1 to 80 visible ASCII characters", NULL);
    return fits;
}

static const struct api_route *admit(struct api_call *call)
{
    const struct api_route *route = find_route(call);

    if (!route)
        return NULL;
    if (!route->open) {
        if (!call->party)
            call->party = find_party(call->api, call->request->authorization);
        if (!call->party) {
            problem_answer(call->answer, 401, "unknown_token",
                           "Authorization must be Bearer and the token of a party", NULL);
            call->answer->challenge = true;
            return NULL;
        }
    }
    if (call->bad_id) {
        refuse_id(call, route->path);
        return NULL;
    }
    if (route->json && !media_type_fits("application/json", call->request->content_type)) {
        refuse_media_type(call->answer, "application/json");
        return NULL;
    }
    if (!check_parameters(call, route) || !check_idempotency_key(call))
        return NULL;
    return route;
}

void api_serve(struct api *api, struct party_state *party, const struct http_request *request,
               struct http_answer *answer)
{
    struct api_call call = { .api = api, .party = party, .request = request, .answer = answer };
    const struct api_route *route = admit(&call);

    if (route && (!route->bus || api_may_send(&call)))
        route->handler(&call);
}

static bool begin(void *arg, const struct http_request *request, struct http_answer *answer)
{
    struct api_call call = { .api = arg, .request = request, .answer = answer };

    return admit(&call) == NULL;
}

static void handle(void *arg, const struct http_request *request, struct http_answer *answer)
{
    api_serve(arg, NULL, request, answer);
}

static void refuse(void *arg, unsigned status, const char *code, const char *detail,
                   struct http_answer *answer)
{
    (void)arg;
    problem_answer(answer, status, code, detail, NULL);
}

struct http_calls api_calls(struct api *api)
{
    return (struct http_calls){ begin, handle, refuse, api };
}
