/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/order.h"

#include <criterion/criterion.h>

#include "base/memory.h"
#include "fixture.h"
#include "model/entry.h"

static struct fixture fixture;
static struct consents *consents;

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

TestSuite(order, .init = set_up, .fini = tear_down);

static struct decision_context context_at(uint64_t leaf_index)
{
    struct decision_context context = fixture_context(&fixture, leaf_index);

    context.consents = consents;
    return context;
}

/* ---- its form ---- */

static void fine(struct draft *draft) { (void)draft; }
static void other_type(struct draft *draft) { strcpy(draft->text.type, "take_back"); }
static void no_order(struct draft *draft)
{
    draft->header = (struct private_header){ .has_age = true, .age = 16, .certainty = 1 };
}
static void with_section(struct draft *draft) { draft->n_sections = 1; }
static void with_ground(struct draft *draft) { strcpy(draft->text.ground, "no.bvl.13-2"); }
static void to_party(struct draft *draft) { strcpy(draft->text.recipient, FIXTURE_WELFARE); }

static const struct {
    const char *name, *want;
    void (*change)(struct draft *draft);
} forms[] = {
    { "an order to the bus", "", fine },
    { "of another kind than its type", "bad_content", other_type },
    { "to the bus, that orders nothing", "bad_content", no_order },
    { "with a section", "bad_content", with_section },
    { "on a ground", "bad_content", with_ground },
    { "to a party", "bad_content", to_party },
};

Test(order, goes_to_the_bus_and_has_nothing_else)
{
    for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
        struct draft draft = fixture_grant(&fixture);
        CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
        CLEANUP(submission_free) struct submission *submission = NULL;
        struct error err = { 0 };
        bool has_id = false;
        struct uuid id;

        forms[i].change(&draft);
        frame = fixture_submit(&fixture, &draft);
        if (submission_read(frame, FIXTURE_SCHOOL, fixture.directory, &submission, &id, &has_id,
                            &err) == FAULT_NONE)
            frame = NULL;
        cr_expect_str_eq(err.code, forms[i].want, "%s: %s", forms[i].name, err.text);
    }
}

/* ---- what stands in its way ---- */

static const char *objection(const struct draft *draft, const struct known_exchange *target)
{
    CLEANUP(submission_free) struct submission *submission = fixture_read(&fixture, draft);
    struct decision_context context = context_at(3);

    return order_objection(submission, &context, target);
}

Test(order, is_sealed_to_nothing_but_names_the_card_of_the_bus_in_use)
{
    struct draft draft = fixture_grant(&fixture);

    cr_expect_null(objection(&draft, NULL));
    fixture_hold(&fixture, PARTY_BUS, 2, fixture.now_ms - 1)->in_record = true;
    cr_expect_str_eq(objection(&draft, NULL), "new_card");
    draft.text.recipient_card = 2;
    cr_expect_null(objection(&draft, NULL));
    directory_card(fixture.directory, PARTY_BUS, 2)->card.until_ms = 1;
    cr_expect_str_eq(objection(&draft, NULL), "no_key");
}

Test(order, to_take_back_reaches_only_what_is_the_senders_own_and_open)
{
    static const struct {
        const char *sender, *recipient;
        enum item_state state;
        const char *want; /* NULL: nothing stands in its way */
    } cases[] = {
        { FIXTURE_SCHOOL, FIXTURE_WELFARE, STATE_ACCEPTED, NULL },
        { FIXTURE_SCHOOL, FIXTURE_WELFARE, STATE_HANDED_OVER, NULL },
        { FIXTURE_SCHOOL, FIXTURE_WELFARE, STATE_REGISTERED, "too_late" },
        { FIXTURE_SCHOOL, FIXTURE_WELFARE, STATE_RETURNED, "too_late" },
        { FIXTURE_SCHOOL, FIXTURE_WELFARE, STATE_REFUSED, "too_late" },
        { FIXTURE_SCHOOL, FIXTURE_WELFARE, STATE_WITHDRAWN, "too_late" },
        { FIXTURE_SCHOOL, FIXTURE_WELFARE, STATE_TAKEN_BACK, "too_late" },
        { FIXTURE_KEYLESS, FIXTURE_WELFARE, STATE_ACCEPTED, "unknown_reference" },
        { FIXTURE_WELFARE, FIXTURE_SCHOOL, STATE_ACCEPTED, "unknown_reference" },
        { FIXTURE_SCHOOL, PARTY_BUS, STATE_ACCEPTED, "unknown_reference" },
    };
    struct uuid target = uuid_new(fixture.now_ms);
    struct draft draft = fixture_order(&fixture, ORDER_TAKE_BACK, &target);

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        const struct known_exchange known = { .id = target,
                                              .sender = cases[i].sender,
                                              .recipient = cases[i].recipient,
                                              .state = cases[i].state };
        const char *got = objection(&draft, &known);

        cr_expect(cases[i].want ? got && strcmp(got, cases[i].want) == 0 : !got, "%zu: %s", i,
                  got ? got : "none");
    }
    cr_expect_str_eq(objection(&draft, NULL), "unknown_reference");
    draft.text.has_in_reply_to = false;
    cr_expect_str_eq(objection(&draft, NULL), "unknown_reference");
}

