/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/order.h"

#include <criterion/criterion.h>

#include "base/memory.h"
#include "fixture.h"
#include "keys/tag.h"
#include "model/entry.h"
#include "tlog/tree.h"

static struct fixture fixture;

static void set_up(void) { fixture_open(&fixture); }

static void tear_down(void) { fixture_close(&fixture); }

TestSuite(decision, .init = set_up, .fini = tear_down);

static struct submission *decide(const struct draft *draft, uint64_t leaf_index)
{
    struct submission *submission = fixture_read(&fixture, draft);
    struct decision_context context = fixture_context(&fixture, leaf_index);

    submission_decide(submission, &context);
    return submission;
}

static struct entry *read_leaf(const struct submission *submission)
{
    struct entry *entry = mem_new(1, sizeof(*entry));
    struct error err = { 0 };

    cr_assert_eq(entry_read(bytes_of_buffer(&submission->entry), entry, &err), FAULT_NONE, "%s",
                 err.text);
    return entry;
}

static struct broker_item *read_item(const struct stored_receipt *receipt)
{
    struct broker_item *item = mem_new(1, sizeof(*item));
    struct error err = { 0 };

    cr_assert_eq(broker_item_read(receipt->item, item, &err), FAULT_NONE, "%s", err.text);
    return item;
}

/* What leaf and receipt 1 must say of each other and of the submission, whatever was decided. */
static void check_leaf_and_receipt(const struct submission *submission, uint64_t leaf_index)
{
    CLEANUP(mem_free) struct entry *entry = read_leaf(submission);
    CLEANUP(mem_free) struct broker_item *item = read_item(&submission->receipts[0]);
    const struct held_card *sender = directory_card(fixture.directory, entry->signer, 1);
    struct digest leaf = tree_leaf_hash(bytes_of_buffer(&submission->entry));

    cr_assert_not_null(sender);
    cr_expect(bytes_equal(entry->text, frame_bytes(submission->submit->text)));
    cr_expect(sign_verify(sender->card.sign, TAG_EXCHANGE, FIXTURE_ORIGIN, entry->text,
                          entry->signature));
    cr_expect_str_eq(entry->policy, fixture.policy_hash);
    cr_expect_eq(entry->time_ms, fixture.now_ms);
    cr_expect_eq(entry->n_verdicts, submission->exchange.n_sections);

    cr_expect(fixture_proves(fixture.signer.card->card.sign, &submission->receipts[0]));
    cr_expect_eq(item->kind, ITEM_DECISION);
    cr_expect_eq(item->leaf_index, leaf_index);
    cr_expect(digest_equal(&item->leaf_hash, &leaf));
    cr_expect(uuid_equal(&item->id, &submission->exchange.id));
    cr_expect(digest_equal(&item->exchange, &submission->text_hash));
    cr_expect_str_eq(item->rule, entry->rule);
    cr_expect_eq(item->n_verdicts, entry->n_verdicts);
    for (size_t i = 0; i < item->n_verdicts; i++) {
        cr_expect(digest_equal(&item->verdicts[i].section, &submission->exchange.sections[i]));
        cr_expect(digest_equal(&entry->verdicts[i].section, &item->verdicts[i].section));
        cr_expect_eq(entry->verdicts[i].verdict, item->verdicts[i].verdict);
        cr_expect_str_eq(entry->verdicts[i].rule, item->verdicts[i].rule);
    }
}

static bool has_sealed_bytes(const struct stored_section *row)
{
    return row->sealed_key.size || row->ciphertext.size;
}

/* Whatever was decided on it: without that the category is the database's word alone. */
static bool is_bound(const struct submission *submission, size_t i)
{
    const struct stored_section *row = &submission->sections[i];
    struct digest got;

    if (row->salt.size != SALT_SIZE)
        return false;
    got = digest_salted(TAG_SECTION, &submission->exchange.id, row->index, row->salt.data,
                        row->descriptor);
    return digest_equal(&got, &submission->exchange.sections[i]);
}

