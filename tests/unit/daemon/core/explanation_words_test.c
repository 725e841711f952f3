/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/explanation_words.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "core/explanation.h"
#include "core/policy_objection.h"

static struct vocabulary *vocabulary;

static void load(void)
{
    struct error err;

    cr_assert_eq(vocabulary_load("config/policy/vocabulary.yaml", stderr, &vocabulary, &err),
                 FAULT_NONE);
}

static void drop(void) { vocabulary_free(vocabulary); }

TestSuite(explanation_words, .init = load, .fini = drop);

/* ---- the table ---- */

static bool has_name(const char *text, const char *name, size_t size)
{
    for (; (text = strchr(text, '{')); text++)
        if (strncmp(text, name, size) == 0)
            return true;
    return false;
}

static void expect_names_of(const char *text, const char *other, int sentence)
{
    for (const char *at = text; (at = strchr(at, '{')); at++) {
        size_t size = strcspn(at, "}") + 1;

        cr_expect_eq(at[size - 1], '}', "sentence %d: %s", sentence, text);
        cr_expect(has_name(other, at, size), "sentence %d: %.*s is not in: %s", sentence, (int)size,
                  at, other);
    }
}

Test(explanation_words, every_sentence_stands_in_each_language_with_the_same_names)
{
    for (int i = 0; i < EXPLANATION_SENTENCES; i++) {
        for (int j = 0; j < LANGUAGES; j++) {
            const char *text = explanation_sentence(i, j), *other;

            cr_assert_not_null(text, "sentence %d in language %d", i, j);
            other = explanation_sentence(i, (j + 1) % LANGUAGES);
            expect_names_of(text, other, i);
            cr_expect(text_is_utf8(bytes_of_text(text)), "sentence %d", i);
            cr_expect(i == AGE_KNOWN_ONLY || *text, "sentence %d is empty", i);
            cr_expect_null(strstr(text, "  "), "sentence %d: two blanks: %s", i, text);
        }
    }
}

static bool begins_with_capital(const char *text)
{
    static const char *const others[] = { "Å", "Ä", "Ö", "Æ", "Ø" };

    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        if (strncmp(text, others[i], strlen(others[i])) == 0)
            return true;
    return text[0] >= 'A' && text[0] <= 'Z';
}

Test(explanation_words, what_is_needed_is_a_whole_sentence)
{
    for (int i = SAY_PERMITTED; i <= NEED_NOT_WHOLE; i++) {
        for (int j = 0; j < LANGUAGES; j++) {
            const char *text = explanation_sentence(i, j);

            cr_expect_eq(text[strlen(text) - 1], '.', "%s", text);
            cr_expect(begins_with_capital(text), "%s", text);
        }
    }
}

static void expect_refusal(const char *code)
{
    cr_expect(vocabulary_has(vocabulary, VOCABULARY_REFUSAL, code), "%s", code);
    for (int i = 0; i < LANGUAGES; i++) {
        const struct explanation_speaker speaker = { vocabulary, i };
        CLEANUP(mem_free) char *text = explanation_refusal(&speaker, code);

        cr_expect(begins_with_capital(text), "%s", text);
        cr_expect_eq(text[strlen(text) - 1], '.', "%s", text);
    }
}

Test(explanation_words, every_objection_has_a_code_a_reason_and_a_sentence)
{
    for (int i = 0; i < OBJECTION_NONE; i++) {
        cr_assert_not_null(policy_objection_code(i), "%d", i);
        cr_expect_not_null(policy_objection_reason(i), "%d", i);
        expect_refusal(policy_objection_code(i));
    }
    cr_expect_null(policy_objection_code(OBJECTION_NONE));
    expect_refusal(EXPLANATION_CATEGORY_OUTSIDE);
}

/* ---- lists and capitals ---- */

static const char *const roles[] = { "school", "police", "health" };

Test(explanation_words, a_list_of_one_two_and_many)
{
    static const struct {
        enum vocabulary_language language;
        size_t n;
        enum explanation_sentence joint;
        bool quoted;
        const char *want;
    } cases[] = {
        { LANGUAGE_SV, 0, LIST_OR, true, "" },
        { LANGUAGE_SV, 1, LIST_OR, false, "skola" },
        { LANGUAGE_SV, 2, LIST_OR, false, "skola eller polis" },
        { LANGUAGE_SV, 3, LIST_AND, false, "skola, polis och hälso- och sjukvård" },
        { LANGUAGE_SV, 2, LIST_AND, true, "”skola” och ”polis”" },
        { LANGUAGE_NB, 3, LIST_OR, true, "«skole», «politi» eller «helsetjeneste»" },
        { LANGUAGE_NB, 2, LIST_AND, false, "skole og politi" },
        { LANGUAGE_EN, 3, LIST_OR, true, "“school”, “police” or “health care”" },
        { LANGUAGE_EN, 2, LIST_AND, false, "school and police" },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        const struct explanation_speaker speaker = { vocabulary, cases[i].language };
        CLEANUP(mem_free)
        char *got =
            explanation_list(&speaker, VOCABULARY_ROLE, (struct policy_list){ roles, cases[i].n },
                             cases[i].joint, cases[i].quoted);

        cr_expect_str_eq(got, cases[i].want, "%s", got);
    }
}

Test(explanation_words, a_code_that_the_vocabulary_lacks_is_its_own_text)
{
    const struct explanation_speaker speaker = { vocabulary, LANGUAGE_SV };
    CLEANUP(mem_free) char *text = explanation_refusal(&speaker, "ærlig_talt");

    cr_expect_str_eq(explanation_word(&speaker, VOCABULARY_ROLE, "circus"), "circus");
    cr_expect_str_eq(explanation_word(&speaker, VOCABULARY_ROLE, NULL), "");
    cr_expect_str_eq(text, "Ærlig_talt.");
}

Test(explanation_words, what_is_filled_in_is_not_filled_in_again)
{
    const struct explanation_speaker speaker = { vocabulary, LANGUAGE_EN };
    const struct explanation_filling fillings[] = { { "citation", "§ {citation}" }, { 0 } };
    CLEANUP(mem_free) char *text = explanation_say(&speaker, SAY_NEAREST, fillings);

    cr_expect_str_eq(text, "The nearest provision is § {citation}.");
}
