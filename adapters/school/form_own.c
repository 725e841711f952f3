/* SPDX-License-Identifier: EUPL-1.2 */
/* form_own - heading, common parts, then child by child.
 *
 * The same walk checks the fields and writes the parts; a report with faults is thrown away whole.
 */
#include "school/form_own.h"

#include <stdio.h>

#include "edge/json.h"
#include "edge/subject.h"

enum {
    NAME_MAX_BYTES = 300,
    LINE_MAX_BYTES = 300,
    ID_MAX_BYTES = 100,
    TEXT_MAX_BYTES = 500000,
    SECTIONS_MAX = 40,
};

struct reader {
    const struct form_context *context;
    struct report report;
    struct report_child common; /* parts and flags that every child gets */
};

/* Categories that the form has fields of their own for. */
static bool has_own_field(const char *category)
{
    static const char *const fields[] = { "identity", "contact", "guardians", "notifier",
                                          "interpreter" };

    for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
        if (strcmp(fields[i], category) == 0)
            return true;
    return false;
}

static const char *known_word(struct reader *reader, struct json_node node, enum form_word kind,
                              const char *what)
{
    const char *word = json_token(node, LIMIT_WORD);

    if (!word || reader->context->knows(reader->context->knows_arg, kind, word))
        return word;
    json_fault(node, "unknown_word", "is no %s of the vocabulary", what);
    return NULL;
}

static void read_to(struct reader *reader, struct json_node to)
{
    struct report *report = &reader->report;
    const char *area = reader->context->area_default;
    const char *function =
        known_word(reader, json_field(to, "function", JSON_REQUIRED), FORM_FUNCTION, "function");
    struct json_node named =
        json_field(to, "area", area[0] != '\0' ? JSON_OPTIONAL : JSON_REQUIRED);

    json_end(to);
    if (json_present(named))
        area = json_token(named, LIMIT_AREA);
    snprintf(report->function, sizeof(report->function), "%s", function ? function : "");
    snprintf(report->area, sizeof(report->area), "%s", area ? area : "");
}

static void read_heading(struct reader *reader, struct json_node root)
{
    struct report *report = &reader->report;
    const char *ground = reader->context->default_ground, *urgency = "prompt";
    struct json_node node;

    read_to(reader, json_field(root, "to", JSON_REQUIRED));
    node = json_field(root, "ground", ground[0] != '\0' ? JSON_OPTIONAL : JSON_REQUIRED);
    if (json_present(node))
        ground = json_token(node, LIMIT_GROUND);
    node = json_field(root, "urgency", JSON_OPTIONAL);
    if (json_present(node))
        urgency = known_word(reader, node, FORM_URGENCY, "urgency");

    snprintf(report->type, sizeof(report->type), "concern_notification");
    snprintf(report->purpose, sizeof(report->purpose), "protect_child");
    snprintf(report->ground, sizeof(report->ground), "%s", ground ? ground : "");
    snprintf(report->urgency, sizeof(report->urgency), "%s", urgency ? urgency : "");
    reader->common.header.feedback_requested =
        json_flag(json_field(root, "feedback_requested", JSON_OPTIONAL), false);
    reader->common.header.protected_identity =
        json_flag(json_field(root, "protected_identity", JSON_OPTIONAL), false);
}

static void check_text(struct json_node object, const char *key, size_t max)
{
    json_text(json_field(object, key, JSON_OPTIONAL), 1, max);
}

static void check_address(struct json_node address)
{
    static const char *const lines[] = { "street", "postcode", "city", "country" };

    if (!json_present(address))
        return;
    for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
        check_text(address, lines[i], LINE_MAX_BYTES);
    json_end(address);
}

/* {"answer": …, "reason": code, "explanation": text}. `ret_reason` may be NULL. */
static enum answer read_informed(struct reader *reader, struct json_node informed,
                                 const char **ret_reason)
{
    struct json_node reason;
    const char *code;
    bool answer;

    if (!json_present(informed))
        return ANSWER_NONE;
    answer = json_flag(json_field(informed, "answer", JSON_REQUIRED), false);
    reason = json_field(informed, "reason", JSON_OPTIONAL);
    code = known_word(reader, reason, FORM_NOT_INFORMED, "reason for not informing");
    if (answer && json_present(reason))
        json_fault(reason, "not_allowed", "stands only with \"answer\": false");
    if (ret_reason)
        *ret_reason = code;
    check_text(informed, "explanation", TEXT_MAX_BYTES);
    json_end(informed);
    return answer ? ANSWER_YES : ANSWER_NO;
}

static void put_node(struct report_child *child, const char *category, bool shared, const char *key,
                     struct json_node node)
{
    CLEANUP(json_out_clear) struct json_out out = { 0 };

    if (!json_present(node))
        return;
    json_enter_object(&out, NULL);
    json_put_node(&out, key, node);
    json_leave_object(&out);
    report_put_part(child, category, shared, &out.text);
}

static void read_guardians(struct reader *reader, struct json_node guardians)
{
    struct private_header *header = &reader->common.header;
    size_t n = json_list(guardians, 0, CONTENT_GUARDIANS);

    for (size_t i = 0; i < n; i++) {
        struct json_node guardian = json_item(guardians, i);

        check_text(guardian, "name", NAME_MAX_BYTES);
        check_text(guardian, "telephone", LINE_MAX_BYTES);
        check_address(json_field(guardian, "address", JSON_OPTIONAL));
        read_informed(reader, json_field(guardian, "informed", JSON_OPTIONAL), NULL);
        if (json_flag(json_field(guardian, "do_not_inform", JSON_OPTIONAL), false))
            header->do_not_inform[header->n_do_not_inform++] = (uint32_t)i;
        json_end(guardian);
    }
    if (n > 0)
        put_node(&reader->common, "guardians", true, "guardians", guardians);
}

