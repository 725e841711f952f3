/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/conditions.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"

/* The tests run at the top of the checkout. */
static const char shipped[] = "config/policy/vocabulary.yaml";

static struct vocabulary *vocabulary;

static void setup(void)
{
    struct error err = { 0 };

    cr_assert_eq(vocabulary_load(shipped, stderr, &vocabulary, &err), FAULT_NONE, "%s", err.text);
}

static void teardown(void) { vocabulary_free(vocabulary); }

TestSuite(conditions, .init = setup, .fini = teardown);

static struct conditions *load_shipped(void)
{
    struct conditions *conditions = NULL;
    struct error err = { 0 };

    cr_assert_eq(conditions_load(shipped, vocabulary, stderr, &conditions, &err), FAULT_NONE, "%s",
                 err.text);
    return conditions;
}

Test(conditions, say_of_each_word_of_the_vocabulary_what_the_law_asks)
{
    CLEANUP(conditions_free) struct conditions *conditions = load_shipped();

    for (size_t i = 0; i < vocabulary_n(vocabulary, VOCABULARY_CONDITION); i++) {
        const struct condition *condition =
            conditions_find(conditions, vocabulary_code(vocabulary, VOCABULARY_CONDITION, i));

        cr_assert_not_null(condition);
        cr_expect_gt(strlen(condition->citation), 10);
        for (size_t j = 0; j < LANGUAGES; j++) {
            cr_expect_not_null(condition->texts[j].decision);
            cr_expect_not_null(condition->texts[j].notice);
            cr_expect_eq(condition->texts[j].talk != NULL, condition->talk != CONDITION_TALK_NONE);
        }
    }
    cr_expect_null(conditions_find(conditions, "unheard_of"));
    cr_expect_null(conditions_find(NULL, "youth_follow_up"));
}

Test(conditions, want_a_breach_talk_first_where_the_law_does)
{
    CLEANUP(conditions_free) struct conditions *conditions = load_shipped();

    cr_expect_eq(conditions_find(conditions, "youth_follow_up")->talk, CONDITION_TALK_REQUIRED);
    cr_expect_eq(conditions_find(conditions, "conditional_waiver")->talk, CONDITION_TALK_CUSTOMARY);
    cr_expect_eq(conditions_find(conditions, "penal_warning")->talk, CONDITION_TALK_CUSTOMARY);
    cr_expect_str_eq(condition_talk_name(CONDITION_TALK_REQUIRED), "required");
}

Test(conditions, are_followed_up_by_their_roles_in_their_country)
{
    CLEANUP(conditions_free) struct conditions *conditions = load_shipped();
    const struct condition *condition = conditions_find(conditions, "youth_follow_up");

    cr_expect(condition_is_followed_up_by(condition, "mediation_board", "NO"));
    cr_expect_not(condition_is_followed_up_by(condition, "mediation_board", "SE"));
    cr_expect_not(condition_is_followed_up_by(condition, "school", "NO"));
}

Test(conditions, know_the_ways_of_a_notice)
{
    CLEANUP(conditions_free) struct conditions *conditions = load_shipped();
    const struct condition *condition = conditions_find(conditions, "penal_warning");

    cr_expect(condition_has_way(condition, "social_services", "prosecutor", "se.sol.15-5",
                                "status_update"));
    cr_expect_not(
        condition_has_way(condition, "social_services", "police", "se.sol.15-5", "status_update"));
    cr_expect_not(condition_has_way(condition, "social_services", "prosecutor", "se.osl.10-1",
                                    "status_update"));
    cr_expect_not(
        condition_has_way(condition, "social_services", "prosecutor", "se.sol.15-5", "referral"));
    cr_expect_not(
        condition_has_way(condition, "school", "prosecutor", "se.sol.15-5", "status_update"));
}

/* ---- faults ---- */

static const char whole[] = "conditions:\n"
                            "  conditional_waiver: &\n"
                            "  youth_follow_up: &\n"
                            "  penal_warning: &\n";
static const char entry[] =
    "\n    country: \"NO\"\n    citation: An invented act\n    read_as_of: 2026-01-01\n"
    "    certainty: deduced\n    followed_up_by: [police]\n    talk: required\n"
    "    notices:\n"
    "      - {from: police, to: prosecutor, ground: no.prl.1, types: [disclosure]}\n"
    "    texts:\n"
    "      sv: {talk: a, decision: b, notice: c}\n"
    "      nb: {talk: a, decision: b, notice: c}\n"
    "      en: {talk: a, decision: b, notice: c}";

