/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/api_call.h"

#include "base/memory.h"
#include "edge/consent_form.h"
#include "edge/outbox.h"
#include "edge/outbox_anew.h"
#include "edge/outbox_order.h"
#include "edge/problem.h"
#include "keys/encode.h"

static const char *receipt_name(enum item_kind kind)
{
    static const char *const names[] = {
        [ITEM_DECISION] = "decision",
        [ITEM_DELIVERY] = "delivery",
        [ITEM_CONFIRMATION] = "confirmation",
        [ITEM_HAND_OVER] = "hand_over",
        [ITEM_REGISTRATION] = "registration",
        [ITEM_RETURN] = "return",
        [ITEM_RECALL] = "recall",
    };

    return (size_t)kind < ARRAY_SIZE(names) && names[kind] ? names[kind] : "unknown";
}

void api_put_telephone(struct json_out *out, const struct outbox_view *view)
{
    if (strcmp(view->urgency, "acute") != 0)
        return;
    api_put_word(out, "telephone", view->telephone);
    json_put_boolean(out, "on_call", view->on_call);
}

static void put_related(struct json_out *out, const char *key, bool has, const struct uuid *id)
{
    if (has)
        api_put_uuid(out, key, id);
    else
        json_put_null(out, key);
}

/* What a list shows and the whole begins with. */
static void put_summary(struct json_out *out, const struct outbox_view *view)
{
    api_put_uuid(out, "id", &view->id);
    json_put_text(out, "stage", outbox_stage_name(view->stage));
    json_put_text(out, "to", view->recipient);
    api_put_word(out, "function", view->function);
    api_put_word(out, "about", view->about);
    json_put_text(out, "type", view->type);
    json_put_text(out, "ground", view->ground);
    json_put_text(out, "purpose", view->purpose);
    json_put_text(out, "urgency", view->urgency);
    json_put_time(out, "created", view->created_ms);
    json_put_time(out, "stage_since", view->stage_since_ms);
    api_put_word(out, "waiting_at", view->waiting_at);
    json_put_boolean(out, "overdue", view->overdue);
    json_put_boolean(out, "needs_attention", view->needs_attention);
    json_put_boolean(out, "acknowledged", view->acknowledged);
    api_put_word(out, "code", view->code);
    api_put_word(out, "alarm", view->alarm);
    api_put_word(out, "case_reference", view->case_reference);
    api_put_word(out, "outcome", view->outcome);
    put_related(out, "superseded_by", view->has_superseded_by, &view->superseded_by);
    api_put_telephone(out, view);
}

/* With it the agency can show what its record of the assessment said. */
static void put_salt(struct json_out *out, const struct outbox_view *view)
{
    char text[ENCODE_BASE64_SIZE(SALT_SIZE)];

    encode_base64_to(view->assessment_salt, SALT_SIZE, text);
    json_put_text(out, "assessment_salt", view->has_assessment_salt ? text : NULL);
}

static void put_decision(struct json_out *out, const struct outbox_view *view)
{
    json_enter_object(out, "receipts");
    json_put_time(out, "accepted", view->accepted_ms);
    json_put_time(out, "handed_over", view->handed_over_ms);
    json_put_time(out, "registered", view->registered_ms);
    json_leave_object(out);
    if (!view->decided) {
        json_put_null(out, "decision");
        return;
    }
    json_enter_object(out, "decision");
    json_put_number(out, "leaf_index", view->leaf_index);
    api_put_word(out, "rule", view->rule);
    api_put_word(out, "reason", view->reason);
    json_leave_object(out);
}

static void put_sections(struct json_out *out, const struct outbox_view *view)
{
    json_enter_list(out, "sections");
    for (size_t i = 0; i < view->n_sections; i++) {
        json_enter_object(out, NULL);
        json_put_text(out, "category", view->sections[i].category);
        json_put_text(out, "verdict",
                      view->decided ? verdict_name(view->sections[i].verdict) : NULL);
        api_put_word(out, "rule", view->decided ? view->sections[i].rule : "");
        json_leave_object(out);
    }
    json_leave_list(out);
}

