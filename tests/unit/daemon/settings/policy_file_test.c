/* SPDX-License-Identifier: EUPL-1.2 */
#include "settings/policy_file.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "keys/digest.h"
#include "model/limits.h"
#include "unit/daemon/settings/policy_place.h"

/* The tests run at the top of the checkout. */
static const char shipped[] = "config/policy";

/* Of a rule on which something may be sent: what the loader saw to. */
static void check_sending(const struct policy_rule *rule)
{
    cr_expect(rule->from.n && rule->to.n && rule->types.n && rule->purposes.n, "%s", rule->id);
    cr_expect_gt(rule->categories.n, 0, "%s", rule->id);
    cr_expect_eq(rule->kind == POLICY_CONSENT && rule->n_signers == 0, false, "%s", rule->id);
    cr_expect_eq(rule->kind == POLICY_PERMISSION && rule->deciders.n == 0, false, "%s", rule->id);
    cr_expect_eq(rule->kind == POLICY_DUTY && rule->needs_agreement, false, "%s", rule->id);
}

Test(policy_file, the_shipped_rules_load)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(policy_free) struct policy *policy = NULL;
    struct error err = { 0 };
    size_t n_of_kind[POLICY_NONE + 1] = { 0 };

    cr_assert_eq(policy_load_all(shipped, stderr, &vocabulary, &policy, &err), FAULT_NONE);
    for (size_t i = 0; i < policy->n_rules; i++) {
        const struct policy_rule *rule = &policy->rules[i];

        cr_assert(rule->kind >= POLICY_DUTY && rule->kind <= POLICY_NONE, "%s", rule->id);
        n_of_kind[rule->kind]++;
        cr_expect_eq(policy_find(policy, rule->id, rule->in_force_from), rule);
        for (size_t j = 0; j < LANGUAGES; j++)
            cr_expect(rule->summary[j] && rule->refusal[j], "%s", rule->id);
        if (rule->kind != POLICY_NONE && rule->kind != POLICY_BLOCKED)
            check_sending(rule);
    }
    for (enum policy_kind kind = POLICY_DUTY; kind <= POLICY_NONE; kind++)
        cr_expect_gt(n_of_kind[kind], 0, "kind %d", kind);
    cr_expect_eq(policy->categories.n, vocabulary_n(vocabulary, VOCABULARY_CATEGORY));
}

static const char *const engine_codes[] = {
    /* of policy.h */
    "no_ground",
    "too_many_sections",
    "unknown_ground",
    "blocked",
    "no_sending",
    "abroad",
    "wrong_country",
    "wrong_role",
    "ground_not_in_force",
    "wrong_type",
    "wrong_purpose",
    "flag_missing",
    "subject_not_allowed",
    "no_subject",
    "age_missing",
    "age_outside",
    "no_agreement",
    "no_decider",
    "wrong_decider",
    "reason_missing",
    "no_consent",
    "unknown_category",
    "nothing_left",
    "whole_or_nothing",
    /* of explanation.h */
    "category_outside",
    /* of consent.h */
    "unknown_consent",
    "consent_ended",
    "consent_without_target",
    "other_subject",
    "too_few_guardians",
    "unknown_guardian",
    "signed_already",
    "signed_ahead",
    "bad_period",
    "not_a_signer",
    "quota",
};

Test(policy_file, every_refusal_has_its_words)
{
    CLEANUP(policy_place_clear) struct policy_place place;

    policy_place_init(&place);
    for (size_t i = 0; i < ARRAY_SIZE(engine_codes); i++)
        cr_expect(vocabulary_has(place.vocabulary, VOCABULARY_REFUSAL, engine_codes[i]), "%s",
                  engine_codes[i]);
}

static size_t longest_refusal(const struct vocabulary *vocabulary, const char *language)
{
    size_t longest = 0;

    for (size_t i = 0; i < vocabulary_n(vocabulary, VOCABULARY_REFUSAL); i++) {
        const char *code = vocabulary_code(vocabulary, VOCABULARY_REFUSAL, i);
        size_t size = strlen(vocabulary_text(vocabulary, VOCABULARY_REFUSAL, code, language));

        longest = size > longest ? size : longest;
    }
    return longest;
}

