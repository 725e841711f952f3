/* SPDX-License-Identifier: EUPL-1.2 */
/* api_inbox - what was received is shown, and the case system's answer taken. Content leaves only
 * after the spool holds that it was fetched.
 */
#include "edge/api_call.h"

#include <stdio.h>

#include "base/memory.h"
#include "edge/accept.h"
#include "edge/inbox.h"
#include "edge/inbox_json.h"
#include "edge/problem.h"

/* ---- one exchange, in the form that is wanted ---- */

/* An exchange with its content, while it is shown. Zeroed is empty. */
struct shown {
    struct inbox_view view;
    struct owned_section_body bodies[LIMIT_SECTIONS];
    size_t n;
    struct json_out answers; /* a list of ids */
};

static void shown_free(struct shown *shown)
{
    for (size_t i = 0; i < shown->n; i++)
        owned_section_body_clear(&shown->bodies[i]);
    json_out_clear(&shown->answers);
    explicit_bzero(shown, sizeof(*shown));
    mem_free(shown);
}
DEFINE_CLEANUP(struct shown *, shown_free)

static void keep_section(void *arg, const struct owned_section_body *body)
{
    struct shown *shown = arg;
    struct owned_section_body *kept = &shown->bodies[shown->n];

    if (shown->n == LIMIT_SECTIONS)
        return;
    shown->n++;
    *kept = *body;
    kept->content = (struct buffer){ 0 };
    buffer_append_bytes(&kept->content, bytes_of_buffer(&body->content));
}

static void put_answer(void *arg, const struct uuid *id) { api_put_uuid(arg, NULL, id); }

static enum fault read_shown(struct api_call *call, struct shown *shown, struct error *err)
{
    enum fault fault = inbox_get(call->party, &call->id, &shown->view, keep_section, shown, err);

    json_enter_list(&shown->answers, NULL);
    if (!fault)
        fault = inbox_answers(call->party, &call->id, put_answer, &shown->answers, err);
    json_leave_list(&shown->answers);
    return fault;
}

static void write_json(const struct shown *shown, struct json_out *out)
{
    json_enter_object(out, NULL);
    inbox_json_summary(out, &shown->view);
    inbox_json_header(out, shown->view.content_held ? &shown->view.header : NULL);
    json_put_raw(out, "answers", bytes_of_buffer(&shown->answers.text));
    json_enter_list(out, "sections");
    for (size_t i = 0; i < shown->n; i++)
        inbox_json_section(out, &shown->bodies[i]);
    json_leave_list(out);
    json_leave_object(out);
}

static const char *own_area(const struct api_call *call)
{
    const struct party *party = directory_entry(call->api->shared->directory, call->party->name);

    return party && party->n_areas == 1 ? party->areas[0] : "";
}

/* Does the message fit this form? Then it is written. */
static bool write_view(const struct api_call *call, const struct shown *shown,
                       const struct form_view *form, struct json_out *out)
{
    const struct private_header *header = &shown->view.header;
    struct view_section sections[LIMIT_SECTIONS];
    const struct view_source source = {
        .type = shown->view.type,
        .sender = shown->view.sender,
        .area = own_area(call),
        .created_ms = shown->view.created_ms,
        .protected_identity = header->protected_identity,
        .notifier_protected = header->notifier_protected,
        .feedback_requested = header->feedback_requested,
        .do_not_inform = header->n_do_not_inform > 0,
        .sections = sections,
        .n_sections = shown->n,
    };

    if (strcmp(form->type, shown->view.type) != 0 || !shown->view.content_held)
        return false;
    for (size_t i = 0; i < shown->n; i++)
        sections[i] = (struct view_section){ shown->bodies[i].category, shown->bodies[i].media_type,
                                             shown->bodies[i].shared,
                                             bytes_of_buffer(&shown->bodies[i].content) };
    return form->write(&source, out);
}

/* Writes the body in the form that is wanted most among those that the message fits. NULL: none of
 * them; `ret_offered` then lists what there is. */
static const char *negotiate(const struct api_call *call, const struct shown *shown,
                             struct json_out *out, char ret_offered[300])
{
    static const char json[] = "application/json";
    const char *accept = call->request->accept, *chosen = NULL;
    unsigned best = accept_quality(accept, json);
    size_t size = (size_t)snprintf(ret_offered, 300, "%s", json);

