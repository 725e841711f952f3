/* SPDX-License-Identifier: EUPL-1.2 */
#include "yaml/yaml.h"

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

static struct yaml_document *open_text(const char *text)
{
    struct yaml_document *document = NULL;
    struct error err = { 0 };

    cr_assert_eq(yaml_open_bytes("t.yaml", bytes_of_text(text), &document, &err), FAULT_NONE, "%s",
                 err.text);
    return document;
}

static struct yaml_node field(struct yaml_document *document, const char *key)
{
    return yaml_field(yaml_root(document), key, YAML_OPTIONAL);
}

static void expect_only_fault(struct yaml_document *document, const char *text)
{
    cr_expect_eq(yaml_n_faults(document), 1, "%zu faults for: %s", yaml_n_faults(document), text);
    cr_expect_str_eq(yaml_fault_text(document, 0), text);
}

/* ---- what opens ---- */

static const struct {
    const char *name, *text, *want;
} broken[] = {
    { "an alias", "a: &x 1\nb: *x\n", "t.yaml:2:4: aliases (*) are not allowed" },
    { "a second document", "a: 1\n---\nb: 2\n", "t.yaml:2:1: a second document is not allowed" },
    { "a list as a key", "[1, 2]: 3\n", "t.yaml:1:1: a key must be a text" },
    { "a mapping as a key", "? {a: 1}\n: 3\n", "t.yaml:1:3: a key must be a text" },
    { "seventeen levels", "[[[[[[[[[[[[[[[[[", "t.yaml:1:17: nested too deeply" },
    { "a control character", "a: 1\nb: \x01\n", "t.yaml:2:4: control characters are not allowed" },
    { "bytes that are no UTF-8", "a: 1\nbc: \xff\n", "t.yaml:2:5: not UTF-8" },
    { "an open bracket", "a: [1, 2\n", "t.yaml:2:1: did not find expected ',' or ']'" },
    { "a tab for indentation", "a:\n\tb: 1\n",
      "t.yaml:2:1: found character that cannot start any token" },
};

Test(yaml, says_where_a_file_breaks)
{
    for (size_t i = 0; i < ARRAY_SIZE(broken); i++) {
        struct yaml_document *document = NULL;
        struct error err = { 0 };
        enum fault fault =
            yaml_open_bytes("t.yaml", bytes_of_text(broken[i].text), &document, &err);

        cr_expect_eq(fault, FAULT_INPUT, "%s", broken[i].name);
        cr_expect_null(document, "%s", broken[i].name);
        cr_expect_str_eq(err.code, "invalid_file", "%s", broken[i].name);
        cr_expect_str_eq(err.text, broken[i].want, "%s: %s", broken[i].name, err.text);
    }
}

Test(yaml, finds_the_first_byte_that_is_no_utf8)
{
    static const char *const bad[] = { "\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xff", "\xed\xa0\x80" };

    for (size_t place = 0; place < 60; place++) {
        for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
            CLEANUP(buffer_clear) struct buffer text = { 0 };
            struct yaml_document *document = NULL;
            struct error err = { 0 };
            char want[60];

            for (size_t j = 0; j < place; j++)
                buffer_append_byte(&text, 'a');
            buffer_append_text(&text, bad[i]);
            buffer_append_text(&text, "\xc3\xa5 and more after it that is fine");
            snprintf(want, sizeof(want), "t.yaml:1:%zu: not UTF-8", place + 1);
            cr_assert_eq(yaml_open_bytes("t.yaml", bytes_of_buffer(&text), &document, &err),
                         FAULT_INPUT);
            cr_expect_str_eq(err.text, want);
        }
    }
}

Test(yaml, refuses_more_than_a_mebibyte)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct yaml_document *document = NULL;
    struct error err = { 0 };

    buffer_append_text(&text, "a: 1\n#");
    while (text.size < YAML_SIZE_MAX)
        buffer_append_byte(&text, 'x');
    cr_expect_eq(yaml_open_bytes("t.yaml", bytes_of_buffer(&text), &document, &err), FAULT_NONE);
    yaml_close(TAKE(document));
    buffer_append_byte(&text, 'x');
    cr_expect_eq(yaml_open_bytes("t.yaml", bytes_of_buffer(&text), &document, &err), FAULT_INPUT);
    cr_expect_str_eq(err.text, "t.yaml:1:1: larger than 1 MiB");
}

