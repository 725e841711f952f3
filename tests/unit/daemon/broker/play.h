/* SPDX-License-Identifier: EUPL-1.2 */
/* play - a school, a child welfare service and the bus between them, in memory: what the two put on
 * their links, and what has come back. Included once in a test program, instead of fakes.h.
 */
#ifndef TESTS_BROKER_PLAY_H
#define TESTS_BROKER_PLAY_H

#include "base/clock.h"
#include "broker/delivery.h"
#include "broker/intake.h"
#include "fakes.h"

enum { SCHOOL = 1, WELFARE = 2 }; /* peers */

static struct fake_broker fake;
static struct broker *broker;
static struct member *school, *welfare;

static struct member *play_link_up(const char *party, uint8_t peer)
{
    struct member *member = members_get(&broker->members, party);

    member->linked = true;
    member->peer = fake_peer(peer);
    member->credit = 16;
    member->heard_at_ms = clock_boot_ms();
    return member;
}

/* The school is linked, the child welfare service is not yet. */
static void play_open(void)
{
    fake_open(&fake);
    fixture_allow_by_consent(&fake.fixture);
    broker = &fake.broker;
    school = play_link_up(FIXTURE_SCHOOL, SCHOOL);
    welfare = members_get(&broker->members, FIXTURE_WELFARE);
}

static void play_close(void) { fake_close(&fake); }

/* Puts it on the link; nothing has been looked up or committed yet. */
static struct uuid play_post(const struct draft *draft)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct link_peer peer = fake_peer(SCHOOL);

    fixture_submit_bytes(&fake.fixture, draft, &bytes);
    intake_on_frame(broker, FIXTURE_SCHOOL, &peer, bytes_of_buffer(&bytes));
    return draft->text.id;
}

static struct uuid play_submit(const struct draft *draft)
{
    struct uuid id = play_post(draft);

    fake_run(broker->store);
    return id;
}

static __attribute__((unused)) struct uuid play_grant(void)
{
    struct draft draft = fixture_grant(&fake.fixture);

    return play_submit(&draft);
}

static __attribute__((unused)) struct uuid play_share(const struct uuid *consent)
{
    struct draft draft = fixture_resting_on(&fake.fixture, consent);

    return play_submit(&draft);
}

static __attribute__((unused)) struct uuid play_order(enum order_kind kind,
                                                      const struct uuid *target)
{
    struct draft draft = fixture_order(&fake.fixture, kind, target);

    return play_submit(&draft);
}

/* The child welfare service signs an item; `order` only with destroyed and fetched. */
static __attribute__((unused)) void play_hear(const struct uuid *id, enum item_state state,
                                              const struct uuid *order)
{
    struct link_peer peer = fake_peer(WELFARE);
    struct recipient_item item = {
        .kind = order                        ? ITEM_RECALL
                : state == STATE_HANDED_OVER ? ITEM_HAND_OVER
                                             : ITEM_REGISTRATION,
        .id = *id,
        .exchange = find_row(broker->store, id)->known.text_hash,
        .state = state,
        .card = 1,
        .time_ms = fake.fixture.now_ms,
        .has_reference = state == STATE_REGISTERED,
    };
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    if (order)
        item.order = *order;
    strcpy(item.party, FIXTURE_WELFARE);
    frame = fixture_receipts(&fake.fixture, &item, fake.fixture.welfare, bytes_of(NULL, 0));
    bytes = fixture_pack(frame);
    intake_on_frame(broker, FIXTURE_WELFARE, &peer, bytes_of_buffer(&bytes));
    fake_run(broker->store);
}

static __attribute__((unused)) void play_acknowledge(const struct uuid *id, const char *state)
{
    Samband__V1__Acknowledgement one = SAMBAND__V1__ACKNOWLEDGEMENT__INIT, *list[] = { &one };
    Samband__V1__Acknowledgements all = SAMBAND__V1__ACKNOWLEDGEMENTS__INIT;
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct link_peer peer = fake_peer(SCHOOL);

    one.id = frame_data(bytes_of(id->bytes, UUID_SIZE));
    one.state = (char *)(uintptr_t)state;
    all.acknowledgements = list;
    all.n_acknowledgements = 1;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_ACKNOWLEDGEMENTS;
    frame.acknowledgements = &all;
    frame_write(&frame, &bytes);
    intake_on_frame(broker, FIXTURE_SCHOOL, &peer, bytes_of_buffer(&bytes));
    fake_run(broker->store);
}

static __attribute__((unused)) enum item_state play_state(const struct uuid *id)
{
    return find_row(broker->store, id)->known.state;
}

static __attribute__((unused)) size_t n_recalls(const struct fake_sent **ret_last)
{
    return fake_count(broker->link, WELFARE, SAMBAND__V1__FRAME__KIND_RECALL, ret_last);
}

static __attribute__((unused)) size_t n_delivered(void)
{
    return fake_count(broker->link, WELFARE, SAMBAND__V1__FRAME__KIND_DELIVER, NULL);
}

/* Receipt 1 of what the school submitted. */
static struct broker_item play_decision(const struct uuid *id)
{
    const struct fake_row *row = find_row(broker->store, id);
    struct broker_item item;
    struct error err = { 0 };

    cr_assert_not_null(row);
    cr_assert_eq(broker_item_read(row->known.receipts[0].item, &item, &err), FAULT_NONE, "%s",
                 err.text);
    return item;
}

/* What the order's receipt says became of its one exchange. */
static __attribute__((unused)) enum ended_outcome play_outcome(const struct uuid *order,
                                                               const struct uuid *id)
{
    struct broker_item item = play_decision(order);

    cr_assert_eq(item.state, STATE_ACCEPTED, "%s", item.code);
    cr_assert_eq(item.n_ended, 1);
    cr_expect(uuid_equal(&item.ended[0].id, id));
    return item.ended[0].outcome;
}

/* The last notice that the school got, as it was sent: how many receipts of that state. */
static __attribute__((unused)) size_t play_notice(enum item_state state)
{
    size_t n = 0;

    for (size_t i = 0; i < broker->link->n_sent; i++) {
        const Samband__V1__Frame *frame = broker->link->sent[i].frame;
        struct recipient_item theirs;
        struct broker_item ours;

        if (!frame || frame->kind_case != SAMBAND__V1__FRAME__KIND_RECEIPTS)
            continue;
        for (size_t j = 0; j < frame->receipts->n_receipts; j++) {
            struct bytes bytes = frame_bytes(frame->receipts->receipts[j]->item);

            n += broker_item_read(bytes, &ours, NULL) == FAULT_NONE && ours.state == state;
            n += recipient_item_read(bytes, &theirs, NULL) == FAULT_NONE && theirs.state == state;
        }
    }
    return n;
}

#endif
