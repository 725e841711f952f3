/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/problem.h"

#include <assert.h>

#include "base/log.h"
#include "edge/json.h"

static const struct {
    unsigned status;
    const char *title;
} titles[] = {
    { 400, "Bad Request" },
    { 401, "Unauthorized" },
    { 404, "Not Found" },
    { 405, "Method Not Allowed" },
    { 406, "Not Acceptable" },
    { 409, "Conflict" },
    { 413, "Content Too Large" },
    { 415, "Unsupported Media Type" },
    { 422, "Unprocessable Content" },
    { 429, "Too Many Requests" },
    { 500, "Internal Server Error" },
    { 502, "Bad Gateway" },
    { 503, "Service Unavailable" },
    { 504, "Gateway Timeout" },
};

static const struct {
    const char *code;
    unsigned status;
} statuses[] = {
    { "unknown_exchange", 404 },
    { "idempotency_conflict", 409 },
    { "reference_conflict", 409 },
    { "wrong_state", 409 },
    { "no_member", 409 },
    { "content_gone", 409 },
    { "content_damaged", 409 },
    { "consent_ended", 409 },
    { "signed_already", 409 },
    { "not_signed", 409 },
    { "unknown_consent", 404 },
    { "nothing_to_acknowledge", 409 },
    { "unknown_task", 404 },
    { "not_decided", 409 },
    { "talk_first", 409 },
    { "talk_already", 409 },
    { "no_talk", 409 },
    { "decided_already", 409 },
    { "task_void", 409 },
    { "too_large", 413 },
    { "malformed", 400 },
    { "too_deep", 400 },
};

static const char *title_of(unsigned status)
{
    for (size_t i = 0; i < ARRAY_SIZE(titles); i++)
        if (titles[i].status == status)
            return titles[i].title;
    return "Error";
}

static void put_faults(struct json_out *out, const struct form_faults *faults)
{
    json_enter_list(out, "errors");
    for (size_t i = 0; i < faults->n; i++) {
        json_enter_object(out, NULL);
        json_put_text(out, "pointer", faults->all[i].pointer);
        json_put_text(out, "code", faults->all[i].code);
        json_put_text(out, "detail", faults->all[i].detail);
        json_leave_object(out);
    }
    json_leave_list(out);
}

void problem_answer(struct http_answer *answer, unsigned status, const char *code,
                    const char *detail, const struct form_faults *faults)
{
    struct json_out out = { 0 };

    buffer_clear(&answer->body);
    json_enter_object(&out, NULL);
    json_put_text(&out, "type", "about:blank");
    json_put_text(&out, "title", title_of(status));
    json_put_number(&out, "status", status);
    json_put_text(&out, "code", code);
    json_put_text(&out, "detail", detail);
    if (faults)
        put_faults(&out, faults);
    json_leave_object(&out);
    answer->status = status;
    answer->media_type = "application/problem+json";
    answer->body = out.text;
}

void problem_add_telephones(struct http_answer *answer, const struct problem_telephone telephones[],
                            size_t n)
{
    struct json_out out = { .text = answer->body, .comma = true };

    if (n == 0)
        return;
    assert(out.text.size > 0 && out.text.data[out.text.size - 1] == '}');
    out.text.size--; /* the object goes on */
    json_enter_list(&out, "telephone");
    for (size_t i = 0; i < n; i++) {
        json_enter_object(&out, NULL);
        json_put_text(&out, "to", telephones[i].to);
        json_put_text(&out, "telephone", telephones[i].telephone);
        json_leave_object(&out);
    }
    json_leave_list(&out);
    json_leave_object(&out);
    answer->body = out.text;
}

static unsigned status_of(const struct error *err)
{
    if (err->fault == FAULT_RETRY)
        return 503;
    if (err->fault == FAULT_BROKEN)
        return 500;
    for (size_t i = 0; i < ARRAY_SIZE(statuses); i++)
        if (strcmp(statuses[i].code, err->code) == 0)
            return statuses[i].status;
    return 422;
}

void problem_of_error(struct http_answer *answer, const struct error *err)
{
    unsigned status = status_of(err);

    if (status == 500)
        log_event(LOG_LEVEL_ERROR, "call_broken", "code=%s", err->code);
    problem_answer(answer, status, err->code,
                   status == 500 ? "this adapter has a fault of its own" : err->text, NULL);
    answer->retry_later = status == 503;
}
