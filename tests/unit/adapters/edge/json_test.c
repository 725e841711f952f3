/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/json.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

struct given {
    struct form_faults faults;
    struct json_document *document;
};

static struct json_node open_text(struct given *given, const char *text)
{
    struct error err;

    cr_assert_eq(json_open(bytes_of_text(text), &given->faults, &given->document, &err), FAULT_NONE,
                 "%s", text);
    return json_root(given->document);
}

/* "pointer code" of each fault, a line each. */
static char *faults_text(const struct form_faults *faults)
{
    struct buffer text = { 0 };

    buffer_append_text(&text, "");
    for (size_t i = 0; i < faults->n; i++)
        buffer_printf(&text, "%s %s\n", faults->all[i].pointer, faults->all[i].code);
    return buffer_take_text(&text);
}

static void close_and_expect(struct given *given, const char *want)
{
    CLEANUP(mem_free) char *got = faults_text(&given->faults);

    cr_expect_str_eq(got ? got : "", want);
    json_close(given->document);
    form_faults_clear(&given->faults);
}

static const struct {
    const char *name, *text;
    size_t size; /* 0: of the text */
    const char *code;
} bad[] = {
    { "nothing", "", 0, "malformed" },
    { "no JSON", "{\"a\":", 0, "malformed" },
    { "a comma too many", "{\"a\":1,}", 0, "malformed" },
    { "a name twice", "{\"a\":1,\"a\":2}", 0, "malformed" },
    { "text after the end", "{} {}", 0, "malformed" },
    { "an escaped NUL", "{\"a\":\"\\u0000\"}", 0, "malformed" },
    { "a NUL", "{\"a\":\"\0\"}", 9, "malformed" },
    { "no UTF-8", "{\"a\":\"\xff\"}", 0, "malformed" },
    { "half a surrogate", "{\"a\":\"\\ud800\"}", 0, "malformed" },
    { "17 levels", "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", 0, "too_deep" },
};

Test(json, refuses_what_is_no_strict_json)
{
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        struct form_faults faults = { 0 };
        struct json_document *document = NULL;
        struct bytes bytes = bytes_of(bad[i].text, bad[i].size ? bad[i].size : strlen(bad[i].text));
        struct error err;

        cr_expect_eq(json_open(bytes, &faults, &document, &err), FAULT_INPUT, "%s", bad[i].name);
        cr_expect_str_eq(err.code, bad[i].code, "%s: %s", bad[i].name, err.code);
        cr_expect_eq(faults.n, 1, "%s", bad[i].name);
        cr_expect_null(document);
        cr_expect_not(json_is_valid(bytes), "%s", bad[i].name);
        json_close(document);
        form_faults_clear(&faults);
    }
}

Test(json, does_not_quote_what_it_cannot_parse)
{
    struct form_faults faults = { 0 };
    struct json_document *document;
    struct error err;

    cr_assert_eq(json_open(bytes_of_text("{\"name\": Kari}"), &faults, &document, &err),
                 FAULT_INPUT);
    cr_expect_null(strstr(faults.all[0].detail, "Kari"));
    cr_expect_null(strstr(err.text, "Kari"));
    cr_expect_not_null(strstr(err.text, "line 1"));
    form_faults_clear(&faults);
}

Test(json, takes_sixteen_levels_and_a_mebibyte)
{
    struct buffer text = { 0 };

    cr_expect(json_is_valid(bytes_of_text("[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]")));
    cr_expect(json_is_valid(bytes_of_text("\"[[[[[[[[[[[[[[[[[[[[[\"")) == false);
    cr_expect(json_is_valid(bytes_of_text("[\"\\\"[[[[[[[[[[[[[[[[[[[[[\"]")));
    buffer_append_text(&text, "[\"");
    memset(buffer_extend(&text, JSON_SIZE_MAX - 4), 'x', JSON_SIZE_MAX - 4);
    buffer_append_text(&text, "\"]");
    cr_expect(json_is_valid(bytes_of_buffer(&text)));
    buffer_append_text(&text, " ");
    cr_expect_not(json_is_valid(bytes_of_buffer(&text)));
    buffer_clear(&text);
}