static void put_receipt(void *arg, enum item_kind kind, struct bytes item)
{
    struct json_out *out = arg;
    struct buffer text = { 0 };

    buffer_append_bytes(&text, item);
    json_enter_object(out, NULL);
    json_put_text(out, "kind", receipt_name(kind));
    json_put_text(out, "text", text.size && text_is_utf8(item) ? (const char *)text.data : NULL);
    json_leave_object(out);
    buffer_clear(&text);
}

static void show(struct api_call *call)
{
    CLEANUP(mem_free) struct outbox_view *view = mem_new(1, sizeof(*view));
    CLEANUP(json_out_clear) struct json_out out = { 0 };
    struct error err;

    if (outbox_get(call->party, &call->id, view, &err)) {
        problem_of_error(call->answer, &err);
        return;
    }
    json_enter_object(&out, NULL);
    put_summary(&out, view);
    api_put_word(&out, "idempotency_key", view->idempotency_key);
    api_put_word(&out, "forward", view->forward);
    put_related(&out, "in_reply_to", view->has_in_reply_to, &view->in_reply_to);
    put_related(&out, "correction_of", view->has_correction_of, &view->correction_of);
    put_related(&out, "supersedes", view->has_supersedes, &view->supersedes);
    put_related(&out, "ended_by", view->has_ended_by, &view->ended_by);
    put_related(&out, "task", view->has_task, &view->task);
    put_salt(&out, view);
    put_decision(&out, view);
    put_sections(&out, view);
    json_enter_list(&out, "items");
    if (outbox_receipts(call->party, &call->id, put_receipt, &out, &err)) {
        problem_of_error(call->answer, &err);
        return;
    }
    json_leave_list(&out);
    json_leave_object(&out);
    api_answer(call, 200, &out);
}

void api_show_outbox(struct api_call *call) { show(call); }

void api_acknowledge(struct api_call *call)
{
    struct error err;

    if (outbox_acknowledge(call->party, &call->id, &err))
        problem_of_error(call->answer, &err);
    else
        show(call);
}

static void put_line(void *arg, const struct outbox_view *view)
{
    struct api_listing *listing = arg;

    if (!api_listing_takes(listing, &view->id))
        return;
    json_enter_object(&listing->out, NULL);
    put_summary(&listing->out, view);
    json_leave_object(&listing->out);
}

void api_list_outbox(struct api_call *call)
{
    CLEANUP(api_listing_clear) struct api_listing listing = { 0 };
    struct api_page page;
    struct error err;

    if (!api_begin_list(call, "attention", &page, &listing))
        return;
    if (outbox_list(call->party, page.flag, page.has_before ? &page.before : NULL, page.limit + 1,
                    put_line, &listing, &err))
        problem_of_error(call->answer, &err);
    else
        api_answer_list(call, &listing);
}

/* ---- what is done with it ---- */

void api_forward(struct api_call *call)
{
    struct error err;
    struct uuid id;
    bool repeated = false;

    if (outbox_forward(call->party, &call->id, &id, &repeated, &err))
        problem_of_error(call->answer, &err);
    else
        api_answer_exchange(call, &id, repeated);
}

/* False: the answer is there already. */
static bool read_take_back(struct api_call *call, struct consent_revocation *ret_why)
{
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    CLEANUP(json_close) struct json_document *document = NULL;
    struct form_context context;
    struct error err;

    if (!api_form_context(call, &context))
        return false;
    faults.language = context.language;
    if (json_open(call->request->body, &faults, &document, &err) == FAULT_NONE) {
        consent_form_read_revocation(json_root(document), &context, FORM_TAKE_BACK, ret_why);
        if (form_finish(&faults, &err) == FAULT_NONE)
            return true;
    }
    api_refuse_form(call, &faults, &err);
    return false;
}

void api_take_back(struct api_call *call)
{
    const char *key = call->request->idempotency_key;
    struct consent_revocation why = { 0 };
    struct error err;
    struct uuid id;
    bool repeated = false;

    if (!read_take_back(call, &why))
        return;
    if (outbox_take_back(call->party, &call->id, &why, key, call->request->body, &id, &repeated,
                         &err))
        problem_of_error(call->answer, &err);
    else
        api_answer_exchange(call, &id, repeated);
}
