/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_consent_state - the states in which the consents of an exchange can be.
 *
 * A rule asks of one consent, all at once: that it is the sender's, for this recipient, purpose and
 * category, that it holds on the day, and that those have signed who must. So there are: no consent;
 * one that lacks nothing but, perhaps, a signature, in every way of being asked for and signed
 * (guardians 0 to 2 of 0 to 2); one that is signed by all and lacks one thing; and two that would be
 * whole together only. What lacks two things is weaker than what lacks one of them.
 */
#ifndef REVIEW_POLICY_CONSENT_STATE_H
#define REVIEW_POLICY_CONSENT_STATE_H

#include "core/policy.h"

enum {
    POLICY_CONSENT_SIGNED = 24, /* states of one consent by who was asked and who signed */
    POLICY_CONSENT_LACKING = 9, /* states of a signed one that lacks one thing */
    POLICY_CONSENT_STATES = 1 + POLICY_CONSENT_SIGNED + POLICY_CONSENT_LACKING + 2,
    POLICY_CONSENT_STATE_MAX = 2, /* consents of a state */
    POLICY_CONSENT_TEXT_SIZE = 120,
};

/* The consents of a state < POLICY_CONSENT_STATES, as the exchange would name them. They borrow the
 * question, which names one category and both parties. Returns how many there are. */
size_t policy_consent_state(size_t state, const struct policy_question *question,
                            struct policy_consent ret_consents[POLICY_CONSENT_STATE_MAX]);

/* In words, English: "a consent signed by the youth and 1 of 2 guardians". */
void policy_consent_state_text(size_t state, char ret_text[POLICY_CONSENT_TEXT_SIZE]);

#endif