Test(json, reports_every_fault_by_its_pointer)
{
    struct given given = { 0 };
    struct json_node root = open_text(
        &given, "{\"word\":\"Not A Token\",\"list\":[1,\"x\",{}],\"flag\":\"yes\",\"text\":\"\","
                "\"object\":[],\"odd/na~me\":1,\"long\":\"123456\"}");
    struct json_node list = json_field(root, "list", JSON_REQUIRED);

    json_token(json_field(root, "word", JSON_REQUIRED), 40);
    json_flag(json_field(root, "flag", JSON_OPTIONAL), false);
    json_text(json_field(root, "text", JSON_OPTIONAL), 1, 10);
    json_text(json_field(root, "long", JSON_OPTIONAL), 1, 5);
    json_field(json_field(root, "object", JSON_OPTIONAL), "x", JSON_REQUIRED);
    json_field(root, "gone", JSON_REQUIRED);
    json_field(root, "optional", JSON_OPTIONAL);
    cr_expect_eq(json_list(list, 1, 3), 3);
    json_text(json_item(list, 0), 1, 10);
    json_text(json_item(list, 1), 1, 10);
    json_field(json_item(list, 2), "deep", JSON_REQUIRED);
    json_list(list, 4, 9);
    json_list(list, 0, 2);
    json_end(root);
    close_and_expect(&given, "/word format\n/flag type\n/text length\n/long length\n/object type\n"
                             "/gone missing\n/list/0 type\n/list/2/deep missing\n/list range\n"
                             "/list range\n/odd~1na~0me unknown_field\n");
}

Test(json, blames_a_wrong_type_once)
{
    struct given given = { 0 };
    struct json_node root = open_text(&given, "{\"a\":1}");
    struct json_node a = json_field(root, "a", JSON_REQUIRED);

    json_field(a, "b", JSON_REQUIRED);
    json_field(a, "c", JSON_REQUIRED);
    json_end(a);
    close_and_expect(&given, "/a type\n");
}

Test(json, null_is_a_value_and_absent_is_none)
{
    struct given given = { 0 };
    struct json_node root = open_text(&given, "{\"a\":null}");
    struct json_node a = json_field(root, "a", JSON_REQUIRED);
    struct json_node b = json_field(root, "b", JSON_OPTIONAL);

    cr_expect(json_present(a));
    cr_expect(json_is_none(a));
    cr_expect_not(json_present(b));
    cr_expect_not(json_is_none(b));
    cr_expect_null(json_text(b, 0, 10));
    cr_expect(json_flag(b, true));
    close_and_expect(&given, "");
}

Test(json, a_tower_of_faults_stays_bounded)
{
    struct given given = { 0 };
    struct buffer text = { 0 };
    struct json_node root;

    buffer_append_text(&text, "{\"k\":0");
    for (int i = 0; i < 5000; i++)
        buffer_printf(&text, ",\"unknown%d\":1", i);
    buffer_append_text(&text, "}");
    root = open_text(&given, (const char *)text.data);
    json_end(root);
    cr_expect_eq(given.faults.n, FORM_FAULTS_MAX);
    cr_expect_eq(given.faults.n + given.faults.n_left_out, 5001);
    json_close(given.document);
    form_faults_clear(&given.faults);
    buffer_clear(&text);
}

Test(json, cuts_a_long_pointer_on_a_whole_character)
{
    struct form_faults faults = { 0 };
    char pointer[400] = "/";

    for (int i = 0; i < 130; i++)
        strcat(pointer, "ø");
    form_faults_add(&faults, pointer, "type", "x");
    cr_expect_eq(strlen(faults.all[0].pointer), 199);
    form_faults_clear(&faults);
}

Test(json, writes_in_the_order_it_is_told)
{
    CLEANUP(json_out_clear) struct json_out out = { 0 };

    json_enter_object(&out, NULL);
    json_put_text(&out, "z",
                  "a\"b\\c\nd\x01"
                  "e ø");
    json_put_text(&out, "a", NULL);
    json_enter_list(&out, "list");
    json_put_number(&out, NULL, 9223372036854775807u);
    json_put_boolean(&out, NULL, true);
    json_enter_object(&out, NULL);
    json_leave_object(&out);
    json_leave_list(&out);
    json_put_time(&out, "never", 0);
    json_put_time(&out, "then", 1772356364120);
    json_leave_object(&out);
    cr_expect_str_eq((const char *)out.text.data,
                     "{\"z\":\"a\\\"b\\\\c\\nd\\u0001e ø\",\"a\":null,"
                     "\"list\":[9223372036854775807,true,{}],\"never\":null,"
                     "\"then\":\"2026-03-01T09:12:44.120Z\"}");
    cr_expect(json_is_valid(bytes_of_buffer(&out.text)));
}

Test(json, copies_nodes_and_what_nobody_asked_for)
{
    CLEANUP(json_out_clear) struct json_out out = { 0 };
    struct given given = { 0 };
    struct json_node root =
        open_text(&given, "{\"b\":{\"y\":[1,\"ø\"],\"x\":null},\"known\":1,\"a\":true}");

    json_enter_object(&out, NULL);
    json_put_node(&out, "copy", json_field(root, "b", JSON_REQUIRED));
    json_put_node(&out, "gone", json_field(root, "gone", JSON_OPTIONAL));
    json_field(root, "known", JSON_OPTIONAL);
    cr_expect_eq(json_put_rest(&out, root), 1);
    json_leave_object(&out);
    cr_expect_str_eq((const char *)out.text.data,
                     "{\"copy\":{\"y\":[1,\"ø\"],\"x\":null},\"a\":true}");
    close_and_expect(&given, "");
}
