/* SPDX-License-Identifier: EUPL-1.2 */
/* api_answers - something that was received is answered: a message in its thread, to its sender. */
#include "edge/api_call.h"

#include <stdio.h>

#include "base/memory.h"
#include "edge/inbox.h"
#include "edge/message_form.h"
#include "edge/problem.h"

enum { ID_MAX_BYTES = 100 };

/* The national id of whom it is about: it goes into the answer's own reference and nowhere else. */
struct identity {
    char national_id[ID_MAX_BYTES + 1]; /* "" if unknown */
};

static void identity_clear(struct identity *identity)
{
    explicit_bzero(identity, sizeof(*identity));
}
DEFINE_CLEAR(struct identity, identity_clear)

/* The name that a form gives the field. */
static void read_identity(struct bytes content, struct identity *ret)
{
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    CLEANUP(json_close) struct json_document *document = NULL;
    static const char *const keys[] = { "national_id", "fnr" };
    struct error err;

    if (json_open(content, &faults, &document, &err))
        return;
    for (size_t i = 0; i < ARRAY_SIZE(keys) && !ret->national_id[0]; i++) {
        struct json_node node = json_field(json_root(document), keys[i], JSON_OPTIONAL);
        const char *id = json_is_text(node) ? json_text(node, 1, ID_MAX_BYTES) : NULL;

        snprintf(ret->national_id, sizeof(ret->national_id), "%s", id ? id : "");
    }
}

static void look_for_identity(void *arg, const struct owned_section_body *body)
{
    struct identity *identity = arg;

    if (strcmp(body->category, "identity") == 0 && !identity->national_id[0])
        read_identity(bytes_of_buffer(&body->content), identity);
}

/* False: the answer is there already. */
static bool read_parent(struct api_call *call, struct bytes posted, struct identity *identity,
                        struct form_parent *ret_parent)
{
    CLEANUP(mem_free) struct inbox_view *view = mem_new(1, sizeof(*view));
    struct error err;

    if (inbox_get(call->party, &call->id, view, look_for_identity, identity, &err)) {
        problem_of_error(call->answer, &err);
        return false;
    }
    if (view->state == STATE_WITHDRAWN || view->state == STATE_TAKEN_BACK) {
        if (!api_answer_repeated(call, posted))
            problem_answer(call->answer, 409, "wrong_state",
                           "its sender has ended the exchange before it was read", NULL);
        return false;
    }
    ret_parent->id = view->id;
    snprintf(ret_parent->sender, sizeof(ret_parent->sender), "%s", view->sender);
    snprintf(ret_parent->type, sizeof(ret_parent->type), "%s", view->type);
    ret_parent->feedback_requested = view->header.feedback_requested;
    ret_parent->names_subject = view->content_held && view->header.certainty != CERTAINTY_NONE;
    ret_parent->national_id = identity->national_id[0] ? identity->national_id : NULL;
    return true;
}

/* The same words about two exchanges are two posts. */
static void name_body(const struct api_call *call, struct buffer *ret_named)
{
    char text[TEXT_UUID_SIZE];

    uuid_write(&call->id, text);
    buffer_printf(ret_named, "answer %s\n", text);
    buffer_append_bytes(ret_named, call->request->body);
}

void api_answer_inbox(struct api_call *call)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    CLEANUP(identity_clear) struct identity identity = { 0 };
    CLEANUP(buffer_clear) struct buffer named = { 0 };
    const struct message_form *forms = call->api->agency->messages;
    struct form_parent parent = { 0 };
    struct form_context context;
    struct error err;

    if (!forms) {
        problem_answer(call->answer, 404, "unknown_path", "this adapter has no forms for answers",
                       NULL);
        return;
    }
    name_body(call, &named);
    if (!api_form_context(call, &context) ||
        !read_parent(call, bytes_of_buffer(&named), &identity, &parent))
        return;
    context.parent = &parent;
    call->answered = parent.sender; /* whose telephone an acute one is told, refused or not */
    if (!api_may_send(call))
        return;
    faults.language = context.language;
    if (message_form_read(forms, "messages", call->request->body, &context, &report, &faults,
                          &err)) {
        if (!api_answer_repeated(call, bytes_of_buffer(&named)))
            api_refuse_form(call, &faults, &err);
        return;
    }
    report.has_in_reply_to = true;
    report.in_reply_to = call->id;
    api_store_report(call, &report, bytes_of_buffer(&named));
}