/* In the language of the country: what a code means, and what the rule says, whole. */
Test(policy_file, what_a_shipped_rule_tells_a_refused_sender_has_room_in_a_receipt)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(policy_free) struct policy *policy = NULL;
    struct error err;

    cr_assert_eq(policy_load_all("config/policy", stderr, &vocabulary, &policy, &err), FAULT_NONE);
    for (size_t i = 0; i < policy->n_rules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        bool is_swedish = strcmp(rule->country, "SE") == 0;
        const char *own = rule->refusal[is_swedish ? LANGUAGE_SV : LANGUAGE_NB];

        cr_expect_leq(longest_refusal(vocabulary, is_swedish ? "sv" : "nb") + strlen(": ") +
                          strlen(own),
                      LIMIT_REASON, "%s", rule->id);
    }
}

Test(policy_file, shows_the_faults_of_all_files)
{
    CLEANUP(policy_place_clear) struct policy_place place;

    policy_place_init(&place);
    policy_place_write_rule(&place, "a.yaml", "no-a", "permit", "");
    policy_place_write_rule(&place, "b.yaml", "no-b", "duty", "    colour: blue\n");
    policy_place_write(&place, "se", "c.yaml", "rules: [\n");
    policy_place_write(&place, "se", "d.yaml", "rules: []\nmore: 1\n");
    cr_expect_eq(policy_place_load(&place), FAULT_INPUT);
    policy_place_expect(&place, "no/a.yaml:3:11: wants one of duty, permission");
    policy_place_expect(&place, "no/b.yaml:19:5: unknown key colour");
    policy_place_expect(&place, "se/c.yaml:2:1: ");
    policy_place_expect(&place, "se/d.yaml:1:8: wants at least 1");
    policy_place_expect(&place, "se/d.yaml:2:1: unknown key more");
    cr_expect_not_null(strstr(place.err.text, "no/a.yaml:3:11: "));
}

/* The form's rule is in force from 2024-01-01; a version gets its own first day in place of it. */
static void write_version(const struct policy_place *place, const char *name, const char *from,
                          const char *to)
{
    CLEANUP(mem_free) char *form = mem_printf(policy_rule_form, "no-test", "duty", "");
    CLEANUP(mem_free) char *text = NULL;
    char *day = strstr(form, "2024-01-01");

    memcpy(day, from, strlen(from));
    text = mem_printf("rules:\n%s    in_force_to: %s\n", form, to);
    policy_place_write(place, "no", name, text);
}

Test(policy_file, versions_of_a_rule_share_no_day)
{
    static const char *const names[][2] = { { "a.yaml", "b.yaml" }, { "b.yaml", "a.yaml" } };

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        CLEANUP(policy_place_clear) struct policy_place place;

        policy_place_init(&place);
        write_version(&place, names[i][0], "2024-01-01", "2025-01-01");
        write_version(&place, names[i][1], "2025-01-01", "2026-01-01");
        cr_expect_eq(policy_place_load(&place), FAULT_NONE, "%s", place.printed);
        cr_expect_eq(place.policy->n_rules, 2);
        cr_expect_not_null(strstr(place.policy->rules[0].place, names[i][0]));
        write_version(&place, names[i][1], "2024-12-31", "2026-01-01");
        cr_expect_eq(policy_place_load(&place), FAULT_INPUT);
        policy_place_expect(&place, "no/b.yaml:2:9: no-test overlaps the version at ");
        policy_place_expect(&place, "no/a.yaml:2:5");
    }
}