Test(yaml, refuses_more_keys_than_it_compares)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct yaml_document *document = NULL;
    struct error err = { 0 };

    for (int i = 0; i < YAML_KEYS_MAX; i++)
        buffer_printf(&text, "k%d: 1\n", i);
    cr_expect_eq(yaml_open_bytes("t.yaml", bytes_of_buffer(&text), &document, &err), FAULT_NONE);
    cr_expect_eq(yaml_pairs(yaml_root(document)), YAML_KEYS_MAX);
    yaml_close(TAKE(document));
    buffer_append_text(&text, "last: 1\n");
    cr_expect_eq(yaml_open_bytes("t.yaml", bytes_of_buffer(&text), &document, &err), FAULT_INPUT);
    cr_expect_str_eq(err.text, "t.yaml:1001:1: too many keys in one mapping");
}

Test(yaml, tells_a_file_that_cannot_be_read)
{
    struct yaml_document *document = NULL;
    struct error err = { 0 };

    cr_expect_eq(yaml_open_file("/nonexistent/a.yaml", &document, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "cannot_open");
    cr_expect_eq(yaml_open_file("/", &document, &err), FAULT_INPUT);
}

Test(yaml, keeps_the_bytes_it_read)
{
    char path[] = "/tmp/samband-yaml-XXXXXX";
    CLEANUP(yaml_close) struct yaml_document *document = NULL;
    struct error err = { 0 };
    int file = mkstemp(path);

    cr_assert_geq(file, 0);
    cr_assert_eq(write(file, "a: b\n", 5), 5);
    close(file);
    cr_expect_eq(yaml_open_file(path, &document, &err), FAULT_NONE, "%s", err.text);
    unlink(path);
    cr_expect(bytes_equal(yaml_bytes(document), bytes_of_text("a: b\n")));
    cr_expect_str_eq(yaml_text(field(document, "a"), 1, 10), "b");
}

/* ---- what is noted in the tree ---- */

static const struct {
    const char *name, *text, *want;
} noted[] = {
    { "an anchor", "a: &x 1\n", "t.yaml:1:4: anchors (&) are not allowed" },
    { "an anchor on a list", "a: &x [1]\n", "t.yaml:1:4: anchors (&) are not allowed" },
    { "an anchor on a mapping", "a: &x {b: 1}\n", "t.yaml:1:4: anchors (&) are not allowed" },
    { "a tag", "a: !!str 1\n", "t.yaml:1:4: tags (!) are not allowed" },
    { "a local tag", "a: !mine [1]\n", "t.yaml:1:4: tags (!) are not allowed" },
    { "a key given twice", "a: 1\nb: 2\na: 3\n", "t.yaml:3:1: this key stands already on line 1" },
    { "a key given twice below", "c: {a: 1, a: 1}\n",
      "t.yaml:1:11: this key stands already on line 1" },
    { "a NUL", "a: \"x\\0y\"\n", "t.yaml:1:4: a NUL character is not allowed" },
    { "an empty file", "# nothing\n", "t.yaml:1:1: the file is empty" },
};

Test(yaml, notes_what_plain_files_do_not_hold)
{
    for (size_t i = 0; i < ARRAY_SIZE(noted); i++) {
        CLEANUP(yaml_close) struct yaml_document *document = open_text(noted[i].text);
        struct error err = { 0 };

        (void)yaml_root(document);
        expect_only_fault(document, noted[i].want);
        cr_expect_eq(yaml_finish(document, &err), FAULT_INPUT, "%s", noted[i].name);
        cr_expect_str_eq(err.text, noted[i].want);
        cr_expect_str_eq(err.code, "invalid_file");
    }
}

Test(yaml, a_key_given_twice_is_one_fault)
{
    CLEANUP(yaml_close) struct yaml_document *document = open_text("a: 1\na: 2\n");

    cr_expect_str_eq(yaml_text(field(document, "a"), 0, 9), "1");
    yaml_end(yaml_root(document));
    expect_only_fault(document, "t.yaml:2:1: this key stands already on line 1");
}

/* ---- what the readers take ---- */

Test(yaml, leaves_norway_a_text)
{
    CLEANUP(yaml_close) struct yaml_document *document = open_text("country: NO\nn: 007\nz: ~\n");
    struct error err = { 0 };

    cr_expect_str_eq(yaml_text(field(document, "country"), 2, 2), "NO");
    cr_expect_str_eq(yaml_text(field(document, "n"), 0, 9), "007");
    cr_expect_str_eq(yaml_text(field(document, "z"), 0, 9), "~");
    yaml_end(yaml_root(document));
    cr_expect_eq(yaml_finish(document, &err), FAULT_NONE);
}

static const struct {
    const char *text;
    int64_t min, max, want; /* -7 is what an absent field reads as */
    const char *fault;
} integers[] = {
    { "a: 5", 1, 9, 5, NULL },
    { "a: 1", 1, 9, 1, NULL },
    { "a: 9", 1, 9, 9, NULL },
    { "a: \"5\"", 1, 9, 5, NULL },
    { "a: -3", -5, 9, -3, NULL },
    { "a: 9223372036854775807", 0, INT64_MAX, INT64_MAX, NULL },
    { "b: 5", 1, 9, -7, NULL },
    { "a: 0", 1, 9, -7, "t.yaml:1:4: wants a whole number from 1 to 9" },
    { "a: 10", 1, 9, -7, "t.yaml:1:4: wants a whole number from 1 to 9" },
    { "a: -3", 1, 9, -7, "t.yaml:1:4: wants a whole number from 1 to 9" },
    { "a: 05", 1, 9, -7, "t.yaml:1:4: wants a whole number from 1 to 9" },
    { "a: 5.0", 1, 9, -7, "t.yaml:1:4: wants a whole number from 1 to 9" },
    { "a: 0x5", 1, 9, -7, "t.yaml:1:4: wants a whole number from 1 to 9" },
    { "a: +5", 1, 9, -7, "t.yaml:1:4: wants a whole number from 1 to 9" },
    { "a: -0", -1, 9, -7, "t.yaml:1:4: wants a whole number from -1 to 9" },
    { "a: ", 1, 9, -7, "t.yaml:1:3: wants a whole number from 1 to 9" },
    { "a: 9223372036854775808", 1, 9, -7, "t.yaml:1:4: wants a whole number from 1 to 9" },
    { "a: [5]", 1, 9, -7, "t.yaml:1:4: wants a single value, not a list" },
};

Test(yaml, reads_integers_in_one_spelling)
{
    for (size_t i = 0; i < ARRAY_SIZE(integers); i++) {
        CLEANUP(yaml_close) struct yaml_document *document = open_text(integers[i].text);
        int64_t got = yaml_integer(field(document, "a"), integers[i].min, integers[i].max, -7);

        cr_expect_eq(got, integers[i].want, "%s: %lld", integers[i].text, (long long)got);
        if (integers[i].fault)
            expect_only_fault(document, integers[i].fault);
        else
            cr_expect_eq(yaml_n_faults(document), 0, "%s", integers[i].text);
    }
}

Test(yaml, reads_true_and_false_only)
{
    static const char *const others[] = { "yes", "no", "on", "True", "FALSE", "1", "~", "''" };
    CLEANUP(yaml_close) struct yaml_document *document = open_text("a: true\nb: false\n");

    cr_expect(yaml_boolean(field(document, "a"), false));
    cr_expect_not(yaml_boolean(field(document, "b"), true));
    cr_expect(yaml_boolean(field(document, "c"), true));
    cr_expect_eq(yaml_n_faults(document), 0);
    for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
        CLEANUP(mem_free) char *text = mem_printf("a: %s\n", others[i]);
        CLEANUP(yaml_close) struct yaml_document *other = open_text(text);

        cr_expect_not(yaml_boolean(field(other, "a"), false));
        expect_only_fault(other, "t.yaml:1:4: wants true or false");
    }
}

