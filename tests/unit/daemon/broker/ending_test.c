/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/ending.h"

#include <criterion/criterion.h>

#include "base/memory.h"
#include "fixture.h"
#include "model/entry.h"
#include "tlog/tree.h"

static struct fixture fixture;

static void set_up(void) { fixture_open(&fixture); }
static void tear_down(void) { fixture_close(&fixture); }

TestSuite(ending, .init = set_up, .fini = tear_down);

/* What the recipient has answered to a recall: STATE_NONE for nothing. */
static const struct {
    const char *name;
    enum item_state state;
    bool may_have_left, recall;
    enum item_state answer, order;
    enum ended_outcome outcome;
    enum item_state after;
    bool is_ended, begins_recall;
} cases[] = {
    { "queued, withdrawn", STATE_ACCEPTED, false, false, STATE_NONE, STATE_WITHDRAWN,
      ENDED_DESTROYED_QUEUED, STATE_WITHDRAWN, true, false },
    { "queued, taken back", STATE_ACCEPTED, false, false, STATE_NONE, STATE_TAKEN_BACK,
      ENDED_DESTROYED_QUEUED, STATE_TAKEN_BACK, true, false },
    { "sent, withdrawn", STATE_ACCEPTED, true, false, STATE_NONE, STATE_WITHDRAWN,
      ENDED_NOT_YET_ANSWERED, STATE_WITHDRAWN, true, true },
    { "sent, taken back", STATE_ACCEPTED, true, false, STATE_NONE, STATE_TAKEN_BACK,
      ENDED_NOT_YET_ANSWERED, STATE_ACCEPTED, false, true },
    { "sent, being taken back, withdrawn", STATE_ACCEPTED, true, true, STATE_NONE, STATE_WITHDRAWN,
      ENDED_NOT_YET_ANSWERED, STATE_WITHDRAWN, true, false },
    { "sent, being taken back again", STATE_ACCEPTED, true, true, STATE_NONE, STATE_TAKEN_BACK,
      ENDED_NOT_YET_ANSWERED, STATE_ACCEPTED, false, false },
    { "handed over, withdrawn", STATE_HANDED_OVER, true, false, STATE_NONE, STATE_WITHDRAWN,
      ENDED_NOT_YET_ANSWERED, STATE_HANDED_OVER, false, true },
    { "handed over, taken back", STATE_HANDED_OVER, true, false, STATE_NONE, STATE_TAKEN_BACK,
      ENDED_NOT_YET_ANSWERED, STATE_HANDED_OVER, false, true },
    { "handed over, recalled already", STATE_HANDED_OVER, true, true, STATE_NONE, STATE_WITHDRAWN,
      ENDED_NOT_YET_ANSWERED, STATE_HANDED_OVER, false, false },
    { "handed over, fetched before", STATE_HANDED_OVER, true, false, STATE_FETCHED, STATE_WITHDRAWN,
      ENDED_ALREADY_FETCHED, STATE_HANDED_OVER, false, false },
    { "registered", STATE_REGISTERED, true, false, STATE_NONE, STATE_WITHDRAWN,
      ENDED_ALREADY_FETCHED, STATE_REGISTERED, false, false },
    { "returned", STATE_RETURNED, true, false, STATE_NONE, STATE_WITHDRAWN, ENDED_ALREADY_FETCHED,
      STATE_RETURNED, false, false },
    { "withdrawn before it left", STATE_WITHDRAWN, true, false, STATE_NONE, STATE_WITHDRAWN,
      ENDED_DESTROYED_QUEUED, STATE_WITHDRAWN, false, false },
    { "withdrawn, unanswered", STATE_WITHDRAWN, true, true, STATE_NONE, STATE_WITHDRAWN,
      ENDED_NOT_YET_ANSWERED, STATE_WITHDRAWN, false, false },
    { "withdrawn and destroyed", STATE_WITHDRAWN, true, false, STATE_DESTROYED, STATE_WITHDRAWN,
      ENDED_DESTROYED_UNREAD, STATE_WITHDRAWN, false, false },
    { "taken back and destroyed", STATE_TAKEN_BACK, true, false, STATE_DESTROYED, STATE_WITHDRAWN,
      ENDED_DESTROYED_UNREAD, STATE_TAKEN_BACK, false, false },
    { "refused", STATE_REFUSED, true, false, STATE_NONE, STATE_WITHDRAWN, ENDED_NONE, STATE_REFUSED,
      false, false },
    { "erased", STATE_ERASED, true, false, STATE_NONE, STATE_WITHDRAWN, ENDED_NONE, STATE_ERASED,
      false, false },
};

