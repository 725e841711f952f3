/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/explain_print.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "unit/daemon/core/policy_help.h"

static struct vocabulary *vocabulary;
static struct policy *policy;

static void load(void)
{
    struct policy_rule measures = invented_rule("no-test-measures", "school", "measure");
    struct error err;

    cr_assert_eq(vocabulary_load("config/policy/vocabulary.yaml", stderr, &vocabulary, &err),
                 FAULT_NONE);
    policy = invented_policy();
    add_words(&measures.deciders, "principal");
    policy_add(policy, &measures);
}

static void drop(void)
{
    policy_free(policy);
    vocabulary_free(vocabulary);
}

TestSuite(explain_print, .init = load, .fini = drop);

static char *print_as(const struct policy_question *question, enum vocabulary_language language,
                      size_t width, void (*print_it)(const struct explain_print *, FILE *))
{
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    const struct explain_print print = {
        .explanation = &explanation,
        .vocabulary = vocabulary,
        .policy = policy,
        .language = language,
        .day = question->day,
        .width = width,
    };
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    explanation_make(policy, vocabulary, question, language, &explanation);
    print_it(&print, out);
    fclose(out);
    return text;
}

/* Sections that are told the same stand together; what the whole has said is not said again; lines are
 * counted in characters, and broken at blanks. */
Test(explain_print, a_refusal_for_a_narrow_terminal)
{
    static const char *const categories[] = { "identity", "observation", "measure" };
    struct policy_question question = invented_question();
    char *text;

    question.categories = categories;
    question.n_categories = 3;
    question.age_years = 30;
    text = print_as(&question, LANGUAGE_SV, 50, explain_print_text);
    cr_expect_str_eq(text, "FÅR INTE SÄNDAS (age_outside)\n"
                           "    Åldern är inte en som grunden omfattar.\n"
                           "    regel: no-test\n"
                           "    grund: no.test.1, Prøveloven § 1\n"
                           "    dag: 1970-05-31\n"
                           "\n"
                           "identitetsuppgifter, iakttagelser: får inte lämnas\n"
                           "ut (age_outside)\n"
                           "    För att det ska få lämnas ut:\n"
                           "      - Personen ska vara minst 3 men under 18 år\n"
                           "        när meddelandet sänds.\n"
                           "\n"
                           "insatser: får inte lämnas ut (age_outside)\n"
                           "    närmaste regel: no-test-measures\n"
                           "    För att det ska få lämnas ut:\n"
                           "      - Personen ska vara minst 3 men under 18 år\n"
                           "        när meddelandet sänds.\n"
                           "      - Ange vem som har beslutat: rektor.\n"
                           "\n"
                           "Som det står får det inte lämnas ut på någon grund\n"
                           "i reglerna.\n");
    free(text);
}

Test(explain_print, a_permit_says_no_more_than_it_must)
{
    struct policy_question question = invented_question();
    char *text = print_as(&question, LANGUAGE_EN, 80, explain_print_text);

    cr_expect_str_eq(text, "PERMITTED\n"
                           "    May pass.\n"
                           "    rule: no-test\n"
                           "    ground: no.test.1, Prøveloven § 1\n"
                           "    day: 1970-05-31\n"
                           "\n"
                           "identity, observations: passes\n");
    free(text);
}

Test(explain_print, in_part_the_grounds_are_shown)
{
    static const char *const categories[] = { "identity", "whereabouts" };
    struct policy_question question = invented_question();
    char *text;

    question.categories = categories;
    text = print_as(&question, LANGUAGE_NB, 200, explain_print_text);
    cr_expect_not_null(strstr(text, "KAN SENDES I DELER\n"), "%s", text);
    cr_expect_not_null(strstr(text, "oppholdssted: utelates (category_outside)\n"), "%s", text);
    cr_expect_not_null(strstr(text, "Ingenting av det grunnlaget spør etter, kan endre det.\n"),
                       "%s", text);
    cr_expect_not_null(strstr(text, "Slik det står, kan det utleveres på:\n"
                                    "  - no.test.1, Prøveloven § 1 (en del)"),
                       "%s", text);
    free(text);
}

Test(explain_print, json_has_all_of_it)
{
    static const char *const categories[] = { "measure" };
    struct policy_question question = invented_question();
    char *text;

    question.categories = categories;
    question.n_categories = 1;
    text = print_as(&question, LANGUAGE_EN, 80, explain_print_json);
    cr_expect_not_null(
        strstr(text, "\"sections\":[{\"category\":\"measure\",\"verdict\":\"refuse\",\"code\":"
                     "\"no_decider\",\"rule\":\"no-test\",\"nearest_rule\":\"no-test-measures\","
                     "\"ground\":\"no.test.1\",\"citation\":\"Prøveloven § 1\",\"reason\":"),
        "%s", text);
    cr_expect_not_null(
        strstr(text, "\"needs\":[\"Name who has decided: principal.\"]}],\"grounds\":[]}\n"), "%s",
        text);
    free(text);
}