Test(decision, permits_what_the_duty_covers)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *submission = decide(&draft, 41);
    CLEANUP(mem_free) struct entry *entry = read_leaf(submission);
    struct change change = submission_change(submission);

    check_leaf_and_receipt(submission, 41);
    cr_expect_eq(submission->state, STATE_ACCEPTED);
    cr_expect_eq(entry->kind, ENTRY_ACCEPTED);
    cr_expect(entry->permitted);
    cr_expect_str_empty(entry->code);
    cr_expect_str_eq(entry->rule, "no-public-concern");
    for (size_t i = 0; i < 3; i++) {
        cr_expect_eq(entry->verdicts[i].verdict, VERDICT_PERMIT);
        cr_expect(has_sealed_bytes(&submission->sections[i]), "%zu", i);
        cr_expect(is_bound(submission, i), "%zu", i);
        cr_expect_str_eq(submission->sections[i].category, draft.categories[i]);
    }
    cr_expect_eq(change.kind, CHANGE_SUBMITTED);
    cr_expect_eq(change.n_receipts, 2);
    cr_expect_str_eq(change.entry_kind, "accepted");
    cr_expect_eq(change.time_ms, fixture.now_ms);
}

Test(decision, lists_with_the_delivery_only_what_is_delivered)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *submission = NULL;
    CLEANUP(mem_free) struct broker_item *item = NULL;

    draft.categories[1] = "criminal_record"; /* no part of this duty */
    submission = decide(&draft, 41);
    item = read_item(&submission->receipts[1]);
    check_leaf_and_receipt(submission, 41);
    cr_expect_eq(submission->receipts[1].kind, ITEM_DELIVERY);
    cr_expect_eq(item->kind, ITEM_DELIVERY);
    cr_expect(fixture_proves(fixture.signer.card->card.sign, &submission->receipts[1]));
    cr_assert_eq(item->n_verdicts, 2);
    cr_expect(digest_equal(&item->verdicts[0].section, &submission->exchange.sections[0]));
    cr_expect(digest_equal(&item->verdicts[1].section, &submission->exchange.sections[2]));
}

Test(decision, stores_no_sealed_bytes_of_what_is_left_out)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *submission = NULL;

    draft.categories[1] = "criminal_record";
    submission = decide(&draft, 41);
    cr_expect_eq(submission->state, STATE_ACCEPTED);
    cr_expect_eq(submission->sections[1].verdict, VERDICT_LEAVE_OUT);
    cr_expect(has_sealed_bytes(&submission->sections[0]));
    cr_expect(!has_sealed_bytes(&submission->sections[1]));
    cr_expect(is_bound(submission, 1));
    cr_expect(has_sealed_bytes(&submission->sections[2]));
}

Test(decision, fills_the_rows_that_searches_use)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *submission = NULL;
    const struct stored_submission *rows;
    struct digest index;

    draft.number = 0x0102030405060708;
    submission = decide(&draft, 41);
    rows = &submission->rows;
    index = digest_hmac(fixture.index_key, frame_bytes(submission->submit->subject));
    cr_expect_eq(rows->number, 0x0102030405060708);
    cr_expect_eq(rows->incarnation[0], 6);
    cr_expect(rows->has_age && rows->age == 12);
    cr_expect_str_eq(rows->certainty, "certain");
    cr_expect_str_empty(rows->code);
    cr_expect(rows->has_subject_index);
    cr_expect_arr_eq(rows->subject_index, index.bytes, sizeof(index.bytes));
    cr_expect(bytes_equal(rows->private_header, frame_bytes(submission->submit->private_header)));
}

/* ---- refusals ---- */

static void too_old(struct draft *draft) { draft->header.age = 18; }
static void no_age(struct draft *draft) { draft->header.has_age = false; }
static void no_ground(struct draft *draft) { strcpy(draft->text.ground, "none"); }
static void odd_ground(struct draft *draft) { strcpy(draft->text.ground, "no.bvl.1-1"); }
static void odd_category(struct draft *draft) { draft->categories[1] = "horoscope"; }
static void nothing_left(struct draft *draft) { draft->n_sections = 0; }
static void to_nobody(struct draft *draft) { strcpy(draft->text.recipient, "nobody"); }
static void to_keyless(struct draft *draft) { strcpy(draft->text.recipient, FIXTURE_KEYLESS); }
static void to_old_card(struct draft *draft)
{
    draft->text.recipient_card = 1;
    fixture_hold(&fixture, FIXTURE_WELFARE, 2, fixture.now_ms)->in_record = true;
}
static void whole_or_nothing(struct draft *draft)
{
    draft->header.whole_or_nothing = true;
    draft->categories[1] = "criminal_record";
}
static void from_sweden(struct draft *draft)
{
    strcpy(draft->text.sender, FIXTURE_SWEDISH);
    draft->signer = fixture.swedish;
}

