/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/form_heading.h"

#include <stdio.h>

#include "edge/form_decider.h"
#include "edge/form_part.h"
#include "edge/words.h"
#include "model/directory.h"

#define COPY(to, from) snprintf(to, sizeof(to), "%s", from)

struct reader {
    const struct form_context *context;
    const struct form_heading_rules *rules;
    struct json_node root;
    struct report *report;
};

static bool has_text(const char *text) { return text && text[0] != '\0'; }

/* ---- to whom ---- */

/* Of a school, which is the sender where nothing else is said; no area goes with it. */
static void read_contact_officer(struct json_node node, const struct form_context *context,
                                 struct report_target *target)
{
    bool is_school = context->role && strcmp(context->role, ROLE_SCHOOL) == 0;
    struct json_node school = json_field(node, "for", is_school ? JSON_OPTIONAL : JSON_REQUIRED);
    const char *name = json_present(school) ? json_token(school, LIMIT_PARTY) : NULL;

    COPY(target->function, FUNCTION_CONTACT_OFFICER);
    COPY(target->school, name ? name : "");
}

static void read_target(struct json_node node, const struct form_context *context,
                        struct report *report)
{
    struct report_target *target = &report->targets[report->n_targets++];
    const char *area = context->area_default, *function;
    struct json_node party = json_field(node, "party", JSON_OPTIONAL), named;

    COPY(target->pointer, json_pointer(node));
    function = form_word_read(
        json_field(node, "function", json_present(party) ? JSON_OPTIONAL : JSON_REQUIRED), context,
        FORM_FUNCTION);
    if (function && !json_present(party) && strcmp(function, FUNCTION_CONTACT_OFFICER) == 0) {
        read_contact_officer(node, context, target);
        return;
    }
    named = json_field(node, "area",
                       json_present(party) || has_text(area) ? JSON_OPTIONAL : JSON_REQUIRED);
    if (json_present(party)) {
        const char *name = json_token(party, LIMIT_PARTY);

        if (function || json_present(named))
            json_fault(party, "not_allowed", "stands without function and area");
        COPY(target->party, name ? name : "");
        return;
    }
    if (json_present(named))
        area = json_token(named, LIMIT_AREA);
    COPY(target->function, function ? function : "");
    COPY(target->area, area ? area : "");
}

/* The recipient's own object in the form; absent for an answer. */
static struct json_node target_node(struct json_node root, size_t i)
{
    struct json_node to = json_field(root, "to", JSON_OPTIONAL);

    return json_has_fields(to) ? to : json_item(to, i);
}

static void read_list(struct json_node to, const struct form_context *context,
                      struct report *report)
{
    size_t n = json_list(to, 1, REPORT_TARGETS);

    for (size_t i = 0; i < n; i++)
        read_target(json_item(to, i), context, report);
}

void form_targets_read(struct json_node root, const struct form_context *context,
                       struct report *report)
{
    const struct form_parent *parent = context->parent;
    struct json_node to = json_field(root, "to", parent ? JSON_OPTIONAL : JSON_REQUIRED);

    if (parent) {
        if (json_present(to))
            json_fault(to, "not_allowed", "an answer goes to the sender of what it answers");
        report->n_targets = 1;
        COPY(report->targets[0].party, parent->sender);
    } else if (json_has_fields(to)) {
        read_target(to, context, report);
    } else if (json_is_list(to)) {
        read_list(to, context, report);
    } else if (json_present(to)) {
        json_fault(to, "type", "is neither an object nor a list");
    }
}

bool form_targets_have_role(const struct report *report, const struct form_context *context,
                            const char *role)
{
    for (size_t i = 0; i < report->n_targets; i++) {
        const struct report_target *target = &report->targets[i];
        const char *has = NULL;

        if (strcmp(target->function, FUNCTION_CONTACT_OFFICER) == 0)
            has = ROLE_POLICE;
        else if (target->party[0] != '\0' && context->role_of)
            has = context->role_of(context->role_of_arg, target->party);
        else if (context->role_at)
            has = context->role_at(context->role_of_arg, target->function, target->area);
        if (strcmp(target->function, role) == 0 || (has && strcmp(has, role) == 0))
            return true;
    }
    return false;
}

