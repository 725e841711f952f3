/* SPDX-License-Identifier: EUPL-1.2 */
/* The broker decides, and what it wrote down decides again: the same, until something of it is changed. */
#include "ctl/past.h"

#include <criterion/criterion.h>

#include "base/memory.h"
#include "broker/order.h"
#include "ctl/rejudge.h"
#include "unit/daemon/broker/fixture.h"

static struct fixture fixture;
static struct consents *consents; /* of the broker */

static void set_up(void)
{
    fixture_open(&fixture);
    fixture_allow_by_consent(&fixture);
    consents = consents_new();
}

static void tear_down(void)
{
    consents_free(consents);
    fixture_close(&fixture);
}

TestSuite(past, .init = set_up, .fini = tear_down);

/* By the broker; with `unknown`, it refers to nothing that the broker knows. */
static struct submission *decide(const struct draft *draft, bool unknown)
{
    struct submission *submission = fixture_read(&fixture, draft);
    struct decision_context context = fixture_context(&fixture, 3);

    context.consents = consents;
    context.unknown_reference = unknown;
    submission_decide(submission, &context);
    return submission;
}

/* A message about a consent, accepted and applied. */
static struct submission *order(const struct draft *draft)
{
    struct submission *submission = fixture_read(&fixture, draft);
    struct decision_context context = fixture_context(&fixture, 3);
    struct consent_message message;
    struct digest subject;

    submission_decide_order(submission, &context, NULL, NULL, 0);
    order_message(submission, &context, &subject, &message);
    consents_apply(consents, &message);
    return submission;
}

static struct past_detail detail_of(const struct submission *submission, struct buffer *categories)
{
    buffer_reset(categories);
    buffer_append_text(categories, "");
    for (size_t i = 0; i < submission->exchange.n_sections; i++)
        buffer_printf(categories, "%s\n", submission->descriptors[i].category);
    return (struct past_detail){
        .header = submission->rows.private_header,
        .salt = submission->rows.private_header_salt,
        .has_subject = submission->rows.has_subject_index,
        .categories = categories->size > 0 ? (const char *)categories->data : "",
    };
}

static struct past *past_of(const struct submission *submission)
{
    CLEANUP(buffer_clear) struct buffer categories = { 0 };
    struct past *past = past_new();
    struct past_detail detail = detail_of(submission, &categories);
    struct error err = { 0 };
    bool gone = true;

    cr_assert_eq(
        past_read_leaf(past, &submission->exchange.id, bytes_of_buffer(&submission->entry), &err),
        FAULT_NONE, "%s", err.text);
    cr_assert_eq(past_read_detail(past, &detail, &gone, &err), FAULT_NONE, "%s", err.text);
    cr_assert(!gone);
    return past;
}

static void tell(struct past *past, const struct submission *order, bool same_subject)
{
    const struct past_message message = {
        .entry = bytes_of_buffer(&order->entry),
        .header = order->rows.private_header,
        .salt = order->rows.private_header_salt,
        .has_subject = order->rows.has_subject_index,
        .same_subject = same_subject,
    };
    struct error err = { 0 };
    struct uuid id;
    bool gone = true;

    cr_assert_eq(past_add_message(past, &message, &id, &gone, &err), FAULT_NONE, "%s", err.text);
    cr_assert(!gone);
}

/* What differs from the leaf, as a text; "" if nothing. Overwritten by the next call. */
static const char *differs(const struct past *past)
{
    static char text[600];
    CLEANUP(mem_free) struct gate_decision *decision = mem_new(1, sizeof(*decision));
    CLEANUP(buffer_clear) struct buffer why = { 0 };
    struct judgement recorded, again;

    past_decide(past, fixture.policy, fixture.directory, decision);
    judgement_of_entry(past_entry(past), &recorded);
    judgement_of_answer(&decision->answer, &again);
    judgement_differences(&recorded, &again, &why);
    cr_expect_eq(why.size == 0, judgement_equal(&recorded, &again));
    snprintf(text, sizeof(text), "%s", why.size > 0 ? (const char *)why.data : "");
    return text;
}

/* ---- the same ---- */

