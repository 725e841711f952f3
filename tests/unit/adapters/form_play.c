/* SPDX-License-Identifier: EUPL-1.2 */
#include "unit/adapters/form_play.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/text.h"
#include "keys/start.h"
#include "model/vocabulary.h"

static const uint8_t key[32] = "invented key of the form tests";

static struct vocabulary *words(void)
{
    static struct vocabulary *vocabulary;
    struct error err;

    if (!vocabulary)
        cr_assert_eq(vocabulary_load("config/policy/vocabulary.yaml", stderr, &vocabulary, &err),
                     FAULT_NONE, "%s", err.text);
    return vocabulary;
}

static bool knows(const void *arg, enum form_word kind, const char *code)
{
    static const enum vocabulary_kind kinds[] = {
        [FORM_CATEGORY] = VOCABULARY_CATEGORY, [FORM_FUNCTION] = VOCABULARY_FUNCTION,
        [FORM_URGENCY] = VOCABULARY_URGENCY,   [FORM_NOT_INFORMED] = VOCABULARY_NOT_INFORMED,
        [FORM_PURPOSE] = VOCABULARY_PURPOSE,   [FORM_DECIDER] = VOCABULARY_DECIDER,
        [FORM_REASON] = VOCABULARY_REASON,     [FORM_TYPE] = VOCABULARY_TYPE,
    };

    (void)arg;
    cr_assert(kind < ARRAY_SIZE(kinds));
    return vocabulary_has(words(), kinds[kind], code);
}

static const char *role_of(const void *arg, const char *party)
{
    (void)arg;
    if (strcmp(party, "fjell-school") == 0)
        return "school";
    return strcmp(party, "vik-police") == 0 ? "police" : NULL;
}

static const char *role_at(const void *arg, const char *function, const char *area)
{
    (void)arg;
    return strcmp(function, "school_health") == 0 && strcmp(area, "1201-02") == 0 ? "school" : NULL;
}

struct form_context form_play_context(const char *country, const char *role)
{
    struct error err;
    int32_t day;

    cr_assert_eq(keys_start(&err), FAULT_NONE);
    cr_assert(text_read_date("2026-03-01", &day));
    return (struct form_context){
        .country = country,
        .default_ground = "",
        .area_default = "",
        .test_ids = true,
        .subject_key = key,
        .subject_key_number = 1,
        .now_ms = (int64_t)day * 86400000,
        .knows = knows,
        .role = role,
        .language = "en",
        .role_of = role_of,
        .role_at = role_at,
    };
}

const char *form_play_read(const struct message_form forms[], const char *path, const char *body,
                           const struct form_context *context, struct report *ret_report)
{
    static char said[4000];
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    struct error err;
    enum fault fault =
        message_form_read(forms, path, bytes_of_text(body), context, &report, &faults, &err);
    size_t used = 0;

    cr_assert_eq(fault == FAULT_NONE, faults.n == 0, "%s", body);
    cr_assert(fault == FAULT_NONE || report.n_children == 0, "a report of a faulty form: %s", body);
    said[0] = '\0';
    for (size_t i = 0; i < faults.n && used < sizeof(said); i++)
        used += (size_t)snprintf(said + used, sizeof(said) - used, "%s %s\n", faults.all[i].pointer,
                                 faults.all[i].code);
    if (!fault && ret_report) {
        *ret_report = report;
        report = (struct report){ 0 };
    }
    return said;
}

const char *form_play_part(const struct report_child *child, const char *category)
{
    for (size_t i = 0; i < child->n_parts; i++)
        if (strcmp(child->parts[i].category, category) == 0)
            return (const char *)child->parts[i].content.data;
    return "";
}

/* ---- a form made from its row ---- */

struct making {
    const struct message_form *form;
    const char *country, *omit; /* a pointer to what is left out, or "" */
    struct json_out out;
};

static bool is_in(const struct making *making, const char *pointer)
{
    return strcmp(making->omit, pointer) != 0;
}

static void put_text(struct making *making, const char *pointer, const char *text)
{
    if (is_in(making, pointer))
        json_put_text(&making->out, strrchr(pointer, '/') + 1, text);
}

static void put_field(struct making *making, const struct form_field *field)
{
    static const char *const samples[] = {
        [FIELD_TEXT] = "En påhittad text.",
        [FIELD_LINE] = "En påhittad rad",
        [FIELD_DATE] = "2026-02-20",
        [FIELD_TIME] = "2026-03-10T09:00:00+01:00",
        [FIELD_CLOCK] = "22:00",
        [FIELD_PLACES] = "Fjell",
    };
    char pointer[100];

    snprintf(pointer, sizeof(pointer), "/content/%s", field->name);
    if (!is_in(making, pointer))
        return;
    if (field->kind == FIELD_CODES) {
        json_enter_list(&making->out, field->name);
        json_put_text(&making->out, NULL, field->codes[0]);
        json_leave_list(&making->out);
    } else if (field->kind == FIELD_CODE) {
        json_put_text(&making->out, field->name, field->codes[0]);
    } else if (field->kind == FIELD_FLAG) {
        json_put_boolean(&making->out, field->name, true);
    } else if (field->kind == FIELD_NUMBER) {
        json_put_number(&making->out, field->name, 7);
    } else {
        json_put_text(&making->out, field->name, samples[field->kind]);
    }
}

static bool has_required(const struct message_form *form)
{
    for (const struct form_field *field = form->fields; field->name; field++)
        if (field->required)
            return true;
    return false;
}

static void put_content(struct making *making)
{
    const struct message_form *form = making->form;

    if (!is_in(making, "/content"))
        return;
    json_enter_object(&making->out, "content");
    for (const struct form_field *field = form->fields; field->name; field++)
        if (field->required || (!has_required(form) && field == form->fields))
            put_field(making, field);
    json_leave_object(&making->out);
}