static struct known_exchange known_of(size_t i)
{
    struct known_exchange known = { .id = uuid_new(fixture.now_ms),
                                    .state = cases[i].state,
                                    .recall = cases[i].recall,
                                    .n_receipts = cases[i].answer != STATE_NONE };

    known.text_hash.bytes[3] = 3;
    known.receipts[0] = (struct stored_receipt){ .kind = ITEM_RECALL, .state = cases[i].answer };
    return known;
}

Test(ending, is_what_the_state_and_the_recipients_word_allow)
{
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct known_exchange known = known_of(i);
        CLEANUP(ending_clear) struct ending ending = { 0 };

        ending_judge(&known, cases[i].may_have_left, cases[i].order, &ending);
        cr_expect_eq(ending.outcome, cases[i].outcome, "%s: %d", cases[i].name, ending.outcome);
        cr_expect_eq(ending.state, cases[i].after, "%s", cases[i].name);
        cr_expect_eq(ending.is_ended, cases[i].is_ended, "%s", cases[i].name);
        cr_expect_eq(ending.recall, cases[i].begins_recall, "%s", cases[i].name);
        cr_expect_eq(ending.has_change, cases[i].is_ended || cases[i].begins_recall, "%s",
                     cases[i].name);
    }
}

static void check_end(const struct ending *ending, const struct known_exchange *known,
                      const struct uuid *order)
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));
    struct digest leaf = tree_leaf_hash(ending->change.entry);
    struct end_text end;
    struct error err = { 0 };

    cr_assert_eq(entry_read(ending->change.entry, entry, &err), FAULT_NONE, "%s", err.text);
    cr_expect_eq(entry->kind,
                 ending->state == STATE_WITHDRAWN ? ENTRY_WITHDRAWN : ENTRY_TAKEN_BACK);
    cr_expect_eq(entry->time_ms, fixture.now_ms);
    cr_assert_eq(end_text_read(entry->text, &end, &err), FAULT_NONE, "%s", err.text);
    cr_expect(uuid_equal(&end.id, &known->id) && uuid_equal(&end.order, order));
    cr_expect(digest_equal(&end.exchange, &known->text_hash));

    cr_assert_eq(ending->change.n_receipts, 1);
    cr_expect(fixture_proves(fixture.signer.card->card.sign, &ending->change.receipts[0]));
    cr_assert_eq(broker_item_read(ending->change.receipts[0].item, item, &err), FAULT_NONE, "%s",
                 err.text);
    cr_expect_eq(item->kind, ITEM_CONFIRMATION);
    cr_expect_eq(item->state, ending->state);
    cr_expect_str_eq(item->code, ended_outcome_name(ending->outcome));
    cr_expect_eq(item->leaf_index, 12);
    cr_expect(digest_equal(&item->leaf_hash, &leaf));
}

Test(ending, leaves_a_leaf_and_a_confirmation_only_where_it_ends_the_exchange)
{
    struct decision_context context = fixture_context(&fixture, 12);
    struct uuid order = uuid_new(fixture.now_ms);

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct known_exchange known = known_of(i);
        CLEANUP(ending_clear) struct ending ending = { 0 };

        ending_judge(&known, cases[i].may_have_left, cases[i].order, &ending);
        if (!ending.has_change)
            continue;
        ending_write(&ending, &known, &order, &context);
        cr_expect_eq(ending.change.kind, CHANGE_ENDED);
        cr_expect_eq(ending.change.state, cases[i].after);
        cr_expect_eq(ending.change.recall, cases[i].begins_recall);
        cr_expect(uuid_equal(&ending.change.order, &order));
        if (cases[i].is_ended) {
            cr_expect_eq(ending.change.notice, cases[i].after);
            check_end(&ending, &known, &order);
        } else {
            cr_expect_eq(ending.change.entry.size, 0, "%s", cases[i].name);
            cr_expect_eq(ending.change.n_receipts, 0, "%s", cases[i].name);
            cr_expect_eq(ending.change.notice, STATE_NONE, "%s", cases[i].name);
        }
    }
}
