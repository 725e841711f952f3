/* SPDX-License-Identifier: EUPL-1.2 */
#include "settings/policy_file.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "keys/digest.h"

/* The tests run at the top of the checkout. */
static const char shipped[] = "config/policy";

/* A rule that loads; %s are id, kind, and a line to add. */
static const char rule_form[] = "  - id: %s\n"
                                "    kind: %s\n"
                                "    ground: no.test.1\n"
                                "    country: NO\n"
                                "    citation: Prøveloven § 1\n"
                                "    in_force_from: 2024-01-01\n"
                                "    read_as_of: 2024-02-01\n"
                                "    certainty: known\n"
                                "    from: [school]\n"
                                "    to: [child_welfare]\n"
                                "    types: [correction]\n"
                                "    purposes: [protect_child]\n"
                                "    categories: [identity]\n"
                                "    texts:\n"
                                "      sv: {summary: a, refusal: b}\n"
                                "      nb: {summary: a, refusal: b}\n"
                                "      en: {summary: a, refusal: b}\n"
                                "%s";

/* A folder of the test's own, with the shipped vocabulary loaded. */
struct place {
    char path[40];
    struct vocabulary *vocabulary;
    struct policy *policy;
    char *printed;
    struct error err;
};

static void place_init(struct place *place)
{
    *place = (struct place){ .path = "/tmp/samband-policy-XXXXXX" };
    cr_assert_not_null(mkdtemp(place->path));
    cr_assert_eq(
        vocabulary_load("config/policy/vocabulary.yaml", stderr, &place->vocabulary, &place->err),
        FAULT_NONE);
}

static void place_clear(struct place *place)
{
    CLEANUP(mem_free) char *command = mem_printf("rm -rf %s", place->path);

    cr_expect_eq(system(command), 0);
    vocabulary_free(place->vocabulary);
    policy_free(place->policy);
    free(place->printed);
}

DEFINE_CLEAR(struct place, place_clear)

static void write_file(const struct place *place, const char *folder, const char *name,
                       const char *text)
{
    CLEANUP(mem_free) char *directory = mem_printf("%s/%s", place->path, folder);
    CLEANUP(mem_free) char *path = mem_printf("%s/%s", directory, name);
    FILE *file;

    mkdir(directory, 0700);
    file = fopen(path, "w");
    cr_assert_not_null(file);
    cr_assert_geq(fputs(text, file), 0);
    fclose(file);
}

static void write_rule(const struct place *place, const char *name, const char *id,
                       const char *kind, const char *more)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    buffer_append_text(&text, "rules:\n");
    buffer_printf(&text, rule_form, id, kind, more);
    write_file(place, "norway", name, (const char *)text.data);
}

static enum fault load(struct place *place)
{
    size_t size = 0;
    FILE *out;
    enum fault fault;

    free(TAKE(place->printed));
    policy_free(TAKE(place->policy));
    out = open_memstream(&place->printed, &size);
    fault = policy_load(place->path, place->vocabulary, out, &place->policy, &place->err);
    fclose(out);
    return fault;
}

static void expect_printed(const struct place *place, const char *want)
{
    cr_expect_not_null(strstr(place->printed, want), "%s is not in: %s", want, place->printed);
}

Test(policy_file, the_shipped_rules_load)
{
    static const char *const ids[] = {
        "no-public-concern", "no-protective-concern", "no-school-concern",
        "se-concern",        "se-protective-concern", "se-concern-lag-2025-1501",
    };
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(policy_free) struct policy *policy = NULL;
    struct error err = { 0 };

    cr_assert_eq(policy_load_all(shipped, stderr, &vocabulary, &policy, &err), FAULT_NONE);
    cr_expect_eq(policy->n_rules, ARRAY_SIZE(ids));
    for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
        const struct policy_rule *rule = policy_find(policy, ids[i]);

        cr_assert_not_null(rule, "%s", ids[i]);
        cr_expect(rule->has_age_limit && rule->unknown_age && rule->needs_subject, "%s", ids[i]);
        cr_expect_eq(rule->age_under, 18, "%s", ids[i]);
        cr_expect_not(policy_words_has(&rule->categories, "criminal_record"), "%s", ids[i]);
        cr_expect_not(policy_words_has(&rule->categories, "measure"), "%s", ids[i]);
        cr_expect_eq(rule->kind, POLICY_DUTY);
        for (size_t j = 0; j < LANGUAGES; j++)
            cr_expect(rule->summary[j] && rule->refusal[j]);
    }
    cr_expect_eq(policy->categories.n, vocabulary_n(vocabulary, VOCABULARY_CATEGORY));
    for (size_t i = 0; i < policy->n_rules; i++)
        cr_expect_eq(policy_find(policy, policy->rules[i].id), &policy->rules[i]);
}

static const char *const engine_codes[] = {
    "no_ground",     "too_many_sections", "unknown_ground",   "abroad",
    "wrong_country", "wrong_role",        "wrong_type",       "ground_not_in_force",
    "wrong_purpose", "no_subject",        "age_missing",      "age_outside",
    "nothing_left",  "whole_or_nothing",  "unknown_category",
};

