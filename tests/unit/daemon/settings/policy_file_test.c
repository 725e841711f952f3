/* SPDX-License-Identifier: EUPL-1.2 */
#include "settings/policy_file.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "keys/digest.h"
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
        cr_expect_eq(policy_find(policy, rule->id), rule);
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

Test(policy_file, an_id_stands_once)
{
    CLEANUP(policy_place_clear) struct policy_place place;

    policy_place_init(&place);
    policy_place_write_rule(&place, "a.yaml", "no-test", "duty", "");
    policy_place_write_rule(&place, "b.yaml", "no-test", "duty", "");
    cr_expect_eq(policy_place_load(&place), FAULT_INPUT);
    policy_place_expect(&place, "no/b.yaml:2:9: the rule no-test stands already at ");
    policy_place_expect(&place, "no/a.yaml:2:5");
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
    policy_place_write(&place, ".git", "a.yaml", "not read");
    policy_place_write_rule(&place, "a.yaml", "no-test", "duty", "");
    cr_expect_eq(policy_place_load(&place), FAULT_NONE, "%s", place.printed);
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
