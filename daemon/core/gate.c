/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/gate.h"

#include <string.h>

#include "base/memory.h"
#include "core/card_in_use.h"
#include "core/policy_fit.h"
#include "core/policy_signed.h"

void gate_refuse(struct policy_answer *answer, const char *code)
{
    answer->decision = VERDICT_REFUSE;
    answer->rule = POLICY_DEFAULT_REFUSE;
    answer->code = code;
    for (size_t i = 0; i < answer->n_sections; i++)
        answer->sections[i] = (struct policy_section_answer){ .verdict = VERDICT_REFUSE,
                                                              .rule = POLICY_DEFAULT_REFUSE };
}

/* Does the law order any part of what may pass? */
static bool is_duty(const struct policy_answer *answer)
{
    for (size_t i = 0; i < answer->n_sections; i++) {
        const struct policy_rule *rule = answer->sections[i].permits;

        if (rule && rule->kind == POLICY_DUTY)
            return true;
    }
    return false;
}

bool gate_rests_on(const struct policy_question *question, const struct policy_answer *answer,
                   size_t consent)
{
    struct policy_question alone;

    if (answer->decision != VERDICT_PERMIT ||
        !policy_consent_is_for(&question->consents[consent], question))
        return false;
    alone = *question;
    alone.consents = &question->consents[consent];
    alone.n_consents = 1;
    for (size_t i = 0; i < answer->n_sections; i++) {
        const struct policy_rule *rule = answer->sections[i].permits;

        if (rule && policy_needs_consent(rule) && policy_covers(rule, &alone, alone.categories[i]))
            return true;
    }
    return false;
}

void gate_ask(const struct policy *policy, const struct gate_question *question,
              struct policy_answer *ret_answer)
{
    policy_decide(policy, &question->policy, ret_answer);
    for (size_t i = 0; i < question->policy.n_consents; i++) {
        if (question->is_exhausted[i] && gate_rests_on(&question->policy, ret_answer, i)) {
            gate_refuse(ret_answer, "consent_exhausted");
            return;
        }
    }
}

static void ask_rules(const struct policy *policy, const struct gate_question *question,
                      bool unknown_reference, struct gate_decision *decision)
{
    struct policy_answer *answer = &decision->answer;

    decision->asked_rules = true;
    gate_ask(policy, question, answer);
    if (answer->decision != VERDICT_PERMIT)
        return;
    /* It is counted on those consents, and a withdrawal of one of them ends it. What a duty carries
     * hangs on none, and on one that is for others, or not complete, nothing does, whatever the header
     * names. */
    for (size_t i = 0; i < question->policy.n_consents; i++)
        if (gate_rests_on(&question->policy, answer, i))
            decision->consents[decision->n_consents++] = question->named[i];
    if (unknown_reference && !is_duty(answer))
        gate_refuse(answer, "unknown_reference");
}

/* Who may get it at all comes before what the law says of it. */
void gate_decide(const struct policy *policy, const struct gate_exchange *exchange,
                 const struct gate_basis *basis, struct gate_decision *ret_decision)
{
    CLEANUP(mem_free) struct gate_question *question = mem_new(1, sizeof(*question));
    struct policy_answer *answer = &ret_decision->answer;
    int32_t day = text_day_of(basis->time_ms);
    const struct party *from = directory_party(basis->directory, exchange->sender, day);
    const struct party *to = directory_party(basis->directory, exchange->recipient, day);
    const struct held_card *card =
        card_in_use(basis->directory, exchange->recipient, basis->time_ms);

    *ret_decision = (struct gate_decision){ .answer = { .n_sections = exchange->n_categories } };
    if (!from) {
        gate_refuse(answer, "unknown_sender");
    } else if (!to) {
        gate_refuse(answer, "unknown_recipient");
    } else if (!card) {
        gate_refuse(answer, "no_key");
    } else if (card->card.serial != exchange->recipient_card) {
        gate_refuse(answer, "new_card");
    } else {
        gate_question_make(exchange, basis, from, to, question);
        ask_rules(policy, question, basis->unknown_reference, ret_decision);
    }
}

bool gate_reference(const struct exchange_text *text, struct uuid *ret_reference)
{
    if (text->has_in_reply_to)
        *ret_reference = text->in_reply_to;
    else if (text->has_correction_of)
        *ret_reference = text->correction_of;
    else if (text->has_supersedes)
        *ret_reference = text->supersedes;
    else
        return false;
    return true;
}

bool gate_may_refer_to(const struct exchange_text *text, const char *sender, const char *recipient)
{
    if (text->has_in_reply_to && strcmp(sender, text->recipient) == 0 &&
        strcmp(recipient, text->sender) == 0)
        return true;
    if (strcmp(sender, text->sender) != 0)
        return false;
    /* A successor may go to somebody else: what was returned as wrong_area is sent to the right one. */
    return text->has_supersedes || strcmp(recipient, text->recipient) == 0;
}
