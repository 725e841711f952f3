/* SPDX-License-Identifier: EUPL-1.2 */
/* explanation_consent - which consent a section needs, and what the sender's own lacks.
 *
 * Of a consent that somebody else holds nothing is said, not even that it is there: a refusal tells
 * nobody of consents that are not its own business.
 */
#ifndef CORE_EXPLANATION_CONSENT_H
#define CORE_EXPLANATION_CONSENT_H

#include <stdbool.h>

#include "core/explanation_nearest.h"
#include "core/explanation_words.h"

/* What is asked for; everything is borrowed. */
struct explanation_consent {
    const struct policy_question *question;    /* as it was asked, with its consents */
    const struct explanation_nearest *nearest; /* the rule, and the category */
    const char *recipient, *purposes;          /* in words, as the consent must have them */
};

/* The consent as a sentence, with who signs it at each age; then, where the question holds consents
 * of the sender's, what the nearest of them lacks. The caller owns the text. */
char *explanation_say_consent(const struct explanation_speaker *speaker,
                              const struct explanation_consent *consent);

/* Whether nobody can sign at the subject's age, as far as it is known: a consent then needs another
 * age to be declared. */
bool explanation_is_age_unsigned(const struct policy_rule *rule,
                                 const struct policy_question *question);

#endif
