/* SPDX-License-Identifier: EUPL-1.2 */
/* message_form - the type, then to whom (which may decide the form), then heading, subject, content.
 *
 * The same walk checks the fields and writes the parts; a report with faults is thrown away whole.
 */
#include "edge/message_form.h"

#include <stdio.h>

#include "edge/form_heading.h"
#include "edge/form_part.h"
#include "edge/form_subject.h"
#include "edge/message_fields.h"
#include "edge/subject.h"

struct reader {
    const struct message_form *forms, *form;
    const char *path;
    const struct form_context *context;
    struct form_faults *faults;
    struct json_node root;
    struct report report;
};

const struct message_form *message_form_find(const struct message_form forms[], const char *type)
{
    for (; forms && forms->type; forms++)
        if (strcmp(forms->type, type) == 0)
            return forms;
    return NULL;
}

/* ---- which form ---- */

static bool is_on_path(const struct reader *reader, const struct message_form *form)
{
    return reader->context->parent || strcmp(form->path, reader->path) == 0;
}

/* The one type that the path takes; NULL if there are several, or none. */
static const char *only_type(const struct reader *reader)
{
    const char *type = NULL;

    for (const struct message_form *form = reader->forms; form->type; form++) {
        if (!is_on_path(reader, form))
            continue;
        if (type && strcmp(type, form->type) != 0)
            return NULL;
        type = form->type;
    }
    return type;
}

static bool fits(const struct reader *reader, const struct message_form *form, const char *type)
{
    const struct form_context *context = reader->context;

    return strcmp(form->type, type) == 0 && is_on_path(reader, form) &&
           (!form->role || (context->role && strcmp(form->role, context->role) == 0)) &&
           (!form->to_role || form_targets_have_role(&reader->report, context, form->to_role));
}

static void choose_form(struct reader *reader)
{
    const char *only = only_type(reader), *type;
    struct json_node node = json_field(reader->root, "type", only ? JSON_OPTIONAL : JSON_REQUIRED);

    type = json_present(node) ? json_token(node, LIMIT_WORD) : only;
    if (!type)
        return;
    for (const struct message_form *form = reader->forms; form->type && !reader->form; form++)
        if (fits(reader, form, type))
            reader->form = form;
    if (!reader->form)
        json_fault(node, "unknown_word", "is no type that this agency sends here");
}

/* ---- heading, subject, content ---- */

static const char *default_ground(const struct reader *reader)
{
    const struct form_context *context = reader->context;

    /* The party's own default is that of its reports of concern. */
    if (strcmp(reader->form->type, "concern_notification") == 0 && context->default_ground &&
        context->default_ground[0] != '\0')
        return context->default_ground;
    return strcmp(context->country, "SE") == 0 ? reader->form->ground_se : reader->form->ground_no;
}

static void read_heading(struct reader *reader, struct report_child *child)
{
    const struct message_form *form = reader->form;
    const struct form_parent *parent = reader->context->parent;
    const struct form_heading_rules rules = {
        .ground = default_ground(reader),
        .purpose = form->purpose,
        .answers = form->answers,
        .corrects = form->corrects,
        .states_unverified = form->states_unverified,
        .about_nobody = form->subject == FORM_SUBJECT_NONE,
    };

    snprintf(reader->report.type, sizeof(reader->report.type), "%s", form->type);
    form_heading_read(reader->root, reader->context, &rules, &reader->report, &child->header);
    if (parent && rules.about_nobody)
        form_faults_add(reader->faults, "/type", "not_allowed",
                        "this form is about nobody and answers nothing");
    /* Whether the notifier asked for it decides on what ground it is told. */
    if (form->answers && parent && parent->feedback_requested)
        child->header.feedback_requested = true;
}

/* Only an explanation is worth a section; the answer itself stands in the header. */
static void put_informed(struct json_node subject, struct report_child *child)
{
    struct json_node informed = json_field(subject, "informed", JSON_OPTIONAL);

    if (json_has_fields(informed) &&
        json_present(json_field(informed, "explanation", JSON_OPTIONAL)))
        form_put_node(child, "observation", false, "informed", informed);
}

