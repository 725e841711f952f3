/* SPDX-License-Identifier: EUPL-1.2 */
/* consents_signers - who must have signed a consent, as far as the consent itself tells.
 *
 * The guardians that it counts and, if it asks, the young person; from the 18th birthday the young adult
 * alone, whoever signed before. The gate asks for more where a law does, and its answer counts.
 */
#ifndef EDGE_CONSENTS_SIGNERS_H
#define EDGE_CONSENTS_SIGNERS_H

#include "edge/consents.h"

/* Is the young person 18 on that day (since 1970), as far as the consent tells? */
bool consents_signers_adult(const struct consent_view *view, int32_t day);

/* Has the bus accepted the signature of everybody who must have signed by that day? */
bool consents_signers_complete(const struct consent_view *view, int32_t day);

struct consent_signer {
    enum capacity capacity;
    uint32_t guardian; /* from 1; 0 for the young person */
};

/* Who must sign yet; returns their number. None of a consent that has ended or cannot be read. A
 * signature that the bus has not answered yet is there already. */
size_t consents_signers_needed(const struct consent_view *view, int32_t day,
                               struct consent_signer ret_needed[CONSENT_SIGNATURES]);

#endif
