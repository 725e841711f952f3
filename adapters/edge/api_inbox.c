/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/api_call.h"

#include "base/memory.h"
#include "edge/inbox.h"
#include "edge/problem.h"
#include "keys/encode.h"

static void put_summary(struct json_out *out, const struct inbox_view *view)
{
    char thread[2 * THREAD_SIZE + 1];

    text_write_hex(view->thread, THREAD_SIZE, thread);
    api_put_uuid(out, "id", &view->id);
    json_put_text(out, "state", item_state_name(view->state));
    json_put_boolean(out, "confirmed", view->confirmed);
    json_put_text(out, "from", view->sender);
    json_put_text(out, "thread", thread);
    json_put_text(out, "type", view->type);
    json_put_text(out, "ground", view->ground);
    json_put_text(out, "purpose", view->purpose);
    json_put_text(out, "urgency", view->urgency);
    json_put_time(out, "created", view->created_ms);
    json_put_time(out, "received", view->received_ms);
    api_put_word(out, "case_reference", view->case_reference);
    api_put_word(out, "registered_by", view->registered_by);
    api_put_word(out, "return_code", view->return_code);
    json_put_boolean(out, "content_held", view->content_held);
}

static const char *certainty_name(enum certainty certainty)
{
    static const char *const names[] = {
        [CERTAINTY_CERTAIN] = "certain",
        [CERTAINTY_PROBABLE] = "probable",
        [CERTAINTY_AGE_UNKNOWN] = "age_unknown",
        [CERTAINTY_UNBORN] = "unborn",
    };

    return (size_t)certainty < ARRAY_SIZE(names) ? names[certainty] : NULL;
}

static void put_answer(struct json_out *out, const char *key, enum answer answer)
{
    if (answer == ANSWER_NONE)
        json_put_null(out, key);
    else
        json_put_boolean(out, key, answer == ANSWER_YES);
}

static void put_decider(struct json_out *out, const struct private_header *header)
{
    if (!header->has_decider) {
        json_put_null(out, "decider");
        return;
    }
    json_enter_object(out, "decider");
    json_put_text(out, "reference", header->decider_reference);
    json_put_text(out, "role", header->decider_role);
    json_enter_list(out, "reasons");
    for (size_t i = 0; i < header->n_decider_reasons; i++)
        json_put_text(out, NULL, header->decider_reasons[i]);
    json_leave_list(out);
    json_leave_object(out);
}

static void put_header(struct json_out *out, const struct private_header *header)
{
    json_enter_object(out, "subject");
    if (header->has_age)
        json_put_number(out, "age", header->age);
    else
        json_put_null(out, "age");
    if (header->has_age_at_act)
        json_put_number(out, "age_at_act", header->age_at_act);
    json_put_text(out, "certainty", certainty_name(header->certainty));
    json_put_boolean(out, "unverified", header->unverified);
    json_put_boolean(out, "protected_identity", header->protected_identity);
    put_answer(out, "informed", header->subject_informed);
    api_put_word(out, "not_informed_reason", header->not_informed_reason);
    put_answer(out, "heard", header->child_heard);
    json_leave_object(out);
    json_put_boolean(out, "notifier_protected", header->notifier_protected);
    json_put_boolean(out, "feedback_requested", header->feedback_requested);
    json_enter_list(out, "do_not_inform");
    for (size_t i = 0; i < header->n_do_not_inform; i++)
        json_put_number(out, NULL, header->do_not_inform[i]);
    json_leave_list(out);
    put_decider(out, header);
}

/* JSON stands as it came; anything else, and JSON that is none, as base64. */
static void put_section(void *arg, const struct owned_section_body *body)
{
    struct json_out *out = arg;
    struct bytes content = bytes_of_buffer(&body->content);
    CLEANUP(mem_free) char *encoded = NULL;

    json_enter_object(out, NULL);
    json_put_text(out, "category", body->category);
    json_put_text(out, "media_type", body->media_type);
    json_put_boolean(out, "shared", body->shared);
    if (strcmp(body->media_type, "application/json") == 0 && json_is_valid(content)) {
        json_put_raw(out, "content", content);
    } else {
        encoded = encode_base64(content);
        json_put_text(out, "content_base64", encoded);
        explicit_bzero(encoded, strlen(encoded));
    }
    json_leave_object(out);
}

void api_show_inbox(struct api_call *call)
{
    CLEANUP(mem_free) struct inbox_view *view = mem_new(1, sizeof(*view));
    CLEANUP(json_out_clear) struct json_out out = { 0 }, sections = { 0 };
    struct error err;

    json_enter_list(&sections, NULL);
    if (inbox_get(call->party, &call->id, view, put_section, &sections, &err)) {
        problem_of_error(call->answer, &err);
        return;
    }
    json_leave_list(&sections);
    json_enter_object(&out, NULL);
    put_summary(&out, view);
    put_header(&out, &view->header);
    json_put_raw(&out, "sections", bytes_of_buffer(&sections.text));
    json_leave_object(&out);
    api_answer(call, 200, &out);
}

static void put_line(void *arg, const struct inbox_view *view)
{
    struct api_listing *listing = arg;

    json_enter_object(&listing->out, NULL);
    put_summary(&listing->out, view);
    json_leave_object(&listing->out);
    listing->last = view->id;
    listing->n++;
}

void api_list_inbox(struct api_call *call)
{
    CLEANUP(api_listing_clear) struct api_listing listing = { 0 };
    struct api_page page;
    struct error err;

    if (!api_begin_list(call, "open", &page, &listing))
        return;
    if (inbox_list(call->party, page.flag, page.has_before ? &page.before : NULL, page.limit,
                   put_line, &listing, &err))
        problem_of_error(call->answer, &err);
    else
        api_answer_list(call, &page, &listing);
}

static void answer_view(struct api_call *call, const struct inbox_view *view)
{
    struct json_out out = { 0 };

    json_enter_object(&out, NULL);
    put_summary(&out, view);
    json_leave_object(&out);
    api_answer(call, 200, &out);
}

/* Two texts of an object, the second optional. False: the answer is there already. */
static bool read_pair(struct api_call *call, const char *first, const char *second,
                      struct json_document **ret_document, const char *ret_values[2])
{
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
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
