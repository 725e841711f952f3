/* SPDX-License-Identifier: EUPL-1.2 */
/* api_report - a report comes in: read, stored, and only then answered. */
#include "edge/api_call.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "edge/outbox.h"
#include "edge/problem.h"

static bool knows(const void *arg, enum form_word kind, const char *code)
{
    static const enum vocabulary_kind kinds[] = {
        [FORM_CATEGORY] = VOCABULARY_CATEGORY,
        [FORM_FUNCTION] = VOCABULARY_FUNCTION,
        [FORM_URGENCY] = VOCABULARY_URGENCY,
        [FORM_NOT_INFORMED] = VOCABULARY_NOT_INFORMED,
    };

    return vocabulary_has(arg, kinds[kind], code);
}

/* False if the party is no member of its directory (any more). */
static bool make_context(const struct api_call *call, struct form_context *ret)
{
    const struct edge_shared *shared = call->api->shared;
    int64_t now_ms = clock_wall_ms();
    const struct party *party =
        directory_party(shared->directory, call->party->name, text_day_of(now_ms));

    if (!party)
        return false;
    *ret = (struct form_context){
        .country = party->country,
        .default_ground = call->party->default_ground,
        .area_default = call->party->default_area,
        .test_ids = shared->test_ids,
        .subject_key = shared->subject_key,
        .subject_key_number = shared->subject_key_number,
        .now_ms = now_ms,
        .knows = knows,
        .knows_arg = shared->vocabulary,
    };
    return true;
}

static void put_exchange(struct json_out *out, struct api_call *call, const struct uuid *id)
{
    struct outbox_view *view = mem_new(1, sizeof(*view));
    char text[TEXT_UUID_SIZE];
    struct error err;

    uuid_write(id, text);
    json_enter_object(out, NULL);
    json_put_text(out, "id", text);
    if (outbox_get(call->party, id, view, &err) == FAULT_NONE) {
        json_put_text(out, "about", view->about);
        json_put_text(out, "to", view->recipient);
        json_put_text(out, "stage", outbox_stage_name(view->stage));
    }
    json_leave_object(out);
    mem_free(view);
}

static void put_warnings(struct json_out *out, const struct form_faults *warnings)
{
    json_enter_list(out, "warnings");
    for (size_t i = 0; i < warnings->n; i++) {
        json_enter_object(out, NULL);
        json_put_text(out, "pointer", warnings->all[i].pointer);
        json_put_text(out, "code", warnings->all[i].code);
        json_put_text(out, "detail", warnings->all[i].detail);
        json_leave_object(out);
    }
    json_leave_list(out);
}

static void answer_stored(struct api_call *call, const struct uuid *ids, size_t n, bool repeated,
                          const struct form_faults *warnings)
{
    struct json_out out = { 0 };
    char text[TEXT_UUID_SIZE];

    json_enter_object(&out, NULL);
    json_enter_list(&out, "exchanges");
    for (size_t i = 0; i < n; i++) {
        put_exchange(&out, call, &ids[i]);
        uuid_write(&ids[i], text);
        log_event(LOG_LEVEL_INFO, "report_stored", "party=%s exchange=%s repeated=%d",
                  call->party->name, text, repeated);
    }
    json_leave_list(&out);
    json_put_boolean(&out, "repeated", repeated);
    put_warnings(&out, warnings);
    json_leave_object(&out);
    if (n == 1)
        snprintf(call->answer->location, sizeof(call->answer->location), "/v1/outbox/%s", text);
    api_answer(call, 202, &out);
}

static void store(struct api_call *call, const struct report *report)
{
    CLEANUP(mem_free) struct uuid *ids = NULL;
    const char *key = call->request->idempotency_key;
    struct error err;
    bool repeated = false;
    size_t n = 0;

    if (outbox_post(call->party, report, call->request->body, key ? key : "", &ids, &n, &repeated,
                    &err)) {
        log_event(LOG_LEVEL_WARNING, "report_not_stored", "party=%s code=%s", call->party->name,
                  err.code);
        problem_of_error(call->answer, &err);
        return;
    }
    answer_stored(call, ids, n, repeated, &report->warnings);
}

void api_post_report(struct api_call *call)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    struct form_context context;
    struct error err;

    if (!make_context(call, &context)) {
        problem_answer(call->answer, 503, "no_member",
                       "the directory held here does not have this party today", NULL);
        return;
    }
    if (call->form->read(call->request->body, &context, &report, &faults, &err)) {
        problem_of_error(call->answer, &err);
        problem_answer(call->answer, call->answer->status, err.code, err.text, &faults);
        return;
    }
    store(call, &report);
}
