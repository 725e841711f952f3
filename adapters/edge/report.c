/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/report.h"

#include <stdio.h>

#include "base/memory.h"
#include "base/text.h"

struct report_child *report_add_child(struct report *report)
{
    struct report_child *child;

    report->children =
        mem_grow(report->children, report->n_children + 1, sizeof(*report->children));
    child = &report->children[report->n_children++];
    *child = (struct report_child){ 0 };
    return child;
}

struct report_part *report_add_part(struct report_child *child, const char *category, bool shared)
{
    struct report_part *part;

    child->parts = mem_grow(child->parts, child->n_parts + 1, sizeof(*child->parts));
    part = &child->parts[child->n_parts++];
    *part = (struct report_part){ .shared = shared };
    snprintf(part->category, sizeof(part->category), "%s", category);
    snprintf(part->media_type, sizeof(part->media_type), "application/json");
    return part;
}

void report_put_part(struct report_child *child, const char *category, bool shared,
                     struct buffer *content)
{
    report_add_part(child, category, shared)->content = *content;
    *content = (struct buffer){ 0 };
}

void report_share_parts(struct report *report, const struct report_child *common)
{
    for (size_t i = 0; i < report->n_children; i++) {
        for (size_t j = 0; j < common->n_parts; j++) {
            const struct report_part *from = &common->parts[j];
            struct report_part *to =
                report_add_part(&report->children[i], from->category, from->shared);

            memcpy(to->media_type, from->media_type, sizeof(to->media_type));
            buffer_append_bytes(&to->content, bytes_of_buffer(&from->content));
        }
    }
}

void report_child_clear(struct report_child *child)
{
    for (size_t i = 0; i < child->n_parts; i++)
        buffer_clear(&child->parts[i].content);
    mem_free(child->parts);
    explicit_bzero(child, sizeof(*child));
}

void report_clear(struct report *report)
{
    for (size_t i = 0; i < report->n_children; i++)
        report_child_clear(&report->children[i]);
    mem_free(report->children);
    form_faults_clear(&report->warnings);
    *report = (struct report){ 0 };
}

void report_address_header(const struct report_child *child, const struct report_target *target,
                           const char *function, struct private_header *ret_header)
{
    *ret_header = child->header;
    text_put(ret_header->function, sizeof(ret_header->function), function);
    ret_header->n_consents = target->n_consents;
    memcpy(ret_header->consents, target->consents, sizeof(ret_header->consents));
    ret_header->has_decider = target->has_decider;
    if (!target->has_decider)
        return;
    text_put(ret_header->decider_reference, sizeof(ret_header->decider_reference),
             target->decider_reference);
    text_put(ret_header->decider_role, sizeof(ret_header->decider_role), target->decider_role);
    ret_header->n_decider_reasons = target->n_decider_reasons;
    memcpy(ret_header->decider_reasons, target->decider_reasons,
           sizeof(ret_header->decider_reasons));
    memcpy(ret_header->decider_assessment, target->decider_assessment,
           sizeof(ret_header->decider_assessment));
}
