/* SPDX-License-Identifier: EUPL-1.2 */
#include "settings/policy_rule_file.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "unit/daemon/settings/policy_place.h"

Test(policy_rule_file, reads_what_a_rule_says)
{
    CLEANUP(policy_place_clear) struct policy_place place;
    const struct policy_rule *rule;

    policy_place_init(&place);
    policy_place_write_rule(
        &place, "a.yaml", "no-test", "duty",
        "    in_force_to: 2024-01-02\n    age: {from: 15, under: 18, counted: at_act, "
        "unknown: refuse}\n");
    cr_assert_eq(policy_place_load(&place), FAULT_NONE, "%s", place.err.text);
    cr_assert_eq(place.policy->n_rules, 1);
    rule = &place.policy->rules[0];
    cr_expect_str_eq(rule->id, "no-test");
    cr_expect_str_eq(rule->ground, "no.test.1");
    cr_expect_str_eq(rule->country, "NO");
    cr_expect_str_eq(rule->citation, "Prøveloven § 1");
    cr_expect_eq(rule->in_force_from, 19723);
    cr_expect_eq(rule->in_force_to, 19724);
    cr_expect_eq(rule->read_as_of, 19754);
    cr_expect_eq(rule->certainty, POLICY_VERIFIED);
    cr_expect(rule->has_age_limit && rule->age_at_act && !rule->unknown_age);
    cr_expect_eq(rule->age_from, 15);
    cr_expect_eq(rule->age_under, 18);
}

Test(policy_rule_file, a_rule_without_age_and_end_has_no_limits)
{
    CLEANUP(policy_place_clear) struct policy_place place;

    policy_place_init(&place);
    policy_place_write_rule(&place, "a.yaml", "no-test", "duty", "");
    cr_assert_eq(policy_place_load(&place), FAULT_NONE, "%s", place.err.text);
    cr_expect_eq(place.policy->rules[0].in_force_to, POLICY_NO_END);
    cr_expect_not(place.policy->rules[0].has_age_limit);
    cr_expect(place.policy->rules[0].needs_subject);
}

/* A block holds for whoever it is. */
Test(policy_rule_file, any_role_is_one_that_the_country_has)
{
    CLEANUP(policy_place_clear) struct policy_place place;
    size_t n_all;

    policy_place_init(&place);
    policy_place_write(&place, "no", "a.yaml",
                       "rules:\n"
                       "  - id: no-test\n    ground: no.test.1\n    kind: duty\n"
                       "    country: \"NO\"\n    citation: a\n    in_force_from: 2024-01-01\n"
                       "    read_as_of: 2024-02-01\n    certainty: verified\n"
                       "    from: any\n    to: any\n    types: [feedback]\n    purposes: any\n"
                       "    categories: any\n    texts: {sv: {summary: a, refusal: b}, "
                       "nb: {summary: a, refusal: b}, en: {summary: a, refusal: b}}\n"
                       "  - id: no-block\n    ground: no.test.2\n    kind: blocked\n"
                       "    country: \"NO\"\n    citation: a\n    in_force_from: 2024-01-01\n"
                       "    read_as_of: 2024-02-01\n    certainty: verified\n"
                       "    from: any\n    to: any\n    types: any\n    purposes: any\n"
                       "    texts: {sv: {summary: a, refusal: b}, "
                       "nb: {summary: a, refusal: b}, en: {summary: a, refusal: b}}\n");
    cr_assert_eq(policy_place_load(&place), FAULT_NONE, "%s", place.printed);
    n_all = vocabulary_n(place.vocabulary, VOCABULARY_ROLE);
    for (size_t i = 0; i < 2; i++) {
        const struct policy_rule *rule = &place.policy->rules[i];
        bool blocks = rule->kind == POLICY_BLOCKED;

        cr_expect_eq(rule->from.n, blocks ? n_all : n_all - 1, "%s", rule->id);
        cr_expect_eq(rule->to.n, blocks ? n_all : n_all - 1, "%s", rule->id);
        cr_expect_eq(policy_words_has(&rule->to, "mediation"), blocks, "%s", rule->id);
        cr_expect(policy_words_has(&rule->to, "mediation_board"), "%s", rule->id);
    }
}

