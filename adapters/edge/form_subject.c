/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/form_subject.h"

#include <stdio.h>

#include "edge/form_part.h"
#include "edge/subject.h"

enum { ID_MAX_BYTES = 100, AGE_MAX = 150 };

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

static void read_id(struct json_node node, const struct form_context *context, bool bare,
                    struct report_child *child, struct form_faults *warnings)
{
    struct json_node id = json_field(node, "national_id", JSON_OPTIONAL);
    struct json_node name = json_field(node, "name", JSON_OPTIONAL);
    char pointer[REPORT_POINTER + 20];
    struct subject_claim claim = { .pointer = pointer };

    snprintf(pointer, sizeof(pointer), "%s/national_id", child->about);
    json_text(name, 1, FORM_LINE_MAX);
    claim.unborn = json_flag(json_field(node, "unborn", JSON_OPTIONAL), false);
    if (json_present(id) && !json_is_none(id))
        claim.national_id = json_text(id, 0, ID_MAX_BYTES);
    subject_fill(&claim, context, child, warnings);
    if (!bare)
        put_identity(child, name, id, claim.unborn);
    else if (json_present(name))
        json_fault(name, "not_allowed", "does not go with a message of this type");
}

static void read_contact(struct json_node node, bool bare, struct report_child *child)
{
    struct json_node address = json_field(node, "address", JSON_OPTIONAL);
    struct json_node telephone = json_field(node, "telephone", JSON_OPTIONAL);

    form_address_check(address);
    json_text(telephone, 1, FORM_LINE_MAX);
    if (!bare)
        put_contact(child, address, telephone);
    else if (json_present(address) || json_present(telephone))
        json_fault(json_present(address) ? address : telephone, "not_allowed",
                   "does not go with a message of this type");
}

static void read_age_at_act(struct json_node node, struct private_header *header)
{
    if (!json_present(node))
        return;
    header->has_age_at_act = true;
    header->age_at_act = (uint32_t)json_number(node, AGE_MAX);
    if (header->has_age && header->age_at_act > header->age)
        json_fault(node, "range", "is more than the age today");
}

void form_subject_read(struct json_node node, const struct form_context *context, bool bare,
                       struct report_child *child, struct form_faults *warnings)
{
    struct json_node informed = json_field(node, "informed", JSON_OPTIONAL);
    struct json_node heard = json_field(node, "heard", JSON_OPTIONAL);
    const char *reason;

    snprintf(child->about, sizeof(child->about), "%s", json_pointer(node));
    read_id(node, context, bare, child, warnings);
    read_age_at_act(json_field(node, "age_at_act", JSON_OPTIONAL), &child->header);
    read_contact(node, bare, child);
    child->header.subject_informed = form_informed_read(informed, context, &reason);
    snprintf(child->header.not_informed_reason, sizeof(child->header.not_informed_reason), "%s",
             reason ? reason : "");
    if (json_present(heard))
        child->header.child_heard = json_flag(heard, false) ? ANSWER_YES : ANSWER_NO;
}