Test(policy_file, every_refusal_has_its_words)
{
    CLEANUP(place_clear) struct place place;

    place_init(&place);
    for (size_t i = 0; i < ARRAY_SIZE(engine_codes); i++)
        cr_expect(vocabulary_has(place.vocabulary, VOCABULARY_REFUSAL, engine_codes[i]), "%s",
                  engine_codes[i]);
}

Test(policy_file, reads_what_a_rule_says)
{
    CLEANUP(place_clear) struct place place;
    const struct policy_rule *rule;

    place_init(&place);
    write_rule(&place, "a.yaml", "no-test", "duty",
               "    in_force_to: 2024-01-02\n    age: {from: 15, under: 18, counted: at_act, "
               "unknown: refuse}\n");
    cr_assert_eq(load(&place), FAULT_NONE, "%s", place.err.text);
    cr_assert_eq(place.policy->n_rules, 1);
    rule = &place.policy->rules[0];
    cr_expect_str_eq(rule->id, "no-test");
    cr_expect_str_eq(rule->ground, "no.test.1");
    cr_expect_str_eq(rule->country, "NO");
    cr_expect_str_eq(rule->citation, "Prøveloven § 1");
    cr_expect_eq(rule->in_force_from, 19723);
    cr_expect_eq(rule->in_force_to, 19724);
    cr_expect_eq(rule->read_as_of, 19754);
    cr_expect_eq(rule->certainty, POLICY_KNOWN);
    cr_expect(rule->has_age_limit && rule->age_at_act && !rule->unknown_age);
    cr_expect_eq(rule->age_from, 15);
    cr_expect_eq(rule->age_under, 18);
}

Test(policy_file, a_rule_without_age_and_end_has_no_limits)
{
    CLEANUP(place_clear) struct place place;

    place_init(&place);
    write_rule(&place, "a.yaml", "no-test", "duty", "");
    cr_assert_eq(load(&place), FAULT_NONE, "%s", place.err.text);
    cr_expect_eq(place.policy->rules[0].in_force_to, POLICY_NO_END);
    cr_expect_not(place.policy->rules[0].has_age_limit);
    cr_expect(place.policy->rules[0].needs_subject);
}

Test(policy_file, refuses_a_kind_that_it_does_not_decide)
{
    static const char *const kinds[] = { "permission", "consent", "blocked", "Duty" };

    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        CLEANUP(place_clear) struct place place;

        place_init(&place);
        write_rule(&place, "a.yaml", "no-test", kinds[i], "");
        cr_expect_eq(load(&place), FAULT_INPUT);
        cr_expect_null(place.policy);
        cr_expect_str_eq(place.err.code, "invalid_file");
        expect_printed(&place, "norway/a.yaml:3:11: kind ");
        expect_printed(&place, " is not supported by this version");
    }
}

static const struct {
    const char *what, *by, *want; /* `what` in the rule replaced by `by` */
} faults[] = {
    { "[school]", "[scool]", ":10:12: scool is not a role of the vocabulary" },
    { "[school]", "[school, school]", ":10:20: school is listed twice" },
    { "[school]", "[]", ":10:11: wants at least 1 in the list, not 0" },
    { "[child_welfare]", "[identity]", ":11:10: identity is not a role of the vocabulary" },
    { "[correction]", "[letter]", ":12:13: letter is not a type of the vocabulary" },
    { "[protect_child]", "[fun]", ":13:16: fun is not a purpose of the vocabulary" },
    { "[identity]", "[shoe]", ":14:18: shoe is not a category of the vocabulary" },
    { "country: NO", "country: FI", ":5:14: the value is not a country of the vocabulary" },
    { "country: NO", "country: SE", ":4:13: the ground no.test.1 is not of the rule's country" },
    { "no.test.1", "no", ":4:13: a ground is written as country.statute.place" },
    { "2024-01-01", "2024-13-01", ":7:20: wants a date as YYYY-MM-DD" },
    { "certainty: known", "certainty: sure", ":9:16: wants one of known, deduced, doubtful" },
    { "certainty: known", "mood: good", ":2:5: the key certainty is missing" },
    { "certainty: known", "mood: good", ":9:5: unknown key mood" },
    { "id: no-t", "id: no-identity-t", ":2:9: a rule id must not name a category (identity)" },
    { "id: no-t", "id: school-record-t",
      ":2:9: a rule id must not name a category (school_record)" },
    { "id: no-t", "id: default-refuse", ":2:9: default-refuse is the name of what happens" },
    { "nb: {summary: a, refusal: b}", "nb: {summary: a}", ":17:11: the key refusal is missing" },
    { "read_as_of", "in_force_to: 2024-01-01\n    read_as_of",
      ":8:18: in_force_to is the first day not covered" },
    { "read_as_of", "age: {under: 18}\n    read_as_of", ":8:10: the key unknown is missing" },
    { "read_as_of", "age: {from: 18, under: 18, unknown: refuse}\n    read_as_of",
      ":8:10: under is the first year not covered" },
};

