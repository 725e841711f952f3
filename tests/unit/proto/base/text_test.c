/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/text.h"

#include <signal.h>
#include <string.h>

#include <criterion/criterion.h>

#define BYTES(text)                                                                                \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                  \
    }

Test(text, takes_only_well_formed_utf8)
{
    static const struct {
        struct bytes text;
        bool want;
    } cases[] = {
        { BYTES(""), true },
        { BYTES("Bj\xC3\xB6rk"), true },
        { BYTES("\xE2\x80\x94"), true },
        { BYTES("\xF4\x8F\xBF\xBF"), true },
        { BYTES("\xED\x9F\xBF"), true },
        { BYTES("a\0b"), false },
        { BYTES("\x80"), false },
        { BYTES("\xC0\x80"), false },
        { BYTES("\xC1\xBF"), false },
        { BYTES("\xE0\x9F\xBF"), false },
        { BYTES("\xED\xA0\x80"), false },
        { BYTES("\xF0\x8F\xBF\xBF"), false },
        { BYTES("\xF4\x90\x80\x80"), false },
        { BYTES("\xF5\x80\x80\x80"), false },
        { BYTES("\xC3"), false },
        { BYTES("\xE2\x80"), false },
        { BYTES("\xE2\x28\xA1"), false },
        { BYTES("\xF0\x9F\x98\x28"), false },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        cr_expect_eq(text_is_utf8(cases[i].text), cases[i].want, "case %zu", i);
}

Test(text, tokens_are_lower_case_and_start_with_letter_or_digit)
{
    cr_expect(text_is_token("skola.exempel-1_b", 40));
    cr_expect(text_is_token("1201-02", 7));
    cr_expect_not(text_is_token("1201-02", 6));
    cr_expect_not(text_is_token("", 10));
    cr_expect_not(text_is_token("-a", 10));
    cr_expect_not(text_is_token(".a", 10));
    cr_expect_not(text_is_token("A", 10));
    cr_expect_not(text_is_token("a b", 10));
    cr_expect_not(text_is_token("\xC3\xA5", 10));
    cr_expect_not(text_is_token("a\n", 10));
}

Test(text, a_fault_quotes_words_and_no_numbers_of_people)
{
    cr_expect(text_may_be_quoted("child_welfare"));
    cr_expect(text_may_be_quoted("no.bvl.13-2"));
    cr_expect(text_may_be_quoted("2026-01-01"));
    cr_expect(text_may_be_quoted("12345-12345"));
    cr_expect_not(text_may_be_quoted("123456"));
    cr_expect_not(text_may_be_quoted("12841350160"));
    cr_expect_not(text_may_be_quoted("20160814-9801"));
    cr_expect_not(text_may_be_quoted("tel-55000000"));
    cr_expect_not(text_may_be_quoted("Oppdiktet"));
    cr_expect_not(text_may_be_quoted("two words"));
    cr_expect_not(text_may_be_quoted(""));
    cr_expect(text_may_be_quoted("abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"));
    cr_expect_not(
        text_may_be_quoted("abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijk"));
}

Test(text, a_decimal_has_one_spelling)
{
    static const char *const refused[] = { "",
                                           "00",
                                           "01",
                                           "-1",
                                           "+1",
                                           " 1",
                                           "1 ",
                                           "1a",
                                           "0x1",
                                           "9223372036854775808",
                                           "18446744073709551616",
                                           "99999999999999999999999" };
    uint64_t value = 77;

    cr_assert(text_read_decimal("0", &value));
    cr_expect_eq(value, 0);
    cr_assert(text_read_decimal("9223372036854775807", &value));
    cr_expect_eq(value, (uint64_t)INT64_MAX);
    value = 77;
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
        cr_expect_not(text_read_decimal(refused[i], &value), "\"%s\"", refused[i]);
    cr_expect_eq(value, 77, "touched on failure");
}

Test(text, hex_is_lower_case_and_of_the_asked_length)
{
    uint8_t bytes[3] = { 9, 9, 9 };
    char text[7];

    cr_expect_not(text_read_hex("00FFa5", bytes, 3));
    cr_expect_not(text_read_hex("00ffa", bytes, 3));
    cr_expect_not(text_read_hex("00ffa500", bytes, 3));
    cr_expect_not(text_read_hex("00ffag", bytes, 3));
    cr_expect_eq(bytes[0], 9);
    cr_assert(text_read_hex("00ffa5", bytes, 3));
    cr_expect_eq(bytes[1], 0xFF);
    text_write_hex(bytes, 3, text);
    cr_expect_str_eq(text, "00ffa5");
}

Test(text, times_are_read_in_one_form_only)
{
    static const struct {
        const char *text;
        int64_t ms;
    } good[] = {
        { "1970-01-01T00:00:00.000Z", 0 },
        { "2026-03-01T09:12:44.120Z", 1772356364120 },
        { "2000-02-29T23:59:59.999Z", 951868799999 },
        { "2024-02-29T00:00:00.000Z", 1709164800000 },
        { "9999-12-31T23:59:59.999Z", 253402300799999 },
    };
    static const char *const bad[] = {
        "",
        "2026-03-01T09:12:44Z",
        "2026-03-01T09:12:44.12Z",
        "2026-03-01T09:12:44.1200Z",
        "2026-03-01t09:12:44.120Z",
        "2026-03-01T09:12:44.120z",
        "2026-03-01T09:12:44.120+00:00",
        "2026-03-01 09:12:44.120Z",
        "2026-03-01T09:12:44.120Z ",
        " 2026-03-01T09:12:44.120Z",
        "2026-03-01T09:12:44,120Z",
        "2026-02-29T00:00:00.000Z",
        "2100-02-29T00:00:00.000Z",
        "2026-00-01T00:00:00.000Z",
        "2026-13-01T00:00:00.000Z",
        "2026-04-31T00:00:00.000Z",
        "2026-01-00T00:00:00.000Z",
        "2026-01-01T24:00:00.000Z",
        "2026-01-01T00:60:00.000Z",
        "2026-01-01T00:00:60.000Z",
        "1969-12-31T23:59:59.999Z",
        "0000-01-01T00:00:00.000Z",
        "+026-01-01T00:00:00.000Z",
    };
    char text[TEXT_TIME_SIZE];
    int64_t ms = 7;

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        cr_expect_not(text_read_time(bad[i], &ms), "%s", bad[i]);
    cr_expect_eq(ms, 7);
    for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
        cr_assert(text_read_time(good[i].text, &ms), "%s", good[i].text);
        cr_expect_eq(ms, good[i].ms, "%s: %lld", good[i].text, (long long)ms);
        text_write_time(ms, text);
        cr_expect_str_eq(text, good[i].text);
    }
}