static const struct {
    const char *code, *rule, *words; /* in the receipt's reason */
    void (*change)(struct draft *draft);
} refusals[] = {
    { "age_outside", "no-public-concern", "Plikten gjelder barn under 18", too_old },
    { "age_missing", "no-public-concern", "(Barnevernsloven", no_age },
    { "no_ground", "default-refuse", "", no_ground },
    { "unknown_ground", "default-refuse", "", odd_ground },
    { "unknown_category", "default-refuse", "", odd_category },
    { "nothing_left", "no-public-concern", "", nothing_left },
    { "whole_or_nothing", "no-public-concern", "", whole_or_nothing },
    { "blocked", "se-osl-8-3", "Mottagaren ligger utanför Sverige", from_sweden },
    { "unknown_recipient", "default-refuse", "mottakeren finnes ikke", to_nobody },
    { "no_key", "default-refuse", "mottakeren mangler gyldig nøkkel", to_keyless },
    { "new_card", "default-refuse", "mottakeren har et nytt nøkkelkort", to_old_card },
};

Test(decision, refuses_with_code_rule_and_words_and_keeps_nothing_sealed)
{
    for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
        struct draft draft = fixture_draft(&fixture);
        CLEANUP(submission_free) struct submission *submission = NULL;
        CLEANUP(mem_free) struct entry *entry = NULL;
        CLEANUP(mem_free) struct broker_item *item = NULL;
        const char *code = refusals[i].code;

        refusals[i].change(&draft);
        submission = decide(&draft, 3);
        check_leaf_and_receipt(submission, 3);
        entry = read_leaf(submission);
        item = read_item(&submission->receipts[0]);
        cr_expect_eq(submission->state, STATE_REFUSED, "%s", code);
        cr_expect_eq(entry->kind, ENTRY_REFUSED, "%s", code);
        cr_expect(!entry->permitted, "%s", code);
        cr_expect_str_eq(entry->code, code, "%s: %s", code, entry->code);
        cr_expect_str_eq(entry->rule, refusals[i].rule, "%s: %s", code, entry->rule);
        cr_expect_str_eq(item->code, code);
        cr_expect_eq(item->state, STATE_REFUSED);
        cr_expect_str_not_empty(item->reason, "%s", code);
        cr_expect_not_null(strstr(item->reason, refusals[i].words), "%s: %s", code, item->reason);
        cr_expect_eq(submission_change(submission).n_receipts, 1, "%s: no delivery", code);
        cr_expect_eq(submission->delivery.item.size, 0, "%s: no delivery", code);
        for (size_t j = 0; j < draft.n_sections; j++) {
            cr_expect_eq(entry->verdicts[j].verdict, VERDICT_REFUSE, "%s", code);
            cr_expect(!has_sealed_bytes(&submission->sections[j]), "%s", code);
            cr_expect(is_bound(submission, j), "%s", code);
        }
        cr_expect_str_eq(submission->rows.code, code);
    }
}

Test(decision, refuses_a_party_that_is_no_member_any_more)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *submission = fixture_read(&fixture, &draft);
    struct decision_context context = fixture_context(&fixture, 3);

    strcpy(submission->exchange.sender, "left-school");
    submission_decide(submission, &context);
    cr_expect_str_eq(submission->answer.code, "unknown_sender");
    cr_expect_eq(submission->state, STATE_REFUSED);
}

Test(decision, does_not_let_a_card_count_before_it_stands_in_the_record)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *before = NULL, *after = NULL;
    struct held_card *next = fixture_hold(&fixture, FIXTURE_WELFARE, 2, fixture.now_ms);

    before = decide(&draft, 3);
    cr_expect_eq(before->state, STATE_ACCEPTED, "%s", before->answer.code);
    next->in_record = true;
    after = decide(&draft, 3);
    cr_expect_str_eq(after->answer.code, "new_card");
}

