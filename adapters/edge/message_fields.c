/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/message_fields.h"

#include <assert.h>
#include <stdio.h>

#include "base/text.h"
#include "edge/form_part.h"
#include "edge/nameless.h"

enum { NUMBER_MAX = 1000000, CODES_MAX = 40, LIST_TEXT = 160 };

void message_fields_check_nameless(struct json_node node, const char *text)
{
    switch (text ? nameless_check(text) : NAMELESS_CLEAN) {
    case NAMELESS_CLEAN:
        break;
    case NAMELESS_ADDRESS:
        json_fault(node, "identifier", "holds what looks like an e-mail address or user name");
        break;
    case NAMELESS_NUMBER:
        json_fault(node, "identifier",
                   "holds digits like those of a telephone, a date of birth or a national id");
        break;
    }
}

static void blame_code(struct json_node node, const char *const codes[])
{
    char list[LIST_TEXT] = "";
    size_t used = 0;

    for (size_t i = 0; codes[i] && used + strlen(codes[i]) + 3 < sizeof(list); i++)
        used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", i ? ", " : "", codes[i]);
    json_fault(node, "unknown_word", "is none of %s", list);
}

/* Its place in the list; -1 if it is absent or faulty. */
static int read_code(struct json_node node, const char *const codes[])
{
    const char *code = json_text(node, 0, JSON_SIZE_MAX);

    if (!code)
        return -1;
    for (int i = 0; codes[i]; i++)
        if (strcmp(codes[i], code) == 0)
            return i;
    blame_code(node, codes);
    return -1;
}

static void read_codes(struct json_node list, const char *const codes[])
{
    bool seen[CODES_MAX] = { false };
    size_t n = json_present(list) ? json_list(list, 1, CODES_MAX) : 0;

    for (size_t i = 0; i < n; i++) {
        struct json_node node = json_item(list, i);
        int code = read_code(node, codes);

        assert(code < CODES_MAX);
        if (code >= 0 && seen[code])
            json_fault(node, "duplicate", "stands twice");
        if (code >= 0)
            seen[code] = true;
    }
}

static void read_date(struct json_node node)
{
    const char *text = json_text(node, 0, JSON_SIZE_MAX);
    int32_t day;

    if (text && !text_read_date(text, &day))
        json_fault(node, "format", "is no date: write YYYY-MM-DD");
}

static void read_time(struct json_node node)
{
    const char *text = json_text(node, 0, JSON_SIZE_MAX);
    int64_t ms;

    if (text && !text_read_time_loose(text, &ms))
        json_fault(node, "format", "is no time with an offset, as in 2026-03-01T09:00:00+01:00");
}

static void read_one(const struct form_field *field, struct json_node node, bool nameless)
{
    const char *text = NULL;

    switch (field->kind) {
    case FIELD_TEXT:
        text = json_text(node, 1, FORM_TEXT_MAX);
        break;
    case FIELD_LINE:
        text = form_line_read(node, FORM_LINE_MAX);
        break;
    case FIELD_CODE:
        read_code(node, field->codes);
        break;
    case FIELD_CODES:
        read_codes(node, field->codes);
        break;
    case FIELD_DATE:
        read_date(node);
        break;
    case FIELD_TIME:
        read_time(node);
        break;
    case FIELD_FLAG:
        json_flag(node, false);
        break;
    case FIELD_NUMBER:
        json_number(node, NUMBER_MAX);
        break;
    }
    if (nameless)
        message_fields_check_nameless(node, text);
}

/* One part of every field that has the category of field `first`, if it is the first to have it. */
static void put_category(const struct form_field fields[], const struct json_node nodes[], size_t n,
                         size_t first, struct report_child *child)
{
    CLEANUP(json_out_clear) struct json_out out = { 0 };
    const char *category = fields[first].category;
    bool said = false;

    for (size_t i = 0; i < first; i++)
        if (strcmp(fields[i].category, category) == 0)
            return;
    json_enter_object(&out, NULL);
    for (size_t i = first; i < n; i++) {
        if (strcmp(fields[i].category, category) != 0 || !json_present(nodes[i]))
            continue;
        json_put_node(&out, fields[i].name, nodes[i]);
        said = true;
    }
    json_leave_object(&out);
    if (said)
        report_put_part(child, category, false, &out.text);
}

void message_fields_read(const struct form_field fields[], struct json_node content, bool nameless,
                         struct report_child *child)
{
    struct json_node nodes[MESSAGE_FIELDS_MAX];
    size_t n = 0;

    for (; fields[n].name; n++) {
        const struct form_field *field = &fields[n];

        assert(n < MESSAGE_FIELDS_MAX);
        nodes[n] =
            json_field(content, field->name, field->required ? JSON_REQUIRED : JSON_OPTIONAL);
        read_one(field, nodes[n], nameless);
    }
    for (size_t i = 0; i < n; i++)
        put_category(fields, nodes, n, i, child);
}

bool message_fields_required(const struct form_field fields[])
{
    for (; fields->name; fields++)
        if (fields->required)
            return true;
    return false;
}
