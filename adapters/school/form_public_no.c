/* SPDX-License-Identifier: EUPL-1.2 */
/* form_public_no - the same walk checks the fields and writes the parts; the parts keep the names of
 * the form. A report with faults is thrown away whole.
 */
#include "school/form_public_no.h"

#include <stdio.h>

#include "edge/json.h"
#include "edge/subject.h"
#include "school/pattern_no.h"

enum { ANY_SIZE = JSON_SIZE_MAX };

struct reader {
    const struct form_context *context;
    struct report report;
    struct report_child common; /* parts that every child gets */
};

static const char *read_text(struct json_node object, const char *key, enum json_presence presence)
{
    return json_text(json_field(object, key, presence), 0, ANY_SIZE);
}

static const char *read_pattern(struct json_node object, const char *key,
                                enum json_presence presence, enum pattern_no pattern)
{
    struct json_node node = json_field(object, key, presence);
    const char *text = json_text(node, 0, ANY_SIZE);

    if (!text || pattern_no_fits(pattern, text))
        return text;
    json_fault(node, "pattern", "does not fit the pattern of the form");
    return NULL;
}

static void check_address(struct json_node address)
{
    static const char *const lines[] = { "adresselinje2", "adresselinje3", "postnummer",
                                         "poststed" };

    if (!json_present(address))
        return;
    read_text(address, "adresselinje1", JSON_REQUIRED);
    for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
        read_text(address, lines[i], JSON_OPTIONAL);
}

static void put_node(struct report_child *child, const char *category, const char *key,
                     struct json_node node)
{
    CLEANUP(json_out_clear) struct json_out out = { 0 };

    if (!json_present(node))
        return;
    json_enter_object(&out, NULL);
    json_put_node(&out, key, node);
    json_leave_object(&out);
    report_put_part(child, category, true, &out.text);
}

static void read_heading(struct reader *reader, struct json_node root)
{
    struct report *report = &reader->report;
    struct report_target *target = &report->targets[0];
    const char *ground = reader->context->default_ground;
    const char *municipality =
        read_pattern(root, "kommunenummer", JSON_REQUIRED, PATTERN_NO_MUNICIPALITY);
    const char *district = read_pattern(root, "bydelsnummer", JSON_REQUIRED, PATTERN_NO_DISTRICT);

    report->n_targets = 1;
    snprintf(target->pointer, sizeof(target->pointer), "/kommunenummer");
    snprintf(target->function, sizeof(target->function), "child_welfare");
    if (municipality && district)
        snprintf(target->area, sizeof(target->area), "%s-%s", municipality, district);
    snprintf(report->type, sizeof(report->type), "concern_notification");
    snprintf(target->purpose, sizeof(target->purpose), "protect_child");
    snprintf(report->urgency, sizeof(report->urgency), "prompt");
    snprintf(target->ground, sizeof(target->ground), "%s",
             ground[0] != '\0' ? ground : FORM_PUBLIC_NO_GROUND);
}

static void read_notifier(struct reader *reader, struct json_node notifier)
{
    struct json_node office;

    if (!json_present(notifier))
        return;
    read_pattern(notifier, "personnavn", JSON_REQUIRED, PATTERN_NO_LINE);
    read_pattern(notifier, "rolle", JSON_REQUIRED, PATTERN_NO_LINE);
    read_pattern(notifier, "telefonnummer", JSON_REQUIRED, PATTERN_NO_TELEPHONE);
    read_pattern(notifier, "epost", JSON_REQUIRED, PATTERN_NO_EMAIL);
    office = json_field(notifier, "virksomhet", JSON_REQUIRED);
    if (json_present(office)) {
        read_pattern(office, "navn", JSON_REQUIRED, PATTERN_NO_LINE);
        read_pattern(office, "orgnr", JSON_OPTIONAL, PATTERN_NO_LINE);
        check_address(json_field(office, "adresse", JSON_REQUIRED));
    }
    put_node(&reader->common, "notifier", "offentligMelder", notifier);
}

static void read_guardians(struct reader *reader, struct json_node guardians)
{
    size_t n = json_list(guardians, 1, 2);

    for (size_t i = 0; i < n; i++) {
        struct json_node guardian = json_item(guardians, i);

        read_pattern(guardian, "personnavn", JSON_REQUIRED, PATTERN_NO_LINE);
        read_pattern(guardian, "telefonnummer", JSON_OPTIONAL, PATTERN_NO_LINE);
        json_flag(json_field(guardian, "orientert", JSON_REQUIRED), false);
        read_pattern(guardian, "orientertGrunn", JSON_OPTIONAL, PATTERN_NO_LINE);
    }
    put_node(&reader->common, "guardians", "foresatte", guardians);
}

static void check_message(struct json_node message)
{
    if (!json_present(message))
        return;
    read_text(message, "melding", JSON_REQUIRED);
    read_text(message, "historie", JSON_REQUIRED);
    read_text(message, "andreSynspunkter", JSON_OPTIONAL);
}