static char *replaced(const char *text, const char *what, const char *by)
{
    const char *at = strstr(text, what);

    cr_assert_not_null(at, "%s", what);
    return mem_printf("%.*s%s%s", (int)(at - text), text, by, at + strlen(what));
}

Test(policy_file, says_where_a_rule_is_wrong)
{
    for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
        CLEANUP(place_clear) struct place place;
        CLEANUP(mem_free) char *rule = mem_printf(rule_form, "no-t", "duty", "");
        CLEANUP(mem_free) char *wrong = replaced(rule, faults[i].what, faults[i].by);
        CLEANUP(mem_free) char *text = mem_printf("rules:\n%s", wrong);

        place_init(&place);
        write_file(&place, "norway", "a.yaml", text);
        cr_expect_eq(load(&place), FAULT_INPUT, "%s", faults[i].by);
        expect_printed(&place, faults[i].want);
    }
}

Test(policy_file, shows_the_faults_of_all_files)
{
    CLEANUP(place_clear) struct place place;

    place_init(&place);
    write_rule(&place, "a.yaml", "no-a", "permission", "");
    write_rule(&place, "b.yaml", "no-b", "duty", "    colour: blue\n");
    write_file(&place, "sweden", "c.yaml", "rules: [\n");
    write_file(&place, "sweden", "d.yaml", "rules: []\nmore: 1\n");
    cr_expect_eq(load(&place), FAULT_INPUT);
    expect_printed(&place, "norway/a.yaml:3:11: kind permission");
    expect_printed(&place, "norway/b.yaml:19:5: unknown key colour");
    expect_printed(&place, "sweden/c.yaml:2:1: ");
    expect_printed(&place, "sweden/d.yaml:1:8: wants at least 1");
    expect_printed(&place, "sweden/d.yaml:2:1: unknown key more");
    cr_expect_not_null(strstr(place.err.text, "norway/a.yaml:3:11: "));
}

Test(policy_file, an_id_stands_once)
{
    CLEANUP(place_clear) struct place place;

    place_init(&place);
    write_rule(&place, "a.yaml", "no-test", "duty", "");
    write_rule(&place, "b.yaml", "no-test", "duty", "");
    cr_expect_eq(load(&place), FAULT_INPUT);
    expect_printed(&place, "norway/b.yaml:2:9: the rule no-test stands already at ");
    expect_printed(&place, "norway/a.yaml:2:5");
}

Test(policy_file, reads_yaml_files_in_folders_only)
{
    CLEANUP(place_clear) struct place place;

    place_init(&place);
    cr_expect_eq(load(&place), FAULT_INPUT);
    cr_expect_str_eq(place.err.code, "no_rules");
    write_file(&place, ".", "vocabulary.yaml", "not read here");
    write_file(&place, "norway", ".hidden.yaml", "not read");
    write_file(&place, "norway", "a.yaml.old", "not read");
    write_file(&place, ".git", "a.yaml", "not read");
    write_rule(&place, "a.yaml", "no-test", "duty", "");
    cr_expect_eq(load(&place), FAULT_NONE, "%s", place.printed);
    cr_expect_eq(place.policy->n_rules, 1);
}

Test(policy_file, tells_a_folder_that_is_not_there)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(policy_free) struct policy *policy = NULL;
    struct error err = { 0 };

    cr_expect_eq(policy_load_all("/nonexistent", NULL, &vocabulary, &policy, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "cannot_open");
    cr_expect_eq(policy_load("/nonexistent", NULL, NULL, &policy, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "cannot_open");
    cr_expect_null(policy);
}

/* The hash as its description says, put together by other means. */
Test(policy_file, the_hash_is_over_names_sizes_and_bytes)
{
    CLEANUP(place_clear) struct place place;
    CLEANUP(buffer_clear) struct buffer all = { 0 };
    CLEANUP(buffer_clear) struct buffer rule = { 0 };
    struct bytes words;
    struct digest want, first;

    place_init(&place);
    write_rule(&place, "a.yaml", "no-test", "duty", "");
    buffer_append_text(&rule, "rules:\n");
    buffer_printf(&rule, rule_form, "no-test", "duty", "");
    words = vocabulary_source(place.vocabulary);
    buffer_append(&all, "vocabulary.yaml", 16);
    buffer_append_u64(&all, words.size);
    buffer_append_bytes(&all, words);
    buffer_append(&all, "norway/a.yaml", 14);
    buffer_append_u64(&all, rule.size);
    buffer_append_bytes(&all, bytes_of_buffer(&rule));
    want = digest_of(bytes_of_buffer(&all));

    cr_assert_eq(load(&place), FAULT_NONE);
    cr_expect_eq(memcmp(place.policy->hash, want.bytes, POLICY_HASH_SIZE), 0);
    memcpy(first.bytes, place.policy->hash, POLICY_HASH_SIZE);
    write_rule(&place, "a.yaml", "no-test", "duty", "# a comment\n");
    cr_assert_eq(load(&place), FAULT_NONE);
    cr_expect_neq(memcmp(place.policy->hash, first.bytes, POLICY_HASH_SIZE), 0);
}
