/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/question.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/memory.h"
#include "broker/order.h"
#include "fixture.h"

static struct fixture fixture;
static struct consents *consents;
static struct question asked;
static struct gate_question question;

static void set_up(void)
{
    fixture_open(&fixture);
    consents = consents_new();
}

static void tear_down(void)
{
    consents_free(consents);
    fixture_close(&fixture);
}

TestSuite(question, .init = set_up, .fini = tear_down);

/* Of the draft, into `question`, which points into the submission and into `asked`. */
static struct submission *ask(const struct draft *draft, const struct agreements *agreements)
{
    struct submission *submission = fixture_read(&fixture, draft);
    struct decision_context context = fixture_context(&fixture, 3);
    int32_t day = text_day_of(fixture.now_ms);

    context.consents = consents;
    context.agreements = agreements;
    question_make(submission, &context, &asked);
    gate_question_make(&asked.exchange, &asked.basis,
                       directory_party(fixture.directory, FIXTURE_SCHOOL, day),
                       directory_party(fixture.directory, FIXTURE_WELFARE, day), &question);
    return submission;
}

static void set_none(struct private_header *header) { (void)header; }
static void set_whole(struct private_header *header) { header->whole_or_nothing = true; }
static void set_protected(struct private_header *header) { header->protected_identity = true; }
static void set_not_inform(struct private_header *header) { header->n_do_not_inform = 1; }
static void set_notifier(struct private_header *header) { header->notifier_protected = true; }
static void set_feedback(struct private_header *header) { header->feedback_requested = true; }
static void set_unverified(struct private_header *header) { header->unverified = true; }
static void set_informed(struct private_header *header) { header->subject_informed = ANSWER_YES; }
static void set_not_informed(struct private_header *header)
{
    header->subject_informed = ANSWER_NO;
    strcpy(header->not_informed_reason, "too_young");
}
static void set_heard(struct private_header *header) { header->child_heard = ANSWER_YES; }

static const struct {
    void (*set)(struct private_header *header);
    const char *code; /* NULL: no flag */
} flags[] = {
    { set_none, NULL },
    { set_whole, "whole_or_nothing" },
    { set_protected, "protected_identity" },
    { set_not_inform, "do_not_inform" },
    { set_notifier, "notifier_protected" },
    { set_feedback, "feedback_requested" },
    { set_unverified, "unverified" },
    { set_informed, "subject_informed" },
    { set_not_informed, NULL },
    { set_heard, "child_heard" },
};

Test(question, names_the_flags_that_are_set_by_their_codes)
{
    for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
        struct draft draft = fixture_draft(&fixture);
        CLEANUP(submission_free) struct submission *submission = NULL;

        flags[i].set(&draft.header);
        submission = ask(&draft, NULL);
        cr_assert_eq(question.policy.flags.n, flags[i].code ? 1 : 0, "%zu", i);
        if (flags[i].code) {
            cr_expect_str_eq(question.policy.flags.words[0], flags[i].code);
            cr_expect(vocabulary_has(fixture.vocabulary, VOCABULARY_FLAG, flags[i].code));
        }
    }
}

Test(question, tells_who_owns_each_party)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *submission = NULL;
    int32_t day = text_day_of(fixture.now_ms);
    struct party from = *directory_party(fixture.directory, FIXTURE_SCHOOL, day);
    struct party to = *directory_party(fixture.directory, FIXTURE_WELFARE, day);

    submission = ask(&draft, NULL);
    cr_expect_eq(question.policy.from.ownership, POLICY_PUBLIC);
    cr_expect_eq(question.policy.to.ownership, POLICY_PUBLIC);
    from.is_private = true;
    gate_question_make(&asked.exchange, &asked.basis, &from, &to, &question);
    cr_expect_eq(question.policy.from.ownership, POLICY_PRIVATE);
    cr_expect_eq(question.policy.to.ownership, POLICY_PUBLIC);
    to.is_private = true;
    gate_question_make(&asked.exchange, &asked.basis, &from, &to, &question);
    cr_expect_eq(question.policy.to.ownership, POLICY_PRIVATE);
}

Test(question, names_parties_sections_and_who_decided)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *submission = ask(&draft, NULL);
    CLEANUP(submission_free) struct submission *weighed = NULL;

    cr_expect_not_null(submission);
    cr_expect_str_eq(question.policy.from.name, FIXTURE_SCHOOL);
    cr_expect_str_eq(question.policy.to.name, FIXTURE_WELFARE);
    cr_expect_eq(question.policy.n_categories, 3);
    cr_expect_str_eq(question.policy.categories[1], "observation");
    cr_expect_null(question.policy.decider);
    cr_expect_eq(question.policy.reasons.n, 0);
    cr_expect(!question.policy.has_agreement);

    draft.header.has_decider = true;
    strcpy(draft.header.decider_reference, "official-7");
    strcpy(draft.header.decider_role, "head_teacher");
    strcpy(draft.header.decider_reasons[0], "necessary");
    draft.header.n_decider_reasons = 1;
    weighed = ask(&draft, NULL);
    cr_expect_str_eq(question.policy.decider, "head_teacher");
    cr_assert_eq(question.policy.reasons.n, 1);
    cr_expect_str_eq(question.policy.reasons.words[0], "necessary");
}

