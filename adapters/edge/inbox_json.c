/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/inbox_json.h"

#include <string.h>

#include "base/memory.h"
#include "edge/json.h"
#include "keys/encode.h"

static void put_uuid(struct json_out *out, const char *key, const struct uuid *id)
{
    char text[TEXT_UUID_SIZE];

    uuid_write(id, text);
    json_put_text(out, key, text);
}

static void put_uuid_or_null(struct json_out *out, const char *key, bool has, const struct uuid *id)
{
    if (has)
        put_uuid(out, key, id);
    else
        json_put_null(out, key);
}

void inbox_json_summary(struct json_out *out, const struct inbox_view *view)
{
    char thread[2 * THREAD_SIZE + 1];

    text_write_hex(view->thread, THREAD_SIZE, thread);
    put_uuid(out, "id", &view->id);
    json_put_text(out, "state", item_state_name(view->state));
    json_put_boolean(out, "confirmed", view->confirmed);
    json_put_text(out, "from", view->sender);
    json_put_text(out, "thread", thread);
    json_put_text(out, "type", view->type);
    json_put_text(out, "ground", view->ground);
    json_put_text(out, "purpose", view->purpose);
    json_put_text(out, "urgency", view->urgency);
    json_put_text_or_null(out, "function", view->function);
    put_uuid_or_null(out, "in_reply_to", view->has_in_reply_to, &view->in_reply_to);
    put_uuid_or_null(out, "correction_of", view->has_correction_of, &view->correction_of);
    put_uuid_or_null(out, "supersedes", view->has_supersedes, &view->supersedes);
    json_put_time(out, "created", view->created_ms);
    json_put_time(out, "received", view->received_ms);
    json_put_time(out, "fetched", view->fetched_ms);
    put_uuid_or_null(out, "ended_by", view->has_ended_by, &view->ended_by);
    json_put_text_or_null(out, "case_reference", view->case_reference);
    json_put_text_or_null(out, "registered_by", view->registered_by);
    json_put_text_or_null(out, "return_code", view->return_code);
    json_put_text_or_null(out, "forward", view->forward);
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

static void put_answer(struct json_out *out, const char *key, enum header_answer answer)
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

/* By the vocabulary's own codes. */
static void put_flags(struct json_out *out, const struct private_header *header)
{
    const struct {
        const char *code;
        bool is_set;
    } flags[] = {
        { "whole_or_nothing", header->whole_or_nothing },
        { "protected_identity", header->protected_identity },
        { "do_not_inform", header->n_do_not_inform > 0 },
        { "notifier_protected", header->notifier_protected },
        { "feedback_requested", header->feedback_requested },
        { "unverified", header->unverified },
        { "subject_informed", header->subject_informed == ANSWER_YES },
        { "child_heard", header->child_heard == ANSWER_YES },
    };

    json_enter_list(out, "flags");
    for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
        if (flags[i].is_set)
            json_put_text(out, NULL, flags[i].code);
    json_leave_list(out);
}

static void put_consents(struct json_out *out, const struct private_header *header)
{
    json_enter_list(out, "consents");
    for (size_t i = 0; i < header->n_consents; i++)
        put_uuid(out, NULL, &header->consents[i]);
    json_leave_list(out);
}

static void put_no_header(struct json_out *out)
{
    static const char *const keys[] = {
        "subject", "notifier_protected", "feedback_requested", "do_not_inform", "decider", "flags",
        "consents"
    };

    for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
        json_put_null(out, keys[i]);
}

void inbox_json_header(struct json_out *out, const struct private_header *header)
{
    if (!header) {
        put_no_header(out);
        return;
    }
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
    json_put_text_or_null(out, "not_informed_reason", header->not_informed_reason);
    put_answer(out, "heard", header->child_heard);
    json_leave_object(out);
    json_put_boolean(out, "notifier_protected", header->notifier_protected);
    json_put_boolean(out, "feedback_requested", header->feedback_requested);
    json_enter_list(out, "do_not_inform");
    for (size_t i = 0; i < header->n_do_not_inform; i++)
        json_put_number(out, NULL, header->do_not_inform[i]);
    json_leave_list(out);
    put_decider(out, header);
    put_flags(out, header);
    put_consents(out, header);
}

/* JSON stands as it came; anything else, and JSON that is none, as base64. */
void inbox_json_section(struct json_out *out, const struct owned_section_body *body)
{
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
