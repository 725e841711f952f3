/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/fields.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct {
    const char *yaml;
    size_t n;          /* words read */
    const char *fault; /* NULL if there is none */
} lists[] = {
    { "[one, two, three]", 3, NULL },
    { "[one]", 1, NULL },
    { "[]", 0, "at least 1" },
    { "[one, two, three, four]", 0, "at most 3" },
    { "[one, two, one]", 2, "one is listed twice" },
    { "[one, none]", 1, "none is reserved" },
    { "[one, Two]", 1, "a-z" },
    { "[one, elevenbytes]", 1, "1 to 8" },
    { "one", 0, "list" },
};

Test(fields, tokens_are_listed_once_each)
{
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
        CLEANUP(yaml_close) struct yaml_document *document = NULL;
        struct error err = { 0 };
        char rows[3][8 + 1];
        size_t n;

        cr_assert_eq(yaml_open_bytes("list", bytes_of_text(lists[i].yaml), &document, &err),
                     FAULT_NONE, "%s", err.text);
        n = fields_tokens(yaml_root(document), rows[0], sizeof(rows[0]), 1, ARRAY_SIZE(rows));
        cr_expect_eq(n, lists[i].n, "%s: %zu", lists[i].yaml, n);
        if (n)
            cr_expect_str_eq(rows[0], "one");
        cr_expect_eq(yaml_n_faults(document), lists[i].fault ? 1 : 0, "%s", lists[i].yaml);
        if (lists[i].fault)
            cr_expect(strstr(yaml_fault_text(document, 0), lists[i].fault), "%s",
                      yaml_fault_text(document, 0));
    }
}

static const struct {
    const char *yaml, *want; /* NULL: a fault */
} names[] = {
    { "fjell-school", "fjell-school" },
    { "bus", NULL },
    { "log", NULL },
    { "none", NULL },
    { "Fjell-school", NULL },
    { "[fjell-school]", NULL },
};

Test(fields, party_is_no_reserved_name)
{
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        CLEANUP(yaml_close) struct yaml_document *document = NULL;
        char name[LIMIT_PARTY + 1] = "";

        cr_assert_eq(yaml_open_bytes("name", bytes_of_text(names[i].yaml), &document, NULL),
                     FAULT_NONE);
        fields_party(yaml_root(document), name);
        cr_expect_str_eq(name, names[i].want ? names[i].want : "");
        cr_expect_eq(yaml_n_faults(document), names[i].want ? 0 : 1, "%s", names[i].yaml);
    }
}

Test(fields, base64_is_of_the_exact_size)
{
    static const struct {
        const char *yaml;
        size_t n_faults;
    } cases[] = { { "AAEC", 0 }, { "AAE=", 1 }, { "AAECAw==", 1 }, { "AA", 1 }, { "\"\"", 1 } };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        CLEANUP(yaml_close) struct yaml_document *document = NULL;
        uint8_t bytes[3] = { 9, 9, 9 };

        cr_assert_eq(yaml_open_bytes("key", bytes_of_text(cases[i].yaml), &document, NULL),
                     FAULT_NONE);
        fields_base64(yaml_root(document), bytes, sizeof(bytes));
        cr_expect_eq(yaml_n_faults(document), cases[i].n_faults, "%s", cases[i].yaml);
        cr_expect_eq(bytes[2], cases[i].n_faults ? 9 : 2);
    }
}

Test(fields, absent_ones_say_nothing)
{
    CLEANUP(yaml_close) struct yaml_document *document = NULL;
    struct yaml_node absent;
    char text[LIMIT_ORIGIN + 1] = "";
    uint8_t bytes[3];

    cr_assert_eq(yaml_open_bytes("file", bytes_of_text("a: b"), &document, NULL), FAULT_NONE);
    absent = yaml_field(yaml_root(document), "c", YAML_OPTIONAL);
    fields_origin(absent, text);
    fields_party(absent, text);
    fields_token(absent, text, 3);
    fields_base64(absent, bytes, sizeof(bytes));
    cr_expect_eq(fields_tokens(absent, text, 5, 1, 2), 0);
    cr_expect_str_eq(text, "");
    cr_expect_eq(yaml_n_faults(document), 0);
}

Test(fields, file_that_cannot_be_read_is_told_with_its_path)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct error err = { 0 };

    cr_expect_eq(fields_read_file("/nonexistent.yaml", "agreement", &bytes, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "agreement");
    cr_expect(strstr(err.text, "/nonexistent.yaml"), "%s", err.text);
    cr_expect_eq(fields_read_file("/", "agreement", &bytes, &err), FAULT_INPUT);
}