static const struct {
    const char *what, *by, *want; /* `what` in the rule replaced by `by` */
} faults[] = {
    { "[school]", "[scool]", ":10:12: scool is not a role of the vocabulary" },
    { "[school]", "[school, school]", ":10:20: school is listed twice" },
    { "[school]", "[]", ":10:11: wants at least 1 in the list, not 0" },
    { "[child_welfare]", "[identity]", ":11:10: identity is not a role of the vocabulary" },
    { "[school]", "[school, mediation]", ":10:11: there is no mediation in NO" },
    { "[child_welfare]", "[mediation]", ":11:9: there is no mediation in NO" },
    { "[correction]", "[correction, situational_picture]",
      ":12:12: a situational_picture is about nobody" },
    { "[correction]", "any", ":12:12: a situational_picture is about nobody" },
    { "[correction]", "[letter]", ":12:13: letter is not a type of the vocabulary" },
    { "[protect_child]", "[fun]", ":13:16: fun is not a purpose of the vocabulary" },
    { "[child_welfare]", "[child_welfare]\n    to_ownership: state",
      ":12:19: wants one of public, private" },
    { "[identity]", "[shoe]", ":14:18: shoe is not a category of the vocabulary" },
    { "country: NO", "country: FI", ":5:14: the value is not a country of the vocabulary" },
    { "country: NO", "country: SE", ":4:13: the ground no.test.1 is not of the rule's country" },
    { "no.test.1", "no", ":4:13: a ground is written as country.statute.place" },
    { "2024-01-01", "2024-13-01", ":7:20: wants a date as YYYY-MM-DD" },
    { "certainty: verified", "certainty: sure", ":9:16: wants one of verified, memory, deduced" },
    { "certainty: verified", "mood: good", ":2:5: the key certainty is missing" },
    { "certainty: verified", "mood: good", ":9:5: unknown key mood" },
    { "ground: no.test.1", "mood: good", ":2:5: the key ground is missing" },
    { "kind: duty", "mood: good", ":2:5: the key kind is missing" },
    { "citation: ", "mood: ", ":2:5: the key citation is missing" },
    { "id: no-t", "id: no-identity-t", ":2:9: a rule id must not name a category (identity)" },
    { "id: no-t", "id: school-record-t",
      ":2:9: a rule id must not name a category (school_record)" },
    { "id: no-t", "id: default-refuse", ":2:9: default-refuse is the name of what happens" },
    { "nb: {summary: a, refusal: b}", "nb: {summary: a}", ":17:11: the key refusal is missing" },
    { "read_as_of", "in_force_to: 2024-01-01\n    read_as_of",
      ":8:18: in_force_to is the first day not covered" },
    { "read_as_of", "age: {under: 18}\n    read_as_of", ":8:10: the key unknown is missing" },
    { "[identity]", "[identity]\n    excluded: [health, identity]",
      ":15:24: identity stands in categories, too" },
    { "[identity]", "[identity]\n    excluded: [shoe]",
      ":15:16: shoe is not a category of the vocabulary" },
    { "[identity]", "[identity]\n    excluded: [health, health]",
      ":15:24: health is listed twice" },
    { "[identity]", "[identity]\n    excluded: any", ":15:15: wants a list" },
    { "[identity]", "[identity]\n    conventions: [types, types]",
      ":15:26: types is listed twice" },
    { "read_as_of", "age: {from: 18, under: 18, unknown: refuse}\n    read_as_of",
      ":8:10: under is the first year not covered" },
    { "read_as_of", "age: {from: 18, under: 15, unknown: refuse}\n    read_as_of",
      ":8:10: under is the first year not covered" },
    { "read_as_of", "in_force_to: 2023-12-31\n    read_as_of",
      ":8:18: in_force_to is the first day not covered" },
};

static char *replaced(const char *text, const char *what, const char *by)
{
    const char *at = strstr(text, what);

    cr_assert_not_null(at, "%s", what);
    return mem_printf("%.*s%s%s", (int)(at - text), text, by, at + strlen(what));
}

Test(policy_rule_file, says_where_a_rule_is_wrong)
{
    for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
        CLEANUP(policy_place_clear) struct policy_place place;
        CLEANUP(mem_free) char *rule = mem_printf(policy_rule_form, "no-t", "duty", "");
        CLEANUP(mem_free) char *wrong = replaced(rule, faults[i].what, faults[i].by);
        CLEANUP(mem_free) char *text = mem_printf("rules:\n%s", wrong);

        policy_place_init(&place);
        policy_place_write(&place, "no", "a.yaml", text);
        cr_expect_eq(policy_place_load(&place), FAULT_INPUT, "%s", faults[i].by);
        policy_place_expect(&place, faults[i].want);
    }
}

Test(policy_rule_file, keeps_what_is_excluded_open_and_conventional)
{
    CLEANUP(policy_place_clear) struct policy_place place;
    const struct policy_rule *rule;

    policy_place_init(&place);
    policy_place_write_rule(&place, "a.yaml", "no-test", "duty",
                            "    excluded: [health, measure]\n    conventions: [age, types]\n"
                            "    doubt: {sv: oklart, nb: uklart, en: open}\n");
    cr_assert_eq(policy_place_load(&place), FAULT_NONE, "%s", place.err.text);
    rule = &place.policy->rules[0];
    cr_expect_eq(rule->excluded.n, 2);
    cr_expect(policy_words_has(&rule->excluded, "health"));
    cr_expect_eq(rule->conventions.n, 2);
    cr_expect(policy_words_has(&rule->conventions, "types"));
    cr_expect_str_eq(rule->doubt[LANGUAGE_SV], "oklart");
    cr_expect_str_eq(rule->doubt[LANGUAGE_NB], "uklart");
    cr_expect_str_eq(rule->doubt[LANGUAGE_EN], "open");
    policy_place_write_rule(&place, "a.yaml", "no-test", "duty", "");
    cr_assert_eq(policy_place_load(&place), FAULT_NONE, "%s", place.err.text);
    cr_expect_null(place.policy->rules[0].doubt[LANGUAGE_EN]);
}

