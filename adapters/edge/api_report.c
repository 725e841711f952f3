/* SPDX-License-Identifier: EUPL-1.2 */
/* api_report - a report comes in: read, stored, and only then answered. */
#include "edge/api_call.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "edge/accept.h"
#include "edge/outbox.h"
#include "edge/outbox_key.h"
#include "edge/problem.h"
#include "edge/tasks.h"

static bool knows(const void *arg, enum form_word kind, const char *code)
{
    static const enum vocabulary_kind kinds[] = {
        [FORM_CATEGORY] = VOCABULARY_CATEGORY,   [FORM_FUNCTION] = VOCABULARY_FUNCTION,
        [FORM_URGENCY] = VOCABULARY_URGENCY,     [FORM_NOT_INFORMED] = VOCABULARY_NOT_INFORMED,
        [FORM_PURPOSE] = VOCABULARY_PURPOSE,     [FORM_DECIDER] = VOCABULARY_DECIDER,
        [FORM_REASON] = VOCABULARY_REASON,       [FORM_TYPE] = VOCABULARY_TYPE,
        [FORM_TAKE_BACK] = VOCABULARY_TAKE_BACK, [FORM_VOID] = VOCABULARY_VOID,
        [FORM_CONDITION] = VOCABULARY_CONDITION,
    };
    const struct edge_shared *shared = arg;

    return vocabulary_has(shared->vocabulary, kinds[kind], code);
}

static const char *role_of(const void *arg, const char *name)
{
    const struct edge_shared *shared = arg;
    const struct party *party =
        directory_party(shared->directory, name, text_day_of(clock_wall_ms()));

    return party ? party->role : NULL;
}

/* What its system asks for, else that of its country. NULL for a party that is in no directory. */
static const char *language_of(const struct api_call *call, const struct party *party)
{
    const char *wanted = accept_language(call->request->accept_language);

    if (wanted)
        return wanted;
    return party ? vocabulary_language_of_country(party->country) : "en";
}

const char *api_language(const struct api_call *call)
{
    return language_of(call, directory_entry(call->api->shared->directory, call->party->name));
}

static const char *role_at(const void *arg, const char *function, const char *area)
{
    const struct edge_shared *shared = arg;
    size_t n = 0;
    const struct party *party =
        directory_resolve(shared->directory, function, area, text_day_of(clock_wall_ms()), &n);

    return party ? party->role : NULL;
}

bool api_form_context(struct api_call *call, struct form_context *ret_context)
{
    const struct edge_shared *shared = call->api->shared;
    const struct party *party = directory_entry(shared->directory, call->party->name);

    if (!party) {
        api_refuse_no_member(call, MEMBERSHIP_UNKNOWN);
        return false;
    }
    *ret_context = (struct form_context){
        .party = party->name,
        .country = party->country,
        .default_ground = call->party->default_ground,
        .area_default = call->party->default_area,
        .test_ids = shared->test_ids,
        .subject_key = shared->subject_key,
        .subject_key_number = shared->subject_key_number,
        .now_ms = clock_wall_ms(),
        .knows = knows,
        .knows_arg = shared,
        .role = party->role,
        .language = language_of(call, party),
        .conditions = shared->conditions,
        .role_of = role_of,
        .role_at = role_at,
        .role_of_arg = shared,
    };
    return true;
}

void api_put_exchange(struct json_out *out, struct api_call *call, const struct uuid *id)
{
    CLEANUP(mem_free) struct outbox_view *view = mem_new(1, sizeof(*view));
    struct error err;

    json_enter_object(out, NULL);
    api_put_uuid(out, "id", id);
    if (outbox_get(call->party, id, view, &err) == FAULT_NONE) {
        api_put_word(out, "about", view->about);
        json_put_text(out, "to", view->recipient);
        json_put_text(out, "stage", outbox_stage_name(view->stage));
        api_put_telephone(out, view);
    }
    json_leave_object(out);
}

void api_answer_exchange(struct api_call *call, const struct uuid *id, bool repeated)
{
    struct json_out out = { 0 };
    char text[TEXT_UUID_SIZE];

    uuid_write(id, text);
    json_enter_object(&out, NULL);
    json_enter_list(&out, "exchanges");
    api_put_exchange(&out, call, id);
    json_leave_list(&out);
    json_put_boolean(&out, "repeated", repeated);
    json_leave_object(&out);
    snprintf(call->answer->location, sizeof(call->answer->location), "/v1/outbox/%s", text);
    api_answer(call, 202, &out);
}

