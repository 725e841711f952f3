/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/handling.h"

#include <criterion/criterion.h>

#include "base/memory.h"
#include "fixture.h"
#include "keys/tag.h"
#include "model/entry.h"
#include "tlog/tree.h"

static struct fixture fixture;
static struct submission *submission;
static struct known_exchange known; /* as the database has it: accepted */

/* The second section of the exchange was left out. */
static void set_up(void)
{
    struct decision_context context;
    struct draft draft;

    fixture_open(&fixture);
    draft = fixture_draft(&fixture);
    draft.categories[1] = "criminal_record";
    context = fixture_context(&fixture, 5);
    submission = fixture_read(&fixture, &draft);
    submission_decide(submission, &context);
    fixture_known(submission, &known);
}

static void tear_down(void)
{
    submission_free(submission);
    fixture_close(&fixture);
}

TestSuite(handling, .init = set_up, .fini = tear_down);

static enum fault read_frame(const Samband__V1__Frame *frame, const char *party,
                             struct handling **ret_handling, struct error *err)
{
    bool has_id = false;
    struct uuid id;

    return handling_read(frame->receipts->receipts[0], party, fixture.directory, ret_handling, &id,
                         &has_id, err);
}

static struct handling *read_item(const struct recipient_item *item)
{
    CLEANUP(frame_free)
    Samband__V1__Frame *frame =
        fixture_receipts(&fixture, item, fixture.welfare, bytes_of(NULL, 0));
    struct handling *handling = NULL;
    struct error err = { 0 };

    cr_assert_eq(read_frame(frame, FIXTURE_WELFARE, &handling, &err), FAULT_NONE, "%s", err.text);
    return handling;
}

static struct handling *read_state(enum item_state state)
{
    struct recipient_item item = fixture_item(&fixture, submission, state);

    return read_item(&item);
}

Test(handling, of_each_kind_becomes_a_leaf_and_a_confirmation)
{
    static const struct {
        enum item_state state;
        enum entry_kind kind;
        const char *code;
    } cases[] = {
        { STATE_HANDED_OVER, ENTRY_HANDED_OVER, "" },
        { STATE_REGISTERED, ENTRY_REGISTERED, "" },
        { STATE_RETURNED, ENTRY_RETURNED, "wrong_area" },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        CLEANUP(handling_free) struct handling *handling = read_state(cases[i].state);
        CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
        CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));
        struct decision_context context = fixture_context(&fixture, 77);
        struct change change;
        struct digest leaf;
        struct error err = { 0 };

        handling_write(handling, cases[i].state, &context);
        change = handling_change(handling);
        leaf = tree_leaf_hash(change.entry);
        cr_assert_eq(entry_read(change.entry, entry, &err), FAULT_NONE, "%s", err.text);
        cr_expect_eq(entry->kind, cases[i].kind);
        cr_expect_str_eq(entry->code, cases[i].code);
        cr_expect(bytes_equal(entry->text, bytes_of_buffer(&handling->bytes)));
        cr_expect_eq(entry->list_n, 2);
        cr_expect_eq(entry->n_path, 1);

        cr_assert_eq(change.n_receipts, 2);
        cr_expect(fixture_proves(directory_card(fixture.directory, FIXTURE_WELFARE, 1)->card.sign,
                                 &change.receipts[0]),
                  "the recipient's own signature is kept");
        cr_expect(fixture_proves(fixture.signer.card->card.sign, &change.receipts[1]));
        cr_assert_eq(broker_item_read(change.receipts[1].item, item, &err), FAULT_NONE, "%s",
                     err.text);
        cr_expect_eq(item->kind, ITEM_CONFIRMATION);
        cr_expect_eq(item->state, cases[i].state);
        cr_expect_eq(item->leaf_index, 77);
        cr_expect(digest_equal(&item->leaf_hash, &leaf));
        cr_expect(digest_equal(&item->exchange, &submission->text_hash));
        cr_expect(uuid_equal(&item->id, &submission->exchange.id));
        cr_expect_eq(change.kind, CHANGE_STEPPED);
        cr_expect_eq(change.state, cases[i].state);

        context.leaf_index = 78;
        handling_write(handling, cases[i].state, &context);
        cr_assert_eq(broker_item_read(handling->receipts[1].item, item, &err), FAULT_NONE);
        cr_expect_eq(item->leaf_index, 78, "it may be written again, for another place");
    }
}

