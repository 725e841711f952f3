/* SPDX-License-Identifier: EUPL-1.2 */
/* gate - the decision on one exchange: who may get it at all, then the rules, then what the rules do
 * not know of.
 *
 * The broker decides by it, and so does whoever decides again from the record. Pure: no I/O, no clock.
 */
#ifndef CORE_GATE_H
#define CORE_GATE_H

#include "core/gate_question.h"

struct gate_decision {
    struct policy_answer answer; /* zeroed memory is a refusal; borrows from the policy */
    bool asked_rules;            /* false: refused before any rule was asked */
    struct uuid consents[CONTENT_CONSENTS]; /* that what is permitted rests on */
    size_t n_consents;
};

/* Codes beside those of policy_decide(): unknown_sender, unknown_recipient (no member of the directory
 * on that day), no_key (the recipient has no card that covers now), new_card (it has another one than
 * the exchange is sealed to), consent_exhausted, unknown_reference. Their rule is
 * POLICY_DEFAULT_REFUSE. */
void gate_decide(const struct policy *policy, const struct gate_exchange *exchange,
                 const struct gate_basis *basis, struct gate_decision *ret_decision);

/* Only what the rules answer to a question, refused (consent_exhausted) where it would rest on a consent
 * that has carried as many exchanges as it may: for whoever asks before anything is sent. */
void gate_ask(const struct policy *policy, const struct gate_question *question,
              struct policy_answer *ret_answer);

/* Whether any section that passes rests on this one (i < n_consents) of the consents of the question. */
bool gate_rests_on(const struct policy_question *question, const struct policy_answer *answer,
                   size_t consent);

/* Refuses the whole, by no rule. `code` is static; n_sections stays. */
void gate_refuse(struct policy_answer *answer, const char *code);

/* The exchange that it refers to: what it answers, corrects or supersedes. False if there is none. */
bool gate_reference(const struct exchange_text *text, struct uuid *ret_reference);

/* Whether an exchange of these two is one that `text` may refer to: a reply mirrors its parties, a
 * correction has the same ones. Another one answers as one that does not exist. */
bool gate_may_refer_to(const struct exchange_text *text, const char *sender, const char *recipient);

#endif