Test(policy_file, versions_of_a_rule_are_of_one_ground_country_and_kind)
{
    static const char *const others[][2] = {
        { "no.test.1", "no.test.2" },
        { "duty", "none" },
        { "country: NO\n    ", "country: SE\n    " },
    };

    for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
        CLEANUP(policy_place_clear) struct policy_place place;
        CLEANUP(mem_free) char *form = mem_printf(policy_rule_form, "no-test", "duty", "");
        CLEANUP(mem_free) char *text = NULL;
        char *at = strstr(form, others[i][0]);

        policy_place_init(&place);
        write_version(&place, "a.yaml", "2022-01-01", "2024-01-01");
        *at = '\0';
        text = mem_printf("rules:\n%s%s%s", form, others[i][1], at + strlen(others[i][0]));
        policy_place_write(&place, "no", "b.yaml", text);
        cr_expect_eq(policy_place_load(&place), FAULT_INPUT);
        policy_place_expect(&place, "no/b.yaml:2:9: no-test has another ground, country or kind "
                                    "than the version at ");
        policy_place_expect(&place, "no/a.yaml:2:5");
    }
}

Test(policy_file, reads_yaml_files_in_folders_only)
{
    CLEANUP(policy_place_clear) struct policy_place place;

    policy_place_init(&place);
    cr_expect_eq(policy_place_load(&place), FAULT_INPUT);
    cr_expect_str_eq(place.err.code, "no_rules");
    policy_place_write(&place, ".", "vocabulary.yaml", "not read here");
    policy_place_write(&place, "no", ".hidden.yaml", "not read");
    policy_place_write(&place, "no", "a.yaml.old", "not read");
    policy_place_write(&place, "no", "README.md", "not read");
    policy_place_write(&place, ".", "notes.txt", "not read");
    policy_place_write(&place, ".git", "a.yaml", "not read");
    policy_place_write_rule(&place, "a.yaml", "no-test", "duty", "");
    cr_expect_eq(policy_place_load(&place), FAULT_NONE, "%s", place.printed);
    cr_expect_eq(place.policy->n_rules, 1);
}

/* Its rules would be missing, and reports that rest on them be refused. */
Test(policy_file, a_rule_file_that_would_be_left_out_is_a_fault)
{
    CLEANUP(policy_place_clear) struct policy_place place;
    CLEANUP(mem_free) char *fifo = NULL, *folder = NULL;

    policy_place_init(&place);
    fifo = mem_printf("%s/no/pipe.yaml", place.path);
    folder = mem_printf("%s/no/more", place.path);
    policy_place_write_rule(&place, "a.yaml", "no-test", "duty", "");
    policy_place_write_rule(&place, "b.yml", "no-other", "duty", "");
    policy_place_write(&place, ".", "c.yaml", "rules: []");
    cr_assert_eq(mkfifo(fifo, 0600), 0);
    cr_assert_eq(mkdir(folder, 0700), 0);
    cr_expect_eq(policy_place_load(&place), FAULT_INPUT);
    cr_expect_str_eq(place.err.code, "stray_file");
    policy_place_expect(&place, "no/b.yml: the name of a rule file ends with .yaml");
    policy_place_expect(&place, "c.yaml: a rule file lies in the folder of its country");
    policy_place_expect(&place, "no/pipe.yaml: not a regular file");
    policy_place_expect(&place, "no/more: a country has no folder in its folder");
    unlink(fifo);
    rmdir(folder);
}