Test(yaml, reads_dates_choices_and_tokens)
{
    static const char *const names[] = { "low", "high" };
    CLEANUP(yaml_close)
    struct yaml_document *document = open_text("day: 1970-01-02\nlevel: high\nname: a.b-c_1\n");

    cr_expect_eq(yaml_date(field(document, "day"), -1), 1);
    cr_expect_eq(yaml_date(field(document, "none"), -1), -1);
    cr_expect_eq(yaml_choice(field(document, "level"), names, 2, 7), 1);
    cr_expect_eq(yaml_choice(field(document, "none"), names, 2, 7), 7);
    cr_expect_str_eq(yaml_token(field(document, "name"), 7), "a.b-c_1");
    cr_expect_null(yaml_token(field(document, "none"), 7));
    cr_expect_eq(yaml_n_faults(document), 0);
}

Test(yaml, says_what_a_reader_wanted)
{
    static const char *const names[] = { "low", "high" };
    static const char *const want[] = {
        "t.yaml:1:6: wants a date as YYYY-MM-DD",
        "t.yaml:2:8: wants one of low, high",
        "t.yaml:3:7: wants 1 to 3 of a-z 0-9 . _ -, starting with a letter or digit",
        "t.yaml:4:7: wants 1 to 3 bytes, not 4",
        "t.yaml:5:8: wants exactly 2 bytes, not 0",
        "t.yaml:6:7: a control character is not allowed",
        "t.yaml:7:7: wants a list, not a mapping",
        "t.yaml:8:6: wants a mapping, not a single value",
        "t.yaml:9:7: wants at least 2 in the list, not 1",
        "t.yaml:9:7: wants at most 0 in the list, not 1",
        "t.yaml:10:1: unknown key extra",
        "t.yaml:11:1: unknown key",
        "t.yaml:1:1: the key absent is missing",
    };
    CLEANUP(yaml_close)
    struct yaml_document *document =
        open_text("day: 2025-02-29\nlevel: mid\nname: ABCD\ntext: abcd\nempty: ''\nbell: \"\\a\"\n"
                  "list: {a: 1}\nmap: x\nfew:  [1]\nextra: 1\nKari Nordmann: 1\n");
    struct yaml_node root = yaml_root(document);

    cr_expect_eq(yaml_date(yaml_field(root, "day", YAML_REQUIRED), -1), -1);
    cr_expect_eq(yaml_choice(yaml_field(root, "level", YAML_REQUIRED), names, 2, 7), 7);
    cr_expect_null(yaml_token(yaml_field(root, "name", YAML_REQUIRED), 3));
    cr_expect_null(yaml_text(yaml_field(root, "text", YAML_REQUIRED), 1, 3));
    cr_expect_null(yaml_text(yaml_field(root, "empty", YAML_REQUIRED), 2, 2));
    cr_expect_null(yaml_text(yaml_field(root, "bell", YAML_REQUIRED), 1, 3));
    cr_expect_eq(yaml_list(yaml_field(root, "list", YAML_REQUIRED), 0, 3), 0);
    cr_expect_not(
        yaml_present(yaml_field(yaml_field(root, "map", YAML_REQUIRED), "x", YAML_REQUIRED)));
    cr_expect_eq(yaml_list(yaml_field(root, "few", YAML_REQUIRED), 2, 3), 0);
    cr_expect_eq(yaml_list(yaml_field(root, "few", YAML_REQUIRED), 0, 0), 0);
    yaml_end(root);
    cr_expect_not(yaml_present(yaml_field(root, "absent", YAML_REQUIRED)));

    cr_assert_eq(yaml_n_faults(document), ARRAY_SIZE(want));
    for (size_t i = 0; i < ARRAY_SIZE(want); i++)
        cr_expect_str_eq(yaml_fault_text(document, i), want[i]);
}