/* Nothing ties a form about nobody to a person, also not to the official who sends it: the form itself
 * has no place for it, whatever is said there. */
static void refuse_personal(struct json_node node)
{
    if (json_present(node))
        json_fault(node, "not_allowed", "this form is about nobody");
}

/* ---- on what ground ---- */

/* What stands in this object; what is not said stays. A faulty word is blamed once, not missed as well:
 * some text takes its place in a report that is thrown away. */
static void read_terms(struct reader *reader, struct json_node object, struct report_target *target)
{
    struct json_node ground = json_field(object, "ground", JSON_OPTIONAL);
    struct json_node purpose = json_field(object, "purpose", JSON_OPTIONAL);
    struct json_node consents = json_field(object, "consents", JSON_OPTIONAL);
    struct json_node decided = json_field(object, "decided_by", JSON_OPTIONAL);
    const char *text;

    if (reader->rules->about_nobody) {
        refuse_personal(consents);
        refuse_personal(decided);
        consents = decided = (struct json_node){ 0 };
    }
    if (json_present(ground)) {
        text = json_token(ground, LIMIT_GROUND);
        COPY(target->ground, text ? text : "faulty");
    }
    if (json_present(purpose)) {
        text = form_word_read(purpose, reader->context, FORM_PURPOSE);
        COPY(target->purpose, text ? text : "faulty");
    }
    if (json_present(consents))
        form_consents_read(consents, target);
    if (json_present(decided))
        form_decider_read(decided, reader->context, target);
}

/* Notes a ground or purpose that nobody has said: once if all recipients lack it. */
static void check_said(struct reader *reader, const char *key, size_t offset)
{
    struct report *report = reader->report;
    size_t n_lacking = 0;

    for (size_t i = 0; i < report->n_targets; i++)
        n_lacking += *((const char *)&report->targets[i] + offset) == '\0';
    if (n_lacking == report->n_targets) {
        json_field(reader->root, key, JSON_REQUIRED);
        return;
    }
    for (size_t i = 0; i < report->n_targets; i++)
        if (*((const char *)&report->targets[i] + offset) == '\0')
            json_field(target_node(reader->root, i), key, JSON_REQUIRED);
}

static void read_all_terms(struct reader *reader)
{
    const struct form_heading_rules *rules = reader->rules;
    struct report *report = reader->report;
    struct report_target common = { 0 };

    COPY(common.ground, has_text(rules->ground) ? rules->ground : "");
    COPY(common.purpose, has_text(rules->purpose) ? rules->purpose : "");
    read_terms(reader, reader->root, &common);
    for (size_t i = 0; i < report->n_targets; i++) {
        struct report_target *target = &report->targets[i], own = common;
        struct json_node node = target_node(reader->root, i);

        COPY(own.function, target->function);
        COPY(own.area, target->area);
        COPY(own.party, target->party);
        COPY(own.school, target->school);
        COPY(own.pointer, target->pointer);
        *target = own;
        if (own.has_decider)
            form_decider_salt(json_field(reader->root, "decided_by", JSON_OPTIONAL), target);
        if (reader->context->parent || !json_has_fields(node))
            continue;
        read_terms(reader, node, target);
        json_end(node);
    }
    if (report->n_targets == 0) {
        if (!rules->asks)
            json_field(reader->root, "ground", common.ground[0] ? JSON_OPTIONAL : JSON_REQUIRED);
        json_field(reader->root, "purpose", common.purpose[0] ? JSON_OPTIONAL : JSON_REQUIRED);
        return;
    }
    if (!rules->asks)
        check_said(reader, "ground", offsetof(struct report_target, ground));
    check_said(reader, "purpose", offsetof(struct report_target, purpose));
}

