/* SPDX-License-Identifier: EUPL-1.2 */
/* question - what the gate is asked about one message: one that was submitted, or one that somebody
 * asks about before it is.
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
    struct uuid consent_ids[CONTENT_CONSENTS]; /* as many as policy.n_consents */
    bool is_exhausted; /* as many exchanges as may rest on one of the consents */
};

/* What a message says, or would say. Borrowed. */
struct question_facts {
    const char *sender, *recipient, *type, *purpose;
    const char *ground, *agreement; /* "none" where there is none */
    bool has_subject;
    struct bytes subject; /* reference, with a subject */
    const struct private_header *header;
    const char *const *categories;
    size_t n_categories; /* at most LIMIT_SECTIONS */
};

/* `ret` points into the facts, the parties and the context's consents. */
void question_of_facts(const struct question_facts *facts, const struct decision_context *context,
                       const struct party *from, const struct party *to, struct question *ret);

/* Also fills submission->consents: those that the exchange rests on. `ret` points into the
 * submission, the parties and the context's consents. */
void question_make(struct submission *submission, const struct decision_context *context,
                   const struct party *from, const struct party *to, struct question *ret);

/* What the gate answers; refused (consent_exhausted) where it rests on a consent that has carried as
 * many exchanges as it may. */
void question_decide(const struct question *question, const struct policy *policy,
                     struct policy_answer *ret_answer);

/* Refuses the whole, by no rule. `code` is static; n_sections stays. */
void question_refuse(struct policy_answer *answer, const char *code);

/* Does any part of what may pass rest on a consent? */
bool question_is_by_consent(const struct policy_answer *answer, const struct policy *policy);

#endif