Test(yaml, finishes_with_the_first_fault_and_their_number)
{
    CLEANUP(yaml_close) struct yaml_document *document = open_text("a: x\nb: y\n");
    struct error err = { 0 };

    cr_expect_eq(yaml_finish(document, &err), FAULT_NONE);
    yaml_end(yaml_root(document));
    cr_expect_eq(yaml_finish(document, &err), FAULT_INPUT);
    cr_expect_str_eq(err.text, "t.yaml:1:1: unknown key a (and 1 more)");
}

Test(yaml, counts_the_faults_it_does_not_keep)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct yaml_document *document;
    char *printed = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&printed, &size);

    for (int i = 0; i < YAML_FAULTS_MAX + 5; i++)
        buffer_printf(&text, "k%d: 1\n", i);
    document = open_text((const char *)text.data);
    yaml_end(yaml_root(document));
    cr_expect_eq(yaml_n_faults(document), YAML_FAULTS_MAX + 5);
    cr_expect_str_eq(yaml_fault_text(document, YAML_FAULTS_MAX - 1),
                     "t.yaml:100:1: unknown key k99");
    cr_expect_str_eq(yaml_fault_text(document, YAML_FAULTS_MAX), "");
    yaml_print_faults(document, out);
    fclose(out);
    cr_expect_not_null(strstr(printed, "t.yaml: 5 further faults\n"));
    free(printed);
    yaml_close(document);
}

