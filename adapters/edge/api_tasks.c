/* SPDX-License-Identifier: EUPL-1.2 */
/* api_tasks - the party's own tasks: shown with what the law asks, in the language of the caller; a talk
 * and a decision are entered. The bodies stand in edge/task_form.h.
 */
#include "edge/api_call.h"

#include "base/text.h"
#include "edge/outbox.h"
#include "edge/task_form.h"
#include "edge/tasks.h"

/* ---- showing ---- */

static void put_summary(struct json_out *out, const struct api_call *call,
                        const struct task_view *view)
{
    const char *text = vocabulary_text(call->api->shared->vocabulary, VOCABULARY_CONDITION,
                                       view->condition, api_language(call));

    api_put_uuid(out, "id", &view->id);
    api_put_uuid(out, "consent", &view->consent);
    json_put_text(out, "condition", view->condition);
    json_put_text(out, "condition_text", text);
    json_put_time(out, "since", view->since_ms);
    json_put_text(out, "state", task_state_name(view->state));
}

static void put_done(struct json_out *out, const struct task_view *view)
{
    char day[TEXT_DATE_SIZE];

    if (view->has_talk) {
        text_write_date(view->talk.day, day);
        json_enter_object(out, "talk");
        json_put_text(out, "held", day);
        api_put_word(out, "official", view->talk.official);
        json_leave_object(out);
    } else {
        json_put_null(out, "talk");
    }
    if (!view->decided_ms) {
        json_put_null(out, "decision");
        return;
    }
    json_enter_object(out, "decision");
    json_put_text(out, "decision", view->notify ? "notify" : "no_notice");
    api_put_word(out, "official", view->decision.official);
    api_put_word(out, "reason", view->decision.reason);
    json_put_time(out, "decided", view->decided_ms);
    json_leave_object(out);
}

static void enter_step(struct json_out *out, const char *step, const char *need, const char *text)
{
    json_enter_object(out, NULL);
    json_put_text(out, "step", step);
    json_put_text(out, "need", need);
    json_put_text(out, "text", text);
}

/* Those that this agency has. */
static void put_ways(struct json_out *out, const struct condition *condition, const char *role)
{
    json_enter_list(out, "ways");
    for (size_t i = 0; i < condition->n_ways; i++) {
        const struct condition_way *way = &condition->ways[i];

        if (strcmp(way->from, role) != 0)
            continue;
        json_enter_object(out, NULL);
        json_put_text(out, "to", way->to);
        json_put_text(out, "ground", way->ground);
        json_enter_list(out, "types");
        for (size_t j = 0; j < way->n_types; j++)
            json_put_text(out, NULL, way->types[j]);
        json_leave_list(out);
        json_leave_object(out);
    }
    json_leave_list(out);
}

static void put_steps(struct json_out *out, const struct condition *condition,
                      const struct condition_texts *texts, const char *role)
{
    json_enter_list(out, "steps");
    if (condition->talk != CONDITION_TALK_NONE) {
        enter_step(out, "talk", condition_talk_name(condition->talk), texts->talk);
        json_leave_object(out);
    }
    enter_step(out, "decision", "required", texts->decision);
    json_leave_object(out);
    enter_step(out, "notice", "if_decided", texts->notice);
    put_ways(out, condition, role);
    json_leave_object(out);
    json_leave_list(out);
}

/* null where the condition is known no more. */
static void put_asked(struct json_out *out, const struct api_call *call,
                      const struct task_view *view)
{
    const struct edge_shared *shared = call->api->shared;
    const struct condition *condition = conditions_find(shared->conditions, view->condition);
    const struct party *party = directory_entry(shared->directory, call->party->name);
    const struct condition_texts *texts;

    if (!condition) {
        json_put_null(out, "asked");
        return;
    }
    texts = &condition->texts[vocabulary_language(api_language(call))];
    json_enter_object(out, "asked");
    json_put_text(out, "citation", condition->citation);
    put_steps(out, condition, texts, party ? party->role : "");
    json_put_text(out, "doubt", texts->doubt);
    json_leave_object(out);
}

static void put_notice(void *arg, const struct consent_line *line)
{
    struct json_out *out = arg;

    json_enter_object(out, NULL);
    api_put_uuid(out, "id", &line->id);
    json_put_text(out, "type", line->kind);
    json_put_text(out, "to", line->to);
    json_put_text(out, "stage", outbox_stage_name(line->stage));
    api_put_word(out, "code", line->code);
    json_put_time(out, "created", line->created_ms);
    json_leave_object(out);
}

/* Those that the bus has accepted: at most one of each. */
struct ends {
    struct json_out *out;
    bool is_withdrawn, is_void;
};