static void read_notifier(struct reader *reader, struct json_node notifier)
{
    if (!json_present(notifier))
        return;
    json_text(json_field(notifier, "name", JSON_REQUIRED), 1, NAME_MAX_BYTES);
    check_text(notifier, "role", LINE_MAX_BYTES);
    check_text(notifier, "telephone", LINE_MAX_BYTES);
    check_text(notifier, "email", LINE_MAX_BYTES);
    reader->common.header.notifier_protected =
        json_flag(json_field(notifier, "protected", JSON_OPTIONAL), false);
    json_end(notifier);
    put_node(&reader->common, "notifier", true, "notifier", notifier);
}

/* A text becomes {"text": …}; an object or a list stays as it is. */
static void put_section(struct report_child *child, const char *category, bool shared,
                        struct json_node value)
{
    CLEANUP(json_out_clear) struct json_out out = { 0 };

    if (json_is_text(value)) {
        json_text(value, 1, TEXT_MAX_BYTES);
        put_node(child, category, shared, "text", value);
        return;
    }
    if (!json_has_fields(value)) {
        json_fault(value, "type", "is neither a text nor an object");
        return;
    }
    json_put_node(&out, NULL, value);
    report_put_part(child, category, shared, &out.text);
}

static void read_sections(struct reader *reader, struct json_node sections,
                          struct report_child *child, bool shared)
{
    size_t n = json_present(sections) ? json_pairs(sections, SECTIONS_MAX) : 0;

    for (size_t i = 0; i < n; i++) {
        const char *category = json_key(sections, i);
        struct json_node value = json_value(sections, i);

        if (has_own_field(category))
            json_fault(value, "not_allowed", "has a field of its own in this form");
        else if (!reader->context->knows(reader->context->knows_arg, FORM_CATEGORY, category))
            json_fault(value, "unknown_word", "is no category of the vocabulary");
        else
            put_section(child, category, shared, value);
    }
}

static void read_common(struct reader *reader, struct json_node root)
{
    struct json_node interpreter = json_field(root, "interpreter", JSON_OPTIONAL);
    struct json_node guardians = json_field(root, "guardians", JSON_OPTIONAL);

    if (json_present(guardians))
        read_guardians(reader, guardians);
    read_notifier(reader, json_field(root, "notifier", JSON_OPTIONAL));
    json_text(interpreter, 1, LINE_MAX_BYTES);
    put_node(&reader->common, "interpreter", true, "text", interpreter);
    read_sections(reader, json_field(root, "sections", JSON_OPTIONAL), &reader->common, true);
}

/* The id goes as it was typed, and nowhere else. */
static void put_identity(struct report_child *child, struct json_node name, struct json_node id,
                         bool unborn)
{
    CLEANUP(json_out_clear) struct json_out out = { 0 };

    json_enter_object(&out, NULL);
    json_put_node(&out, "name", name);
    json_put_node(&out, "national_id", id);
    json_put_boolean(&out, "unborn", unborn);
    json_leave_object(&out);
    report_put_part(child, "identity", false, &out.text);
}

static void put_contact(struct report_child *child, struct json_node address,
                        struct json_node telephone)
{
    CLEANUP(json_out_clear) struct json_out out = { 0 };

    if (!json_present(address) && !json_present(telephone))
        return;
    json_enter_object(&out, NULL);
    json_put_node(&out, "address", address);
    json_put_node(&out, "telephone", telephone);
    json_leave_object(&out);
    report_put_part(child, "contact", false, &out.text);
}

static void read_subject(struct reader *reader, struct json_node node, struct report_child *child)
{
    struct json_node id = json_field(node, "national_id", JSON_OPTIONAL);
    struct json_node name = json_field(node, "name", JSON_OPTIONAL);
    char pointer[REPORT_POINTER + 20];
    struct subject_claim claim = { .pointer = pointer };

    snprintf(pointer, sizeof(pointer), "%s/national_id", child->about);
    json_text(name, 1, NAME_MAX_BYTES);
    claim.unborn = json_flag(json_field(node, "unborn", JSON_OPTIONAL), false);
    if (json_present(id) && !json_is_none(id))
        claim.national_id = json_text(id, 0, ID_MAX_BYTES);
    subject_fill(&claim, reader->context, child, &reader->report.warnings);
    put_identity(child, name, id, claim.unborn);
}

static void read_child(struct reader *reader, struct json_node node)
{
    struct report_child *child = report_add_child(&reader->report);
    struct json_node address = json_field(node, "address", JSON_OPTIONAL);
    struct json_node telephone = json_field(node, "telephone", JSON_OPTIONAL);
    struct json_node informed = json_field(node, "informed", JSON_OPTIONAL);
    struct json_node heard = json_field(node, "heard", JSON_OPTIONAL);
    const char *reason = NULL;

    child->header = reader->common.header;
    snprintf(child->about, sizeof(child->about), "%s", json_pointer(node));
    read_subject(reader, node, child);
    check_address(address);
    json_text(telephone, 1, LINE_MAX_BYTES);
    put_contact(child, address, telephone);
    child->header.subject_informed = read_informed(reader, informed, &reason);
    snprintf(child->header.not_informed_reason, sizeof(child->header.not_informed_reason), "%s",
             reason ? reason : "");
    if (json_present(heard))
        child->header.child_heard = json_flag(heard, false) ? ANSWER_YES : ANSWER_NO;
    put_node(child, "observation", false, "informed", informed);
    read_sections(reader, json_field(node, "sections", JSON_OPTIONAL), child, false);
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
