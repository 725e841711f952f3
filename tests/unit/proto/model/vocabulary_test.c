/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/vocabulary.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"

/* The tests run at the top of the checkout. */
static const char shipped[] = "config/policy/vocabulary.yaml";

static struct vocabulary *load_shipped(void)
{
    struct vocabulary *vocabulary = NULL;
    struct error err = { 0 };

    cr_assert_eq(vocabulary_load(shipped, stderr, &vocabulary, &err), FAULT_NONE, "%s", err.text);
    return vocabulary;
}

/* Writes `text` to a file, loads it, and returns what was printed; the caller owns it. */
static char *faults_of(const char *text, enum fault *ret_fault)
{
    char path[] = "/tmp/samband-vocabulary-XXXXXX";
    struct vocabulary *vocabulary = NULL;
    struct error err = { 0 };
    char *printed = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&printed, &size);
    int file = mkstemp(path);

    cr_assert_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
    *ret_fault = vocabulary_load(path, out, &vocabulary, &err);
    unlink(path);
    fclose(out);
    vocabulary_free(vocabulary);
    return printed;
}

/* A whole vocabulary of one word a kind, with `word` in place of the role's. */
static char *with_role(const char *word)
{
    struct buffer text = { 0 };

    for (enum vocabulary_kind kind = 0; kind < VOCABULARY_KINDS; kind++) {
        buffer_printf(&text, "%s:\n  ", vocabulary_kind_key(kind));
        if (kind == VOCABULARY_ROLE)
            buffer_append_text(&text, word);
        else
            buffer_printf(&text, "%s: {sv: a, nb: b, en: c}",
                          kind == VOCABULARY_COUNTRY ? "XX" : "word");
        buffer_append_byte(&text, '\n');
    }
    return buffer_take_text(&text);
}

static const struct {
    enum vocabulary_kind kind;
    const char *codes;
} needed[] = {
    { VOCABULARY_ROLE, "school school_health social_services child_welfare police prosecutor "
                       "mediation_board mediation health leisure employment_service supervisor "
                       "coordinator" },
    { VOCABULARY_TYPE, "concern_notification confirmation feedback referral referral_answer "
                       "status_update outcome disclosure information_request information_answer "
                       "consent_grant consent_withdrawal consent_void correction appointment "
                       "crime_report situational_picture take_back subject_link erasure_order" },
    { VOCABULARY_CATEGORY, "identity contact guardians notifier other_persons interpreter "
                           "observation child_voice substance_use test_result attendance "
                           "school_record pupil_support health social_record family "
                           "criminal_suspicion criminal_record measure contract case_status "
                           "appointment mediation assessment whereabouts" },
    { VOCABULARY_PURPOSE, "protect_child inform_notifier sanction investigate_crime prevent_crime "
                          "supervise give_care shared_picture support_youth cooperate_slt "
                          "cooperate_sspf mediation youth_follow_up administer" },
    { VOCABULARY_FLAG, "whole_or_nothing protected_identity do_not_inform notifier_protected "
                       "feedback_requested unverified subject_informed child_heard" },
    { VOCABULARY_REASON, "concrete_risk_of_crime not_inappropriate offence_minimum_met "
                         "outweighs_secrecy obviously_outweighs necessary_for_care "
                         "needed_for_follow_up proportionate necessary danger_to_life_or_health "
                         "acute_risk requested own_task original_purpose inquiry_open "
                         "caught_in_crime offence_against_minor supply_to_minor prison_in_scale "
                         "risk_of_grave_violence risk_of_terror ongoing_abuse pregnant "
                         "needed_for_supervision suitable" },
    { VOCABULARY_DECIDER, "principal physician school_nurse nurse social_worker head_of_unit "
                          "case_worker head_of_service police_officer controller prosecutor "
                          "youth_coordinator mediator leisure_manager inspector" },
    { VOCABULARY_URGENCY, "acute prompt normal" },
    { VOCABULARY_CERTAINTY, "certain probable age_unknown unborn" },
    { VOCABULARY_RETURN, "wrong_area not_ours unreadable no_key" },
    { VOCABULARY_COUNTRY, "NO SE" },
    { VOCABULARY_TAKE_BACK, "sent_in_error wrong_recipient wrong_person wrong_content "
                            "no_longer_needed" },
    { VOCABULARY_VOID, "wrong_person wrong_entry not_given not_informed not_voluntary "
                       "not_entitled" },
    { VOCABULARY_CAPACITY, "youth guardian" },
    { VOCABULARY_CONSENT_FORM, "written oral" },
    { VOCABULARY_OUTCOME, "destroyed_queued destroyed_unread already_fetched not_yet_answered" },
    { VOCABULARY_CONDITION, "conditional_waiver youth_follow_up penal_warning" },
};

