/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/consents_check.h"

#include <stdio.h>

#include "edge/consents_signers.h"
#include "edge/words.h"

/* One who signs or withdraws, and where in the body. */
struct signer {
    char at[40];
    enum capacity capacity;
    uint32_t guardian;
};

static void note(struct form_faults *faults, const struct signer *signer, const char *field,
                 const char *code, const char *detail)
{
    char pointer[sizeof(signer->at) + 20];

    snprintf(pointer, sizeof(pointer), "%s/%s", signer->at, field);
    form_faults_add(faults, pointer, code, "%s", words_in(faults->language, detail));
}

/* The young person has no number. */
static const char *who(const struct signer *signer)
{
    return signer->capacity == CAPACITY_GUARDIAN ? "guardian" : "capacity";
}

static bool has_signed(const struct consent_view *view, const struct signer *signer)
{
    for (size_t i = 0; i < view->n_signatures; i++)
        if (view->signatures[i].capacity == signer->capacity &&
            view->signatures[i].guardian == signer->guardian)
            return true;
    return false;
}

/* A guardian who has a say must. */
static bool must_sign(const struct consent_view *view, const struct signer *signer, int32_t today)
{
    return signer->capacity == CAPACITY_GUARDIAN || view->scope.youth ||
           consents_signers_adult(view, today);
}

/* May somebody in this capacity say anything about it? Of a consent that cannot be read here, the bus
 * knows how many guardians it counts. */
static bool has_a_say(const struct consent_view *view, const struct signer *signer, int32_t today,
                      struct form_faults *faults)
{
    if (signer->capacity == CAPACITY_GUARDIAN && consents_signers_adult(view, today)) {
        note(faults, signer, "capacity", "not_a_signer",
             WORDS("the young person is 18 and alone decides"));
        return false;
    }
    if (signer->capacity != CAPACITY_GUARDIAN || !view->has_scope ||
        signer->guardian <= view->scope.guardians)
        return true;
    note(faults, signer, "guardian", "unknown_guardian",
         WORDS("the consent does not count so many guardians"));
    return false;
}

static void check_signatures(const struct consent_view *view, const struct consent_grant *grant,
                             int32_t today, struct form_faults *faults)
{
    for (size_t i = 0; i < grant->n_signatures; i++) {
        struct signer signer = { .capacity = grant->signatures[i].capacity,
                                 .guardian = grant->signatures[i].guardian };

        snprintf(signer.at, sizeof(signer.at), "/signatures/%zu", i);
        if (has_a_say(view, &signer, today, faults) && has_signed(view, &signer))
            note(faults, &signer, who(&signer), "signed_already", WORDS("has signed already"));
    }
}

static void check_withdrawal(const struct consent_view *view,
                             const struct consent_withdrawal *withdrawal, int32_t today,
                             struct form_faults *faults)
{
    const struct signer signer = { .capacity = withdrawal->capacity,
                                   .guardian = withdrawal->guardian };

    if (!has_a_say(view, &signer, today, faults) || !view->has_scope || !view->has_all_signatures)
        return;
    if (has_signed(view, &signer))
        return;
    if (must_sign(view, &signer, today))
        note(faults, &signer, who(&signer), "not_signed",
             WORDS("has not signed, so there is nothing to withdraw"));
    else
        note(faults, &signer, who(&signer), "not_a_signer",
             WORDS("nobody with this capacity has signed, or must"));
}

void consents_check(const struct consent_view *view, const struct private_header *header,
                    int32_t today, struct form_faults *faults)
{
    if (view->state == CONSENT_VOID)
        form_faults_add(faults, "", "consent_ended", "the consent is void already");
    else if (view->state == CONSENT_WITHDRAWN && header->order != ORDER_CONSENT_VOID)
        form_faults_add(faults, "", "consent_ended", "the consent is withdrawn already");
    else if (header->order == ORDER_CONSENT_GRANT)
        check_signatures(view, &header->grant, today, faults);
    else if (header->order == ORDER_CONSENT_WITHDRAWAL)
        check_withdrawal(view, &header->withdrawal, today, faults);
}
