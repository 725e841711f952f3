/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/form_part.h"

#include "edge/words.h"

static const char *const unknown[] = {
    [FORM_CATEGORY] = WORDS("is no category of the vocabulary"),
    [FORM_FUNCTION] = WORDS("is no function of the vocabulary"),
    [FORM_URGENCY] = WORDS("is no urgency of the vocabulary"),
    [FORM_NOT_INFORMED] = WORDS("is no reason for not informing of the vocabulary"),
    [FORM_PURPOSE] = WORDS("is no purpose of the vocabulary"),
    [FORM_DECIDER] = WORDS("is no deciding role of the vocabulary"),
    [FORM_REASON] = WORDS("is no reason of the vocabulary"),
    [FORM_TYPE] = WORDS("is no type of the vocabulary"),
    [FORM_TAKE_BACK] = WORDS("is no reason for taking back of the vocabulary"),
    [FORM_VOID] = WORDS("is no reason for declaring void of the vocabulary"),
    [FORM_CONDITION] = WORDS("is no condition of the vocabulary"),
};

static void blame_word(struct json_node node, enum form_word kind)
{
    json_fault(node, "unknown_word", "%s", words_in(json_faults_of(node)->language, unknown[kind]));
}

const char *form_word_read(struct json_node node, const struct form_context *context,
                           enum form_word kind)
{
    const char *word = json_token(node, LIMIT_WORD);

    if (!word || context->knows(context->knows_arg, kind, word))
        return word;
    blame_word(node, kind);
    return NULL;
}

const char *form_line_read(struct json_node node, size_t max)
{
    const char *text = json_text(node, 1, max);

    for (const char *c = text; c && *c; c++) {
        if ((unsigned char)*c >= ' ' && *c != '\x7f')
            continue;
        json_fault(node, "format", "is not on one line");
        return NULL;
    }
    return text;
}

void form_text_check(struct json_node object, const char *key, size_t max)
{
    json_text(json_field(object, key, JSON_OPTIONAL), 1, max);
}

void form_address_check(struct json_node address)
{
    static const char *const lines[] = { "street", "postcode", "city", "country" };

    if (!json_present(address))
        return;
    for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
        form_text_check(address, lines[i], FORM_LINE_MAX);
    json_end(address);
}

enum header_answer form_informed_read(struct json_node informed, const struct form_context *context,
                                      const char **ret_reason)
{
    struct json_node reason;
    const char *code;
    bool answer;

    if (ret_reason)
        *ret_reason = NULL;
    if (!json_present(informed))
        return ANSWER_NONE;
    answer = json_flag(json_field(informed, "answer", JSON_REQUIRED), false);
    reason = json_field(informed, "reason", JSON_OPTIONAL);
    code = form_word_read(reason, context, FORM_NOT_INFORMED);
    if (answer && json_present(reason))
        json_fault(reason, "not_allowed", "stands only with \"answer\": false");
    if (ret_reason)
        *ret_reason = code;
    form_text_check(informed, "explanation", FORM_TEXT_MAX);
    json_end(informed);
    return answer ? ANSWER_YES : ANSWER_NO;
}

void form_put_node(struct report_child *child, const char *category, bool shared, const char *key,
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

static void put_section(struct report_child *child, const char *category, bool shared,
                        struct json_node value)
{
    CLEANUP(json_out_clear) struct json_out out = { 0 };

    if (json_is_text(value)) {
        json_text(value, 1, FORM_TEXT_MAX);
        form_put_node(child, category, shared, "text", value);
        return;
    }
    if (!json_has_fields(value)) {
        json_fault(value, "type", "is neither a text nor an object");
        return;
    }
    json_put_node(&out, NULL, value);
    report_put_part(child, category, shared, &out.text);
}

static bool is_one_of(const char *category, const char *const own[])
{
    for (; *own; own++)
        if (strcmp(*own, category) == 0)
            return true;
    return false;
}

void form_sections_read(struct json_node sections, const struct form_context *context,
                        const char *const own[], bool shared, struct report_child *child)
{
    size_t n = json_present(sections) ? json_pairs(sections, FORM_SECTIONS_MAX) : 0;

    for (size_t i = 0; i < n; i++) {
        const char *category = json_key(sections, i);
        struct json_node value = json_value(sections, i);

        if (is_one_of(category, own))
            json_fault(value, "not_allowed", "has a field of its own in this form");
        else if (!context->knows(context->knows_arg, FORM_CATEGORY, category))
            blame_word(value, FORM_CATEGORY);
        else
            put_section(child, category, shared, value);
    }
}