Test(vocabulary, holds_every_word_that_rules_and_forms_need)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = load_shipped();

    for (size_t i = 0; i < ARRAY_SIZE(needed); i++) {
        CLEANUP(mem_free) char *codes = mem_text(needed[i].codes);
        char *rest = NULL;

        for (char *code = strtok_r(codes, " ", &rest); code; code = strtok_r(NULL, " ", &rest))
            cr_expect(vocabulary_has(vocabulary, needed[i].kind, code), "%s", code);
    }
    cr_expect_eq(vocabulary_n(vocabulary, VOCABULARY_CATEGORY), 25);
    cr_expect_eq(vocabulary_n(vocabulary, VOCABULARY_ROLE), 13);
    cr_expect_eq(vocabulary_n(vocabulary, VOCABULARY_TYPE), 20);
}

/* The reader lets later kinds be absent; the file that is shipped does not. */
Test(vocabulary, holds_words_of_every_kind)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = load_shipped();

    for (enum vocabulary_kind kind = 0; kind < VOCABULARY_KINDS; kind++)
        cr_expect_gt(vocabulary_n(vocabulary, kind), 0, "%s", vocabulary_kind_key(kind));
}

Test(vocabulary, knows_a_word_only_in_its_own_kind)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = load_shipped();

    cr_expect_not(vocabulary_has(vocabulary, VOCABULARY_ROLE, "identity"));
    cr_expect_not(vocabulary_has(vocabulary, VOCABULARY_CATEGORY, "school"));
    cr_expect_not(vocabulary_has(vocabulary, VOCABULARY_CATEGORY, "Identity"));
    cr_expect_not(vocabulary_has(vocabulary, VOCABULARY_CATEGORY, ""));
    cr_expect_not(vocabulary_has(vocabulary, VOCABULARY_CATEGORY, NULL));
    cr_expect_not(vocabulary_has(NULL, VOCABULARY_CATEGORY, "identity"));
}

Test(vocabulary, speaks_three_languages)
{
    static const struct {
        const char *language, *want;
    } cases[] = {
        { "sv", "orosanmälan" },          { "sv-SE", "orosanmälan" },
        { "nb", "bekymringsmelding" },    { "no", "bekymringsmelding" },
        { "nn-NO", "bekymringsmelding" }, { "en", "concern notification" },
        { "de", "concern notification" }, { NULL, "concern notification" },
        { "", "concern notification" },   { "svenska", "concern notification" },
    };
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = load_shipped();

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        cr_expect_str_eq(
            vocabulary_text(vocabulary, VOCABULARY_TYPE, "concern_notification", cases[i].language),
            cases[i].want, "%s", cases[i].language ? cases[i].language : "(null)");
    cr_expect_str_eq(vocabulary_text(vocabulary, VOCABULARY_TYPE, "unheard_of", "sv"),
                     "unheard_of");
}

Test(vocabulary, knows_which_country_has_a_role)
{
    static const struct {
        const char *role, *country;
        bool want;
    } cases[] = {
        { "school", "SE", true },          { "school", "NO", true },
        { "child_welfare", "NO", true },   { "child_welfare", "SE", false },
        { "mediation_board", "NO", true }, { "mediation_board", "SE", false },
        { "mediation", "SE", true },       { "mediation", "NO", false },
        { "circus", "SE", false },
    };
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = load_shipped();

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        cr_expect_eq(vocabulary_is_role_in(vocabulary, cases[i].role, cases[i].country),
                     cases[i].want, "%s in %s", cases[i].role, cases[i].country);
}

Test(vocabulary, gives_each_country_one_language_and_any_other_english)
{
    static const struct {
        const char *country, *want;
    } cases[] = {
        { "SE", "sv" }, { "NO", "nb" }, { "DK", "en" },
        { "se", "en" }, { "", "en" },   { NULL, "en" },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        cr_expect_str_eq(vocabulary_language_of_country(cases[i].country), cases[i].want, "%s",
                         cases[i].country ? cases[i].country : "(null)");
}

Test(vocabulary, lists_its_codes_in_order)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = load_shipped();

    cr_expect_str_eq(vocabulary_code(vocabulary, VOCABULARY_URGENCY, 0), "acute");
    cr_expect_str_eq(vocabulary_code(vocabulary, VOCABULARY_URGENCY, 2), "normal");
    cr_expect_null(vocabulary_code(vocabulary, VOCABULARY_URGENCY, 3));
    cr_expect_not(bytes_equal(vocabulary_source(vocabulary), bytes_of_text("")));
}

