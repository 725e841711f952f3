/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/form_decider.h"

#include <stdio.h>

#include "edge/form_part.h"
#include "keys/digest.h"
#include "keys/random.h"

bool form_id_read(struct json_node node, struct uuid *ret_id)
{
    const char *text = json_text(node, 0, JSON_SIZE_MAX);

    if (!text)
        return false;
    if (uuid_read(text, ret_id))
        return true;
    json_fault(node, "format", "is no id of an exchange");
    return false;
}

void form_consents_read(struct json_node list, struct report_target *target)
{
    size_t n = json_list(list, 1, CONTENT_CONSENTS);

    target->n_consents = 0;
    for (size_t i = 0; i < n; i++) {
        struct json_node node = json_item(list, i);
        const char *text = json_text(node, 0, JSON_SIZE_MAX);
        struct uuid id;
        bool twice = false;

        if (!text)
            continue;
        if (!uuid_read(text, &id)) {
            json_fault(node, "format", "is no id of a consent");
            continue;
        }
        for (size_t j = 0; j < target->n_consents; j++)
            twice = twice || uuid_equal(&target->consents[j], &id);
        if (twice)
            json_fault(node, "duplicate", "stands twice");
        else
            target->consents[target->n_consents++] = id;
    }
}

static void read_reasons(struct json_node list, const struct form_context *context,
                         struct report_target *target)
{
    size_t n = json_present(list) ? json_list(list, 1, CONTENT_REASONS) : 0;

    target->n_decider_reasons = 0;
    for (size_t i = 0; i < n; i++) {
        struct json_node node = json_item(list, i);
        const char *word = form_word_read(node, context, FORM_REASON);
        bool twice = false;

        for (size_t j = 0; word && j < target->n_decider_reasons; j++)
            twice = twice || strcmp(target->decider_reasons[j], word) == 0;
        if (twice)
            json_fault(node, "duplicate", "stands twice");
        else if (word)
            text_put(target->decider_reasons[target->n_decider_reasons++],
                     sizeof(target->decider_reasons[0]), word);
    }
}

static void hash_assessment(const char *text, struct report_target *target)
{
    struct digest_stream stream;
    struct digest digest;

    keys_random(target->decider_salt, sizeof(target->decider_salt));
    digest_start(&stream);
    digest_add(&stream, bytes_of(target->decider_salt, sizeof(target->decider_salt)));
    digest_add(&stream, bytes_of_text(text));
    digest = digest_end(&stream);
    memcpy(target->decider_assessment, digest.bytes, sizeof(target->decider_assessment));
}

void form_decider_read(struct json_node node, const struct form_context *context,
                       struct report_target *target)
{
    const char *official = form_line_read(json_field(node, "official", JSON_REQUIRED),
                                          sizeof(target->decider_reference) - 1);
    const char *role =
        form_word_read(json_field(node, "role", JSON_REQUIRED), context, FORM_DECIDER);
    const char *assessment;

    target->has_decider = true;
    snprintf(target->decider_reference, sizeof(target->decider_reference), "%s",
             official ? official : "");
    snprintf(target->decider_role, sizeof(target->decider_role), "%s", role ? role : "");
    read_reasons(json_field(node, "reasons", JSON_REQUIRED), context, target);
    assessment = json_text(json_field(node, "assessment", JSON_REQUIRED), 1, FORM_TEXT_MAX);
    if (assessment)
        hash_assessment(assessment, target);
    json_end(node);
}

void form_decider_salt(struct json_node node, struct report_target *target)
{
    struct json_node assessment = json_field(node, "assessment", JSON_OPTIONAL);

    if (json_is_text(assessment))
        hash_assessment(json_text(assessment, 0, JSON_SIZE_MAX), target);
}
