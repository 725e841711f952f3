/* SPDX-License-Identifier: EUPL-1.2 */
#include "settings/policy_rule_terms.h"

#include "model/consent.h"
#include "settings/policy_rule_file.h"

enum { AGE_MAX = 150 };

static struct yaml_node optional(struct yaml_node mapping, const char *key)
{
    return yaml_field(mapping, key, YAML_OPTIONAL);
}

static void read_flags(struct yaml_node node, const struct vocabulary *vocabulary,
                       struct policy_rule *rule)
{
    struct yaml_node not_flags = optional(node, "not_flags");

    policy_rule_words(optional(node, "flags"), vocabulary, VOCABULARY_FLAG, &rule->flags);
    policy_rule_words(not_flags, vocabulary, VOCABULARY_FLAG, &rule->not_flags);
    for (size_t i = 0; i < rule->not_flags.n; i++)
        if (policy_words_has(&rule->flags, rule->not_flags.words[i]))
            yaml_fault(not_flags, "%s stands in flags, too", rule->not_flags.words[i]);
}

static void read_agreement(struct yaml_node node, struct policy_rule *rule)
{
    static const char *const names[] = { "not_needed", "needed" };
    size_t absent = rule->kind == POLICY_PERMISSION || rule->kind == POLICY_CONSENT;

    rule->needs_agreement = yaml_choice(node, names, ARRAY_SIZE(names), absent) == 1;
    if (rule->needs_agreement && rule->kind == POLICY_DUTY)
        yaml_fault(node, "a duty does not hang on an agreement");
}

static void read_decider(struct yaml_node node, const struct vocabulary *vocabulary,
                         struct policy_rule *rule)
{
    if (!yaml_present(node))
        return;
    policy_rule_words(yaml_field(node, "roles", YAML_REQUIRED), vocabulary, VOCABULARY_DECIDER,
                      &rule->deciders);
    policy_rule_words(optional(node, "reasons"), vocabulary, VOCABULARY_REASON, &rule->reasons);
    policy_rule_words(optional(node, "any_of"), vocabulary, VOCABULARY_REASON, &rule->any_reasons);
    if (!yaml_present(optional(node, "reasons")) && !yaml_present(optional(node, "any_of")))
        yaml_fault(node, "a decider gives reasons: reasons, any_of or both");
    for (size_t i = 0; i < rule->any_reasons.n; i++)
        if (policy_words_has(&rule->reasons, rule->any_reasons.words[i]))
            yaml_fault(optional(node, "any_of"), "%s stands in reasons, too",
                       rule->any_reasons.words[i]);
    yaml_end(node);
}

/* ---- signers ---- */

static void check_band(struct yaml_node band, const struct policy_rule *rule, size_t i)
{
    const struct policy_signers *signers = &rule->signers[i];

    if (signers->age_under <= signers->age_from)
        yaml_fault(band, "under is the first year not covered and must be above from");
    if (!signers->youth && !signers->guardians)
        yaml_fault(band, "nobody must sign at these ages");
    if (signers->guardians && signers->age_under > ADULT_YEARS)
        yaml_fault(band,
                   "nobody has a guardian from 18: under is at most 18 with guardians: every");
    for (size_t j = 0; j < i; j++)
        if (signers->age_from < rule->signers[j].age_under &&
            rule->signers[j].age_from < signers->age_under)
            yaml_fault(band, "the ages overlap those of an entry before");
}

static void read_band(struct yaml_node band, struct policy_rule *rule, size_t i)
{
    static const char *const youth[] = { "as_asked", "required" };
    static const char *const guardians[] = { "not_counted", "every" };
    struct policy_signers *signers = &rule->signers[i];

    signers->age_from = (unsigned int)yaml_integer(optional(band, "from"), 0, AGE_MAX, 0);
    signers->age_under =
        (unsigned int)yaml_integer(optional(band, "under"), 1, AGE_MAX, POLICY_AGE_NO_LIMIT);
    signers->youth = yaml_choice(yaml_field(band, "youth", YAML_REQUIRED), youth, 2, 0) == 1;
    signers->guardians =
        yaml_choice(yaml_field(band, "guardians", YAML_REQUIRED), guardians, 2, 0) == 1;
    check_band(band, rule, i);
    yaml_end(band);
}

static void read_signers(struct yaml_node list, struct policy_rule *rule)
{
    rule->n_signers = yaml_list(list, 1, POLICY_SIGNERS_MAX);
    for (size_t i = 0; i < rule->n_signers; i++)
        read_band(yaml_item(list, i), rule, i);
    if (rule->n_signers && rule->kind == POLICY_DUTY)
        yaml_fault(list, "a duty does not hang on a consent");
}

void policy_rule_terms_read(struct yaml_node node, const struct vocabulary *vocabulary,
                            struct policy_rule *rule)
{
    struct yaml_node decider = optional(node, "decider"), signers = optional(node, "signers");

    read_flags(node, vocabulary, rule);
    read_agreement(optional(node, "agreement"), rule);
    read_decider(decider, vocabulary, rule);
    read_signers(signers, rule);
    if (rule->kind == POLICY_PERMISSION && !yaml_present(decider))
        yaml_fault(node, "a permission needs a decider");
    if (rule->kind == POLICY_CONSENT && !yaml_present(signers))
        yaml_fault(node, "a consent needs signers");
}
