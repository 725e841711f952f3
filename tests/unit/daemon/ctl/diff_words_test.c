/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/diff_words.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"

/* Whether each {name} of `text` is in `other`, too. */
static bool has_names_of(const char *other, const char *text)
{
    for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
        size_t size = strcspn(at, "}") + 1;
        char name[40];

        cr_assert_lt(size, sizeof(name));
        memcpy(name, at, size);
        name[size] = '\0';
        if (!strstr(other, name))
            return false;
    }
    return true;
}

Test(diff_words, every_phrase_is_there_in_each_language_with_the_same_names)
{
    for (enum diff_phrase phrase = 0; phrase < DIFF_PHRASES; phrase++) {
        for (enum vocabulary_language language = 0; language < LANGUAGES; language++) {
            const char *text = diff_phrase(phrase, language);

            cr_assert(text && *text, "phrase %d, language %d", phrase, language);
            for (enum vocabulary_language other = 0; other < LANGUAGES; other++)
                cr_expect(has_names_of(diff_phrase(phrase, other), text), "phrase %d: %s", phrase,
                          text);
        }
    }
}

Test(diff_words, fills_in_names_and_joins_lists)
{
    struct explanation_speaker speaker = { .language = LANGUAGE_SV };
    CLEANUP(mem_free) char *said = diff_say_with(&speaker, DIFF_AGE_UNDER, "under", "15");
    struct diff_list list = { 0 };
    CLEANUP(mem_free) char *none = diff_list_join(&speaker, &list, LIST_AND);
    CLEANUP(mem_free) char *joined = NULL;

    cr_expect_str_eq(said, "under 15 år");
    cr_expect_str_eq(none, "");
    diff_list_add(&list, mem_text("a"));
    diff_list_add(&list, mem_text("b"));
    joined = diff_list_join(&speaker, &list, LIST_OR);
    cr_expect_str_eq(joined, "a eller b");
    cr_expect_eq(list.n, 0);
}