Test(policy_file, a_rule_lies_in_the_folder_of_its_country)
{
    static const char *const folders[] = { "se", "n", "norway" };

    for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
        CLEANUP(policy_place_clear) struct policy_place place;
        CLEANUP(mem_free) char *rule = mem_printf(policy_rule_form, "no-test", "duty", "");
        CLEANUP(mem_free) char *text = mem_printf("rules:\n%s", rule);

        policy_place_init(&place);
        policy_place_write(&place, folders[i], "a.yaml", text);
        cr_expect_eq(policy_place_load(&place), FAULT_INPUT);
        policy_place_expect(&place,
                            "/a.yaml:5:14: a rule of NO lies in the folder of another country");
    }
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
    CLEANUP(policy_place_clear) struct policy_place place;
    CLEANUP(buffer_clear) struct buffer all = { 0 };
    CLEANUP(buffer_clear) struct buffer rule = { 0 };
    struct bytes words;
    struct digest want, first;

    policy_place_init(&place);
    policy_place_write_rule(&place, "a.yaml", "no-test", "duty", "");
    buffer_append_text(&rule, "rules:\n");
    buffer_printf(&rule, policy_rule_form, "no-test", "duty", "");
    words = vocabulary_source(place.vocabulary);
    buffer_append(&all, "vocabulary.yaml", 16);
    buffer_append_u64(&all, words.size);
    buffer_append_bytes(&all, words);
    buffer_append(&all, "no/a.yaml", 10);
    buffer_append_u64(&all, rule.size);
    buffer_append_bytes(&all, bytes_of_buffer(&rule));
    want = digest_of(bytes_of_buffer(&all));

    cr_assert_eq(policy_place_load(&place), FAULT_NONE);
    cr_expect_eq(memcmp(place.policy->hash, want.bytes, POLICY_HASH_SIZE), 0);
    memcpy(first.bytes, place.policy->hash, POLICY_HASH_SIZE);
    policy_place_write_rule(&place, "a.yaml", "no-test", "duty", "# a comment\n");
    cr_assert_eq(policy_place_load(&place), FAULT_NONE);
    cr_expect_neq(memcmp(place.policy->hash, first.bytes, POLICY_HASH_SIZE), 0);
}

/* ---- what was kept ---- */

static enum fault load_kept(const struct policy_sources *kept, char **ret_printed,
                            struct policy **ret_policy, struct error *err)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    size_t size = 0;
    FILE *out = open_memstream(ret_printed, &size);
    enum fault fault = policy_load_kept(kept, out, &vocabulary, ret_policy, err);

    fclose(out);
    return fault;
}

Test(policy_file, what_was_kept_is_the_folder_again)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(policy_free) struct policy *folder = NULL, *kept = NULL;
    CLEANUP(mem_free) char *printed = NULL;
    struct error err = { 0 };

    cr_assert_eq(policy_load_all(shipped, stderr, &vocabulary, &folder, &err), FAULT_NONE);
    cr_assert_gt(folder->sources.n, 2);
    cr_expect_str_eq(folder->sources.files[0].name, "vocabulary.yaml");
    cr_assert_eq(load_kept(&folder->sources, &printed, &kept, &err), FAULT_NONE, "%s", err.text);
    cr_expect_eq(memcmp(kept->hash, folder->hash, POLICY_HASH_SIZE), 0);
    cr_expect_eq(kept->categories.n, folder->categories.n);
    cr_assert_eq(kept->n_rules, folder->n_rules);
    for (size_t i = 0; i < kept->n_rules; i++) {
        cr_expect_str_eq(kept->rules[i].id, folder->rules[i].id);
        cr_expect_eq(kept->rules[i].age_under, folder->rules[i].age_under);
        cr_expect_str_eq(kept->rules[i].refusal[LANGUAGE_SV],
                         folder->rules[i].refusal[LANGUAGE_SV]);
    }
}

/* A kind of the vocabulary's file and its words, to the next kind. */
static void cut_kind(char *text, enum vocabulary_kind kind)
{
    CLEANUP(mem_free) char *head = mem_printf("\n%s:", vocabulary_kind_key(kind));
    char *from = strstr(text, head), *to;

    cr_assert_not_null(from, "%s", head);
    for (to = from + 1; (to = strchr(to, '\n')) && strchr(" \n#", to[1]);)
        to++;
    if (to)
        memmove(from, to, strlen(to) + 1);
    else
        from[1] = '\0';
}