Test(decision, finds_no_key_in_a_card_that_has_run_out)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *submission = fixture_read(&fixture, &draft);
    struct decision_context context = fixture_context(&fixture, 3);

    context.time_ms += 70 * INT64_C(86400000);
    submission_decide(submission, &context);
    cr_expect_str_eq(submission->answer.code, "no_key");
}

Test(decision, marks_an_unknown_reference_but_stops_no_duty)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *submission = fixture_read(&fixture, &draft);
    struct decision_context context = fixture_context(&fixture, 3);

    context.unknown_reference = true;
    submission_decide(submission, &context);
    cr_expect_eq(submission->state, STATE_ACCEPTED);
    cr_expect_str_eq(submission->rows.code, "unknown_reference");
    check_leaf_and_receipt(submission, 3);
}

/* ---- consents ---- */

/* Of what the draft says. */
static struct uuid enter(struct consents *consents, struct draft draft)
{
    CLEANUP(submission_free) struct submission *submission = fixture_read(&fixture, &draft);
    struct decision_context context = fixture_context(&fixture, 3);
    struct consent_message message;
    struct digest subject;

    order_message(submission, &context, &subject, &message);
    cr_assert_null(consents_objection(consents, &message));
    consents_apply(consents, &message);
    return draft.text.id;
}

static struct uuid grant(struct consents *consents)
{
    return enter(consents, fixture_grant(&fixture));
}

/* One for somebody else, of the same pupil. */
static struct uuid grant_to_another(struct consents *consents)
{
    struct draft draft = fixture_grant(&fixture);

    strcpy(draft.header.grant.scope.recipients[0], "fjell-police");
    return enter(consents, draft);
}

/* Whose withdrawal would end it otherwise, though nothing of it went out on that one. */
Test(decision, rests_on_those_consents_that_carry_a_part_of_it)
{
    CLEANUP(consents_free) struct consents *consents = consents_new();
    struct decision_context context = fixture_context(&fixture, 3);
    CLEANUP(submission_free) struct submission *submission = NULL;
    struct uuid other, carrying;
    struct draft draft;

    fixture_allow_by_consent(&fixture);
    context.policy = fixture.policy;
    context.consents = consents;
    other = grant_to_another(consents);
    carrying = grant(consents);
    draft = fixture_resting_on(&fixture, &other);
    draft.header.consents[draft.header.n_consents++] = carrying;
    for (int i = 0; i < CONSENT_EXCHANGES; i++)
        consents_count_exchange(consents, &other, FIXTURE_SCHOOL);
    submission = fixture_read(&fixture, &draft);
    submission_decide(submission, &context);
    cr_expect_eq(submission->state, STATE_ACCEPTED, "%s", submission->answer.code);
    cr_assert_eq(submission->rows.n_consents, 1);
    cr_expect(uuid_equal(&submission->rows.consents[0], &carrying));
}

Test(decision, rests_on_a_consent_that_is_counted_once_however_often_it_is_named)
{
    CLEANUP(consents_free) struct consents *consents = consents_new();
    struct decision_context context = fixture_context(&fixture, 3);
    CLEANUP(submission_free) struct submission *submission = NULL;
    struct uuid consent;
    struct draft draft;

    fixture_allow_by_consent(&fixture);
    context.policy = fixture.policy;
    context.consents = consents;
    consent = grant(consents);
    draft = fixture_resting_on(&fixture, &consent);
    submission = fixture_read(&fixture, &draft);
    submission->header.consents[submission->header.n_consents++] = consent;
    submission_decide(submission, &context);
    cr_expect_eq(submission->state, STATE_ACCEPTED, "%s", submission->answer.code);
    cr_assert_eq(submission->rows.n_consents, 1);
    cr_expect(uuid_equal(&submission->rows.consents[0], &consent));
    cr_expect(!submission->rows.is_order && !submission->rows.is_consent);
    check_leaf_and_receipt(submission, 3);
}