Test(text, a_time_that_cannot_be_written_becomes_the_nearest)
{
    char text[TEXT_TIME_SIZE];

    text_write_time(INT64_MAX, text);
    cr_expect_str_eq(text, "9999-12-31T23:59:59.999Z");
    text_write_time(INT64_MIN, text);
    cr_expect_str_eq(text, "1970-01-01T00:00:00.000Z");
}

Test(text, others_times_may_have_offsets_and_fractions)
{
    static const struct {
        const char *text;
        int64_t ms;
    } good[] = {
        { "2026-03-01T09:12:44Z", 1772356364000 },
        { "2026-03-01t09:12:44.1z", 1772356364100 },
        { "2026-03-01T10:12:44.120999999+01:00", 1772356364120 },
        { "2026-02-28T23:42:44.12-09:30", 1772356364120 },
        { "2026-03-01T09:12:44-00:00", 1772356364000 },
        { "2016-12-31T23:59:60Z", 1483228800000 },
        { "2017-01-01T00:59:60.5+01:00", 1483228800500 },
    };
    static const char *const bad[] = {
        "2026-03-01T09:12:44",
        "2026-03-01T09:12:44.Z",
        "2026-03-01T09:12:44.1234567890Z",
        "2026-03-01T09:12:44+0100",
        "2026-03-01T09:12:44+24:00",
        "2026-03-01T09:12:44+01:60",
        "2026-03-01T09:12:44Z+1:00",
        "2026-03-01T09:12:61Z",
        "2016-12-31T22:59:60Z",
        "1970-01-01T00:30:00+01:00",
        "9999-12-31T23:30:00-01:00",
        "2026-03-01T09:12Z",
        "2026-03-01",
        "",
    };
    int64_t ms = 7;

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        cr_expect_not(text_read_time_loose(bad[i], &ms), "%s", bad[i]);
    cr_expect_eq(ms, 7);
    for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
        cr_assert(text_read_time_loose(good[i].text, &ms), "%s", good[i].text);
        cr_expect_eq(ms, good[i].ms, "%s: %lld", good[i].text, (long long)ms);
    }
}

Test(text, every_day_reads_back_as_it_was_written)
{
    char text[TEXT_DATE_SIZE], previous[TEXT_DATE_SIZE] = "0000-12-31";
    int32_t day;

    for (int32_t d = -719162; d <= 2932896; d++) {
        text_write_date(d, text);
        cr_assert(text_read_date(text, &day) && day == d, "%s: %d", text, d);
        cr_assert(strcmp(previous, text) < 0, "%s", text);
        strcpy(previous, text);
    }
    cr_expect_str_eq(text, "9999-12-31");
    cr_expect_not(text_read_date("0000-12-31", &day));
    cr_expect_not(text_read_date("2026-1-01", &day));
    cr_expect_not(text_read_date("2026-01-01 ", &day));
    cr_expect_not(text_read_date("1900-02-29", &day));
}

Test(text, a_day_starts_at_midnight_also_before_1970)
{
    cr_expect_eq(text_day_of(0), 0);
    cr_expect_eq(text_day_of(86399999), 0);
    cr_expect_eq(text_day_of(86400000), 1);
    cr_expect_eq(text_day_of(-1), -1);
    cr_expect_eq(text_day_of(-86400000), -1);
    cr_expect_eq(text_day_of(-86400001), -2);
}

Test(text, copies_a_line_without_cutting_a_character_or_ending_in_a_space)
{
    static const struct {
        const char *text, *want;
        size_t size;
    } cases[] = {
        { "", "", 4 },          { "abc", "abc", 4 },
        { "abcd", "abc", 4 },   { "ab\ncd", "ab cd", 10 },
        { "abc  ", "abc", 10 }, { "abå", "abå", 5 },
        { "abå", "ab", 4 }, /* å has two bytes, one would fit */
        { "a €", "a", 5 },  /* the euro has three, two would fit */
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char line[10];

        text_copy_line(cases[i].text, line, cases[i].size);
        cr_expect_str_eq(line, cases[i].want, "case %zu: got \"%s\"", i, line);
    }
}

Test(text, puts_a_whole_text_and_touches_nothing_behind_it)
{
    char text[6];

    memset(text, '#', sizeof(text));
    text_put(text, sizeof(text), "");
    cr_expect_arr_eq(text, "\0#####", 6);
    text_put(text, sizeof(text), "abc");
    cr_expect_arr_eq(text, "abc\0##", 6);
    text_put(text, sizeof(text), "abcde");
    cr_expect_str_eq(text, "abcde");
}

Test(text, putting_what_does_not_fit_is_our_own_mistake, .signal = SIGABRT)
{
    char text[6];

    text_put(text, sizeof(text), "abcdef");
}
