/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/content.h"

#include <criterion/criterion.h>

#include "base/memory.h"
#include "model/limits.h"

static struct private_header whole_header(void)
{
    struct private_header header = {
        .has_age = true,
        .age = 14,
        .has_age_at_act = true,
        .age_at_act = 0,
        .certainty = CERTAINTY_PROBABLE,
        .n_consents = 2,
        .has_decider = true,
        .decider_reference = "saksbehandler 17",
        .decider_role = "principal",
        .n_decider_reasons = 2,
        .decider_reasons = { "serious_concern", "previous_concern" },
        .whole_or_nothing = true,
        .notifier_protected = true,
        .n_do_not_inform = 2,
        .do_not_inform = { 0, 1 },
        .subject_informed = ANSWER_NO,
        .not_informed_reason = "danger",
        .child_heard = ANSWER_YES,
        .function = "child_welfare",
    };

    header.consents[0] = uuid_new(1000);
    header.consents[1] = uuid_new(2000);
    memset(header.decider_assessment, 5, 32);
    return header;
}

static bool headers_equal(const struct private_header *a, const struct private_header *b)
{
    CLEANUP(buffer_clear) struct buffer one = { 0 }, two = { 0 };

    private_header_write(a, &one);
    private_header_write(b, &two);
    return bytes_equal(bytes_of_buffer(&one), bytes_of_buffer(&two));
}

Test(content, private_header_is_read_as_written)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct private_header header = whole_header(), read;
    struct error err = { 0 };

    private_header_write(&header, &bytes);
    cr_assert_eq(private_header_read(bytes_of_buffer(&bytes), &read, &err), FAULT_NONE, "%s",
                 err.text);
    cr_expect(read.has_age && read.age == 14 && read.has_age_at_act && read.age_at_act == 0);
    cr_expect_eq(read.certainty, CERTAINTY_PROBABLE);
    cr_expect_eq(read.n_consents, 2);
    cr_expect(uuid_equal(&read.consents[1], &header.consents[1]));
    cr_expect_str_eq(read.decider_reference, "saksbehandler 17");
    cr_expect_str_eq(read.decider_reasons[1], "previous_concern");
    cr_expect(read.whole_or_nothing && read.notifier_protected);
    cr_expect(!read.protected_identity && !read.feedback_requested && !read.unverified);
    cr_expect_eq(read.do_not_inform[1], 1);
    cr_expect_eq(read.subject_informed, ANSWER_NO);
    cr_expect_str_eq(read.not_informed_reason, "danger");
    cr_expect_eq(read.child_heard, ANSWER_YES);
    cr_expect_str_eq(read.function, "child_welfare");
    cr_expect_eq(read.order, ORDER_NONE);
    cr_expect(headers_equal(&header, &read));
}

Test(content, empty_private_header_is_no_bytes)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct private_header header = { 0 }, read;

    private_header_write(&header, &bytes);
    cr_expect_eq(bytes.size, 0);
    cr_assert_eq(private_header_read(bytes_of_buffer(&bytes), &read, NULL), FAULT_NONE);
    cr_expect(!read.has_age && !read.has_decider && read.certainty == CERTAINTY_NONE);
}

#define CASE(number, statement, field)                                                             \
    static void spoil_##number(struct private_header *header) { statement; }                       \
    static const char where_##number[] = field;

CASE(0, header->age = 151, "private_header.age.years: 0 to 150 wanted")
CASE(1, header->certainty = 5, "private_header.certainty")
CASE(2, memset(&header->consents[1], 0, 16), "private_header.consents[1]: a UUID")
CASE(3, header->decider_role[0] = 'P', "private_header.decider.role")
CASE(4, header->decider_reference[0] = '\0', "private_header.decider.reference")
CASE(5, header->decider_reference[2] = '\t', "private_header.decider.reference: control")
CASE(6, header->decider_reasons[1][0] = ' ', "private_header.decider.reasons[1]")
CASE(7, header->do_not_inform[1] = 8, "private_header.do_not_inform[1]")
CASE(8, header->subject_informed = ANSWER_YES, "private_header.not_informed_reason")
CASE(9, header->child_heard = 3, "private_header.child_heard")
CASE(10, header->certainty = -1, "private_header.certainty")
CASE(11, header->function[0] = 'C', "private_header.function: a word")
CASE(12, header->consents[1] = header->consents[0], "private_header.consents: the same")