static void leave(struct draft *draft) { (void)draft; }
static void go_elsewhere(struct draft *draft) { strcpy(draft->text.recipient, "no-such-party"); }
static void go_without_key(struct draft *draft) { strcpy(draft->text.recipient, FIXTURE_KEYLESS); }
static void seal_to_another(struct draft *draft) { draft->text.recipient_card = 7; }
static void be_grown_up(struct draft *draft) { draft->header.age = 30; }
static void name_no_ground(struct draft *draft) { strcpy(draft->text.ground, "none"); }
static void go_abroad(struct draft *draft) { strcpy(draft->text.recipient, FIXTURE_SWEDISH); }
static void carry_another(struct draft *draft) { draft->categories[1] = "criminal_record"; }
static void want_all(struct draft *draft)
{
    carry_another(draft);
    draft->header.whole_or_nothing = true;
}

static const struct {
    const char *name;
    void (*change)(struct draft *draft);
} drafts[] = {
    { "a duty", leave },
    { "unknown_recipient", go_elsewhere },
    { "no_key", go_without_key },
    { "new_card", seal_to_another },
    { "too old", be_grown_up },
    { "no_ground", name_no_ground },
    { "abroad", go_abroad },
    { "in part", carry_another },
    { "whole_or_nothing", want_all },
};

Test(past, what_the_broker_wrote_down_decides_the_same)
{
    for (size_t i = 0; i < ARRAY_SIZE(drafts); i++) {
        struct draft draft = fixture_draft(&fixture);
        CLEANUP(submission_free) struct submission *submission = NULL;
        CLEANUP(past_free) struct past *past = NULL;

        drafts[i].change(&draft);
        submission = decide(&draft, false);
        past = past_of(submission);
        cr_expect_str_eq(differs(past), "", "%s: %s", drafts[i].name, differs(past));
        cr_expect(!past_is_order(past));
    }
}

Test(past, an_order_to_the_bus_is_known_as_one)
{
    struct draft draft = fixture_grant(&fixture);
    CLEANUP(submission_free) struct submission *granted = order(&draft);
    CLEANUP(past_free) struct past *past = past_new();
    struct error err = { 0 };

    cr_assert_eq(past_read_leaf(past, &draft.text.id, bytes_of_buffer(&granted->entry), &err),
                 FAULT_NONE, "%s", err.text);
    cr_expect(past_is_order(past));
}

/* ---- consents ---- */

Test(past, a_consent_counts_as_far_as_it_had_been_told)
{
    struct draft grant = fixture_grant(&fixture);
    CLEANUP(submission_free) struct submission *granted = order(&grant);
    struct draft draft = fixture_resting_on(&fixture, &grant.text.id);
    CLEANUP(submission_free) struct submission *submission = decide(&draft, false);
    struct draft end = fixture_order(&fixture, ORDER_CONSENT_WITHDRAWAL, &grant.text.id);
    CLEANUP(submission_free) struct submission *withdrawn = order(&end);
    CLEANUP(past_free)
    struct past *then = past_of(submission), *before = past_of(submission),
                *later = past_of(submission), *other = past_of(submission);
    const struct uuid *named;

    cr_assert_eq(submission->state, STATE_ACCEPTED);
    cr_assert_eq(past_consents(then, &named), 1);
    cr_expect(uuid_equal(named, &grant.text.id));
    tell(then, granted, true);
    cr_expect_str_eq(differs(then), "");
    cr_expect_not_null(strstr(differs(before), "no_consent"), "%s", differs(before));
    tell(later, granted, true);
    tell(later, withdrawn, true);
    cr_expect_not_null(strstr(differs(later), "no_consent"), "one that came later was told too");
    tell(other, granted, false);
    cr_expect_not_null(strstr(differs(other), "no_consent"), "about somebody else");
}

Test(past, a_consent_is_exhausted_by_those_that_rested_on_it_then)
{
    struct draft grant = fixture_grant(&fixture);
    CLEANUP(submission_free) struct submission *granted = order(&grant);
    struct draft draft = fixture_resting_on(&fixture, &grant.text.id);
    CLEANUP(submission_free) struct submission *last = NULL, *refused = NULL;
    CLEANUP(past_free) struct past *before = NULL, *after = NULL;

    for (size_t i = 0; i < CONSENT_EXCHANGES - 1; i++)
        consents_count_exchange(consents, &grant.text.id, FIXTURE_SCHOOL);
    last = decide(&draft, false);
    consents_count_exchange(consents, &grant.text.id, FIXTURE_SCHOOL);
    refused = decide(&draft, false);
    cr_expect_str_eq(refused->answer.code, "consent_exhausted");

    before = past_of(last);
    tell(before, granted, true);
    past_count(before, &grant.text.id, CONSENT_EXCHANGES - 1);
    cr_expect_str_eq(differs(before), "");
    after = past_of(refused);
    tell(after, granted, true);
    cr_expect_str_neq(differs(after), "", "not counted");
    past_count(after, &grant.text.id, CONSENT_EXCHANGES);
    cr_expect_str_eq(differs(after), "");
}