Test(decision, lets_no_more_rest_on_a_consent_than_one_receipt_can_list)
{
    CLEANUP(consents_free) struct consents *consents = consents_new();
    struct decision_context context = fixture_context(&fixture, 3);
    CLEANUP(submission_free) struct submission *last = NULL, *beyond = NULL;
    struct uuid consent;
    struct draft draft;

    fixture_allow_by_consent(&fixture);
    context.consents = consents;
    consent = grant(consents);
    draft = fixture_resting_on(&fixture, &consent);
    for (int i = 0; i < CONSENT_EXCHANGES - 1; i++)
        consents_count_exchange(consents, &consent, FIXTURE_SCHOOL);
    last = fixture_read(&fixture, &draft);
    submission_decide(last, &context);
    cr_expect_eq(last->state, STATE_ACCEPTED, "%s", last->answer.code);

    consents_count_exchange(consents, &consent, FIXTURE_SCHOOL);
    beyond = fixture_read(&fixture, &draft);
    submission_decide(beyond, &context);
    cr_expect_eq(beyond->state, STATE_REFUSED);
    cr_expect_str_eq(beyond->answer.code, "consent_exhausted");
    cr_expect_eq(beyond->rows.n_consents, 0, "what is refused rests on nothing");
    check_leaf_and_receipt(beyond, 3);
}

Test(decision, refuses_what_no_law_orders_with_an_unknown_reference)
{
    CLEANUP(consents_free) struct consents *consents = consents_new();
    struct decision_context context = fixture_context(&fixture, 3);
    CLEANUP(submission_free) struct submission *submission = NULL;
    struct uuid consent;
    struct draft draft;

    fixture_allow_by_consent(&fixture);
    context.consents = consents;
    consent = grant(consents);
    draft = fixture_resting_on(&fixture, &consent);
    submission = fixture_read(&fixture, &draft);
    context.unknown_reference = true;
    submission_decide(submission, &context);
    cr_expect_eq(submission->state, STATE_REFUSED);
    cr_expect_str_eq(submission->answer.code, "unknown_reference");
    cr_expect_eq(submission->rows.n_consents, 0);
    check_leaf_and_receipt(submission, 3);
}

/* A batch that failed is tried anew, piece by piece, and with other places in the log. */
Test(decision, may_be_made_again_for_another_place)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *submission = decide(&draft, 3);
    struct decision_context context = fixture_context(&fixture, 900);
    uint64_t number = submission->rows.number;

    submission_decide(submission, &context);
    check_leaf_and_receipt(submission, 900);
    cr_expect_eq(submission->rows.number, number);
    cr_expect_eq(submission->state, STATE_ACCEPTED);
    cr_expect(fixture_proves(fixture.signer.card->card.sign, &submission->receipts[1]));

    context.time_ms += 70 * INT64_C(86400000);
    submission_decide(submission, &context);
    cr_expect_eq(submission->state, STATE_REFUSED);
    cr_expect_eq(submission_change(submission).n_receipts, 1);
    for (size_t i = 0; i < 3; i++)
        cr_expect(!has_sealed_bytes(&submission->sections[i]), "%zu", i);
}

Test(decision, lets_a_duty_hang_on_no_consent_that_it_names)
{
    CLEANUP(consents_free) struct consents *consents = consents_new();
    struct decision_context context = fixture_context(&fixture, 3);
    CLEANUP(submission_free) struct submission *submission = NULL;
    struct draft duty = fixture_draft(&fixture), draft;
    struct uuid consent;

    fixture_allow_by_consent(&fixture);
    context.consents = consents;
    consent = grant(consents);
    for (int i = 0; i < CONSENT_EXCHANGES; i++)
        consents_count_exchange(consents, &consent, FIXTURE_SCHOOL);
    draft = fixture_resting_on(&fixture, &consent);
    memcpy(draft.text.ground, duty.text.ground, sizeof(draft.text.ground));
    submission = fixture_read(&fixture, &draft);
    submission_decide(submission, &context);
    cr_expect_eq(submission->state, STATE_ACCEPTED, "%s", submission->answer.code);
    cr_expect_eq(submission->rows.n_consents, 0);
}
