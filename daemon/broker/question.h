/* SPDX-License-Identifier: EUPL-1.2 */
/* question - what the gate is asked about one submission.
 *
 * Only consents that the header names are looked at, and of those only the sender's own about the
 * same subject; any other is as if it were not there.
 */
#ifndef BROKER_QUESTION_H
#define BROKER_QUESTION_H

#include "broker/submission.h"

enum { QUESTION_FLAGS = 8 };

/* A question, and what its lists point to. */
struct question {
    struct policy_question policy;
    const char *categories[LIMIT_SECTIONS], *flags[QUESTION_FLAGS], *reasons[CONTENT_REASONS];
    struct consent_words words[CONTENT_CONSENTS];
    struct policy_consent consents[CONTENT_CONSENTS];
    bool is_exhausted; /* as many exchanges as may rest on one of the consents */
};

/* Also fills submission->consents: those that the exchange rests on. `ret` points into the
 * submission, the parties and the context's consents. */
void question_make(struct submission *submission, const struct decision_context *context,
                   const struct party *from, const struct party *to, struct question *ret);

#endif