/* ---- references ---- */

Test(past, a_reference_counts_if_it_was_there_and_their_own)
{
    struct draft grant = fixture_grant(&fixture);
    CLEANUP(submission_free) struct submission *granted = order(&grant);
    struct draft draft = fixture_resting_on(&fixture, &grant.text.id);
    struct uuid parent = uuid_new(fixture.now_ms);
    CLEANUP(submission_free) struct submission *known = NULL, *unknown = NULL;
    CLEANUP(past_free) struct past *was_there = NULL, *was_not = NULL;

    draft.text.has_in_reply_to = true;
    draft.text.in_reply_to = parent;
    known = decide(&draft, false);
    unknown = decide(&draft, true);
    cr_expect_str_eq(unknown->answer.code, "unknown_reference");

    was_there = past_of(known);
    tell(was_there, granted, true);
    cr_expect_not_null(strstr(differs(was_there), "unknown_reference"));
    past_set_reference(was_there, &parent, FIXTURE_SCHOOL, "somebody-else");
    cr_expect_not_null(strstr(differs(was_there), "unknown_reference"), "between others");
    past_set_reference(was_there, &parent, FIXTURE_WELFARE, FIXTURE_SCHOOL);
    cr_expect_str_eq(differs(was_there), "");
    was_not = past_of(unknown);
    tell(was_not, granted, true);
    cr_expect_str_eq(differs(was_not), "");
}

/* ---- agreements ---- */

Test(past, an_agreement_counts_by_its_text)
{
    CLEANUP(mem_free) char *folder = mem_printf("%s/agreements", fixture.folder);
    CLEANUP(agreements_free) struct agreements *agreements = NULL;
    CLEANUP(mem_free) struct gate_question *question = mem_new(1, sizeof(*question));
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *submission = NULL;
    CLEANUP(past_free) struct past *past = NULL;
    struct error err = { 0 };

    fixture_agree(folder, "protect_child");
    cr_assert_eq(agreements_load(folder, fixture.directory, &(struct reading){ .faults = stderr },
                                 &agreements, &err),
                 FAULT_NONE);
    strcpy(draft.text.agreement, agreements_at(agreements, 0)->hash);
    agreement_write(agreements_at(agreements, 0), &text);
    submission = decide(&draft, false);
    past = past_of(submission);
    cr_assert(past_question(past, fixture.directory, question));
    cr_expect(!question->policy.has_agreement);
    cr_assert_eq(past_read_agreement(past, bytes_of_buffer(&text), &err), FAULT_NONE);
    cr_assert(past_question(past, fixture.directory, question));
    cr_expect(question->policy.has_agreement);
    past_drop_agreement(past);
    cr_expect(!past_has_agreement(past));
    cr_expect_eq(past_read_agreement(past, bytes_of_text("x"), &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "damaged");
}

/* ---- what is not whole ---- */

static void expect_gone(const struct submission *submission, const struct past_detail *detail,
                        const char *what)
{
    CLEANUP(past_free) struct past *past = past_new();
    bool gone = false;

    cr_assert_eq(
        past_read_leaf(past, &submission->exchange.id, bytes_of_buffer(&submission->entry), NULL),
        FAULT_NONE);
    cr_expect_eq(past_read_detail(past, detail, &gone, NULL), FAULT_NONE, "%s", what);
    cr_expect(gone, "%s", what);
}

Test(past, what_lacks_a_part_is_gone)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *submission = decide(&draft, false);
    CLEANUP(buffer_clear) struct buffer categories = { 0 };
    const struct past_detail whole = detail_of(submission, &categories);
    struct past_detail detail = whole;

    detail.header = detail.salt = (struct bytes){ 0 };
    expect_gone(submission, &detail, "header");
    detail = whole;
    detail.has_subject = false;
    expect_gone(submission, &detail, "subject");
    detail = whole;
    detail.categories = "identity\nobservation\n";
    expect_gone(submission, &detail, "a category");
    detail.categories = "";
    expect_gone(submission, &detail, "categories");
}