/* ---- what is signed ---- */

static struct recipient_item item_of(void)
{
    return fixture_item(&fixture, submission, STATE_HANDED_OVER);
}

static const char *code_of(const struct recipient_item *item, const struct sign_secret *signer,
                           const char *link)
{
    CLEANUP(frame_free)
    Samband__V1__Frame *frame = fixture_receipts(&fixture, item, signer, bytes_of(NULL, 0));
    CLEANUP(handling_free) struct handling *handling = NULL;
    static struct error err;

    err = (struct error){ 0 };
    if (read_frame(frame, link, &handling, &err) == FAULT_NONE)
        return "";
    cr_expect_null(handling);
    return err.code;
}

Test(handling, comes_from_the_party_whose_link_it_is)
{
    struct recipient_item item = item_of();

    cr_expect_str_eq(code_of(&item, fixture.welfare, FIXTURE_WELFARE), "");
    cr_expect_str_eq(code_of(&item, fixture.welfare, FIXTURE_SCHOOL), "wrong_party");
    strcpy(item.party, FIXTURE_SCHOOL);
    cr_expect_str_eq(code_of(&item, fixture.welfare, FIXTURE_WELFARE), "wrong_party");
}

Test(handling, is_signed_by_the_card_it_names)
{
    struct recipient_item item = item_of();
    struct held_card *card = directory_card(fixture.directory, FIXTURE_WELFARE, 1);

    cr_expect_str_eq(code_of(&item, fixture.school, FIXTURE_WELFARE), "bad_signature");
    card->in_record = false;
    cr_expect_str_eq(code_of(&item, fixture.welfare, FIXTURE_WELFARE), "unknown_card");
    card->in_record = true;
    item.card = 2;
    cr_expect_str_eq(code_of(&item, fixture.welfare, FIXTURE_WELFARE), "unknown_card");
    item.card = 1;
    item.time_ms += 70 * INT64_C(86400000);
    cr_expect_str_eq(code_of(&item, fixture.welfare, FIXTURE_WELFARE), "unknown_card");
}

static void flip(ProtobufCBinaryData data) { data.data[data.len / 2] ^= 1; }

Test(handling, falls_with_any_part_of_its_proof)
{
    for (int part = 0; part < 4; part++) {
        struct recipient_item item = item_of();
        CLEANUP(frame_free)
        Samband__V1__Frame *frame =
            fixture_receipts(&fixture, &item, fixture.welfare, bytes_of(NULL, 0));
        Samband__V1__Receipt *receipt = frame->receipts->receipts[0];
        CLEANUP(handling_free) struct handling *handling = NULL;
        struct error err = { 0 };

        if (part == 0)
            flip(receipt->signature);
        else if (part == 1)
            flip(receipt->path[0]);
        else if (part == 2)
            receipt->index = 1;
        else
            receipt->n = 3;
        cr_expect_eq(read_frame(frame, FIXTURE_WELFARE, &handling, &err), FAULT_INPUT, "%d", part);
        cr_expect_str_eq(err.code, "bad_signature", "%d", part);
    }
}

Test(handling, has_the_sealed_reference_that_its_item_names)
{
    struct bytes sealed = bytes_of_text("sealed bytes"), other = bytes_of_text("other bytes");
    const struct {
        bool named;
        struct bytes sent;
        const char *want;
    } cases[] = {
        { true, sealed, "" },
        { true, other, "bad_digest" },
        { true, bytes_of(NULL, 0), "bad_digest" },
        { false, sealed, "bad_digest" },
        { false, bytes_of(NULL, 0), "" },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct recipient_item item = fixture_item(&fixture, submission, STATE_REGISTERED);
        CLEANUP(handling_free) struct handling *handling = NULL;
        CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
        struct error err = { 0 };

        item.has_sealed = cases[i].named;
        item.sealed = digest_of(sealed);
        item.sealed_to = cases[i].named ? 1 : 0;
        frame = fixture_receipts(&fixture, &item, fixture.welfare, cases[i].sent);
        if (read_frame(frame, FIXTURE_WELFARE, &handling, &err) == FAULT_NONE)
            cr_expect(bytes_equal(bytes_of_buffer(&handling->sealed_reference), cases[i].sent));
        cr_expect_str_eq(err.code, cases[i].want, "%zu: %s", i, err.code);
    }
}

