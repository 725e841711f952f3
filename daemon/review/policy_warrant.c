/* SPDX-License-Identifier: EUPL-1.2 */
#include "review/policy_warrant.h"

#include <string.h>

#include "review/policy_class.h"

static bool are_equal(const char *a, const char *b) { return a && b && strcmp(a, b) == 0; }

static bool has(char *const words[], size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (are_equal(words[i], word))
            return true;
    return false;
}

static bool lists(const struct policy_words *words, const char *word)
{
    return has(words->words, words->n, word);
}

static bool gives(const struct policy_list *list, const char *word)
{
    for (size_t i = 0; i < list->n; i++)
        if (are_equal(list->words[i], word))
            return true;
    return false;
}

/* ---- what is sent ---- */

static bool is_sending_kind(const struct policy_rule *rule)
{
    return rule->kind == POLICY_DUTY || rule->kind == POLICY_PERMISSION ||
           rule->kind == POLICY_CONSENT;
}

static bool are_flags_right(const struct policy_rule *rule, const struct policy_question *question)
{
    for (size_t i = 0; i < rule->flags.n; i++)
        if (!gives(&question->flags, rule->flags.words[i]))
            return false;
    for (size_t i = 0; i < rule->not_flags.n; i++)
        if (gives(&question->flags, rule->not_flags.words[i]))
            return false;
    return true;
}

static bool is_age_right(const struct policy_rule *rule, const struct policy_question *question)
{
    unsigned int age = question->age_years;

    if (question->age == POLICY_AGE_UNKNOWN || question->age == POLICY_AGE_UNBORN)
        return rule->unknown_age;
    if (question->age != POLICY_AGE_KNOWN)
        return false;
    if (rule->age_at_act && question->has_age_at_act)
        age = question->age_at_act;
    return rule->age_from <= age && age < rule->age_under;
}

static const char *subject_lacks(const struct policy_rule *rule,
                                 const struct policy_question *question)
{
    if (rule->no_subject && question->has_subject)
        return "it carries nothing about a person";
    if (rule->needs_subject && !question->has_subject)
        return "it needs a subject";
    if (!rule->has_age_limit)
        return NULL;
    if (!question->has_subject)
        return "an age needs a subject";
    return is_age_right(rule, question) ? NULL : "it is not for this age";
}

static bool is_owned_right(enum policy_ownership wanted, enum policy_ownership is)
{
    return wanted == 0 || is == 0 || is == wanted;
}

/* What stands in the way before anybody has decided or agreed, whatever the category. */
static const char *sending_lacks(const struct policy_rule *rule,
                                 const struct policy_question *question)
{
    if (!is_sending_kind(rule))
        return "it names no sending";
    if (!are_equal(rule->ground, question->ground))
        return "it is of another ground";
    if (!lists(&rule->from, question->from.role))
        return "it is not for this sender";
    if (!lists(&rule->to, question->to.role))
        return "it is not for this recipient";
    if (!is_owned_right(rule->from_ownership, question->from.ownership))
        return "it is not for a sender of this ownership";
    if (!is_owned_right(rule->to_ownership, question->to.ownership))
        return "it is not for a recipient of this ownership";
    if (!lists(&rule->types, question->type))
        return "it is not for this type";
    if (!lists(&rule->purposes, question->purpose))
        return "it is not for this purpose";
    if (!are_equal(rule->country, question->from.country) ||
        !are_equal(rule->country, question->to.country))
        return "not both lie in its country";
    if (question->day < rule->in_force_from || rule->in_force_to <= question->day)
        return "it is not in force";
    if (!are_flags_right(rule, question))
        return "it is not for these flags";
    return subject_lacks(rule, question);
}

const char *policy_warrant_scope(const struct policy_rule *rule,
                                 const struct policy_question *question, const char *category)
{
    return lists(&rule->categories, category) ? sending_lacks(rule, question)
                                              : "it does not cover the category";
}

bool policy_warrant_excludes(const struct policy_rule *rule, const struct policy_question *question,
                             const char *category)
{
    return lists(&rule->excluded, category) && !sending_lacks(rule, question);
}

/* ---- what was given ---- */

