/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_fit - the conditions of a rule, one by one.
 *
 * There is one list of them, in the order in which they are named. A decision stops at the first
 * that objects; an explanation asks them all. So the two cannot disagree.
 */
#include "core/policy_fit.h"

#include "base/cleanup.h"
#include "core/policy_signed.h"
#include "core/policy_text.h"

/* ---- the rule by itself ---- */

static bool has_no_kind(const struct policy_rule *rule, const struct policy_question *question)
{
    (void)question;
    return rule->kind < POLICY_DUTY || rule->kind > POLICY_NONE;
}

static bool sends_nothing(const struct policy_rule *rule, const struct policy_question *question)
{
    (void)question;
    return rule->kind == POLICY_BLOCKED || rule->kind == POLICY_NONE;
}

/* ---- where, from whom to whom, when, what, why ---- */

static bool lie_apart(const struct policy_rule *rule, const struct policy_question *question)
{
    (void)rule;
    return !policy_same(question->from.country, question->to.country);
}

static bool is_elsewhere(const struct policy_rule *rule, const struct policy_question *question)
{
    return !policy_same(question->from.country, rule->country);
}

static bool is_owned_otherwise(enum policy_ownership wanted, const struct policy_party *party)
{
    return wanted && party->ownership && party->ownership != wanted;
}

bool policy_is_for_sender(const struct policy_rule *rule, const struct policy_party *from)
{
    return policy_words_has(&rule->from, from->role) &&
           !is_owned_otherwise(rule->from_ownership, from);
}

static bool is_of_other_roles(const struct policy_rule *rule,
                              const struct policy_question *question)
{
    return !policy_is_for_sender(rule, &question->from) ||
           !policy_words_has(&rule->to, question->to.role) ||
           is_owned_otherwise(rule->to_ownership, &question->to);
}

static bool is_out_of_force(const struct policy_rule *rule, const struct policy_question *question)
{
    return !policy_in_force(rule, question->day);
}

static bool is_of_other_type(const struct policy_rule *rule, const struct policy_question *question)
{
    return !policy_words_has(&rule->types, question->type);
}

static bool is_for_other_purpose(const struct policy_rule *rule,
                                 const struct policy_question *question)
{
    return !policy_words_has(&rule->purposes, question->purpose);
}

static bool has_wrong_flags(const struct policy_rule *rule, const struct policy_question *question)
{
    for (size_t i = 0; i < rule->flags.n; i++)
        if (!policy_list_has(&question->flags, rule->flags.words[i]))
            return true;
    for (size_t i = 0; i < rule->not_flags.n; i++)
        if (policy_list_has(&question->flags, rule->not_flags.words[i]))
            return true;
    return false;
}

/* ---- about whom ---- */

static bool has_subject_unasked(const struct policy_rule *rule,
                                const struct policy_question *question)
{
    return rule->no_subject && question->has_subject;
}

static bool lacks_subject(const struct policy_rule *rule, const struct policy_question *question)
{
    return (rule->needs_subject || rule->has_age_limit) && !question->has_subject;
}

static bool is_age_undeclared(const struct policy_question *question)
{
    return question->age != POLICY_AGE_KNOWN && question->age != POLICY_AGE_UNKNOWN &&
           question->age != POLICY_AGE_UNBORN;
}

static bool lacks_age(const struct policy_rule *rule, const struct policy_question *question)
{
    return rule->has_age_limit && is_age_undeclared(question);
}

static bool is_known_age_inside(const struct policy_rule *rule,
                                const struct policy_question *question)
{
    unsigned int years = question->age_years;

    if (rule->age_at_act && question->has_age_at_act)
        years = question->age_at_act;
    return years >= rule->age_from && years < rule->age_under;
}

static bool is_age_outside(const struct policy_rule *rule, const struct policy_question *question)
{
    if (!rule->has_age_limit || is_age_undeclared(question))
        return false;
    if (question->age == POLICY_AGE_KNOWN)
        return !is_known_age_inside(rule, question);
    return !rule->unknown_age;
}

/* ---- who decided, and who agreed ---- */

static bool lacks_agreement(const struct policy_rule *rule, const struct policy_question *question)
{
    return rule->needs_agreement && !question->has_agreement;
}

/* A rule that asks for reasons and names no decider is met by nobody. */
static bool needs_decider(const struct policy_rule *rule)
{
    return rule->kind == POLICY_PERMISSION || rule->deciders.n > 0 || rule->reasons.n > 0 ||
           rule->any_reasons.n > 0;
}

static bool has_decider(const struct policy_question *question)
{
    return question->decider && *question->decider;
}

static bool lacks_decider(const struct policy_rule *rule, const struct policy_question *question)
{
    return needs_decider(rule) && !has_decider(question);
}

static bool has_wrong_decider(const struct policy_rule *rule,
                              const struct policy_question *question)
{
    return needs_decider(rule) && has_decider(question) &&
           !policy_words_has(&rule->deciders, question->decider);
}

