/* SPDX-License-Identifier: EUPL-1.2 */
#include "unit/daemon/core/explanation_mend.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "core/policy_text.h"

/* What the functions below share. `said` is NULL where everything is done, said or not. */
struct mending {
    const struct policy_rule *rule;
    const char *said;
    uint32_t choice;
    struct mended *ret;
};

static bool is_word(char c) { return isalnum((unsigned char)c) || c == '_'; }

/* As a word of its own. */
static bool says(const struct mending *mending, const char *word)
{
    const char *at = mending->said;

    if (!at)
        return true;
    for (; (at = strstr(at, word)); at++)
        if ((at == mending->said || !is_word(at[-1])) && !is_word(at[strlen(word)]))
            return true;
    return false;
}

/* One of the words that are said; NULL: none. */
static const char *choose(const struct mending *mending, const struct policy_words *words)
{
    for (size_t i = 0; i < words->n; i++) {
        const char *word = words->words[(i + mending->choice) % words->n];

        if (says(mending, word))
            return word;
    }
    return NULL;
}

#define RECIPIENT_NEED "The recipient must have the role"

/* Of the sentence that says who it may be: others name the sender, and may be of the same role. */
static const char *choose_recipient(const struct mending *mending)
{
    const char *need = strstr(mending->said, RECIPIENT_NEED);
    CLEANUP(mem_free) char *sentence = mem_printf("%.*s", (int)strcspn(need, "."), need);
    const struct mending of_sentence = { .said = sentence, .choice = mending->choice };

    return choose(&of_sentence, &mending->rule->to);
}

/* ---- what, when, why ---- */

/* Another recipient, purpose or day is not that of the agreement that was in force. */
static void mend_agreement(const struct mending *mending, const struct policy_question *before)
{
    struct policy_question *question = &mending->ret->question;

    if (question->to.role != before->to.role) {
        question->to.name = "another";
        question->has_agreement = false;
    }
    if (question->purpose != before->purpose || question->day != before->day)
        question->has_agreement = false;
    if (says(mending, "agreement"))
        question->has_agreement = true;
}

static void mend_scope(const struct mending *mending)
{
    struct policy_question *question = &mending->ret->question, before = *question;
    const struct policy_rule *rule = mending->rule;

    if (says(mending, "must be of the type"))
        question->type = choose(mending, &rule->types);
    if (says(mending, "The purpose must be"))
        question->purpose = choose(mending, &rule->purposes);
    if (mending->said && says(mending, RECIPIENT_NEED))
        question->to = (struct policy_party){ .name = question->to.name,
                                              .role = choose_recipient(mending),
                                              .country = question->to.country,
                                              .ownership = rule->to_ownership };
    if (says(mending, "The provision is in force only") && question->day < rule->in_force_from)
        question->day = rule->in_force_from;
    if (says(mending, "The provision was in force") && question->day >= rule->in_force_to)
        question->day = rule->in_force_to - 1;
    mend_agreement(mending, &before);
}

static void remove_word(struct policy_list *list, const char **words, const char *word)
{
    size_t n = 0;

    for (size_t i = 0; i < list->n; i++)
        if (!policy_same(words[i], word))
            words[n++] = words[i];
    list->n = n;
}

static void mend_flags(const struct mending *mending)
{
    struct policy_list *flags = &mending->ret->question.flags;
    const struct policy_rule *rule = mending->rule;

    for (size_t i = 0; i < rule->flags.n; i++)
        if (says(mending, rule->flags.words[i]) && says(mending, "must be set") &&
            !policy_list_has(flags, rule->flags.words[i]))
            mending->ret->flags[flags->n++] = rule->flags.words[i];
    for (size_t i = 0; i < rule->not_flags.n; i++)
        if (says(mending, rule->not_flags.words[i]) &&
            (says(mending, "must not be set") || says(mending, "None of the flags")))
            remove_word(flags, mending->ret->flags, rule->not_flags.words[i]);
}

/* ---- about whom ---- */

static bool is_inside(const struct policy_rule *rule, unsigned int years)
{
    return !rule->has_age_limit || (years >= rule->age_from && years < rule->age_under);
}

static bool can_sign_at(const struct policy_rule *rule, unsigned int years)
{
    bool can = rule->n_signers == 0;

    for (size_t i = 0; i < rule->n_signers; i++)
        if (years >= rule->signers[i].age_from && years < rule->signers[i].age_under)
            return rule->signers[i].youth || rule->signers[i].guardians;
    return can;
}

static void set_age(const struct mending *mending)
{
    struct policy_question *question = &mending->ret->question;
    const struct policy_rule *rule = mending->rule;
    bool is_at_act = rule->age_at_act && question->has_age_at_act;

    question->has_subject = true;
    for (unsigned int i = 0; is_at_act && i < 150; i++)
        if (is_inside(rule, i))
            question->age_at_act = i;
    for (unsigned int i = 0; i < 150; i++) {
        unsigned int years = (i + mending->choice) % 150;

        if ((!is_at_act && !is_inside(rule, years)) || !can_sign_at(rule, years))
            continue;
        question->age = POLICY_AGE_KNOWN;
        question->age_years = years;
        return;
    }
    question->age = POLICY_AGE_UNKNOWN;
}