static const char *decider_lacks(const struct policy_rule *rule,
                                 const struct policy_question *question)
{
    bool is_one_given = false;

    if (rule->reasons.n + rule->any_reasons.n == 0)
        return rule->kind == POLICY_PERMISSION || rule->deciders.n ? "it asks for no reason" : NULL;
    if (!question->decider || !lists(&rule->deciders, question->decider))
        return "nobody who may has decided";
    for (size_t i = 0; i < rule->reasons.n; i++)
        if (!gives(&question->reasons, rule->reasons.words[i]))
            return "a reason is not given";
    for (size_t i = 0; i < rule->any_reasons.n; i++)
        if (gives(&question->reasons, rule->any_reasons.words[i]))
            is_one_given = true;
    return rule->any_reasons.n == 0 || is_one_given ? NULL : "none of the reasons is given";
}

static bool have_guardians_signed(const struct policy_consent *consent)
{
    return consent->guardians_signed >= 1 &&
           consent->guardians_signed >= consent->guardians_required;
}

static bool have_all_signed(const struct policy_rule *rule, const struct policy_consent *consent,
                            unsigned int age)
{
    bool is_named = false;

    if (age < POLICY_MINIMUM_AGE ? !have_guardians_signed(consent) : !consent->youth_signed)
        return false;
    if (consent->youth_required && !consent->youth_signed)
        return false;
    for (size_t i = 0; i < rule->n_signers; i++) {
        const struct policy_signers *signers = &rule->signers[i];

        if (age < signers->age_from || signers->age_under <= age)
            continue;
        is_named = true;
        if ((signers->youth && !consent->youth_signed) ||
            (signers->guardians && !have_guardians_signed(consent)))
            return false;
    }
    return is_named;
}

static bool covers(const struct policy_rule *rule, const struct policy_consent *consent,
                   const struct policy_question *question, const char *category)
{
    if (!are_equal(consent->holder, question->from.name) ||
        !are_equal(consent->from, question->from.name))
        return false;
    if (!gives(&consent->recipients, question->to.name) ||
        !gives(&consent->purposes, question->purpose) || !gives(&consent->categories, category))
        return false;
    if (question->day < consent->valid_from || consent->valid_until <= question->day)
        return false;
    if (consent->withdrawn_day <= question->day || consent->voided_day <= question->day)
        return false;
    return have_all_signed(rule, consent, question->age_years);
}

static const char *consent_lacks(const struct policy_rule *rule,
                                 const struct policy_question *question, const char *category)
{
    if (rule->kind != POLICY_CONSENT && rule->n_signers == 0)
        return NULL;
    if (!question->has_subject || question->age != POLICY_AGE_KNOWN)
        return "nobody can consent where the age is not known";
    for (size_t i = 0; i < question->n_consents; i++)
        if (covers(rule, &question->consents[i], question, category))
            return NULL;
    return "no consent covers it, signed by all who must";
}

const char *policy_warrant_given(const struct policy_rule *rule,
                                 const struct policy_question *question, const char *category)
{
    const char *lacks;

    if (rule->kind == POLICY_DUTY && (rule->needs_agreement || rule->n_signers))
        return "a duty hangs on neither agreement nor consent";
    if (rule->needs_agreement && !question->has_agreement)
        return "there is no agreement";
    lacks = decider_lacks(rule, question);
    return lacks ? lacks : consent_lacks(rule, question, category);
}

/* ---- what is forbidden ---- */

bool policy_warrant_forbids(const struct policy_rule *rule, const struct policy_question *question,
                            bool on_ground)
{
    if (rule->kind != POLICY_BLOCKED)
        return false;
    if (question->day < rule->in_force_from || rule->in_force_to <= question->day)
        return false;
    if (!are_equal(rule->country, question->from.country) ||
        !lists(&rule->from, question->from.role))
        return false;
    if (rule->to_abroad ? are_equal(rule->country, question->to.country)
                        : !lists(&rule->to, question->to.role))
        return false;
    if (!lists(&rule->types, question->type) || !lists(&rule->purposes, question->purpose))
        return false;
    return !on_ground || rule->grounds.n == 0 || lists(&rule->grounds, question->ground);
}