Test(policy_file, what_was_kept_of_an_older_edition_is_read)
{
    CLEANUP(policy_place_clear) struct policy_place place;
    CLEANUP(policy_sources_clear) struct policy_sources kept = { 0 };
    CLEANUP(policy_free) struct policy *policy = NULL;
    CLEANUP(mem_free) char *printed = NULL, *words = NULL;
    CLEANUP(mem_free) char *rule = mem_printf(policy_rule_form, "no-test", "duty", "");
    CLEANUP(mem_free) char *file = mem_printf("rules:\n%s", rule);
    CLEANUP(buffer_clear) struct buffer source = { 0 };
    struct error err = { 0 };

    policy_place_init(&place);
    buffer_append_bytes(&source, vocabulary_source(place.vocabulary));
    words = buffer_take_text(&source);
    cut_kind(words, VOCABULARY_CAPACITY);
    cut_kind(words, VOCABULARY_CONSENT_FORM);
    cut_kind(words, VOCABULARY_CONDITION);
    policy_sources_add(&kept, "vocabulary.yaml", bytes_of_text(words));
    policy_sources_add(&kept, "no/a.yaml", bytes_of_text(file));
    cr_expect_eq(load_kept(&kept, &printed, &policy, &err), FAULT_NONE, "%s", printed);
    cr_expect_str_eq(printed, "");
}

Test(policy_file, what_was_kept_has_the_same_faults)
{
    CLEANUP(policy_place_clear) struct policy_place place;
    CLEANUP(policy_sources_clear) struct policy_sources kept = { 0 };
    CLEANUP(policy_free) struct policy *policy = NULL;
    CLEANUP(mem_free) char *printed = NULL;
    const char bad[] = "rules:\n  - id: no-a\n    colour: blue\n";
    const char *at;
    struct error err = { 0 };

    policy_place_init(&place);
    policy_place_write(&place, "no", "a.yaml", bad);
    cr_expect_eq(policy_place_load(&place), FAULT_INPUT);
    policy_sources_add(&kept, "vocabulary.yaml", vocabulary_source(place.vocabulary));
    policy_sources_add(&kept, "no/a.yaml", bytes_of_text(bad));
    cr_expect_eq(load_kept(&kept, &printed, &policy, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, place.err.code);
    at = strstr(place.printed, "/no/a.yaml");
    cr_assert_not_null(at);
    cr_expect_not_null(strstr(printed, "sha256:"));
    while (at) { /* each line, but for where the files lie */
        CLEANUP(mem_free) char *line = mem_printf("%.*s", (int)strcspn(at, "\n"), at);

        cr_expect_not_null(strstr(printed, line), "%s", line);
        at = strstr(at + 1, "/no/a.yaml");
    }
}

Test(policy_file, what_was_kept_begins_with_the_vocabulary)
{
    CLEANUP(policy_sources_clear) struct policy_sources kept = { 0 };
    CLEANUP(policy_free) struct policy *policy = NULL;
    CLEANUP(mem_free) char *printed = NULL, *again = NULL;
    struct error err = { 0 };

    cr_expect_eq(load_kept(&kept, &printed, &policy, &err), FAULT_INPUT);
    policy_sources_add(&kept, "no/a.yaml", bytes_of_text("rules: []\n"));
    cr_expect_eq(load_kept(&kept, &again, &policy, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "invalid_file");
    cr_expect_null(policy);
}

Test(policy_file, rules_that_are_too_many_to_keep_are_not_used)
{
    CLEANUP(policy_place_clear) struct policy_place place;

    policy_place_init(&place);
    for (int i = 0; i < POLICY_FILES_MAX; i++) {
        CLEANUP(mem_free) char *name = mem_printf("%03d.yaml", i);
        CLEANUP(mem_free) char *id = mem_printf("no-%03d", i);

        if (i == POLICY_FILES_MAX - 1)
            cr_expect_eq(policy_place_load(&place), FAULT_NONE, "%s", place.printed);
        policy_place_write_rule(&place, name, id, "duty", "");
    }
    cr_expect_eq(policy_place_load(&place), FAULT_INPUT);
    cr_expect_str_eq(place.err.code, "too_large");
    policy_place_expect(&place, "201 files");
}