static void mend_subject(const struct mending *mending)
{
    struct policy_question *question = &mending->ret->question;

    if (mending->said && says(mending, "must not be about a person"))
        question->has_subject = false;
    if (mending->said && says(mending, "must be about a person"))
        question->has_subject = true;
    if (mending->said && (says(mending, "The person must be") ||
                          says(mending, "the person must be") || says(mending, "age must be")))
        set_age(mending);
    if (mending->said)
        return;
    question->has_subject = !mending->rule->no_subject;
    if (question->has_subject)
        set_age(mending);
}

/* ---- who decided, and who agreed ---- */

static void mend_decision(const struct mending *mending)
{
    struct policy_question *question = &mending->ret->question;
    const struct policy_rule *rule = mending->rule;
    const char *any;

    if ((says(mending, "Name who has decided") || says(mending, "The official who decides")) &&
        rule->deciders.n)
        question->decider = choose(mending, &rule->deciders);
    for (size_t i = 0; i < rule->reasons.n; i++)
        if (says(mending, rule->reasons.words[i]) &&
            !policy_list_has(&question->reasons, rule->reasons.words[i]))
            mending->ret->reasons[question->reasons.n++] = rule->reasons.words[i];
    any = choose(mending, &rule->any_reasons);
    if (any)
        mending->ret->reasons[question->reasons.n++] = any;
}

static void mend_consent(const struct mending *mending)
{
    struct mended *ret = mending->ret;
    struct policy_question *question = &ret->question;

    if (!says(mending, "A consent held by the sender"))
        return;
    ret->recipient = question->to.name;
    ret->purpose = question->purpose;
    ret->category = question->categories[ret->place];
    cr_assert_lt(question->n_consents, MEND_CONSENTS);
    ret->consents[question->n_consents++] = (struct policy_consent){
        .holder = question->from.name,
        .from = question->from.name,
        .recipients = { &ret->recipient, 1 },
        .purposes = { &ret->purpose, 1 },
        .categories = { &ret->category, 1 },
        .valid_from = question->day,
        .valid_until = question->day + 1,
        .withdrawn_day = POLICY_NEVER,
        .voided_day = POLICY_NEVER,
        .guardians_required = 2,
        .youth_signed = true,
        .guardians_signed = 2,
    };
}

/* ---- the exchange as a whole ---- */

static void mend_sections(const struct policy *policy, const struct mending *mending)
{
    struct mended *ret = mending->ret;
    struct policy_question *question = &ret->question;
    size_t n = 0;

    if (says(mending, "The flag “whole_or_nothing” must be removed"))
        question->whole_or_nothing = false;
    if (!says(mending, "No section may have a category that does not exist"))
        return;
    for (size_t i = 0; i < question->n_categories; i++) {
        if (!policy_words_has(&policy->categories, ret->categories[i]))
            continue;
        if (i == ret->place)
            ret->place = n;
        ret->categories[n++] = ret->categories[i];
    }
    question->n_categories = n;
}

static void copy(const struct policy_question *question, size_t i, struct mended *ret)
{
    *ret = (struct mended){ .question = *question, .place = i };
    cr_assert_leq(question->n_categories, POLICY_SECTIONS_MAX);
    for (size_t j = 0; j < question->n_categories; j++)
        ret->categories[j] = question->categories[j];
    for (size_t j = 0; j < question->flags.n; j++)
        ret->flags[j] = question->flags.words[j];
    for (size_t j = 0; j < question->reasons.n; j++)
        ret->reasons[j] = question->reasons.words[j];
    for (size_t j = 0; j < question->n_consents; j++)
        ret->consents[j] = question->consents[j];
    ret->question.categories = ret->categories;
    ret->question.flags.words = ret->flags;
    ret->question.reasons.words = ret->reasons;
    ret->question.consents = ret->consents;
}

static void mend_on_rule(const struct mending *mending)
{
    mend_scope(mending);
    mend_flags(mending);
    mend_subject(mending);
    mend_decision(mending);
    mend_consent(mending);
}

void mend(const struct policy *policy, const struct policy_question *question,
          const struct explanation *explanation, size_t i, uint32_t choice, struct mended *ret)
{
    const struct explained_section *section = &explanation->sections[i];
    const struct policy_rule *rule = policy_find(policy, section->nearest, question->day);
    CLEANUP(buffer_clear) struct buffer said = { 0 };
    struct mending mending = { rule, "", choice, ret };

    for (size_t j = 0; j < section->n_needs; j++)
        buffer_printf(&said, "%s\n", section->needs[j]);
    if (said.size)
        mending.said = (const char *)said.data;
    copy(question, i, ret);
    if (rule)
        mend_on_rule(&mending);
    mend_sections(policy, &mending);
}

void mend_everything(const struct policy_rule *rule, const struct policy_question *question,
                     size_t i, uint32_t choice, struct mended *ret)
{
    const struct mending mending = { rule, NULL, choice, ret };

    copy(question, i, ret);
    ret->question.whole_or_nothing = false;
    mend_on_rule(&mending);
}

bool mended_passes(const struct policy *policy, const struct mended *mended)
{
    struct policy_answer answer;

    policy_decide(policy, &mended->question, &answer);
    return answer.decision == VERDICT_PERMIT &&
           answer.sections[mended->place].verdict == VERDICT_PERMIT;
}
