/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/message_fields.h"

#include <assert.h>
#include <stdio.h>

#include "base/text.h"
#include "edge/form_part.h"
#include "edge/nameless.h"
#include "edge/words.h"

enum { NUMBER_MAX = 1000000, CODES_MAX = 40, LIST_TEXT = 160 };

/* What is read, and which places its form names, where it is about nobody. */
struct reading {
    bool nameless;
    const char *places[NAMELESS_PLACES_MAX];
    size_t n_places;
};

static void blame_nameless(struct json_node node, enum nameless answer)
{
    static const struct {
        const char *code, *detail;
    } faults[NAMELESS_ANSWERS] = {
        [NAMELESS_EMAIL] = { "email", WORDS("holds what looks like an e-mail address") },
        [NAMELESS_HANDLE] = { "handle",
                              WORDS("holds what looks like a user name: leave \"@\" out") },
        [NAMELESS_LINK] = { "link", WORDS("holds what looks like an address on the internet") },
        [NAMELESS_BIRTH] = { "birth_date",
                             WORDS("holds what looks like a date of birth: say ages in years, and "
                                   "times in the fields for the period") },
        [NAMELESS_PLATE] = { "licence_plate",
                             WORDS("holds what looks like the registration number of a car") },
        [NAMELESS_STREET] = { "street_address",
                              WORDS("holds what looks like a street with a number: say the street "
                                    "or the area alone") },
        [NAMELESS_NUMBER] = { "identifier", WORDS("holds digits like those of a telephone, a date "
                                                  "of birth or a national id") },
        [NAMELESS_NAME] = { "name", WORDS("holds capitalised words in a row, like a person's name: "
                                          "what is a place belongs in \"places\", with a word that "
                                          "says what place it is") },
        [NAMELESS_FOREIGN] = { "character",
                               WORDS("has a character that is no Nordic letter, digit 0 to 9 or "
                                     "sign of plain text") },
        [NAMELESS_NO_PLACES] = { "format", WORDS("is no list of places: names of up to five words, "
                                                 "without digits, with commas between them") },
    };

    if (answer != NAMELESS_CLEAN)
        json_fault(node, faults[answer].code, "%s",
                   words_in(json_faults_of(node)->language, faults[answer].detail));
}

static void check_nameless(const struct reading *reading, const struct form_field *field,
                           struct json_node node, const char *text)
{
    if (!text || !reading->nameless)
        return;
    blame_nameless(node, field->kind == FIELD_PLACES
                             ? nameless_check_places(text)
                             : nameless_check(text, reading->places, reading->n_places));
}

/* Before any field is read, since a line may stand before the places that it names. What is no place
 * makes no name one. */
static void find_places(const struct form_field fields[], struct json_node content,
                        struct reading *reading)
{
    const char *text;

    if (!json_has_fields(content))
        return;
    for (; fields->name; fields++) {
        struct json_node node = json_field(content, fields->name, JSON_OPTIONAL);

        if (fields->kind != FIELD_PLACES || !json_is_text(node))
            continue;
        text = json_text(node, 0, JSON_SIZE_MAX);
        assert(reading->n_places < NAMELESS_PLACES_MAX);
        if (nameless_check_places(text) == NAMELESS_CLEAN)
            reading->places[reading->n_places++] = text;
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

static void read_clock(struct json_node node)
{
    const char *text = json_text(node, 0, JSON_SIZE_MAX);

    if (!text)
        return;
    if (strlen(text) != 5 || strspn(text, "0123456789") != 2 || text[2] != ':' ||
        strspn(text + 3, "0123456789") != 2 || strncmp(text, "24", 2) >= 0 || text[3] > '5')
        json_fault(node, "format", "is no time of day: write HH:MM");
}

static void read_one(const struct form_field *field, struct json_node node,
                     const struct reading *reading)
{
    const char *text = NULL;

    switch (field->kind) {
    case FIELD_TEXT:
        text = json_text(node, 1, FORM_TEXT_MAX);
        break;
    case FIELD_LINE:
    case FIELD_PLACES:
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
        json_number(node, field->max ? field->max : NUMBER_MAX);
        break;
    case FIELD_CLOCK:
        read_clock(node);
        break;
    }
    check_nameless(reading, field, node, text);
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
    struct reading reading = { .nameless = nameless };
    size_t n = 0;

    find_places(fields, content, &reading);
    for (; fields[n].name; n++) {
        const struct form_field *field = &fields[n];

        assert(n < MESSAGE_FIELDS_MAX);
        nodes[n] =
            json_field(content, field->name, field->required ? JSON_REQUIRED : JSON_OPTIONAL);
        read_one(field, nodes[n], &reading);
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
