/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/policy_fit.h"

#include "core/policy_signed.h"
#include "core/policy_text.h"

static bool is_in_force(const struct policy_rule *rule, int32_t day)
{
    return day >= rule->in_force_from && day < rule->in_force_to;
}

/* ---- where, from whom to whom, what, why ---- */

static enum policy_objection scope_objection(const struct policy_rule *rule,
                                             const struct policy_question *question)
{
    if (!policy_same(question->from.country, question->to.country))
        return OBJECTION_ABROAD;
    if (!policy_same(question->from.country, rule->country))
        return OBJECTION_WRONG_COUNTRY;
    if (!policy_words_has(&rule->from, question->from.role) ||
        !policy_words_has(&rule->to, question->to.role))
        return OBJECTION_WRONG_ROLE;
    if (!is_in_force(rule, question->day))
        return OBJECTION_GROUND_NOT_IN_FORCE;
    if (!policy_words_has(&rule->types, question->type))
        return OBJECTION_WRONG_TYPE;
    if (!policy_words_has(&rule->purposes, question->purpose))
        return OBJECTION_WRONG_PURPOSE;
    return OBJECTION_NONE;
}

static enum policy_objection flag_objection(const struct policy_rule *rule,
                                            const struct policy_question *question)
{
    for (size_t i = 0; i < rule->flags.n; i++)
        if (!policy_list_has(&question->flags, rule->flags.words[i]))
            return OBJECTION_FLAG_MISSING;
    for (size_t i = 0; i < rule->not_flags.n; i++)
        if (policy_list_has(&question->flags, rule->not_flags.words[i]))
            return OBJECTION_FLAG_MISSING;
    return OBJECTION_NONE;
}

/* ---- about whom ---- */

static bool is_known_age_inside(const struct policy_rule *rule,
                                const struct policy_question *question)
{
    unsigned int years = question->age_years;

    if (rule->age_at_act && question->has_age_at_act)
        years = question->age_at_act;
    return years >= rule->age_from && years < rule->age_under;
}

static enum policy_objection age_objection(const struct policy_rule *rule,
                                           const struct policy_question *question)
{
    if (!rule->has_age_limit)
        return OBJECTION_NONE;
    switch (question->age) {
    case POLICY_AGE_KNOWN:
        return is_known_age_inside(rule, question) ? OBJECTION_NONE : OBJECTION_AGE_OUTSIDE;
    case POLICY_AGE_UNKNOWN:
    case POLICY_AGE_UNBORN:
        return rule->unknown_age ? OBJECTION_NONE : OBJECTION_AGE_OUTSIDE;
    default:
        return OBJECTION_AGE_MISSING;
    }
}

static enum policy_objection subject_objection(const struct policy_rule *rule,
                                               const struct policy_question *question)
{
    if (rule->no_subject && question->has_subject)
        return OBJECTION_SUBJECT_NOT_ALLOWED;
    if ((rule->needs_subject || rule->has_age_limit) && !question->has_subject)
        return OBJECTION_NO_SUBJECT;
    return age_objection(rule, question);
}

/* ---- who decided, and who agreed ---- */

static bool has_given_reasons(const struct policy_rule *rule,
                              const struct policy_question *question)
{
    bool has_one = rule->any_reasons.n == 0;

    for (size_t i = 0; i < rule->reasons.n; i++)
        if (!policy_list_has(&question->reasons, rule->reasons.words[i]))
            return false;
    for (size_t i = 0; i < rule->any_reasons.n; i++)
        has_one = has_one || policy_list_has(&question->reasons, rule->any_reasons.words[i]);
    return has_one;
}

/* A rule that asks for reasons and names no decider is met by nobody. */
static enum policy_objection decider_objection(const struct policy_rule *rule,
                                               const struct policy_question *question)
{
    if (rule->kind != POLICY_PERMISSION && rule->deciders.n == 0 && rule->reasons.n == 0 &&
        rule->any_reasons.n == 0)
        return OBJECTION_NONE;
    if (!question->decider || !*question->decider)
        return OBJECTION_NO_DECIDER;
    if (!policy_words_has(&rule->deciders, question->decider))
        return OBJECTION_WRONG_DECIDER;
    return has_given_reasons(rule, question) ? OBJECTION_NONE : OBJECTION_REASON_MISSING;
}

static bool needs_consent(const struct policy_rule *rule)
{
    return rule->kind == POLICY_CONSENT || rule->n_signers > 0;
}

static bool has_consent_for_any(const struct policy_rule *rule,
                                const struct policy_question *question)
{
    for (size_t i = 0; i < question->n_categories; i++)
        if (policy_signed(rule, question, question->categories[i]))
            return true;
    return false;
}

static enum policy_objection assent_objection(const struct policy_rule *rule,
                                              const struct policy_question *question)
{
    enum policy_objection objection;

    if (rule->needs_agreement && !question->has_agreement)
        return OBJECTION_NO_AGREEMENT;
    objection = decider_objection(rule, question);
    if (objection != OBJECTION_NONE)
        return objection;
    if (needs_consent(rule) && !has_consent_for_any(rule, question))
        return OBJECTION_NO_CONSENT;
    return OBJECTION_NONE;
}

/* ---- the rule as a whole ---- */

static enum policy_objection kind_objection(const struct policy_rule *rule)
{
    switch (rule->kind) {
    case POLICY_DUTY:
    case POLICY_PERMISSION:
    case POLICY_CONSENT:
        return OBJECTION_NONE;
    case POLICY_BLOCKED:
    case POLICY_NONE:
        return OBJECTION_NO_SENDING;
    default:
        return OBJECTION_UNKNOWN_GROUND;
    }
}

/* Everything but what people add: agreement, decider, consent. */
static enum policy_objection route_objection(const struct policy_rule *rule,
                                             const struct policy_question *question)
{
    enum policy_objection objection = kind_objection(rule);

    if (objection == OBJECTION_NONE)
        objection = scope_objection(rule, question);
    if (objection == OBJECTION_NONE)
        objection = flag_objection(rule, question);
    if (objection == OBJECTION_NONE)
        objection = subject_objection(rule, question);
    return objection;
}

enum policy_objection policy_fit(const struct policy_rule *rule,
                                 const struct policy_question *question)
{
    enum policy_objection objection = route_objection(rule, question);

    if (objection == OBJECTION_NONE)
        objection = assent_objection(rule, question);
    return objection;
}

bool policy_covers(const struct policy_rule *rule, const struct policy_question *question,
                   const char *category)
{
    return policy_words_has(&rule->categories, category) &&
           (!needs_consent(rule) || policy_signed(rule, question, category));
}

bool policy_excludes(const struct policy_rule *rule, const struct policy_question *question,
                     const char *category)
{
    return policy_words_has(&rule->excluded, category) &&
           route_objection(rule, question) == OBJECTION_NONE;
}

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
    return rule->kind == POLICY_BLOCKED && is_in_force(rule, question->day) &&
           policy_same(question->from.country, rule->country) &&
           policy_words_has(&rule->from, question->from.role) &&
           is_blocked_recipient(rule, question) && policy_words_has(&rule->types, question->type) &&
           policy_words_has(&rule->purposes, question->purpose) &&
           (rule->grounds.n == 0 || policy_words_has(&rule->grounds, question->ground));
}
