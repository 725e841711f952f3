/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/gate_question.h"

#include <string.h>

struct gate_exchange gate_exchange_of_text(const struct exchange_text *text)
{
    return (struct gate_exchange){
        .sender = text->sender,
        .recipient = text->recipient,
        .type = text->type,
        .purpose = text->purpose,
        .ground = text->ground,
        .agreement = text->agreement,
        .recipient_card = text->recipient_card,
        .has_subject = text->has_subject,
        .n_categories = text->n_sections,
    };
}

static enum policy_age age_of(const struct private_header *header)
{
    if (header->certainty == CERTAINTY_UNBORN)
        return POLICY_AGE_UNBORN;
    if (header->has_age)
        return POLICY_AGE_KNOWN;
    return header->certainty == CERTAINTY_AGE_UNKNOWN ? POLICY_AGE_UNKNOWN : POLICY_AGE_MISSING;
}

/* By their codes in the vocabulary. */
static void write_flags(const struct private_header *header, struct gate_question *ret)
{
    const struct {
        const char *code;
        bool is_set;
    } flags[GATE_FLAGS] = {
        { "whole_or_nothing", header->whole_or_nothing },
        { "protected_identity", header->protected_identity },
        { "do_not_inform", header->n_do_not_inform > 0 },
        { "notifier_protected", header->notifier_protected },
        { "feedback_requested", header->feedback_requested },
        { "unverified", header->unverified },
        { "subject_informed", header->subject_informed == ANSWER_YES },
        { "child_heard", header->child_heard == ANSWER_YES },
    };
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
        if (flags[i].is_set)
            ret->flags[n++] = flags[i].code;
    }
    ret->policy.flags = (struct policy_list){ ret->flags, n };
}

static void write_decider(const struct private_header *header, struct gate_question *ret)
{
    if (!header->has_decider)
        return;
    for (size_t i = 0; i < header->n_decider_reasons; i++)
        ret->reasons[i] = header->decider_reasons[i];
    ret->policy.decider = header->decider_role;
    ret->policy.reasons = (struct policy_list){ ret->reasons, header->n_decider_reasons };
}

static bool has_agreement(const struct gate_exchange *exchange, const struct gate_basis *basis)
{
    const struct agreement *agreement = agreements_find(basis->agreements, exchange->agreement);

    return agreement && agreement_covers(agreement, exchange->sender, exchange->recipient,
                                         exchange->purpose, text_day_of(basis->time_ms));
}

static bool is_taken(const struct gate_question *question, const struct uuid *id)
{
    for (size_t i = 0; i < question->policy.n_consents; i++) {
        if (uuid_equal(&question->named[i], id))
            return true;
    }
    return false;
}

static void write_consents(const struct gate_exchange *exchange, const struct gate_basis *basis,
                           struct gate_question *ret)
{
    const struct private_header *header = exchange->header;

    ret->policy.consents = ret->consents;
    if (!exchange->has_subject || !exchange->subject || !basis->consents)
        return;
    consents_prefetch(basis->consents, header->consents, header->n_consents, exchange->sender);
    for (size_t i = 0; i < header->n_consents; i++) {
        const struct consent *consent =
            consents_find(basis->consents, &header->consents[i], exchange->sender);
        size_t n = ret->policy.n_consents;

        if (!consent || !consent->has_subject || is_taken(ret, &consent->id) ||
            memcmp(consent->subject, exchange->subject, sizeof(consent->subject)) != 0)
            continue;
        consent_for_policy(consent, &ret->words[n], &ret->consents[n]);
        ret->is_exhausted[n] = consent->n_exchanges >= CONSENT_EXCHANGES;
        ret->named[n] = consent->id;
        ret->policy.n_consents++;
    }
}

static struct policy_party party_of(const struct party *party)
{
    return (struct policy_party){
        .name = party->name,
        .role = party->role,
        .country = party->country,
        .ownership = party->is_private ? POLICY_PRIVATE : POLICY_PUBLIC,
    };
}

void gate_question_make(const struct gate_exchange *exchange, const struct gate_basis *basis,
                        const struct party *from, const struct party *to, struct gate_question *ret)
{
    const struct private_header *header = exchange->header;

    *ret = (struct gate_question){
        .policy = {
            .ground = strcmp(exchange->ground, "none") == 0 ? NULL : exchange->ground,
            .type = exchange->type,
            .purpose = exchange->purpose,
            .from = party_of(from),
            .to = party_of(to),
            .day = text_day_of(basis->time_ms),
            .has_subject = exchange->has_subject,
            .age = age_of(header),
            .age_years = header->age,
            .has_age_at_act = header->has_age_at_act,
            .age_at_act = header->age_at_act,
            .n_categories = exchange->n_categories,
            .has_agreement = has_agreement(exchange, basis),
            .whole_or_nothing = header->whole_or_nothing,
        },
    };
    for (size_t i = 0; i < exchange->n_categories; i++)
        ret->categories[i] = exchange->categories[i];
    ret->policy.categories = ret->categories;
    write_flags(header, ret);
    write_decider(header, ret);
    write_consents(exchange, basis, ret);
}