Test(handling, says_registered_only_with_a_reference)
{
    struct recipient_item item = fixture_item(&fixture, submission, STATE_REGISTERED);

    item.has_reference = false;
    cr_expect_str_eq(code_of(&item, fixture.welfare, FIXTURE_WELFARE), "bad_content");
}

/* ---- against the exchange ---- */

Test(handling, concerns_an_exchange_to_its_own_party)
{
    CLEANUP(handling_free) struct handling *handling = read_state(STATE_HANDED_OVER);
    struct error err = { 0 };

    cr_expect_eq(handling_fits(handling, &known, &err), FAULT_NONE);
    cr_expect_eq(handling_fits(handling, NULL, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "unknown_exchange");
    known.recipient = FIXTURE_KEYLESS;
    err = (struct error){ 0 };
    cr_expect_eq(handling_fits(handling, &known, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "unknown_exchange", "another's is answered like one that is not");
}

Test(handling, names_the_text_it_is_about)
{
    CLEANUP(handling_free) struct handling *handling = read_state(STATE_HANDED_OVER);
    struct error err = { 0 };

    known.text_hash.bytes[0] ^= 1;
    cr_expect_eq(handling_fits(handling, &known, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "bad_digest");
}

Test(handling, cannot_have_opened_what_was_left_out)
{
    struct recipient_item item = item_of();
    CLEANUP(handling_free) struct handling *less = NULL, *more = NULL;
    struct error err = { 0 };

    cr_assert_eq(item.n_opened, 2);
    item.n_opened = 1;
    less = read_item(&item);
    cr_expect_eq(handling_fits(less, &known, &err), FAULT_NONE);
    item.opened[1] = submission->sections[1].digest;
    item.n_opened = 2;
    more = read_item(&item);
    cr_expect_eq(handling_fits(more, &known, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "bad_content");
}

Test(handling, that_is_repeated_is_known_and_another_is_not)
{
    CLEANUP(handling_free) struct handling *first = read_state(STATE_HANDED_OVER);
    CLEANUP(handling_free) struct handling *same = read_state(STATE_HANDED_OVER);
    CLEANUP(handling_free) struct handling *other = NULL;
    struct recipient_item item = item_of();
    struct decision_context context = fixture_context(&fixture, 6);

    cr_expect(!handling_is_known(first, &known));
    handling_write(first, STATE_HANDED_OVER, &context);
    known.receipts[2] = first->receipts[0];
    known.receipts[3] = first->receipts[1];
    known.n_receipts = 4;
    cr_expect(handling_is_known(same, &known));
    item.time_ms -= 1;
    other = read_item(&item);
    cr_expect(!handling_is_known(other, &known));
}

Test(handling, takes_only_the_steps_of_the_life_cycle)
{
    static const enum item_state asked[] = { STATE_HANDED_OVER, STATE_REGISTERED, STATE_RETURNED };

    for (size_t i = 0; i < ARRAY_SIZE(asked); i++) {
        CLEANUP(handling_free) struct handling *handling = read_state(asked[i]);

        for (enum item_state from = STATE_ACCEPTED; from < N_STATES; from++) {
            enum item_state state = from;
            struct error err = { 0 };
            bool want = (from == STATE_ACCEPTED && asked[i] != STATE_REGISTERED) ||
                        (from == STATE_HANDED_OVER && asked[i] != STATE_HANDED_OVER);

            if (handling_step(handling, &known, NULL, &state, &err) == FAULT_NONE) {
                cr_expect(want, "%s after %s", item_state_name(asked[i]), item_state_name(from));
                cr_expect_eq(state, asked[i]);
            } else {
                cr_expect(!want, "%s after %s", item_state_name(asked[i]), item_state_name(from));
                cr_expect_str_eq(err.code, "wrong_state");
                cr_expect_eq(state, from);
            }
        }
    }
}

/* ---- the answer to a recall ---- */

static struct handling *read_answer(enum item_state state, const struct uuid *order)
{
    struct recipient_item item = fixture_item(&fixture, submission, state);

    item.order = *order;
    return read_item(&item);
}

static const struct {
    const char *type; /* of the order */
    enum item_state answer, before, after;
} recalls[] = {
    { "take_back", STATE_DESTROYED, STATE_ACCEPTED, STATE_TAKEN_BACK },
    { "take_back", STATE_DESTROYED, STATE_HANDED_OVER, STATE_TAKEN_BACK },
    { "consent_withdrawal", STATE_DESTROYED, STATE_HANDED_OVER, STATE_WITHDRAWN },
    { "consent_void", STATE_DESTROYED, STATE_HANDED_OVER, STATE_WITHDRAWN },
    { "consent_withdrawal", STATE_DESTROYED, STATE_WITHDRAWN, STATE_WITHDRAWN },
    { "consent_withdrawal", STATE_DESTROYED, STATE_REGISTERED, STATE_REGISTERED },
    { "take_back", STATE_FETCHED, STATE_ACCEPTED, STATE_ACCEPTED },
    { "consent_withdrawal", STATE_FETCHED, STATE_HANDED_OVER, STATE_HANDED_OVER },
    { "consent_withdrawal", STATE_FETCHED, STATE_REGISTERED, STATE_REGISTERED },
    { "consent_withdrawal", STATE_FETCHED, STATE_WITHDRAWN, STATE_WITHDRAWN },
};

Test(handling, of_a_recall_ends_only_what_was_destroyed_and_still_open)
{
    struct known_exchange order = { .id = uuid_new(fixture.now_ms) };

    known.recall = true;
    known.order = order.id;
    for (size_t i = 0; i < ARRAY_SIZE(recalls); i++) {
        CLEANUP(handling_free)
        struct handling *handling = read_answer(recalls[i].answer, &order.id);
        enum item_state state = recalls[i].before;
        struct decision_context context = fixture_context(&fixture, 77);
        CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
        struct uuid named;
        struct change change;
        struct error err = { 0 };

        order.type = recalls[i].type;
        cr_expect(handling_order(handling, &named) && uuid_equal(&named, &order.id));
        cr_assert_eq(handling_step(handling, &known, &order, &state, &err), FAULT_NONE, "%zu: %s",
                     i, err.text);
        cr_expect_eq(state, recalls[i].after, "%zu: %s", i, item_state_name(state));
        handling_write(handling, state, &context);
        change = handling_change(handling);
        cr_expect_eq(change.kind, CHANGE_RECALLED);
        cr_expect_eq(change.state, recalls[i].after);
        cr_expect_eq(change.notice, recalls[i].answer);
        cr_assert_eq(entry_read(change.entry, entry, &err), FAULT_NONE, "%s", err.text);
        cr_expect_eq(entry->kind, ENTRY_RECALLED);
        cr_assert_eq(change.n_receipts, 2);
        cr_expect_eq(change.receipts[1].state, recalls[i].answer);
    }
}

Test(handling, of_a_recall_wants_one_that_is_open_by_its_order)
{
    struct known_exchange order = { .id = uuid_new(fixture.now_ms), .type = "take_back" };
    CLEANUP(handling_free) struct handling *handling = read_answer(STATE_DESTROYED, &order.id);
    enum item_state state = STATE_ACCEPTED;
    struct error err = { 0 };

    known.order = order.id;
    cr_expect_eq(handling_step(handling, &known, &order, &state, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "wrong_state", "nothing is recalled");
    known.recall = true;
    known.order = uuid_new(fixture.now_ms);
    cr_expect_eq(handling_step(handling, &known, &order, &state, &err), FAULT_INPUT, "another's");
    known.order = order.id;
    cr_expect_eq(handling_step(handling, &known, NULL, &state, &err), FAULT_INPUT, "unknown");
    cr_expect_eq(state, STATE_ACCEPTED);
    cr_expect_eq(handling_step(handling, &known, &order, &state, &err), FAULT_NONE);
}
