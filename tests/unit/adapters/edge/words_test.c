/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/words.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/bytes.h"
#include "base/text.h"
#include "edge/report.h"

static const char *const languages[] = { "sv", "nb" };

/* The conversions of a format, one after the other. */
static void conversions_of(const char *format, struct buffer *ret)
{
    while ((format = strchr(format, '%')) != NULL) {
        size_t size = strcspn(format + 1, "diouxXeEfgGcsp%") + 2;

        buffer_append(ret, format, size);
        format += size;
    }
    buffer_append_byte(ret, '\0');
}

Test(words, are_there_in_each_language_with_the_same_conversions)
{
    cr_assert(words_n() > 50);
    for (size_t i = 0; i < words_n(); i++) {
        CLEANUP(buffer_clear) struct buffer want = { 0 };

        conversions_of(words_key(i), &want);
        for (size_t j = 0; j < ARRAY_SIZE(languages); j++) {
            CLEANUP(buffer_clear) struct buffer got = { 0 };
            const char *text = words_in(languages[j], words_key(i));

            conversions_of(text, &got);
            cr_expect_str_eq((char *)got.data, (char *)want.data, "%s: %s", languages[j], text);
            cr_expect_str_neq(text, words_key(i), "%s", languages[j]);
            cr_expect(text_is_utf8(bytes_of_text(text)));
        }
        for (size_t j = i + 1; j < words_n(); j++)
            cr_expect_str_neq(words_key(i), words_key(j));
    }
}

Test(words, follow_the_language_and_are_english_without_one)
{
    static const struct {
        const char *language, *text;
    } cases[] = {
        { "sv", "måste anges" }, { "sv-SE", "måste anges" }, { "nb", "må oppgis" },
        { "nn", "må oppgis" },   { "no", "må oppgis" },      { "nb-NO", "må oppgis" },
        { "en", "is required" }, { "de", "is required" },    { NULL, "is required" },
        { "", "is required" },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        cr_expect_str_eq(words_in(cases[i].language, "is required"), cases[i].text, "%s",
                         cases[i].language ? cases[i].language : "none");
    cr_expect_str_eq(words_in("sv", "words that nobody has put in"),
                     "words that nobody has put in");
}

Test(words, are_what_a_fault_is_told_in)
{
    CLEANUP(form_faults_clear) struct form_faults faults = { .language = "sv" };

    form_faults_add(&faults, "/a", "range", "has %zu items; %zu to %zu are allowed", (size_t)9,
                    (size_t)1, (size_t)8);
    cr_assert_eq(faults.n, 1);
    cr_expect_str_eq(faults.all[0].detail, "har 9 poster; 1 till 8 är tillåtna");
}