/* Only the keys that such a rule has. */
static const char short_form[] = "rules:\n"
                                 "  - id: no-test\n"
                                 "    kind: %s\n"
                                 "    ground: no.test.1\n"
                                 "    country: NO\n"
                                 "    citation: Prøveloven § 1\n"
                                 "    in_force_from: 2024-01-01\n"
                                 "    read_as_of: 2024-02-01\n"
                                 "    certainty: memory\n"
                                 "    texts:\n"
                                 "      sv: {summary: a, refusal: b}\n"
                                 "      nb: {summary: a, refusal: b}\n"
                                 "      en: {summary: a, refusal: b}\n"
                                 "%s";

static void load_short(struct policy_place *place, const char *kind, const char *more,
                       enum fault want)
{
    CLEANUP(mem_free) char *text = mem_printf(short_form, kind, more);

    policy_place_init(place);
    policy_place_write(place, "no", "a.yaml", text);
    cr_expect_eq(policy_place_load(place), want, "%s", place->printed);
}

Test(policy_rule_file, reads_what_is_blocked)
{
    CLEANUP(policy_place_clear) struct policy_place place;
    const struct policy_rule *rule;
    size_t n_roles;

    load_short(&place, "blocked",
               "    from: any\n    abroad: true\n    types: any\n    purposes: any\n"
               "    categories: any\n    grounds: [no.test.1]\n",
               FAULT_NONE);
    rule = &place.policy->rules[0];
    n_roles = vocabulary_n(place.vocabulary, VOCABULARY_ROLE);
    cr_expect_eq(rule->kind, POLICY_BLOCKED);
    cr_expect_eq(rule->certainty, POLICY_MEMORY);
    cr_expect(rule->to_abroad);
    cr_expect_eq(rule->from.n, n_roles, "any is every role there is");
    cr_expect_eq(rule->types.n, vocabulary_n(place.vocabulary, VOCABULARY_TYPE));
    cr_expect(policy_words_has(&rule->grounds, "no.test.1"));
    cr_expect_eq(place.policy->n_blocked, 1);
}

Test(policy_rule_file, reads_what_names_no_sending)
{
    CLEANUP(policy_place_clear) struct policy_place place;

    load_short(&place, "none", "    conventions: [roles, age]\n    doubt: {sv: a, nb: b, en: c}\n",
               FAULT_NONE);
    cr_expect_eq(place.policy->rules[0].kind, POLICY_NONE);
}

static const struct {
    const char *kind, *more, *want;
} short_faults[] = {
    { "none", "    from: any\n", ":14:5: unknown key from" },
    { "none", "    decider: {}\n", ":14:5: unknown key decider" },
    { "none", "    conventions: [colours]\n", ":14:19: wants one of categories, deciders" },
    { "none", "    doubt: {sv: a, nb: b}\n", ":14:12: the key en is missing" },
    { "blocked", "", ":2:5: the key from is missing" },
    { "blocked", "    from: any\n", ":2:5: the key to is missing" },
    { "blocked", "    abroad: true\n    to: [police]\n", ":15:9: abroad is every party abroad" },
    { "blocked", "    categories: [health]\n", ":14:17: what is blocked is blocked whole" },
    { "blocked", "    grounds: [no.test.1, no.test.1]\n", ":14:26: no.test.1 is listed twice" },
    { "blocked", "    grounds: [se.test.1]\n",
      ":14:15: the ground se.test.1 is not of the rule's" },
    { "blocked", "    grounds: [no]\n", ":14:15: a ground is written as country.statute.place" },
    { "blocked", "    grounds: [no.test.7]\n", ":14:15: no rule has the ground no.test.7" },
    { "blocked", "    from_ownership: public\n", ":14:5: unknown key from_ownership" },
    { "blocked", "    signers: []\n", ":14:5: unknown key signers" },
    { "blocked", "    age: {under: 18}\n", ":14:5: unknown key age" },
    { "Duty", "", ":3:11: wants one of duty, permission, consent, blocked, none" },
};

Test(policy_rule_file, says_where_a_rule_of_another_kind_is_wrong)
{
    for (size_t i = 0; i < ARRAY_SIZE(short_faults); i++) {
        CLEANUP(policy_place_clear) struct policy_place place;

        load_short(&place, short_faults[i].kind, short_faults[i].more, FAULT_INPUT);
        cr_expect_null(place.policy);
        cr_expect_str_eq(place.err.code, "invalid_file");
        policy_place_expect(&place, short_faults[i].want);
    }
}