Test(vocabulary, takes_a_file_only_whole)
{
    static const struct {
        const char *word, *want; /* want: NULL is fine, else what stands behind file:line:column */
    } cases[] = {
        { "school: {sv: a, nb: b, en: c}", NULL },
        { "school: {sv: a, nb: b}", "the key en is missing" },
        { "school: {sv: a, nb: b, en: c, fr: d}", "unknown key fr" },
        { "school: {sv: '', nb: b, en: c}", "wants 1 to 200 bytes, not 0" },
        { "School: {sv: a, nb: b, en: c}", "wants 1 to 40 of a-z" },
        { "school: a", "wants a mapping, not a single value" },
        { "school: {sv: a, nb: b, en: c}\n  school: {sv: a, nb: b, en: c}",
          "this key stands already on line 2" },
        { "school: {sv: a, nb: b, en: c, country: XX}", NULL },
        { "school: {sv: a, nb: b, en: c, country: YY}", "YY is not among the countries" },
        { "school: {sv: a, nb: b, en: c, country: xx}", "a country is two capital letters" },
        { "school: {sv: a, nb: b, en: c}\ntypes:\n  a: {sv: a, nb: b, en: c, country: XX}",
          "unknown key country" },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        CLEANUP(mem_free) char *text = with_role(cases[i].word);
        enum fault fault;
        CLEANUP(mem_free) char *printed = faults_of(text, &fault);

        cr_expect_eq(fault, cases[i].want ? FAULT_INPUT : FAULT_NONE, "%s", cases[i].word);
        if (cases[i].want)
            cr_expect_not_null(strstr(printed, cases[i].want), "%s: %s", cases[i].word, printed);
        else
            cr_expect_str_eq(printed, "");
    }
}

Test(vocabulary, wants_every_kind_and_no_other)
{
    enum fault fault;
    CLEANUP(mem_free) char *printed = faults_of("roles: {}\nsmells: {}\n", &fault);

    cr_expect_eq(fault, FAULT_INPUT);
    cr_expect_not_null(strstr(printed, ":1:1: the key categories is missing"));
    cr_expect_not_null(strstr(printed, ":2:1: unknown key smells"));
}

/* The kinds of the first edition, one word each, as a record may keep them. */
static const char first_edition[] = "countries: {NO: {sv: a, nb: b, en: c}}\n"
                                    "roles: {school: {sv: a, nb: b, en: c}}\n"
                                    "functions: {child_welfare: {sv: a, nb: b, en: c}}\n"
                                    "types: {feedback: {sv: a, nb: b, en: c}}\n"
                                    "purposes: {sanction: {sv: a, nb: b, en: c}}\n"
                                    "categories: {identity: {sv: a, nb: b, en: c}}\n"
                                    "flags: {unverified: {sv: a, nb: b, en: c}}\n"
                                    "not_informed: {risk: {sv: a, nb: b, en: c}}\n"
                                    "reasons: {necessary: {sv: a, nb: b, en: c}}\n"
                                    "deciders: {principal: {sv: a, nb: b, en: c}}\n"
                                    "urgencies: {acute: {sv: a, nb: b, en: c}}\n"
                                    "certainties: {certain: {sv: a, nb: b, en: c}}\n"
                                    "returns: {not_ours: {sv: a, nb: b, en: c}}\n"
                                    "refusals: {no_ground: {sv: a, nb: b, en: c}}\n"
                                    "take_backs: {wrong_person: {sv: a, nb: b, en: c}}\n"
                                    "voids: {not_given: {sv: a, nb: b, en: c}}\n"
                                    "outcomes: {not_yet_answered: {sv: a, nb: b, en: c}}\n";

Test(vocabulary, reads_the_first_edition_without_later_kinds)
{
    static const enum vocabulary_kind later[] = { VOCABULARY_CAPACITY, VOCABULARY_CONSENT_FORM,
                                                  VOCABULARY_CONDITION };
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    struct error err = { 0 };

    cr_assert_eq(vocabulary_read("v", bytes_of_text(first_edition), stderr, &vocabulary, &err),
                 FAULT_NONE, "%s", err.text);
    cr_expect(vocabulary_has(vocabulary, VOCABULARY_OUTCOME, "not_yet_answered"));
    for (size_t i = 0; i < ARRAY_SIZE(later); i++) {
        cr_expect_eq(vocabulary_n(vocabulary, later[i]), 0);
        cr_expect_not(vocabulary_has(vocabulary, later[i], "youth"));
    }
}

Test(vocabulary, wants_each_kind_of_the_first_edition)
{
    for (enum vocabulary_kind kind = 0; kind <= VOCABULARY_OUTCOME; kind++) {
        CLEANUP(mem_free) char *text = mem_text(first_edition);
        CLEANUP(mem_free) char *key = mem_printf("%s:", vocabulary_kind_key(kind));
        enum fault fault;
        CLEANUP(mem_free) char *printed = NULL;
        char *at = strstr(text, key);

        cr_assert_not_null(at, "%s", key);
        memset(at, '#', strcspn(at, "\n"));
        printed = faults_of(text, &fault);
        cr_expect_eq(fault, FAULT_INPUT, "%s", key);
        cr_expect_not_null(strstr(printed, " is missing"), "%s: %s", key, printed);
    }
}

Test(vocabulary, tells_a_file_that_is_not_there)
{
    struct vocabulary *vocabulary = NULL;
    struct error err = { 0 };

    cr_expect_eq(vocabulary_load("/nonexistent.yaml", NULL, &vocabulary, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "cannot_open");
    cr_expect_null(vocabulary);
}
