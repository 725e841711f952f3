/* SPDX-License-Identifier: EUPL-1.2 */
#include "review/policy_page_words.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_text(const char *text, const char *what, int which)
{
    cr_expect(text && *text, "%s %d", what, which);
}

Test(policy_page_words, has_every_word_in_every_language)
{
    for (enum vocabulary_language language = 0; language < LANGUAGES; language++) {
        for (enum policy_page_word word = 0; word < PAGE_WORDS; word++)
            expect_text(policy_page_word(word, language), "word", word);
        for (enum policy_kind kind = POLICY_DUTY; kind <= POLICY_NONE; kind++) {
            expect_text(policy_page_kind(kind, language), "kind", kind);
            expect_text(policy_page_kind_meaning(kind, language), "meaning of kind", kind);
        }
        for (enum policy_certainty certainty = POLICY_VERIFIED; certainty <= POLICY_DEDUCED;
             certainty++)
            expect_text(policy_page_certainty(certainty, language), "certainty", certainty);
    }
}

Test(policy_page_words, names_what_is_a_convention)
{
    static const char *const keys[] = { "categories", "deciders", "reasons", "purposes",
                                        "roles",      "types",    "age" };

    for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
        for (enum vocabulary_language language = 0; language < LANGUAGES; language++)
            cr_expect_str_neq(policy_page_convention(keys[i], language), keys[i]);
    cr_expect_str_eq(policy_page_convention("mood", LANGUAGE_EN), "mood");
}

/* What follows the percent signs of a text, one letter each. */
static void conversions_of(const char *text, char ret[8])
{
    size_t n = 0;

    for (const char *at = text; (at = strchr(at, '%')) && n < 7; at++)
        ret[n++] = at[1];
    ret[n] = '\0';
}

Test(policy_page_words, takes_the_same_in_every_language)
{
    for (enum policy_page_word word = 0; word < PAGE_WORDS; word++) {
        char english[8], other[8];

        conversions_of(policy_page_word(word, LANGUAGE_EN), english);
        for (enum vocabulary_language language = 0; language < LANGUAGES; language++) {
            conversions_of(policy_page_word(word, language), other);
            cr_expect_str_eq(other, english, "word %d", word);
        }
    }
}