static void take_parents_subject(struct reader *reader, struct report_child *child)
{
    struct subject_claim claim = { .national_id = reader->context->parent->national_id,
                                   .pointer = "/subject" };

    subject_fill(&claim, reader->context, child, &reader->report.warnings);
}

static void read_subject(struct reader *reader, struct report_child *child)
{
    const struct message_form *form = reader->form;
    const struct form_parent *parent = reader->context->parent;
    bool required = form->subject == FORM_SUBJECT_REQUIRED && !(parent && parent->names_subject);
    struct json_node subject =
        json_field(reader->root, "subject", required ? JSON_REQUIRED : JSON_OPTIONAL);

    if (!json_present(subject)) {
        if (form->subject == FORM_SUBJECT_REQUIRED && !required)
            take_parents_subject(reader, child);
        return;
    }
    if (form->subject == FORM_SUBJECT_NONE) {
        json_fault(subject, "not_allowed", "this form is about nobody");
        return;
    }
    form_subject_read(subject, reader->context, form->bare, child, &reader->report.warnings);
    if (!form->bare)
        put_informed(subject, child);
    json_end(subject);
}

static void read_sections(struct reader *reader, struct report_child *child)
{
    static const char *const own[] = { "identity", "contact", NULL };
    struct json_node sections;

    if (!reader->form->sections)
        return;
    sections = json_field(reader->root, "sections", JSON_OPTIONAL);
    form_sections_read(sections, reader->context, own, false, child);
}

/* What may go only where an official decided it. */
static void check_decided(const struct reader *reader, struct json_node content)
{
    const struct report *report = &reader->report;
    bool all = true;

    for (size_t i = 0; i < report->n_targets; i++)
        all = all && report->targets[i].has_decider;
    for (const struct form_field *field = reader->form->fields; field->name && !all; field++) {
        if (!field->decided || !json_has_fields(content) ||
            !json_present(json_field(content, field->name, JSON_OPTIONAL)))
            continue;
        form_faults_add(reader->faults, "/decided_by", "missing", "is required with \"%s\"",
                        field->name);
        return;
    }
}

static void read_content(struct reader *reader, struct report_child *child)
{
    const struct message_form *form = reader->form;
    struct json_node content =
        json_field(reader->root, "content",
                   message_fields_required(form->fields) ? JSON_REQUIRED : JSON_OPTIONAL);

    if (json_present(content)) {
        message_fields_read(form->fields, content, form->subject == FORM_SUBJECT_NONE, child);
        json_end(content);
    }
    read_sections(reader, child);
    check_decided(reader, content);
    if (form->check)
        form->check(reader->root, content, reader->context, &reader->report);
}

static void read_message(struct reader *reader)
{
    struct report_child *child = report_add_child(&reader->report);

    read_heading(reader, child);
    read_subject(reader, child);
    read_content(reader, child);
    if (child->n_parts == 0 && reader->faults->n == 0)
        form_faults_add(reader->faults, "/content", "missing", "nothing is said in this form");
    json_end(reader->root);
}

enum fault message_form_read(const struct message_form forms[], const char *path, struct bytes body,
                             const struct form_context *context, struct report *ret_report,
                             struct form_faults *ret_faults, struct error *err)
{
    CLEANUP(json_close) struct json_document *document = NULL;
    struct reader reader = {
        .forms = forms, .path = path, .context = context, .faults = ret_faults
    };
    enum fault fault;

    ret_faults->language = reader.report.warnings.language = context->language;
    fault = json_open(body, ret_faults, &document, err);
    if (fault)
        return fault;
    reader.root = json_root(document);
    form_targets_read(reader.root, context, &reader.report);
    choose_form(&reader);
    if (reader.form)
        read_message(&reader);
    form_check_sizes(&reader.report, ret_faults);
    fault = form_finish(ret_faults, err);
    if (fault)
        report_clear(&reader.report);
    else
        *ret_report = reader.report;
    return fault;
}
