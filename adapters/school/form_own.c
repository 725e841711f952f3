/* SPDX-License-Identifier: EUPL-1.2 */
/* form_own - heading, common parts, then child by child.
 *
 * The same walk checks the fields and writes the parts; a report with faults is thrown away whole.
 */
#include "school/form_own.h"

#include <stdio.h>

#include "edge/form_heading.h"
#include "edge/form_part.h"
#include "edge/form_subject.h"
#include "edge/json.h"

struct reader {
    const struct form_context *context;
    struct report report;
    struct report_child common; /* parts and flags that every child gets */
};

/* Categories that the form has fields of their own for. */
static const char *const own_fields[] = { "identity", "contact",     "guardians",
                                          "notifier", "interpreter", NULL };

static void read_heading(struct reader *reader, struct json_node root)
{
    struct report *report = &reader->report;
    struct private_header *header = &reader->common.header;
    const struct form_heading_rules rules = { .ground = reader->context->default_ground,
                                              .purpose = "protect_child" };

    snprintf(report->type, sizeof(report->type), "concern_notification");
    form_targets_read(root, reader->context, report);
    form_heading_read(root, reader->context, &rules, report, header);
    if (json_flag(json_field(root, "feedback_requested", JSON_OPTIONAL), false))
        header->feedback_requested = true;
    if (json_flag(json_field(root, "protected_identity", JSON_OPTIONAL), false))
        header->protected_identity = true;
}

/* A guardian who must not be told is named in the flags too; once is enough. */
static void keep_from(struct private_header *header, uint32_t guardian)
{
    for (size_t i = 0; i < header->n_do_not_inform; i++)
        if (header->do_not_inform[i] == guardian)
            return;
    if (header->n_do_not_inform < CONTENT_GUARDIANS)
        header->do_not_inform[header->n_do_not_inform++] = guardian;
}

static void read_guardians(struct reader *reader, struct json_node guardians)
{
    struct private_header *header = &reader->common.header;
    size_t n = json_list(guardians, 0, CONTENT_GUARDIANS);

    for (size_t i = 0; i < n; i++) {
        struct json_node guardian = json_item(guardians, i);

        form_text_check(guardian, "name", FORM_LINE_MAX);
        form_text_check(guardian, "telephone", FORM_LINE_MAX);
        form_address_check(json_field(guardian, "address", JSON_OPTIONAL));
        form_informed_read(json_field(guardian, "informed", JSON_OPTIONAL), reader->context, NULL);
        if (json_flag(json_field(guardian, "do_not_inform", JSON_OPTIONAL), false))
            keep_from(header, (uint32_t)i);
        json_end(guardian);
    }
    if (n > 0)
        form_put_node(&reader->common, "guardians", true, "guardians", guardians);
}

static void read_notifier(struct reader *reader, struct json_node notifier)
{
    if (!json_present(notifier))
        return;
    json_text(json_field(notifier, "name", JSON_REQUIRED), 1, FORM_LINE_MAX);
    form_text_check(notifier, "role", FORM_LINE_MAX);
    form_text_check(notifier, "telephone", FORM_LINE_MAX);
    form_text_check(notifier, "email", FORM_LINE_MAX);
    if (json_flag(json_field(notifier, "protected", JSON_OPTIONAL), false))
        reader->common.header.notifier_protected = true;
    json_end(notifier);
    form_put_node(&reader->common, "notifier", true, "notifier", notifier);
}

static void read_common(struct reader *reader, struct json_node root)
{
    struct json_node interpreter = json_field(root, "interpreter", JSON_OPTIONAL);
    struct json_node guardians = json_field(root, "guardians", JSON_OPTIONAL);

    if (json_present(guardians))
        read_guardians(reader, guardians);
    read_notifier(reader, json_field(root, "notifier", JSON_OPTIONAL));
    json_text(interpreter, 1, FORM_LINE_MAX);
    form_put_node(&reader->common, "interpreter", true, "text", interpreter);
    form_sections_read(json_field(root, "sections", JSON_OPTIONAL), reader->context, own_fields,
                       true, &reader->common);
}

static void read_child(struct reader *reader, struct json_node node)
{
    struct report_child *child = report_add_child(&reader->report);

    child->header = reader->common.header;
    form_subject_read(node, reader->context, false, child, &reader->report.warnings);
    form_put_node(child, "observation", false, "informed",
                  json_field(node, "informed", JSON_OPTIONAL));
    form_sections_read(json_field(node, "sections", JSON_OPTIONAL), reader->context, own_fields,
                       false, child);
    json_end(node);
}

enum fault form_own_read(struct bytes body, const struct form_context *context,
                         struct report *ret_report, struct form_faults *ret_faults,
                         struct error *err)
{
    CLEANUP(json_close) struct json_document *document = NULL;
    struct reader reader = { .context = context };
    struct json_node root, children;
    enum fault fault;
    size_t n;

    ret_faults->language = reader.report.warnings.language = context->language;
    fault = json_open(body, ret_faults, &document, err);
    if (fault)
        return fault;
    root = json_root(document);
    read_heading(&reader, root);
    read_common(&reader, root);
    children = json_field(root, "children", JSON_REQUIRED);
    n = json_list(children, 1, REPORT_CHILDREN);
    for (size_t i = 0; i < n; i++)
        read_child(&reader, json_item(children, i));
    json_end(root);

    report_share_parts(&reader.report, &reader.common);
    report_child_clear(&reader.common);
    form_check_sizes(&reader.report, ret_faults);
    fault = form_finish(ret_faults, err);
    if (fault)
        report_clear(&reader.report);
    else
        *ret_report = reader.report;
    return fault;
}
