/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/question.h"

static enum policy_age age_of(const struct private_header *header)
{
    if (header->certainty == CERTAINTY_UNBORN)
        return POLICY_AGE_UNBORN;
    if (header->has_age)
        return POLICY_AGE_KNOWN;
    return header->certainty == CERTAINTY_AGE_UNKNOWN ? POLICY_AGE_UNKNOWN : POLICY_AGE_MISSING;
}

/* By their codes in the vocabulary. */
static void write_flags(const struct private_header *header, struct question *ret)
{
    const struct {
        const char *code;
        bool is_set;
    } flags[QUESTION_FLAGS] = {
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

static void write_decider(const struct private_header *header, struct question *ret)
{
    if (!header->has_decider)
        return;
    for (size_t i = 0; i < header->n_decider_reasons; i++)
        ret->reasons[i] = header->decider_reasons[i];
    ret->policy.decider = header->decider_role;
    ret->policy.reasons = (struct policy_list){ ret->reasons, header->n_decider_reasons };
}

static bool has_agreement(const struct question_facts *facts,
                          const struct decision_context *context)
{
    const struct agreement *agreement = agreements_find(context->agreements, facts->agreement);

    return agreement && agreement_covers(agreement, facts->sender, facts->recipient, facts->purpose,
                                         text_day_of(context->time_ms));
}

static bool is_named(const struct question *question, const struct uuid *id)
{
    for (size_t i = 0; i < question->policy.n_consents; i++) {
        if (uuid_equal(&question->consent_ids[i], id))
            return true;
    }
    return false;
}

static void write_consents(const struct question_facts *facts,
                           const struct decision_context *context, struct question *ret)
{
    const struct private_header *header = facts->header;
    struct digest subject;

    if (!facts->has_subject || !context->consents)
        return;
    subject = digest_hmac(context->index_key, facts->subject);
    for (size_t i = 0; i < header->n_consents; i++) {
        const struct consent *consent =
            consents_find(context->consents, &header->consents[i], facts->sender);
        size_t n = ret->policy.n_consents;

        if (!consent || !consent->has_subject || is_named(ret, &consent->id) ||
            memcmp(consent->subject, subject.bytes, sizeof(consent->subject)) != 0)
            continue;
        consent_for_policy(consent, &ret->words[n], &ret->consents[n]);
        if (consent->n_exchanges >= CONSENT_EXCHANGES)
            ret->is_exhausted = true;
        ret->consent_ids[ret->policy.n_consents++] = consent->id;
    }
    ret->policy.consents = ret->consents;
}

void question_of_facts(const struct question_facts *facts, const struct decision_context *context,
                       const struct party *from, const struct party *to, struct question *ret)
{
    const struct private_header *header = facts->header;

    *ret = (struct question){
        .policy = {
            .ground = strcmp(facts->ground, "none") == 0 ? NULL : facts->ground,
            .type = facts->type,
            .purpose = facts->purpose,
            .from = { .name = from->name, .role = from->role, .country = from->country },
            .to = { .name = to->name, .role = to->role, .country = to->country },
            .day = text_day_of(context->time_ms),
            .has_subject = facts->has_subject,
            .age = age_of(header),
            .age_years = header->age,
            .has_age_at_act = header->has_age_at_act,
            .age_at_act = header->age_at_act,
            .n_categories = facts->n_categories,
            .has_agreement = has_agreement(facts, context),
            .whole_or_nothing = header->whole_or_nothing,
        },
    };
    for (size_t i = 0; i < facts->n_categories; i++)
        ret->categories[i] = facts->categories[i];
    ret->policy.categories = ret->categories;
    write_flags(header, ret);
    write_decider(header, ret);
    write_consents(facts, context, ret);
}

void question_make(struct submission *submission, const struct decision_context *context,
                   const struct party *from, const struct party *to, struct question *ret)
{
    const struct exchange_text *exchange = &submission->exchange;
    const char *categories[LIMIT_SECTIONS];
    const struct question_facts facts = {
        .sender = exchange->sender,
        .recipient = exchange->recipient,
        .type = exchange->type,
        .purpose = exchange->purpose,
        .ground = exchange->ground,
        .agreement = exchange->agreement,
        .has_subject = exchange->has_subject,
        .subject = frame_bytes(submission->submit->subject),
        .header = &submission->header,
        .categories = categories,
        .n_categories = exchange->n_sections,
    };

    for (size_t i = 0; i < exchange->n_sections; i++)
        categories[i] = submission->descriptors[i].category;
    question_of_facts(&facts, context, from, to, ret);
    submission->n_consents = ret->policy.n_consents;
    memcpy(submission->consents, ret->consent_ids, sizeof(submission->consents));
}

void question_refuse(struct policy_answer *answer, const char *code)
{
    answer->decision = VERDICT_REFUSE;
    answer->rule = POLICY_DEFAULT_REFUSE;
    answer->code = code;
    for (size_t i = 0; i < answer->n_sections; i++)
        answer->sections[i] =
            (struct policy_section_answer){ VERDICT_REFUSE, POLICY_DEFAULT_REFUSE };
}

bool question_is_by_consent(const struct policy_answer *answer, const struct policy *policy)
{
    for (size_t i = 0; i < answer->n_sections; i++) {
        const struct policy_rule *rule = policy_find(policy, answer->sections[i].rule);

        if (answer->sections[i].verdict == VERDICT_PERMIT && rule && rule->n_signers > 0)
            return true;
    }
    return false;
}

void question_decide(const struct question *question, const struct policy *policy,
                     struct policy_answer *ret_answer)
{
    policy_decide(policy, &question->policy, ret_answer);
    if (ret_answer->decision == VERDICT_PERMIT && question->is_exhausted &&
        question_is_by_consent(ret_answer, policy))
        question_refuse(ret_answer, "consent_exhausted");
}