/* As the broker writes them, for what is permitted and for what is left out. */
Test(past, a_category_that_was_not_signed_is_damage)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *submission = NULL;
    CLEANUP(past_free) struct past *past = NULL;
    struct error err = { 0 };

    carry_another(&draft);
    submission = decide(&draft, false);
    past = past_of(submission);
    for (size_t i = 0; i < draft.n_sections; i++) {
        const struct stored_section *section = &submission->sections[i];
        struct category_row row = { i, section->category, section->descriptor, section->salt };

        cr_expect_eq(past_check_category(past, &row, &err), FAULT_NONE, "%s", err.text);
        row.category = "case_status";
        cr_expect_eq(past_check_category(past, &row, &err), FAULT_INPUT, "%zu", i);
        cr_expect_str_eq(err.code, "damaged");
    }
}

Test(past, a_subject_that_the_text_does_not_name_is_damage)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *about = decide(&draft, false), *nobody = NULL;
    CLEANUP(past_free) struct past *with = past_of(about), *without = past_new();
    struct error err = { 0 };

    cr_expect_eq(past_check_subject(with, true, &err), FAULT_NONE);
    cr_expect_eq(past_check_subject(with, false, &err), FAULT_NONE, "it may have been erased");
    draft = fixture_draft(&fixture);
    draft.text.has_subject = draft.header.has_age = false;
    draft.header.certainty = CERTAINTY_NONE;
    nobody = decide(&draft, false);
    cr_assert_eq(past_read_leaf(without, &draft.text.id, bytes_of_buffer(&nobody->entry), &err),
                 FAULT_NONE, "%s", err.text);
    cr_expect_eq(past_check_subject(without, false, &err), FAULT_NONE);
    cr_expect_eq(past_check_subject(without, true, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "damaged");
}

Test(past, a_header_that_was_not_signed_is_damage)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *submission = decide(&draft, false);
    CLEANUP(buffer_clear) struct buffer categories = { 0 };
    CLEANUP(buffer_clear) struct buffer header = { 0 };
    CLEANUP(past_free) struct past *past = past_new();
    struct past_detail detail = detail_of(submission, &categories);
    struct error err = { 0 };
    bool gone;

    draft.header.age++;
    private_header_write(&draft.header, &header);
    detail.header = bytes_of_buffer(&header);
    cr_assert_eq(past_read_leaf(past, &draft.text.id, bytes_of_buffer(&submission->entry), &err),
                 FAULT_NONE);
    cr_expect_eq(past_read_detail(past, &detail, &gone, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "damaged");
    cr_expect_not_null(strstr(err.text, "signed"));
}

Test(past, a_leaf_that_is_another_exchanges_or_none_is_damage)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *submission = decide(&draft, false);
    CLEANUP(past_free) struct past *other = past_new(), *none = past_new();
    struct uuid id = uuid_new(fixture.now_ms);
    struct error err = { 0 };

    cr_expect_eq(past_read_leaf(other, &id, bytes_of_buffer(&submission->entry), &err),
                 FAULT_INPUT);
    cr_expect_str_eq(err.code, "damaged");
    cr_expect_eq(past_read_leaf(none, &draft.text.id, bytes_of_text("x"), &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "damaged");
}

Test(past, a_message_without_its_header_is_gone)
{
    struct draft grant = fixture_grant(&fixture);
    CLEANUP(submission_free) struct submission *granted = order(&grant);
    struct draft draft = fixture_resting_on(&fixture, &grant.text.id);
    CLEANUP(submission_free) struct submission *submission = decide(&draft, false);
    CLEANUP(past_free) struct past *past = past_of(submission);
    struct past_message message = { .entry = bytes_of_buffer(&granted->entry) };
    bool gone = false;
    struct uuid id = { 0 };

    cr_expect_eq(past_add_message(past, &message, &id, &gone, NULL), FAULT_NONE);
    cr_expect(gone);
    cr_expect(uuid_equal(&id, &grant.text.id));
    message.header = granted->rows.private_header;
    message.salt = granted->rows.private_header_salt;
    gone = false;
    cr_expect_eq(past_add_message(past, &message, &id, &gone, NULL), FAULT_NONE);
    cr_expect(gone, "whom it is about");
}