/* ---- consents ---- */

static struct uuid grant(void)
{
    struct draft draft = fixture_grant(&fixture);
    CLEANUP(submission_free) struct submission *submission = fixture_read(&fixture, &draft);
    struct decision_context context = fixture_context(&fixture, 3);
    struct consent_message message;
    struct digest subject;

    order_message(submission, &context, &subject, &message);
    consents_apply(consents, &message);
    return draft.text.id;
}

Test(question, sees_a_consent_that_is_named_held_by_the_sender_and_of_the_subject)
{
    struct uuid consent = grant(), unknown = uuid_new(fixture.now_ms);
    struct draft draft = fixture_resting_on(&fixture, &consent);
    CLEANUP(submission_free)
    struct submission *named = ask(&draft, NULL), *other = NULL, *nobody = NULL, *none = NULL;

    cr_expect_not_null(named);
    cr_assert_eq(question.policy.n_consents, 1);
    cr_expect_str_eq(question.policy.consents[0].holder, FIXTURE_SCHOOL);
    cr_expect(!question.is_exhausted[0]);
    cr_expect(uuid_equal(&question.named[0], &consent));

    draft.header.consents[0] = unknown;
    other = ask(&draft, NULL);
    cr_expect_eq(question.policy.n_consents, 0, "one that is not there");
    cr_expect_not_null(other);

    draft.header.n_consents = 0;
    none = ask(&draft, NULL);
    cr_expect_eq(question.policy.n_consents, 0, "one that is not named");

    draft = fixture_resting_on(&fixture, &consent);
    draft.text.has_subject = false;
    draft.header.certainty = CERTAINTY_NONE;
    draft.header.has_age = false;
    nobody = ask(&draft, NULL);
    cr_expect_eq(question.policy.n_consents, 0, "nobody is named that it could be about");
}

Test(question, sees_no_consent_of_another_subject_or_another_holder)
{
    struct uuid consent = grant();
    struct draft draft = fixture_resting_on(&fixture, &consent);
    CLEANUP(submission_free) struct submission *first = NULL, *second = NULL;

    fixture.index_key[0] ^= 1; /* the same reference, as if it were another */
    first = ask(&draft, NULL);
    cr_expect_eq(question.policy.n_consents, 0);
    fixture.index_key[0] ^= 1;
    strcpy(draft.text.sender, FIXTURE_SWEDISH);
    draft.signer = fixture.swedish;
    second = ask(&draft, NULL);
    cr_expect_eq(question.policy.n_consents, 0);
}

/* ---- agreements ---- */

static struct agreements *agree_until(const char *purpose, const char *until)
{
    CLEANUP(mem_free) char *folder = mem_printf("%s/agreements", fixture.folder);
    struct agreements *agreements = NULL;
    struct error err = { 0 };

    fixture_agree_until(folder, purpose, until);
    cr_assert_eq(agreements_load(folder, fixture.directory, &(struct reading){ .faults = stderr },
                                 &agreements, &err),
                 FAULT_NONE, "%s", err.text);
    return agreements;
}

static struct agreements *agree(const char *purpose) { return agree_until(purpose, "2031-01-01"); }

Test(question, counts_no_agreement_that_has_run_out)
{
    CLEANUP(agreements_free) struct agreements *ended = agree_until("protect_child", "2026-01-02");
    CLEANUP(submission_free) struct submission *named = NULL;
    struct draft draft = fixture_draft(&fixture);

    strcpy(draft.text.agreement, agreements_at(ended, 0)->hash);
    named = ask(&draft, ended);
    cr_expect_not_null(named);
    cr_expect(!question.policy.has_agreement);
}

Test(question, counts_an_agreement_that_is_named_held_and_covers)
{
    CLEANUP(agreements_free) struct agreements *fitting = agree("protect_child");
    CLEANUP(agreements_free) struct agreements *other = agree("prevent_crime");
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free)
    struct submission *unnamed = ask(&draft, fitting), *named = NULL, *absent = NULL,
                      *not_covering = NULL;

    cr_expect_not_null(unnamed);
    cr_expect(!question.policy.has_agreement, "it is not named");
    strcpy(draft.text.agreement, agreements_at(fitting, 0)->hash);
    named = ask(&draft, fitting);
    cr_expect(question.policy.has_agreement);
    absent = ask(&draft, other);
    cr_expect(!question.policy.has_agreement, "the bus does not hold it");
    strcpy(draft.text.agreement, agreements_at(other, 0)->hash);
    not_covering = ask(&draft, other);
    cr_expect(!question.policy.has_agreement, "it is for another purpose");
}