/* Everything of the form that belongs to no other part. */
static void read_observation(struct reader *reader, struct json_node root)
{
    static const char *const texts[] = { "kommunenavn", "bydelsnavn" };
    static const char *const numbers[] = { "kommunenummer", "bydelsnummer" };
    struct json_node message = json_field(root, "melding", JSON_REQUIRED);
    CLEANUP(json_out_clear) struct json_out out = { 0 }, rest = { 0 };

    check_message(message);
    json_enter_object(&out, NULL);
    json_put_node(&out, "melding", message);
    for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
        json_put_node(&out, numbers[i], json_field(root, numbers[i], JSON_OPTIONAL));
    read_text(root, "andreHjelpeinstanser", JSON_OPTIONAL);
    json_put_node(&out, "andreHjelpeinstanser",
                  json_field(root, "andreHjelpeinstanser", JSON_OPTIONAL));
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        json_put_text(&out, texts[i], read_pattern(root, texts[i], JSON_REQUIRED, PATTERN_NO_LINE));
    json_put_text(&out, "sendingstidspunkt", read_text(root, "sendingstidspunkt", JSON_REQUIRED));
    json_put_text(&out, "leveringskanal", read_text(root, "leveringskanal", JSON_REQUIRED));

    json_enter_object(&rest, NULL);
    if (json_put_rest(&rest, root) > 0) {
        json_leave_object(&rest);
        json_put_raw(&out, "andreFelter", bytes_of_buffer(&rest.text));
    }
    json_leave_object(&out);
    report_put_part(&reader->common, "observation", true, &out.text);
}

static void read_interpreter(struct reader *reader, struct json_node root)
{
    struct json_node need = json_field(root, "behovForTolk", JSON_OPTIONAL);
    const char *text = json_text(need, 0, ANY_SIZE);

    if (text && text[0] != '\0')
        put_node(&reader->common, "interpreter", "behovForTolk", need);
}

static void put_child_parts(struct json_node node, struct report_child *child)
{
    CLEANUP(json_out_clear) struct json_out identity = { 0 }, contact = { 0 };
    static const char *const who[] = { "personnavn", "fnr", "ufoedt" };
    static const char *const where[] = { "adresse", "telefonnummer" };

    json_enter_object(&identity, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(who); i++)
        json_put_node(&identity, who[i], json_field(node, who[i], JSON_OPTIONAL));
    json_leave_object(&identity);
    report_put_part(child, "identity", false, &identity.text);

    json_enter_object(&contact, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(where); i++)
        json_put_node(&contact, where[i], json_field(node, where[i], JSON_OPTIONAL));
    json_leave_object(&contact);
    report_put_part(child, "contact", false, &contact.text);
}

/* Was the child told, and why not; and whatever else stands about this child. */
static void put_child_observation(struct json_node node, struct report_child *child)
{
    CLEANUP(json_out_clear) struct json_out out = { 0 }, rest = { 0 };

    json_enter_object(&out, NULL);
    json_put_node(&out, "orientert", json_field(node, "orientert", JSON_OPTIONAL));
    json_put_node(&out, "orientertGrunn", json_field(node, "orientertGrunn", JSON_OPTIONAL));
    json_enter_object(&rest, NULL);
    if (json_put_rest(&rest, node) > 0) {
        json_leave_object(&rest);
        json_put_raw(&out, "andreFelter", bytes_of_buffer(&rest.text));
    }
    json_leave_object(&out);
    report_put_part(child, "observation", false, &out.text);
}

static void read_informed(struct reader *reader, struct json_node node, struct report_child *child)
{
    const struct form_context *context = reader->context;
    bool informed = json_flag(json_field(node, "orientert", JSON_REQUIRED), false);
    const char *reason = read_pattern(node, "orientertGrunn", JSON_OPTIONAL, PATTERN_NO_LINE);

    child->header.subject_informed = informed ? ANSWER_YES : ANSWER_NO;
    /* The reason itself is free text and goes sealed; that there is one may be said. */
    if (!informed && reason && reason[0] != '\0' &&
        context->knows(context->knows_arg, FORM_NOT_INFORMED, "stated"))
        snprintf(child->header.not_informed_reason, sizeof(child->header.not_informed_reason),
                 "stated");
}

static void read_child(struct reader *reader, struct json_node node)
{
    struct report_child *child = report_add_child(&reader->report);
    char pointer[REPORT_POINTER + 20];
    struct subject_claim claim = { .pointer = pointer };

    snprintf(child->about, sizeof(child->about), "%s", json_pointer(node));
    snprintf(pointer, sizeof(pointer), "%s/fnr", child->about);
    claim.national_id = read_text(node, "fnr", JSON_REQUIRED);
    claim.unborn = json_flag(json_field(node, "ufoedt", JSON_REQUIRED), false);
    subject_fill(&claim, reader->context, child, &reader->report.warnings);

    read_pattern(node, "personnavn", JSON_REQUIRED, PATTERN_NO_LINE);
    read_text(node, "telefonnummer", JSON_OPTIONAL);
    check_address(json_field(node, "adresse", JSON_REQUIRED));
    read_informed(reader, node, child);
    put_child_parts(node, child);
    put_child_observation(node, child);
}

enum fault form_public_no_read(struct bytes body, const struct form_context *context,
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
    read_guardians(&reader, json_field(root, "foresatte", JSON_REQUIRED));
    read_notifier(&reader, json_field(root, "offentligMelder", JSON_REQUIRED));
    read_interpreter(&reader, root);
    children = json_field(root, "offentligBarn", JSON_REQUIRED);
    n = json_list(children, 1, REPORT_CHILDREN);
    for (size_t i = 0; i < n; i++)
        read_child(&reader, json_item(children, i));
    /* Last: it takes what nobody has asked for. */
    read_observation(&reader, root);

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