Test(order, about_a_consent_is_judged_by_what_its_sender_holds)
{
    struct draft grant = fixture_grant(&fixture);
    struct draft withdrawal = fixture_order(&fixture, ORDER_CONSENT_WITHDRAWAL, &grant.text.id);
    CLEANUP(submission_free) struct submission *submission = fixture_read(&fixture, &grant);
    struct decision_context context = context_at(3);
    struct consent_message message;
    struct digest subject;

    cr_expect_str_eq(objection(&withdrawal, NULL), "unknown_consent");
    order_message(submission, &context, &subject, &message);
    consents_apply(consents, &message);
    cr_expect_null(objection(&withdrawal, NULL));
    strcpy(withdrawal.text.sender, FIXTURE_WELFARE);
    withdrawal.signer = fixture.welfare;
    cr_expect_str_eq(objection(&withdrawal, NULL), "unknown_consent", "another's is none");
}

/* ---- what is written of it ---- */

static struct broker_item *decide(struct submission *submission, const char *code,
                                  const struct ended_line ended[], size_t n_ended)
{
    struct decision_context context = context_at(9);
    struct broker_item *item = mem_new(1, sizeof(*item));
    struct error err = { 0 };

    submission_decide_order(submission, &context, code, ended, n_ended);
    cr_assert_eq(broker_item_read(submission->receipts[0].item, item, &err), FAULT_NONE, "%s",
                 err.text);
    cr_expect(fixture_proves(fixture.signer.card->card.sign, &submission->receipts[0]));
    cr_expect_eq(item->kind, ITEM_DECISION);
    cr_expect_eq(item->leaf_index, 9);
    cr_expect_str_eq(item->rule, ORDER_RULE);
    return item;
}

static const struct {
    enum order_kind kind;
    const char *code;
    enum entry_kind leaf;
    const char *entry_kind;
    bool is_consent;
} written[] = {
    { ORDER_CONSENT_GRANT, NULL, ENTRY_CONSENT, "consent", true },
    { ORDER_CONSENT_WITHDRAWAL, NULL, ENTRY_CONSENT, "consent", true },
    { ORDER_CONSENT_VOID, NULL, ENTRY_CONSENT, "consent", true },
    { ORDER_TAKE_BACK, NULL, ENTRY_ACCEPTED, "accepted", false },
    { ORDER_CONSENT_GRANT, "no_subject", ENTRY_REFUSED, "refused", false },
    { ORDER_TAKE_BACK, "unknown_reference", ENTRY_REFUSED, "refused", false },
};

Test(order, becomes_a_leaf_and_one_receipt_and_is_delivered_to_nobody)
{
    struct uuid target = uuid_new(fixture.now_ms);

    for (size_t i = 0; i < ARRAY_SIZE(written); i++) {
        struct draft draft = written[i].kind == ORDER_CONSENT_GRANT
                                 ? fixture_grant(&fixture)
                                 : fixture_order(&fixture, written[i].kind, &target);
        CLEANUP(submission_free) struct submission *submission = fixture_read(&fixture, &draft);
        CLEANUP(mem_free) struct broker_item *item = decide(submission, written[i].code, NULL, 0);
        CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
        struct change change = submission_change(submission);
        struct error err = { 0 };

        cr_assert_eq(entry_read(change.entry, entry, &err), FAULT_NONE, "%s", err.text);
        cr_expect_eq(entry->kind, written[i].leaf, "%zu", i);
        cr_expect_str_eq(entry->rule, ORDER_RULE);
        cr_expect_str_eq(change.entry_kind, written[i].entry_kind);
        cr_expect_eq(change.n_receipts, 1);
        cr_expect(change.submission->is_order);
        cr_expect_eq(change.submission->is_consent, written[i].is_consent, "%zu", i);
        if (written[i].is_consent)
            cr_expect(uuid_equal(&change.submission->consent,
                                 draft.text.has_in_reply_to ? &target : &draft.text.id));
        cr_expect_eq(submission->delivery.item.size, 0);
        cr_expect_str_eq(item->code, written[i].code ? written[i].code : "");
    }
}

Test(order, lists_in_its_receipt_what_became_of_each_exchange)
{
    struct ended_line ended[ITEM_ENDED];
    struct uuid target = uuid_new(fixture.now_ms);
    struct draft draft = fixture_order(&fixture, ORDER_CONSENT_WITHDRAWAL, &target);
    CLEANUP(submission_free) struct submission *submission = fixture_read(&fixture, &draft);
    CLEANUP(mem_free) struct broker_item *item = NULL;

    for (size_t i = 0; i < ARRAY_SIZE(ended); i++)
        ended[i] = (struct ended_line){ uuid_new(fixture.now_ms), ENDED_DESTROYED_QUEUED };
    item = decide(submission, NULL, ended, ARRAY_SIZE(ended));
    cr_assert_eq(item->n_ended, ITEM_ENDED);
    for (size_t i = 0; i < ARRAY_SIZE(ended); i++) {
        cr_expect(uuid_equal(&item->ended[i].id, &ended[i].id));
        cr_expect_eq(item->ended[i].outcome, ENDED_DESTROYED_QUEUED);
    }
}

Test(order, names_a_condition_that_the_vocabulary_has)
{
    struct draft draft = fixture_grant(&fixture);

    strcpy(draft.header.grant.scope.condition, "youth_follow_up");
    cr_expect_null(objection(&draft, NULL));
    strcpy(draft.header.grant.scope.condition, "unheard_of");
    cr_expect_str_eq(objection(&draft, NULL), "unknown_word");
}