#define ROW(number)                                                                                \
    {                                                                                              \
        spoil_##number, where_##number                                                             \
    }

static const struct {
    void (*spoil)(struct private_header *);
    const char *where;
} spoilt[] = { ROW(0), ROW(1), ROW(2), ROW(3),  ROW(4),  ROW(5), ROW(6),
               ROW(7), ROW(8), ROW(9), ROW(10), ROW(11), ROW(12) };

Test(content, private_header_with_a_wrong_field_is_refused_with_its_name)
{
    for (size_t i = 0; i < ARRAY_SIZE(spoilt); i++) {
        CLEANUP(buffer_clear) struct buffer bytes = { 0 };
        struct private_header header = whole_header(), read;
        struct error err = { 0 };

        spoilt[i].spoil(&header);
        private_header_write(&header, &bytes);
        cr_expect_eq(private_header_read(bytes_of_buffer(&bytes), &read, &err), FAULT_INPUT, "%s",
                     spoilt[i].where);
        cr_expect_str_eq(err.code, "content_field");
        cr_expect(strncmp(err.text, spoilt[i].where, strlen(spoilt[i].where)) == 0, "%s: %s",
                  spoilt[i].where, err.text);
    }
}

Test(content, private_header_has_no_more_elements_than_there_is_room_for)
{
    CLEANUP(buffer_clear) struct buffer packed = { 0 }, unpacked = { 0 };
    struct private_header header;

    buffer_append(&packed, "\x42\x09\0\1\2\3\4\5\6\7\0", 11); /* do_not_inform, nine times */
    cr_expect_eq(private_header_read(bytes_of_buffer(&packed), &header, NULL), FAULT_INPUT);
    for (int i = 0; i < 9; i++)
        buffer_append(&unpacked, "\x40\x01", 2);
    cr_expect_eq(private_header_read(bytes_of_buffer(&unpacked), &header, NULL), FAULT_INPUT);
    unpacked.size -= 2;
    cr_expect_eq(private_header_read(bytes_of_buffer(&unpacked), &header, NULL), FAULT_NONE);
    cr_expect_eq(header.n_do_not_inform, 8);
}

static struct section_descriptor whole_descriptor(void)
{
    struct section_descriptor descriptor = { .scheme = 1, .category = "observation", .size = 552 };

    memset(descriptor.sealed_key_hash, 1, 32);
    memset(descriptor.ciphertext_hash, 2, 32);
    memset(descriptor.commitment, 3, 32);
    return descriptor;
}

Test(content, section_descriptor_is_read_as_written)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct section_descriptor descriptor = whole_descriptor(), read;
    struct error err;

    section_descriptor_write(&descriptor, &bytes);
    cr_assert_eq(section_descriptor_read(bytes_of_buffer(&bytes), &read, &err), FAULT_NONE, "%s",
                 err.text);
    cr_expect_eq(read.scheme, 1);
    cr_expect_str_eq(read.category, "observation");
    cr_expect_eq(read.size, 552);
    cr_expect_arr_eq(read.sealed_key_hash, descriptor.sealed_key_hash, 32);
    cr_expect_arr_eq(read.ciphertext_hash, descriptor.ciphertext_hash, 32);
    cr_expect_arr_eq(read.commitment, descriptor.commitment, 32);
}

