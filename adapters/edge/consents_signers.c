/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/consents_signers.h"

bool consents_signers_adult(const struct consent_view *view, int32_t day)
{
    return view->adult_when_entered || (view->adult_day && day >= view->adult_day);
}

static bool has_signed(const struct consent_view *view, struct consent_signer signer,
                       bool is_accepted)
{
    for (size_t i = 0; i < view->n_signatures; i++)
        if (view->signatures[i].capacity == signer.capacity &&
            view->signatures[i].guardian == signer.guardian &&
            (!is_accepted || view->stages[i] == OUTBOX_ACCEPTED))
            return true;
    return false;
}

/* Those who must sign and have not, in the spool or, if so asked, by what the bus has accepted. */
static size_t missing(const struct consent_view *view, int32_t day, bool is_accepted,
                      struct consent_signer ret_signers[CONSENT_SIGNATURES])
{
    bool adult = consents_signers_adult(view, day);
    uint32_t n_guardians = adult ? 0 : view->scope.guardians;
    size_t n = 0;

    for (uint32_t i = adult || view->scope.youth ? 0 : 1; i <= n_guardians; i++) {
        struct consent_signer signer = { i ? CAPACITY_GUARDIAN : CAPACITY_YOUTH, i };

        if (n < CONSENT_SIGNATURES && !has_signed(view, signer, is_accepted))
            ret_signers[n++] = signer;
    }
    return n;
}

size_t consents_signers_needed(const struct consent_view *view, int32_t day,
                               struct consent_signer ret_needed[CONSENT_SIGNATURES])
{
    if (view->state != CONSENT_INCOMPLETE && view->state != CONSENT_GRANTED)
        return 0;
    return missing(view, day, false, ret_needed);
}

bool consents_signers_complete(const struct consent_view *view, int32_t day)
{
    struct consent_signer signers[CONSENT_SIGNATURES];

    return view->n_signatures > 0 && missing(view, day, true, signers) == 0;
}