static void put_end(void *arg, const struct consent_line *line)
{
    struct ends *ends = arg;
    bool is_void = strcmp(line->kind, "void") == 0;
    bool *is_there = is_void ? &ends->is_void : &ends->is_withdrawn;

    if (line->stage != OUTBOX_ACCEPTED || strcmp(line->kind, "grant") == 0 || *is_there)
        return;
    json_enter_object(ends->out, is_void ? "void" : "withdrawal");
    api_put_uuid(ends->out, "id", &line->id);
    json_put_time(ends->out, "created", line->created_ms);
    api_put_said(ends->out, line);
    json_leave_object(ends->out);
    *is_there = true;
}

/* Who withdrew the consent, and whether it was void after that. */
static enum fault put_ends(struct json_out *out, struct api_call *call,
                           const struct task_view *view, struct error *err)
{
    struct ends ends = { .out = out };
    enum fault fault = consents_messages(call->party, &view->consent, put_end, &ends, err);

    if (!ends.is_withdrawn)
        json_put_null(out, "withdrawal");
    if (!ends.is_void)
        json_put_null(out, "void");
    return fault;
}

static enum fault put_task(struct json_out *out, struct api_call *call,
                           const struct task_view *view, struct error *err)
{
    enum fault fault;

    json_enter_object(out, NULL);
    put_summary(out, call, view);
    fault = put_ends(out, call, view, err);
    put_done(out, view);
    put_asked(out, call, view);
    json_enter_list(out, "notices");
    if (!fault)
        fault = tasks_notices(call->party, &view->id, put_notice, out, err);
    json_leave_list(out);
    json_leave_object(out);
    return fault;
}

void api_show_task(struct api_call *call)
{
    CLEANUP(json_out_clear) struct json_out out = { 0 };
    struct task_view view = { 0 };
    struct error err;

    if (tasks_get(call->party, &call->id, &view, &err) || put_task(&out, call, &view, &err))
        api_refuse(call, &err, "");
    else
        api_answer(call, 200, &out);
}

struct list {
    struct api_call *call;
    struct api_listing *listing;
};

static void put_line(void *arg, const struct task_view *view)
{
    struct list *list = arg;
    struct json_out *out = &list->listing->out;

    if (!api_listing_takes(list->listing, &view->id))
        return;
    json_enter_object(out, NULL);
    put_summary(out, list->call, view);
    json_leave_object(out);
}

void api_list_tasks(struct api_call *call)
{
    CLEANUP(api_listing_clear) struct api_listing listing = { 0 };
    struct list list = { call, &listing };
    struct api_page page;
    struct error err;

    if (!api_begin_list_of(call, "tasks", "open", &page, &listing))
        return;
    if (tasks_list(call->party, page.flag, page.has_before ? &page.before : NULL, page.limit + 1,
                   put_line, &list, &err))
        problem_of_error(call->answer, &err);
    else
        api_answer_list(call, &listing);
}

/* ---- what is done with it ---- */

/* A body while it is read. */
struct posted {
    struct form_faults faults;
    struct json_document *document;
    struct form_context context;
};

static void posted_clear(struct posted *posted)
{
    json_close(posted->document);
    form_faults_clear(&posted->faults);
}
DEFINE_CLEAR(struct posted, posted_clear)

/* False: the answer is there already. */
static bool open_body(struct api_call *call, struct posted *posted)
{
    struct error err;

    if (!api_form_context(call, &posted->context))
        return false;
    posted->faults.language = posted->context.language;
    if (json_open(call->request->body, &posted->faults, &posted->document, &err) == FAULT_NONE)
        return true;
    api_refuse_form(call, &posted->faults, &err);
    return false;
}

static bool ends_well(struct api_call *call, struct posted *posted)
{
    struct error err;

    if (form_finish(&posted->faults, &err) == FAULT_NONE)
        return true;
    api_refuse_form(call, &posted->faults, &err);
    return false;
}

void api_hold_talk(struct api_call *call)
{
    CLEANUP(posted_clear) struct posted posted = { 0 };
    struct task_talk talk = { 0 };
    struct task_view view = { 0 };
    struct error err;

    if (tasks_get(call->party, &call->id, &view, &err)) {
        api_refuse(call, &err, "");
        return;
    }
    if (!open_body(call, &posted))
        return;
    task_form_read_talk(json_root(posted.document), &posted.context, &view, &talk);
    if (!ends_well(call, &posted))
        return;
    if (tasks_hold_talk(call->party, &call->id, &talk, &err))
        api_refuse(call, &err, strcmp(err.code, "talk_already") == 0 ? "/held" : "");
    else
        api_show_task(call);
}

void api_decide_task(struct api_call *call)
{
    CLEANUP(posted_clear) struct posted posted = { 0 };
    struct task_decision decision = { 0 };
    struct error err;

    if (!open_body(call, &posted))
        return;
    task_form_read_decision(json_root(posted.document), &decision);
    if (!ends_well(call, &posted))
        return;
    if (tasks_decide(call->party, &call->id, &decision, &err))
        api_refuse(call, &err, strcmp(err.code, "talk_first") == 0 ? "/decision" : "");
    else
        api_show_task(call);
}