Test(content, section_descriptor_of_another_scheme_or_size_is_refused)
{
    static const struct {
        uint32_t scheme;
        uint64_t size;
        const char *category;
        enum fault want;
    } cases[] = {
        { 1, LIMIT_SECTION_BYTES, "health", FAULT_NONE },
        { 2, 552, "health", FAULT_INPUT },
        { 0, 552, "health", FAULT_INPUT },
        { 1, LIMIT_SECTION_BYTES + 1, "health", FAULT_INPUT },
        { 1, 39, "health", FAULT_INPUT },
        { 1, 552, "Health", FAULT_INPUT },
        { 1, 552, "", FAULT_INPUT },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        CLEANUP(buffer_clear) struct buffer bytes = { 0 };
        struct section_descriptor descriptor = whole_descriptor(), read;

        descriptor.scheme = cases[i].scheme;
        descriptor.size = cases[i].size;
        strcpy(descriptor.category, cases[i].category);
        section_descriptor_write(&descriptor, &bytes);
        cr_expect_eq(section_descriptor_read(bytes_of_buffer(&bytes), &read, NULL), cases[i].want,
                     "case %zu", i);
    }
}

Test(content, section_body_is_read_as_written)
{
    CLEANUP(owned_section_body_clear) struct owned_section_body read = { 0 };
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct section_body body = { "observation", "application/json", true,
                                 bytes_of_text("{\"text\": \"\\u0000\"}") };
    struct error err;

    section_body_write(&body, &bytes);
    cr_assert_eq(section_body_read(bytes_of_buffer(&bytes), &read, &err), FAULT_NONE, "%s",
                 err.text);
    cr_expect_str_eq(read.category, "observation");
    cr_expect_str_eq(read.media_type, "application/json");
    cr_expect(read.shared);
    cr_expect(bytes_equal(bytes_of_buffer(&read.content), body.content));
}

Test(content, section_body_needs_a_media_type)
{
    static const char *const wrong[] = { "",      "json",       "/json",
                                         "json/", "text/ html", "text/ht\xc3\xa5l" };

    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        CLEANUP(owned_section_body_clear) struct owned_section_body read = { 0 };
        CLEANUP(buffer_clear) struct buffer bytes = { 0 };
        struct section_body body = { "observation", wrong[i], false, bytes_of_text("x") };

        section_body_write(&body, &bytes);
        cr_expect_eq(section_body_read(bytes_of_buffer(&bytes), &read, NULL), FAULT_INPUT, "%s",
                     wrong[i]);
    }
}

Test(content, cut_or_changed_anywhere_never_crashes)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct private_header header = whole_header(), read;
    struct section_descriptor descriptor = whole_descriptor(), other;

    private_header_write(&header, &bytes);
    for (size_t size = 0; size < bytes.size; size++) {
        CLEANUP(mem_free) uint8_t *copy = mem_copy(bytes.data, size);

        (void)!private_header_read(bytes_of(copy, size), &read, NULL);
    }
    for (size_t i = 0; i < bytes.size * 8; i++) {
        bytes.data[i / 8] ^= (uint8_t)(1u << (i % 8));
        if (private_header_read(bytes_of_buffer(&bytes), &read, NULL) == FAULT_NONE)
            cr_expect(headers_equal(&read, &read)); /* what was read can be written */
        bytes.data[i / 8] ^= (uint8_t)(1u << (i % 8));
    }
    buffer_reset(&bytes);
    section_descriptor_write(&descriptor, &bytes);
    for (size_t size = 0; size < bytes.size; size++) {
        CLEANUP(mem_free) uint8_t *copy = mem_copy(bytes.data, size);

        cr_expect_eq(section_descriptor_read(bytes_of(copy, size), &other, NULL), FAULT_INPUT);
    }
}

Test(content, sizes_are_those_of_the_model)
{
    cr_expect_eq(CONTENT_WORD, LIMIT_WORD);
    cr_expect_eq(sizeof(((struct private_header *)NULL)->decider_reference), LIMIT_REFERENCE + 1);
}