static void put_to(struct making *making)
{
    if (!is_in(making, "/to"))
        return;
    json_enter_object(&making->out, "to");
    put_text(making, "/to/function", making->form->to_role ? making->form->to_role : "police");
    put_text(making, "/to/area", "1201-02");
    json_leave_object(&making->out);
}

static void put_rest(struct making *making)
{
    const struct message_form *form = making->form;

    if (form->answers)
        put_text(making, "/in_reply_to", PLAY_ID);
    if (form->corrects)
        put_text(making, "/correction_of", PLAY_ID);
    if (form->states_unverified && is_in(making, "/flags")) {
        json_enter_object(&making->out, "flags");
        if (is_in(making, "/flags/unverified"))
            json_put_boolean(&making->out, "unverified", true);
        json_leave_object(&making->out);
    }
    if (form->subject == FORM_SUBJECT_REQUIRED && is_in(making, "/subject")) {
        json_enter_object(&making->out, "subject");
        json_put_text(&making->out, "national_id",
                      strcmp(making->country, "SE") == 0 ? "20160814-9801" : PLAY_NUMBER);
        json_leave_object(&making->out);
    }
}

static const char *ground_of(const struct message_form *form, const char *country)
{
    return strcmp(country, "SE") == 0 ? form->ground_se : form->ground_no;
}

static char *make(const struct message_form *form, const char *country, const char *omit)
{
    struct making making = { .form = form, .country = country, .omit = omit };

    json_enter_object(&making.out, NULL);
    put_text(&making, "/type", form->type);
    put_to(&making);
    if (!ground_of(form, country))
        put_text(&making, "/ground", "no.invented.1");
    if (!form->purpose)
        put_text(&making, "/purpose", "support_youth");
    put_rest(&making);
    put_content(&making);
    json_leave_object(&making.out);
    return buffer_take_text(&making.out.text);
}

/* ---- the table ---- */

static void expect_missing(const struct message_form forms[], const struct message_form *form,
                           const struct form_context *context, const char *pointer)
{
    CLEANUP(mem_free) char *body = make(form, context->country, pointer);
    char want[200];

    snprintf(want, sizeof(want), "%s missing\n", pointer);
    cr_expect_str_eq(form_play_read(forms, form->path, body, context, NULL), want, "%s: %s",
                     form->type, body);
}

static void check_missing(const struct message_form forms[], const struct message_form *form,
                          const struct form_context *context)
{
    char pointer[100];

    /* Without its recipient a form for schools is another. */
    if (!form->to_role) {
        expect_missing(forms, form, context, "/to");
        expect_missing(forms, form, context, "/to/function");
    }
    expect_missing(forms, form, context, "/to/area");
    if (!ground_of(form, context->country))
        expect_missing(forms, form, context, "/ground");
    if (!form->purpose)
        expect_missing(forms, form, context, "/purpose");
    if (form->answers)
        expect_missing(forms, form, context, "/in_reply_to");
    if (form->corrects)
        expect_missing(forms, form, context, "/correction_of");
    if (form->states_unverified) {
        expect_missing(forms, form, context, "/flags");
        expect_missing(forms, form, context, "/flags/unverified");
    }
    if (form->subject == FORM_SUBJECT_REQUIRED)
        expect_missing(forms, form, context, "/subject");
    if (has_required(form))
        expect_missing(forms, form, context, "/content");
    for (const struct form_field *field = form->fields; field->name; field++) {
        if (!field->required)
            continue;
        snprintf(pointer, sizeof(pointer), "/content/%s", field->name);
        expect_missing(forms, form, context, pointer);
    }
}

static void check_words(const struct message_form *form)
{
    cr_expect(knows(NULL, FORM_TYPE, form->type), "%s", form->type);
    cr_expect(!form->purpose || knows(NULL, FORM_PURPOSE, form->purpose), "%s", form->type);
    cr_expect(!form->role || vocabulary_has(words(), VOCABULARY_ROLE, form->role), "%s",
              form->type);
    cr_expect(!form->to_role || vocabulary_has(words(), VOCABULARY_ROLE, form->to_role), "%s",
              form->type);
    for (const struct form_field *field = form->fields; field->name; field++) {
        cr_expect(knows(NULL, FORM_CATEGORY, field->category), "%s: %s", form->type, field->name);
        cr_expect_eq(field->codes != NULL, field->kind == FIELD_CODE || field->kind == FIELD_CODES,
                     "%s: %s", form->type, field->name);
        cr_expect(form->subject != FORM_SUBJECT_NONE || strcmp(field->category, "observation") == 0,
                  "%s: %s", form->type, field->name);
    }
}

void form_play_table(const struct message_form forms[], const char *country, const char *role)
{
    struct form_context context = form_play_context(country, role);

    for (const struct message_form *form = forms; form->type; form++) {
        CLEANUP(mem_free) char *body = make(form, country, "");
        CLEANUP(report_clear) struct report report = { 0 };

        check_words(form);
        if (form->role && strcmp(form->role, role) != 0)
            continue;
        cr_expect_str_eq(form_play_read(forms, form->path, body, &context, &report), "", "%s: %s",
                         form->type, body);
        cr_expect_str_eq(report.type, form->type);
        cr_assert_eq(report.n_children, 1, "%s", form->type);
        cr_expect_eq(report.children[0].header.certainty != CERTAINTY_NONE,
                     form->subject == FORM_SUBJECT_REQUIRED, "%s", form->type);
        cr_expect_eq(form_play_part(&report.children[0], "identity")[0] != '\0',
                     form->subject == FORM_SUBJECT_REQUIRED && !form->bare, "%s", form->type);
        check_missing(forms, form, &context);
    }
}
