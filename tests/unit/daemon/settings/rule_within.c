/* SPDX-License-Identifier: EUPL-1.2 */
#include "unit/daemon/settings/rule_within.h"

#include <string.h>

enum { YEARS = 150 };

/* "": in neither country. */
static const struct {
    const char *country;
    enum vocabulary_kind kind;
    const char *word;
} foreign[] = {
    { "SE", VOCABULARY_ROLE, "child_welfare" },    { "SE", VOCABULARY_ROLE, "mediation_board" },
    { "NO", VOCABULARY_ROLE, "mediation" },        { "SE", VOCABULARY_PURPOSE, "youth_follow_up" },
    { "SE", VOCABULARY_PURPOSE, "cooperate_slt" }, { "NO", VOCABULARY_PURPOSE, "cooperate_sspf" },
    { "", VOCABULARY_PURPOSE, "administer" },      { "", VOCABULARY_TYPE, "consent_grant" },
    { "", VOCABULARY_TYPE, "consent_withdrawal" }, { "", VOCABULARY_TYPE, "consent_void" },
    { "", VOCABULARY_TYPE, "take_back" },          { "", VOCABULARY_TYPE, "subject_link" },
    { "", VOCABULARY_TYPE, "erasure_order" },
};

bool rule_country_has(const struct policy_rule *rule, enum vocabulary_kind kind, const char *word)
{
    for (size_t i = 0; i < ARRAY_SIZE(foreign); i++)
        if (foreign[i].kind == kind && strcmp(foreign[i].word, word) == 0 &&
            (!*foreign[i].country || strcmp(foreign[i].country, rule->country) == 0))
            return false;
    return true;
}

static bool is_part(const struct policy_words *part, const struct policy_words *whole)
{
    for (size_t i = 0; i < part->n; i++)
        if (!policy_words_has(whole, part->words[i]))
            return false;
    return true;
}

static bool is_scope_within(const struct policy_rule *inner, const struct policy_rule *outer)
{
    return outer->in_force_from <= inner->in_force_from &&
           outer->in_force_to >= inner->in_force_to && is_part(&inner->from, &outer->from) &&
           is_part(&inner->to, &outer->to) && is_part(&inner->types, &outer->types) &&
           is_part(&inner->purposes, &outer->purposes) &&
           is_part(&inner->categories, &outer->categories) &&
           is_part(&outer->flags, &inner->flags) && is_part(&outer->not_flags, &inner->not_flags);
}

static bool is_age_within(const struct policy_rule *inner, const struct policy_rule *outer)
{
    if (!outer->has_age_limit)
        return true;
    return inner->has_age_limit && outer->age_at_act == inner->age_at_act &&
           outer->unknown_age >= inner->unknown_age && outer->age_from <= inner->age_from &&
           outer->age_under >= inner->age_under;
}

static bool is_sending(const struct policy_rule *rule)
{
    return rule->kind == POLICY_DUTY || rule->kind == POLICY_PERMISSION ||
           rule->kind == POLICY_CONSENT;
}

static bool asks_for_decider(const struct policy_rule *rule)
{
    return rule->kind == POLICY_PERMISSION || rule->deciders.n || rule->reasons.n ||
           rule->any_reasons.n;
}

static bool is_weighed_within(const struct policy_rule *inner, const struct policy_rule *outer)
{
    bool is_any_met =
        outer->any_reasons.n == 0 ||
        (inner->any_reasons.n > 0 && is_part(&inner->any_reasons, &outer->any_reasons));

    return !asks_for_decider(outer) || (is_part(&inner->deciders, &outer->deciders) &&
                                        is_part(&outer->reasons, &inner->reasons) && is_any_met);
}

bool rule_within(const struct policy_rule *inner, const struct policy_rule *outer)
{
    return is_sending(inner) && is_sending(outer) && strcmp(inner->country, outer->country) == 0 &&
           is_scope_within(inner, outer) && is_age_within(inner, outer) &&
           is_weighed_within(inner, outer) && rule_same_signers(inner, outer) &&
           outer->needs_agreement <= inner->needs_agreement &&
           outer->needs_subject <= inner->needs_subject && outer->no_subject == inner->no_subject;
}

static bool is_within_one(const struct policy *policy, size_t i, const struct policy_rule *rule)
{
    size_t n;
    const struct policy_rule *siblings = policy_of_ground(policy, rule->ground, &n);

    for (size_t j = 0; j < n; j++)
        if (&siblings[j] != &policy->rules[i] && rule_within(rule, &siblings[j]))
            return true;
    return false;
}

bool rule_within_siblings(const struct policy *policy, size_t i, const struct policy_rule *rule)
{
    struct policy_rule way = *rule;

    for (size_t from = 0; from < rule->from.n; from++) {
        for (size_t to = 0; to < rule->to.n; to++) {
            way.from = (struct policy_words){ &rule->from.words[from], 1 };
            way.to = (struct policy_words){ &rule->to.words[to], 1 };
            if (rule_country_has(rule, VOCABULARY_ROLE, rule->from.words[from]) &&
                rule_country_has(rule, VOCABULARY_ROLE, rule->to.words[to]) &&
                !is_within_one(policy, i, &way))
                return false;
        }
    }
    return true;
}

/* ---- signers ---- */

/* What is asked for at an age: 0 where nobody can sign, else bits that tell who must. */
static unsigned int asked_at(const struct policy_rule *rule, unsigned int age)
{
    for (size_t i = 0; i < rule->n_signers; i++) {
        const struct policy_signers *signers = &rule->signers[i];

        if (age >= signers->age_from && age < signers->age_under)
            return 1u | (unsigned int)signers->youth << 1 | (unsigned int)signers->guardians << 2;
    }
    return 0;
}

/* Signers go by the age at sending; where the rule counts at the act, that may be any later one. */
static bool may_pass_at(const struct policy_rule *rule, unsigned int age)
{
    return !rule->has_age_limit ||
           (age >= rule->age_from && (rule->age_at_act || age < rule->age_under));
}

bool rule_same_signers(const struct policy_rule *a, const struct policy_rule *b)
{
    if (!a->n_signers != !b->n_signers)
        return false;
    for (unsigned int age = 0; age <= YEARS; age++)
        if ((may_pass_at(a, age) || may_pass_at(b, age)) && asked_at(a, age) != asked_at(b, age))
            return false;
    return true;
}
