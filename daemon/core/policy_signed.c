/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/policy_signed.h"

#include "core/policy_text.h"

const struct policy_signers *policy_signers_at_age(const struct policy_rule *rule,
                                                   const struct policy_question *question)
{
    if (!question->has_subject || question->age != POLICY_AGE_KNOWN)
        return NULL;
    for (size_t i = 0; i < rule->n_signers && i < POLICY_SIGNERS_MAX; i++) {
        const struct policy_signers *signers = &rule->signers[i];

        if (question->age_years >= signers->age_from && question->age_years < signers->age_under)
            return signers;
    }
    return NULL;
}

static bool is_signed_by_all(const struct policy_consent *consent,
                             const struct policy_signers *signers)
{
    unsigned int n_guardians = consent->guardians_required > 1 ? consent->guardians_required : 1;

    if (!signers->youth && !signers->guardians)
        return false;
    if ((signers->youth || consent->youth_required) && !consent->youth_signed)
        return false;
    return !signers->guardians || consent->guardians_signed >= n_guardians;
}

static bool is_current(const struct policy_consent *consent, int32_t day)
{
    return day >= consent->valid_from && day < consent->valid_until &&
           day < consent->withdrawn_day && day < consent->voided_day;
}

static bool is_of_sender(const struct policy_consent *consent,
                         const struct policy_question *question)
{
    return policy_same(consent->holder, question->from.name) &&
           policy_same(consent->from, question->from.name);
}

/* The recipient tells most of them apart; the sender none that a register found by it. */
bool policy_consent_is_for(const struct policy_consent *consent,
                           const struct policy_question *question)
{
    return is_current(consent, question->day) &&
           policy_list_has(&consent->recipients, question->to.name) &&
           is_of_sender(consent, question) &&
           policy_list_has(&consent->purposes, question->purpose);
}

bool policy_signed(const struct policy_rule *rule, const struct policy_question *question,
                   const char *category)
{
    const struct policy_signers *signers = policy_signers_at_age(rule, question);

    for (size_t i = 0; signers && i < question->n_consents; i++) {
        const struct policy_consent *consent = &question->consents[i];

        if (is_signed_by_all(consent, signers) && policy_consent_is_for(consent, question) &&
            policy_list_has(&consent->categories, category))
            return true;
    }
    return false;
}
