/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/api_call.h"

#include "base/memory.h"
#include "edge/outbox.h"
#include "edge/problem.h"

static const char *receipt_name(enum item_kind kind)
{
    static const char *const names[] = {
        [ITEM_DECISION] = "decision",         [ITEM_DELIVERY] = "delivery",
        [ITEM_CONFIRMATION] = "confirmation", [ITEM_HAND_OVER] = "hand_over",
        [ITEM_REGISTRATION] = "registration", [ITEM_RETURN] = "return",
    };

    return (size_t)kind < ARRAY_SIZE(names) && names[kind] ? names[kind] : "unknown";
}

/* What a list shows and the whole begins with. */
static void put_summary(struct json_out *out, const struct outbox_view *view)
{
    api_put_uuid(out, "id", &view->id);
    json_put_text(out, "stage", outbox_stage_name(view->stage));
    json_put_text(out, "to", view->recipient);
    json_put_text(out, "about", view->about);
    json_put_text(out, "type", view->type);
    json_put_text(out, "ground", view->ground);
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

    json_enter_object(&listing->out, NULL);
    put_summary(&listing->out, view);
    json_leave_object(&listing->out);
    listing->last = view->id;
    listing->n++;
}

void api_list_outbox(struct api_call *call)
{
    CLEANUP(api_listing_clear) struct api_listing listing = { 0 };
    struct api_page page;
    struct error err;

    if (!api_begin_list(call, "attention", &page, &listing))
        return;
    if (outbox_list(call->party, page.flag, page.has_before ? &page.before : NULL, page.limit,
                    put_line, &listing, &err))
        problem_of_error(call->answer, &err);
    else
        api_answer_list(call, &page, &listing);
}