void api_put_warnings(struct json_out *out, const char *key, const struct form_faults *warnings)
{
    json_enter_list(out, key);
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
        api_put_exchange(&out, call, &ids[i]);
        uuid_write(&ids[i], text);
        log_event(LOG_LEVEL_INFO, "report_stored", "party=%s exchange=%s repeated=%d",
                  call->party->name, text, repeated);
    }
    json_leave_list(&out);
    json_put_boolean(&out, "repeated", repeated);
    api_put_warnings(&out, "warnings", warnings);
    json_leave_object(&out);
    if (n == 1)
        snprintf(call->answer->location, sizeof(call->answer->location), "/v1/outbox/%s", text);
    api_answer(call, 202, &out);
}

void api_refuse_form(struct api_call *call, const struct form_faults *faults,
                     const struct error *err)
{
    problem_of_error(call->answer, err);
    problem_answer(call->answer, call->answer->status, err->code, err->text, faults);
    api_add_telephones(call, NULL);
}

/* What could not be stored. Where it is about a recipient or a reference, all of them are told. */
static void refuse_report(struct api_call *call, const struct report *report,
                          const struct error *err)
{
    CLEANUP(form_faults_clear)
    struct form_faults faults = { .language = report->warnings.language };
    struct error again;

    log_event(LOG_LEVEL_WARNING, "report_not_stored", "party=%s code=%s", call->party->name,
              err->code);
    problem_of_error(call->answer, err);
    if (err->fault == FAULT_INPUT &&
        outbox_check_targets(call->party, report, &faults, &again) == FAULT_INPUT &&
        strcmp(again.code, err->code) == 0)
        api_refuse_faults(call, err, &faults);
    api_add_telephones(call, report);
}

/* One more may be meant, a correction for one; or somebody has pressed twice. */
static bool has_gone(struct api_call *call, const struct report *report)
{
    struct task_view task = { 0 };
    struct error err;

    return report->has_task && !report->has_correction_of &&
           !tasks_get(call->party, &report->task, &task, &err) && task.state == TASK_DECIDED &&
           task.notify && !task.notice_unsent;
}

void api_store_report(struct api_call *call, struct report *report, struct bytes posted)
{
    CLEANUP(mem_free) struct uuid *ids = NULL;
    const char *key = call->request->idempotency_key;
    struct error err;
    bool repeated = false, had_gone = has_gone(call, report);
    size_t n = 0;

    if (outbox_post(call->party, report, posted, key ? key : "", &ids, &n, &repeated, &err)) {
        refuse_report(call, report, &err);
        return;
    }
    if (had_gone && !repeated)
        form_faults_add(&report->warnings, "/task", "notice_sent",
                        "a notice of this task has gone already");
    answer_stored(call, ids, n, repeated, &report->warnings);
}

bool api_answer_repeated(struct api_call *call, struct bytes posted)
{
    CLEANUP(mem_free) struct uuid *ids = NULL;
    struct form_faults none = { 0 };
    struct error err;
    bool found = false;
    size_t n = 0;

    if (outbox_key_find(call->party, call->request->idempotency_key, posted, &found, &ids, &n,
                        &err) ||
        !found)
        return false;
    answer_stored(call, ids, n, true, &none);
    return true;
}

static enum fault read_form(struct api_call *call, const struct form_context *context,
                            struct report *report, struct form_faults *faults, struct error *err)
{
    struct bytes body = call->request->body;

    if (call->form)
        return call->form->read(body, context, report, faults, err);
    return message_form_read(call->api->agency->messages, call->message_path, body, context, report,
                             faults, err);
}

void api_post_report(struct api_call *call)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    struct form_context context;
    struct error err;

    if (!api_form_context(call, &context))
        return;
    faults.language = context.language;
    if (read_form(call, &context, &report, &faults, &err) == FAULT_NONE)
        api_store_report(call, &report, call->request->body);
    else if (!api_answer_repeated(call, call->request->body))
        api_refuse_form(call, &faults, &err);
}