static bool lacks_reasons(const struct policy_rule *rule, const struct policy_question *question)
{
    bool has_one = rule->any_reasons.n == 0;

    for (size_t i = 0; i < rule->reasons.n; i++)
        if (!policy_list_has(&question->reasons, rule->reasons.words[i]))
            return true;
    for (size_t i = 0; i < rule->any_reasons.n; i++)
        has_one = has_one || policy_list_has(&question->reasons, rule->any_reasons.words[i]);
    return !has_one;
}

bool policy_needs_consent(const struct policy_rule *rule)
{
    return rule->kind == POLICY_CONSENT || rule->n_signers > 0;
}

static bool lacks_consent(const struct policy_rule *rule, const struct policy_question *question)
{
    if (!policy_needs_consent(rule))
        return false;
    for (size_t i = 0; i < question->n_categories; i++)
        if (policy_signed(rule, question, question->categories[i]))
            return false;
    return true;
}

/* ---- all of them ---- */

/* In the order of enum policy_objection. */
static const struct {
    enum policy_objection objection;
    bool (*objects)(const struct policy_rule *rule, const struct policy_question *question);
} conditions[] = {
    { OBJECTION_UNKNOWN_GROUND, has_no_kind },
    { OBJECTION_NO_SENDING, sends_nothing },
    { OBJECTION_ABROAD, lie_apart },
    { OBJECTION_WRONG_COUNTRY, is_elsewhere },
    { OBJECTION_WRONG_ROLE, is_of_other_roles },
    { OBJECTION_GROUND_NOT_IN_FORCE, is_out_of_force },
    { OBJECTION_WRONG_TYPE, is_of_other_type },
    { OBJECTION_WRONG_PURPOSE, is_for_other_purpose },
    { OBJECTION_FLAG_MISSING, has_wrong_flags },
    { OBJECTION_SUBJECT_NOT_ALLOWED, has_subject_unasked },
    { OBJECTION_NO_SUBJECT, lacks_subject },
    { OBJECTION_AGE_MISSING, lacks_age },
    { OBJECTION_AGE_OUTSIDE, is_age_outside },
    { OBJECTION_NO_AGREEMENT, lacks_agreement },
    { OBJECTION_NO_DECIDER, lacks_decider },
    { OBJECTION_WRONG_DECIDER, has_wrong_decider },
    { OBJECTION_REASON_MISSING, lacks_reasons },
    { OBJECTION_NO_CONSENT, lacks_consent },
};

enum policy_objection policy_fit(const struct policy_rule *rule,
                                 const struct policy_question *question)
{
    for (size_t i = 0; i < ARRAY_SIZE(conditions); i++)
        if (conditions[i].objects(rule, question))
            return conditions[i].objection;
    return OBJECTION_NONE;
}

uint32_t policy_fit_all(const struct policy_rule *rule, const struct policy_question *question)
{
    uint32_t all = 0;

    for (size_t i = 0; i < ARRAY_SIZE(conditions); i++)
        if (conditions[i].objects(rule, question))
            all |= OBJECTION_BIT(conditions[i].objection);
    return all;
}

bool policy_covers(const struct policy_rule *rule, const struct policy_question *question,
                   const char *category)
{
    return policy_words_has(&rule->categories, category) &&
           (!policy_needs_consent(rule) || policy_signed(rule, question, category));
}

bool policy_excludes(const struct policy_rule *rule, const struct policy_question *question,
                     const char *category)
{
    return policy_words_has(&rule->excluded, category) &&
           policy_fit(rule, question) >= OBJECTION_NO_AGREEMENT;
}

/* ---- what blocks ---- */

/* A recipient whose country is not known counts as one abroad. */
static bool is_blocked_recipient(const struct policy_rule *rule,
                                 const struct policy_question *question)
{
    if (rule->to_abroad)
        return !policy_same(question->to.country, rule->country);
    return policy_words_has(&rule->to, question->to.role);
}

bool policy_blocks(const struct policy_rule *rule, const struct policy_question *question)
{
    return rule->kind == POLICY_BLOCKED && !is_out_of_force(rule, question) &&
           !is_elsewhere(rule, question) && policy_words_has(&rule->from, question->from.role) &&
           is_blocked_recipient(rule, question) && !is_of_other_type(rule, question) &&
           !is_for_other_purpose(rule, question) &&
           (rule->grounds.n == 0 || policy_words_has(&rule->grounds, question->ground));
}

const struct policy_rule *policy_blocking(const struct policy *policy,
                                          const struct policy_question *question)
{
    for (size_t i = 0; i < policy->n_blocked; i++) {
        const struct policy_rule *rule = &policy->rules[policy->blocked[i]];

        if (policy_blocks(rule, question))
            return rule;
    }
    return NULL;
}
