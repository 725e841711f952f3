/* SPDX-License-Identifier: EUPL-1.2 */
/* api_forms - which messages the party may post here, and the fields of each: for those who build the
 * agency's systems, from the same tables that posts are read by.
 */
#include "edge/api_call.h"
#include "edge/message_form.h"

static const char *const kinds[] = {
    [FIELD_TEXT] = "text",     [FIELD_LINE] = "line",     [FIELD_CODE] = "code",
    [FIELD_CODES] = "codes",   [FIELD_DATE] = "date",     [FIELD_TIME] = "time",
    [FIELD_FLAG] = "flag",     [FIELD_NUMBER] = "number", [FIELD_CLOCK] = "clock",
    [FIELD_PLACES] = "places",
};

static const char *const subjects[] = {
    [FORM_SUBJECT_REQUIRED] = "required",
    [FORM_SUBJECT_OPTIONAL] = "optional",
    [FORM_SUBJECT_NONE] = "none",
};

static void put_field(struct json_out *out, const struct form_field *field)
{
    json_enter_object(out, NULL);
    json_put_text(out, "name", field->name);
    json_put_text(out, "kind", kinds[field->kind]);
    json_put_boolean(out, "required", field->required);
    json_put_text(out, "category", field->category);
    if (field->codes) {
        json_enter_list(out, "codes");
        for (const char *const *code = field->codes; *code; code++)
            json_put_text(out, NULL, *code);
        json_leave_list(out);
    }
    json_leave_object(out);
}

static void put_form(struct json_out *out, const struct message_form *form, bool sweden)
{
    json_enter_object(out, NULL);
    json_put_text(out, "path", form->path);
    json_put_text(out, "type", form->type);
    json_put_text_or_null(out, "ground", sweden ? form->ground_se : form->ground_no);
    json_put_text_or_null(out, "purpose", form->purpose);
    json_put_text(out, "subject", subjects[form->subject]);
    json_put_boolean(out, "answers", form->answers);
    json_put_boolean(out, "sections", form->sections);
    json_put_text_or_null(out, "role", form->role);
    json_put_text_or_null(out, "to_role", form->to_role);
    json_put_boolean(out, "corrects", form->corrects);
    json_put_boolean(out, "unverified_required", form->states_unverified);
    json_enter_list(out, "content");
    for (const struct form_field *field = form->fields; field && field->name; field++)
        put_field(out, field);
    json_leave_list(out);
    json_leave_object(out);
}

/* Those that a reader of the agency's own takes, by their media type. */
static void put_reports(struct json_out *out, const struct form *form)
{
    json_enter_list(out, "reports");
    for (; form && form->path; form++) {
        json_enter_object(out, NULL);
        json_put_text(out, "path", form->path);
        json_put_text(out, "media_type", form->media_type);
        json_leave_object(out);
    }
    json_leave_list(out);
}

void api_list_forms(struct api_call *call)
{
    const struct message_form *form = call->api->agency->messages;
    struct json_out out = { 0 };
    struct form_context context;

    if (!api_form_context(call, &context))
        return;
    json_enter_object(&out, NULL);
    json_enter_list(&out, "forms");
    for (; form && form->type; form++)
        put_form(&out, form, strcmp(context.country, "SE") == 0);
    json_leave_list(&out);
    put_reports(&out, call->api->agency->forms);
    json_leave_object(&out);
    api_answer(call, 200, &out);
}
