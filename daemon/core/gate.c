/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/gate.h"

#include <string.h>

#include "base/memory.h"
#include "core/card_in_use.h"

void gate_refuse(struct policy_answer *answer, const char *code)
{
    answer->decision = VERDICT_REFUSE;
    answer->rule = POLICY_DEFAULT_REFUSE;
    answer->code = code;
    for (size_t i = 0; i < answer->n_sections; i++)
        answer->sections[i] =
            (struct policy_section_answer){ VERDICT_REFUSE, POLICY_DEFAULT_REFUSE };
}

/* Does the law order any part of what may pass? */
static bool is_duty(const struct policy_answer *answer, const struct policy *policy, int32_t day)
{
    for (size_t i = 0; i < answer->n_sections; i++) {
        const struct policy_rule *rule = policy_find(policy, answer->sections[i].rule, day);

        if (answer->sections[i].verdict == VERDICT_PERMIT && rule && rule->kind == POLICY_DUTY)
            return true;
    }
    return false;
}

/* Does any part of what may pass rest on a consent? */
static bool is_by_consent(const struct policy_answer *answer, const struct policy *policy,
                          int32_t day)
{
    for (size_t i = 0; i < answer->n_sections; i++) {
        const struct policy_rule *rule = policy_find(policy, answer->sections[i].rule, day);

        if (answer->sections[i].verdict == VERDICT_PERMIT && rule && rule->n_signers > 0)
            return true;
    }
    return false;
}

void gate_ask(const struct policy *policy, const struct gate_question *question,
              struct policy_answer *ret_answer)
{
    policy_decide(policy, &question->policy, ret_answer);
    if (ret_answer->decision == VERDICT_PERMIT && question->is_exhausted &&
        is_by_consent(ret_answer, policy, question->policy.day))
        gate_refuse(ret_answer, "consent_exhausted");
}

static void ask_rules(const struct policy *policy, const struct gate_question *question,
                      bool unknown_reference, struct gate_decision *decision)
{
    struct policy_answer *answer = &decision->answer;

    decision->asked_rules = true;
    gate_ask(policy, question, answer);
    decision->n_consents = question->policy.n_consents;
    memcpy(decision->consents, question->named, sizeof(decision->consents));
    if (answer->decision != VERDICT_PERMIT)
        return;
    /* What a duty carries hangs on no consent, whatever the header names: it is not counted on one, and
     * no withdrawal reaches it. */
    if (!is_by_consent(answer, policy, question->policy.day))
        decision->n_consents = 0;
    if (unknown_reference && !is_duty(answer, policy, question->policy.day))
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
