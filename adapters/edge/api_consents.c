/* SPDX-License-Identifier: EUPL-1.2 */
/* api_consents - the party's own consents: entered, signed, ended, and shown with all that rests on
 * them. The bodies stand in edge/consent_form.h.
 */
#include "edge/api_call.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "edge/consent_form.h"
#include "edge/consents.h"
#include "edge/consents_signers.h"

/* ---- posting ---- */

typedef void read_body(struct json_node root, const struct form_context *context,
                       struct consent_post *ret);

/* False: the answer is there already. */
static bool read_post(struct api_call *call, read_body *read, struct consent_post *post)
{
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    CLEANUP(json_close) struct json_document *document = NULL;
    struct form_context context;
    struct error err;

    if (!api_form_context(call, &context))
        return false;
    faults.language = context.language;
    if (json_open(call->request->body, &faults, &document, &err) == FAULT_NONE) {
        read(json_root(document), &context, post);
        if (form_finish(&faults, &err) == FAULT_NONE)
            return true;
    }
    api_refuse_form(call, &faults, &err);
    return false;
}

static void answer_posted(struct api_call *call, const struct uuid *consent,
                          const struct uuid *message, bool repeated)
{
    struct json_out out = { 0 };
    char text[TEXT_UUID_SIZE];

    uuid_write(consent, text);
    json_enter_object(&out, NULL);
    json_put_text(&out, "consent", text);
    json_enter_list(&out, "exchanges");
    api_put_exchange(&out, call, message);
    json_leave_list(&out);
    json_put_boolean(&out, "repeated", repeated);
    json_leave_object(&out);
    snprintf(call->answer->location, sizeof(call->answer->location), "/v1/consents/%s", text);
    api_answer(call, 202, &out);
}

/* What could not be stored. Where it is about who signs or withdraws, all of them are told. */
static void refuse_post(struct api_call *call, const struct uuid *consent,
                        const struct consent_post *form, const struct error *err)
{
    CLEANUP(form_faults_clear) struct form_faults faults = { .language = api_language(call) };
    struct error again;

    if (err->fault == FAULT_INPUT && consent &&
        !consents_objections(call->party, consent, form, &faults, &again) && faults.n > 0 &&
        strcmp(faults.all[0].code, err->code) == 0)
        api_refuse_faults(call, err, &faults);
    else
        api_refuse(call, err, "");
}

static void post(struct api_call *call, read_body *read, const struct uuid *consent)
{
    CLEANUP(mem_free) struct consent_post *form = mem_new(1, sizeof(*form));
    struct uuid own, message;
    bool repeated = false;
    struct error err;

    if (read_post(call, read, form)) {
        if (consents_post(call->party, consent, form, call->request->idempotency_key,
                          call->request->body, &own, &message, &repeated, &err))
            refuse_post(call, consent, form, &err);
        else
            answer_posted(call, &own, &message, repeated);
    }
    explicit_bzero(form, sizeof(*form));
}

void api_post_consent(struct api_call *call) { post(call, consent_form_read_grant, NULL); }

void api_sign_consent(struct api_call *call)
{
    post(call, consent_form_read_signatures, &call->id);
}

void api_withdraw_consent(struct api_call *call)
{
    post(call, consent_form_read_withdrawal, &call->id);
}

void api_void_consent(struct api_call *call) { post(call, consent_form_read_void, &call->id); }

/* ---- showing ---- */

static void put_date(struct json_out *out, const char *key, int32_t day)
{
    char text[TEXT_DATE_SIZE];

    text_write_date(day, text);
    json_put_text(out, key, text);
}

static void put_words(struct json_out *out, const char *key, const char *list, size_t size,
                      size_t n)
{
    json_enter_list(out, key);
    for (size_t i = 0; i < n; i++)
        json_put_text(out, NULL, list + i * size);
    json_leave_list(out);
}

static void put_scope(struct json_out *out, const struct consent_scope *scope)
{
    put_words(out, "recipients", scope->recipients[0], sizeof(scope->recipients[0]),
              scope->n_recipients);
    put_words(out, "purposes", scope->purposes[0], sizeof(scope->purposes[0]), scope->n_purposes);
    put_words(out, "categories", scope->categories[0], sizeof(scope->categories[0]),
              scope->n_categories);
    put_date(out, "valid_from", scope->valid_from);
    put_date(out, "valid_until", scope->valid_until);
    json_enter_object(out, "required");
    json_put_boolean(out, "youth", scope->youth);
    json_put_number(out, "guardians", scope->guardians);
    json_leave_object(out);
}

static void put_signature(struct json_out *out, const struct consent_view *view, size_t i)
{
    const struct consent_signature *signature = &view->signatures[i];

    json_enter_object(out, NULL);
    json_put_text(out, "capacity", capacity_name(signature->capacity));
    if (signature->capacity == CAPACITY_GUARDIAN)
        json_put_number(out, "guardian", signature->guardian);
    json_put_text(out, "form", consent_form_name(signature->form));
    put_date(out, "date", signature->day);
    json_put_text(out, "official", signature->official);
    api_put_word(out, "evidence", view->evidence[i]);
    json_put_text(out, "stage", outbox_stage_name(view->stages[i]));
    json_leave_object(out);
}