/* The whole file with `old` replaced in every entry; NULL for as it is. */
static void write_text(const char *old, const char *new, struct buffer *ret_text)
{
    for (const char *at = whole; *at; at++) {
        const char *from = entry, *found;

        if (*at != '&') {
            buffer_append_byte(ret_text, (uint8_t)*at);
            continue;
        }
        while (old && (found = strstr(from, old))) {
            buffer_append(ret_text, from, (size_t)(found - from));
            buffer_append_text(ret_text, new);
            from = found + strlen(old);
        }
        buffer_append_text(ret_text, from);
    }
}

/* What loading the text prints; the caller owns it. */
static char *faults_of(const struct buffer *text, enum fault *ret_fault)
{
    char folder[] = "/tmp/samband-conditions-XXXXXX";
    CLEANUP(mem_free) char *path = NULL, *words = NULL;
    struct conditions *conditions = NULL;
    char *printed = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&printed, &size), *file;

    cr_assert_not_null(mkdtemp(folder));
    path = mem_printf("%s/conditions.yaml", folder);
    words = mem_printf("%s/vocabulary.yaml", folder);
    file = fopen(path, "we");
    cr_assert_eq(fwrite(text->data, 1, text->size, file), text->size);
    fclose(file);
    *ret_fault = conditions_load(words, vocabulary, out, &conditions, NULL);
    conditions_free(conditions);
    fclose(out);
    unlink(path);
    rmdir(folder);
    return printed;
}

static const struct {
    const char *old, *new, *want; /* want NULL: it loads */
} files[] = {
    { NULL, NULL, NULL },
    { "talk: required", "talk: sometimes", "required" },
    { "talk: required", "talk: none", "unknown key talk" },
    { "country: \"NO\"", "country: \"DK\"", "no country" },
    { "[police]", "[police, unheard_of]", "no role unheard_of" },
    { "[police]", "[]", ":7:21:" },
    { "from: police", "from: school", "school is not among those who follow it up" },
    { "to: prosecutor", "to: king", "no role king" },
    { "[disclosure]", "[gossip]", "no type gossip" },
    { "ground: no.prl.1, ", "", "ground" },
    { "nb: {talk: a, ", "nb: {", "talk" },
    { "certainty: deduced", "certainty: hoped", "verified" },
    { "read_as_of: 2026-01-01", "read_as_of: 2026-02-30", ":" },
    { "    texts:", "    deadline: 1\n    texts:", "unknown key deadline" },
    { "    texts:", "    doubt: {sv: a, nb: b}\n    texts:", "en" },
};

Test(conditions, say_what_is_wrong_and_where)
{
    for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
        CLEANUP(buffer_clear) struct buffer text = { 0 };
        CLEANUP(mem_free) char *printed = NULL;
        enum fault fault;

        write_text(files[i].old, files[i].new, &text);
        printed = faults_of(&text, &fault);
        if (!files[i].want) {
            cr_expect_eq(fault, FAULT_NONE, "%s", printed);
            continue;
        }
        cr_expect_eq(fault, FAULT_INPUT, "%s", files[i].new);
        cr_expect(strstr(printed, files[i].want), "%s: %s", files[i].new, printed);
        cr_expect(strstr(printed, "conditions.yaml:"), "%s", printed);
    }
}

Test(conditions, may_not_pass_over_a_word_nor_have_one_of_their_own)
{
    static const char *const keys[] = { "penal_warning", "unheard_of" };

    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        CLEANUP(buffer_clear) struct buffer text = { 0 };
        CLEANUP(mem_free) char *printed = NULL;
        enum fault fault;
        char *at;

        write_text(NULL, NULL, &text);
        at = strstr((char *)text.data, keys[0]);
        if (i == 0)
            text.size = (size_t)(at - 2 - (char *)text.data);
        else
            memcpy(at, "unheard_of   ", strlen("penal_warning"));
        printed = faults_of(&text, &fault);
        cr_expect_eq(fault, FAULT_INPUT);
        cr_expect(strstr(printed, "nothing is said of penal_warning"), "%s", printed);
        cr_expect(i == 0 || strstr(printed, "no condition unheard_of"), "%s", printed);
    }
}

Test(conditions, without_a_file_are_a_fault)
{
    struct conditions *conditions = NULL;
    struct error err = { 0 };

    cr_expect_eq(
        conditions_load("/nonexistent/vocabulary.yaml", vocabulary, NULL, &conditions, &err),
        FAULT_INPUT);
    cr_expect_str_eq(err.code, "cannot_open");
}