    if (best > 0) {
        chosen = json;
        write_json(shown, out);
    }
    for (const struct form_view *form = call->api->agency->views; form && form->media_type;
         form++) {
        CLEANUP(json_out_clear) struct json_out body = { 0 };
        unsigned quality = accept_quality(accept, form->media_type);

        if (!write_view(call, shown, form, &body))
            continue;
        if (size < 300)
            size += (size_t)snprintf(ret_offered + size, 300 - size, ", %s", form->media_type);
        if (quality <= best)
            continue;
        best = quality;
        chosen = form->media_type;
        json_out_clear(out);
        *out = body;
        body = (struct json_out){ 0 };
    }
    return chosen;
}

static void refuse_to_show(struct http_answer *answer, const char *offered)
{
    char detail[400];

    snprintf(detail, sizeof(detail), "this exchange can be had as: %s", offered);
    problem_answer(answer, 406, "not_acceptable", detail, NULL);
}

void api_show_inbox(struct api_call *call)
{
    CLEANUP(shown_free) struct shown *shown = mem_new(1, sizeof(*shown));
    CLEANUP(json_out_clear) struct json_out out = { 0 };
    char offered[300];
    const char *media_type;
    struct error err;

    if (read_shown(call, shown, &err)) {
        problem_of_error(call->answer, &err);
        return;
    }
    media_type = negotiate(call, shown, &out, offered);
    if (!media_type) {
        refuse_to_show(call->answer, offered);
        return;
    }
    /* Of HEAD only the header goes. */
    if (strcmp(call->request->method, "HEAD") != 0 &&
        inbox_fetched(call->party, &shown->view, &err)) {
        problem_of_error(call->answer, &err);
        return;
    }
    api_answer(call, 200, &out);
    call->answer->media_type = media_type;
}

/* ---- lists, and the case system's answers ---- */

static void put_line(void *arg, const struct inbox_view *view)
{
    struct api_listing *listing = arg;

    if (!api_listing_takes(listing, &view->id))
        return;
    json_enter_object(&listing->out, NULL);
    inbox_json_summary(&listing->out, view);
    json_leave_object(&listing->out);
}

void api_list_inbox(struct api_call *call)
{
    CLEANUP(api_listing_clear) struct api_listing listing = { 0 };
    struct api_page page;
    struct error err;

    if (!api_begin_list(call, "open", &page, &listing))
        return;
    if (inbox_list(call->party, page.flag, page.has_before ? &page.before : NULL, page.limit + 1,
                   put_line, &listing, &err))
        problem_of_error(call->answer, &err);
    else
        api_answer_list(call, &listing);
}

static void answer_view(struct api_call *call, const struct inbox_view *view)
{
    struct json_out out = { 0 };

    json_enter_object(&out, NULL);
    inbox_json_summary(&out, view);
    json_leave_object(&out);
    api_answer(call, 200, &out);
}

/* Two texts of an object, the second optional. False: the answer is there already. */
static bool read_pair(struct api_call *call, const char *first, const char *second,
                      struct json_document **ret_document, const char *ret_values[2])
{
    CLEANUP(form_faults_clear) struct form_faults faults = { .language = api_language(call) };
    struct json_node root;
    struct error err;

    if (json_open(call->request->body, &faults, ret_document, &err)) {
        problem_of_error(call->answer, &err);
        problem_answer(call->answer, call->answer->status, err.code, err.text, &faults);
        return false;
    }
    root = json_root(*ret_document);
    ret_values[0] = json_text(json_field(root, first, JSON_REQUIRED), 1, LIMIT_REFERENCE);
    ret_values[1] = json_text(json_field(root, second, JSON_OPTIONAL), 0, LIMIT_REFERENCE);
    json_end(root);
    if (form_finish(&faults, &err) == FAULT_NONE)
        return true;
    problem_answer(call->answer, 422, err.code, err.text, &faults);
    return false;
}

void api_register(struct api_call *call)
{
    CLEANUP(json_close) struct json_document *document = NULL;
    CLEANUP(mem_free) struct inbox_view *view = mem_new(1, sizeof(*view));
    const char *values[2];
    struct error err;

    if (!read_pair(call, "case_reference", "registered_by", &document, values))
        return;
    if (inbox_register(call->party, &call->id, values[0], values[1] ? values[1] : "", view, &err))
        problem_of_error(call->answer, &err);
    else
        answer_view(call, view);
}

void api_return(struct api_call *call)
{
    CLEANUP(json_close) struct json_document *document = NULL;
    CLEANUP(mem_free) struct inbox_view *view = mem_new(1, sizeof(*view));
    const char *values[2];
    struct error err;

    if (!read_pair(call, "code", "forward", &document, values))
        return;
    if (inbox_return(call->party, &call->id, values[0], values[1] ? values[1] : "", view, &err))
        problem_of_error(call->answer, &err);
    else
        answer_view(call, view);
}