/* null: what cannot be read here is not said to be empty. */
static void put_no_scope(struct json_out *out)
{
    static const char *const keys[] = { "recipients", "purposes",    "categories",
                                        "valid_from", "valid_until", "required" };

    for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
        json_put_text(out, keys[i], NULL);
}

static void put_signatures(struct json_out *out, const struct consent_view *view)
{
    if (!view->has_all_signatures) {
        json_put_text(out, "signatures", NULL);
        return;
    }
    json_enter_list(out, "signatures");
    for (size_t i = 0; i < view->n_signatures; i++)
        put_signature(out, view, i);
    json_leave_list(out);
}

/* null where a signature that cannot be read here may be the one. */
static void put_needs(struct json_out *out, const struct consent_view *view)
{
    struct consent_signer needs[CONSENT_SIGNATURES];
    size_t n = consents_signers_needed(view, text_day_of(clock_wall_ms()), needs);

    if (view->state == CONSENT_UNREADABLE) {
        json_put_null(out, "needs");
        return;
    }
    json_enter_list(out, "needs");
    for (size_t i = 0; i < n; i++) {
        json_enter_object(out, NULL);
        json_put_text(out, "capacity", capacity_name(needs[i].capacity));
        if (needs[i].capacity == CAPACITY_GUARDIAN)
            json_put_number(out, "guardian", needs[i].guardian);
        json_leave_object(out);
    }
    json_leave_list(out);
}

static void put_adult(struct json_out *out, const struct consent_view *view)
{
    if (view->adult_day)
        put_date(out, "young_adult_from", view->adult_day);
    else
        json_put_null(out, "young_adult_from");
}

static void put_consent(struct json_out *out, const struct consent_view *view)
{
    api_put_uuid(out, "id", &view->id);
    json_put_text(out, "state", consent_state_name(view->state));
    json_put_time(out, "created", view->created_ms);
    api_put_word(out, "condition", view->condition);
    if (view->has_scope)
        put_scope(out, &view->scope);
    else
        put_no_scope(out);
    put_signatures(out, view);
    put_needs(out, view);
    put_adult(out, view);
}

static void put_message(void *arg, const struct consent_line *line)
{
    struct json_out *out = arg;

    json_enter_object(out, NULL);
    api_put_uuid(out, "id", &line->id);
    json_put_text(out, "kind", line->kind);
    json_put_text(out, "stage", outbox_stage_name(line->stage));
    api_put_word(out, "code", line->code);
    json_put_time(out, "created", line->created_ms);
    api_put_said(out, line);
    json_leave_object(out);
}

static void put_exchange(void *arg, const struct consent_line *line)
{
    struct json_out *out = arg;

    json_enter_object(out, NULL);
    api_put_uuid(out, "id", &line->id);
    json_put_text(out, "type", line->kind);
    json_put_text(out, "to", line->to);
    json_put_text(out, "stage", outbox_stage_name(line->stage));
    api_put_word(out, "code", line->code);
    api_put_word(out, "outcome", line->outcome);
    json_put_time(out, "created", line->created_ms);
    json_leave_object(out);
}

static enum fault show(struct api_call *call, struct json_out *out, struct error *err)
{
    CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
    enum fault fault = consents_get(call->party, &call->id, view, err);

    if (fault)
        return fault;
    json_enter_object(out, NULL);
    put_consent(out, view);
    json_enter_list(out, "messages");
    fault = consents_messages(call->party, &view->id, put_message, out, err);
    json_leave_list(out);
    json_enter_list(out, "exchanges");
    if (!fault)
        fault = consents_exchanges(call->party, &view->id, put_exchange, out, err);
    json_leave_list(out);
    json_leave_object(out);
    return fault;
}

void api_show_consent(struct api_call *call)
{
    CLEANUP(json_out_clear) struct json_out out = { 0 };
    struct error err;

    if (show(call, &out, &err))
        api_refuse(call, &err, "");
    else
        api_answer(call, 200, &out);
}

static void put_line(void *arg, const struct consent_view *view)
{
    struct api_listing *listing = arg;

    if (!api_listing_takes(listing, &view->id))
        return;
    json_enter_object(&listing->out, NULL);
    put_consent(&listing->out, view);
    json_leave_object(&listing->out);
}

void api_list_consents(struct api_call *call)
{
    CLEANUP(api_listing_clear) struct api_listing listing = { 0 };
    struct api_page page;
    struct error err;

    if (!api_begin_page(call, &page))
        return;
    json_enter_object(&listing.out, NULL);
    json_enter_list(&listing.out, "consents");
    listing.limit = page.limit;
    if (consents_list(call->party, page.has_before ? &page.before : NULL, page.limit + 1, put_line,
                      &listing, &err))
        problem_of_error(call->answer, &err);
    else
        api_answer_list(call, &listing);
}