Test(yaml, walks_lists_and_free_keys)
{
    CLEANUP(yaml_close)
    struct yaml_document *document = open_text("words: {one: 1, two: 2}\nitems: [a, b, {c: d}]\n");
    struct yaml_node words = field(document, "words"), items = field(document, "items");
    struct error err = { 0 };

    cr_assert_eq(yaml_pairs(words), 2);
    cr_expect_str_eq(yaml_token(yaml_key(words, 1), 9), "two");
    cr_expect_eq(yaml_integer(yaml_value(words, 1), 0, 9, -1), 2);
    cr_expect_not(yaml_present(yaml_key(words, 2)));
    cr_expect_not(yaml_present(yaml_value(words, 2)));
    yaml_end(words);
    cr_assert_eq(yaml_list(items, 1, 3), 3);
    cr_expect_str_eq(yaml_text(yaml_item(items, 1), 1, 1), "b");
    cr_expect(yaml_is_mapping(yaml_item(items, 2)));
    cr_expect(yaml_is_list(items));
    cr_expect_not(yaml_present(yaml_item(items, 3)));
    cr_expect_eq(yaml_finish(document, &err), FAULT_NONE);
}

Test(yaml, quotes_nothing_but_tokens)
{
    CLEANUP(yaml_close)
    struct yaml_document *document = open_text("a: word\nb: Ola Nordmann\nc: +47 00 00 00 00\n");
    char place[40];

    cr_expect_str_eq(yaml_quote(field(document, "a")), "word");
    cr_expect_str_eq(yaml_quote(field(document, "b")), "the value");
    cr_expect_str_eq(yaml_quote(field(document, "c")), "the value");
    cr_expect_str_eq(yaml_quote(field(document, "d")), "the value");
    yaml_place(field(document, "b"), place, sizeof(place));
    cr_expect_str_eq(place, "t.yaml:2:4");
    yaml_fault(field(document, "b"), "is %s", "odd");
    expect_only_fault(document, "t.yaml:2:4: is odd");
}

Test(yaml, an_absent_node_reads_as_absent_everywhere)
{
    CLEANUP(yaml_close) struct yaml_document *document = open_text("a: 1\n");
    struct yaml_node none = field(document, "none");

    cr_expect_not(yaml_present(none));
    cr_expect_not(yaml_present(yaml_field(none, "x", YAML_REQUIRED)));
    cr_expect_eq(yaml_pairs(none), 0);
    cr_expect_eq(yaml_list(none, 1, 2), 0);
    cr_expect_null(yaml_text(none, 1, 2));
    cr_expect_not(yaml_is_mapping(none) || yaml_is_list(none) || yaml_is_empty(none));
    yaml_end(none);
    cr_expect_eq(yaml_n_faults(document), 0);
}

Test(yaml, reports_a_wrong_shape_once)
{
    CLEANUP(yaml_close) struct yaml_document *document = open_text("a: 1\n");
    struct yaml_node node = field(document, "a");

    (void)yaml_field(node, "x", YAML_REQUIRED);
    (void)yaml_field(node, "y", YAML_REQUIRED);
    yaml_end(node);
    expect_only_fault(document, "t.yaml:1:4: wants a mapping, not a single value");
}
