/* SPDX-License-Identifier: EUPL-1.2 */
/* question - one submission as the gate is asked about it. */
#ifndef BROKER_QUESTION_H
#define BROKER_QUESTION_H

#include "broker/submission.h"
#include "core/gate.h"

/* Points into the submission, the context and itself: it stays where it is. */
struct question {
    struct gate_exchange exchange;
    struct gate_basis basis;
    const char *categories[LIMIT_SECTIONS];
    struct digest subject;
};

void question_make(const struct submission *submission, const struct decision_context *context,
                   struct question *ret);

#endif