/* ---- flags, and what it refers to ---- */

static void read_guardians_not_informed(struct json_node list, struct private_header *header)
{
    size_t n = json_present(list) ? json_list(list, 0, CONTENT_GUARDIANS) : 0;

    for (size_t i = 0; i < n; i++)
        header->do_not_inform[header->n_do_not_inform++] =
            (uint32_t)json_number(json_item(list, i), CONTENT_GUARDIANS - 1);
}

static void read_flag(struct json_node flags, const char *name, enum json_presence presence,
                      bool *flag)
{
    if (json_flag(json_field(flags, name, presence), false))
        *flag = true;
}

/* Flags that speak of a subject, its guardians or a notifier. */
static void refuse_personal_flags(struct json_node flags)
{
    static const char *const personal[] = { "protected_identity", "notifier_protected",
                                            "do_not_inform" };

    for (size_t i = 0; i < ARRAY_SIZE(personal); i++)
        refuse_personal(json_field(flags, personal[i], JSON_OPTIONAL));
}

static void read_flags(struct reader *reader, struct private_header *header)
{
    bool states = reader->rules->states_unverified;
    struct json_node flags =
        json_field(reader->root, "flags", states ? JSON_REQUIRED : JSON_OPTIONAL);

    if (!json_present(flags))
        return;
    read_flag(flags, "whole_or_nothing", JSON_OPTIONAL, &header->whole_or_nothing);
    read_flag(flags, "feedback_requested", JSON_OPTIONAL, &header->feedback_requested);
    read_flag(flags, "unverified", states ? JSON_REQUIRED : JSON_OPTIONAL, &header->unverified);
    if (reader->rules->about_nobody) {
        refuse_personal_flags(flags);
    } else {
        read_flag(flags, "protected_identity", JSON_OPTIONAL, &header->protected_identity);
        read_flag(flags, "notifier_protected", JSON_OPTIONAL, &header->notifier_protected);
        read_guardians_not_informed(json_field(flags, "do_not_inform", JSON_OPTIONAL), header);
    }
    json_end(flags);
}

/* The id under `key`; true if one is there. */
static bool read_reference(struct reader *reader, const char *key, bool required, bool allowed,
                           struct uuid *ret_id)
{
    struct json_node node = json_field(reader->root, key, required ? JSON_REQUIRED : JSON_OPTIONAL);

    if (json_present(node) && !allowed) {
        json_fault(node, "not_allowed", "does not stand in this form");
        return false;
    }
    return form_id_read(node, ret_id);
}

static void read_references(struct reader *reader)
{
    const struct form_parent *parent = reader->context->parent;
    const struct form_heading_rules *rules = reader->rules;
    bool refers = !rules->about_nobody && !rules->asks;
    struct report *report = reader->report;

    report->has_in_reply_to = read_reference(reader, "in_reply_to", rules->answers && !parent,
                                             !parent && refers, &report->in_reply_to);
    report->has_correction_of =
        read_reference(reader, "correction_of", rules->corrects, refers, &report->correction_of);
    report->has_task = read_reference(reader, "task", false, refers, &report->task);
    if (!parent)
        return;
    report->has_in_reply_to = true;
    report->in_reply_to = parent->id;
}

void form_heading_read(struct json_node root, const struct form_context *context,
                       const struct form_heading_rules *rules, struct report *report,
                       struct private_header *header)
{
    struct reader reader = { context, rules, root, report };
    struct json_node urgency = json_field(root, "urgency", JSON_OPTIONAL);
    const char *word = form_word_read(urgency, context, FORM_URGENCY);

    COPY(report->urgency, word ? word : "prompt");
    read_all_terms(&reader);
    read_flags(&reader, header);
    read_references(&reader);
}
