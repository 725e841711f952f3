/* SPDX-License-Identifier: EUPL-1.2 */
/* explanation_mend - does to an exchange what an explanation says would have to be different. */
#ifndef UNIT_DAEMON_CORE_EXPLANATION_MEND_H
#define UNIT_DAEMON_CORE_EXPLANATION_MEND_H

#include "core/explanation.h"

enum { MEND_WORDS = 64, MEND_CONSENTS = 8 };

/* An exchange, and what its lists point to; it must stay where it is. */
struct mended {
    struct policy_question question;
    const char *categories[POLICY_SECTIONS_MAX], *flags[MEND_WORDS], *reasons[MEND_WORDS];
    struct policy_consent consents[MEND_CONSENTS];
    const char *recipient, *purpose, *category;
    size_t place; /* of the section among the categories */
};

/* Fills `ret` with the question, changed in what the needs of section `i` say, and in nothing else. The
 * explanation must be in English and made without a vocabulary, so that its words are the codes. Where
 * a need leaves a choice, `choice` makes it. */
void mend(const struct policy *policy, const struct policy_question *question,
          const struct explanation *explanation, size_t i, uint32_t choice, struct mended *ret);

/* Whether the section passes. */
bool mended_passes(const struct policy *policy, const struct mended *mended);

/* Everything that somebody who changes neither ground nor parties could bring forward for one section
 * on one rule: each thing that the rule asks for, whether it has been said or not. */
void mend_everything(const struct policy_rule *rule, const struct policy_question *question,
                     size_t i, uint32_t choice, struct mended *ret);

#endif
