/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/outbox_anew.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "edge/inbox_way.h"
#include "edge/outbox_order.h"
#include "edge/outbox_way.h"
#include "keys/random.h"
#include "model/exchange_text.h"
#include "world.h"

#define DAY_MS INT64_C(86400000)

static struct world world;
static struct uuid id;

static void setup(void)
{
    struct uuid *ids;
    size_t n = 0;

    world_open(&world);
    ids = world_post(&world, "key-1", 1, &n);
    id = ids[0];
    mem_free(ids);
}

static void teardown(void) { world_close(&world); }

TestSuite(outbox_anew, .init = setup, .fini = teardown);

/* A card for a party, signed by its root. */
static void write_card(const char *party, const struct sign_secret *root, uint64_t serial,
                       struct buffer *ret_text)
{
    CLEANUP(seal_secret_free) struct seal_secret *seal = seal_secret_new();
    struct card card = { .origin = WORLD_ORIGIN, .serial = serial };

    strcpy(card.party, party);
    card.from_ms = clock_wall_ms() - DAY_MS;
    card.until_ms = clock_wall_ms() + 30 * DAY_MS;
    keys_random(card.sign, sizeof(card.sign));
    keys_random(card.curve, sizeof(card.curve));
    keys_random(card.witness, sizeof(card.witness));
    seal_public(seal, card.seal);
    card_write(&card, root, ret_text);
}

static void hold(const struct buffer *card)
{
    cr_assert_eq(
        directory_add_card(world.school.shared.directory, bytes_of_buffer(card), NULL, NULL),
        FAULT_NONE);
}

/* Refused, since the recipient has the card that comes with it. */
static void refuse(const struct uuid *which, const struct buffer *card)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, which);
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    world_decision(&world, submit->submit, 0, item);
    item->state = STATE_REFUSED;
    strcpy(item->code, "new_card");
    item->n_verdicts = 0;
    world_sign_broker(&world, item, &receipt);
    receipt.message.new_card = frame_data(bytes_of_buffer(card));
    (void)world_give(&world, (struct world_receipt *[]){ &receipt }, 1);
}

/* Returned by the welfare service. */
static void return_it(const struct uuid *which, const char *code, const char *forward)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, which);
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct recipient_item item = { .kind = ITEM_RETURN,
                                   .id = *which,
                                   .exchange =
                                       exchange_text_hash(frame_bytes(submit->submit->text)),
                                   .state = STATE_RETURNED,
                                   .party = WORLD_WELFARE,
                                   .card = 1,
                                   .time_ms = clock_wall_ms() };

    world_bring(&world, which, OUTBOX_ACCEPTED);
    strcpy(item.code, code);
    strcpy(item.forward, forward);
    recipient_item_write(&item, &bytes);
    world_sign(world.welfare.party.sign, bytes_of_buffer(&bytes),
               bytes_of_buffer(&world.welfare.card), &receipt);
    cr_expect_eq(world_give(&world, (struct world_receipt *[]){ &receipt }, 1), 1);
}

static void text_of(const struct uuid *which, struct exchange_text *ret)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = world_submit(&world, which);

    cr_assert_eq(exchange_text_read(frame_bytes(frame->submit->text), ret, NULL), FAULT_NONE);
}

static void expect_gone(const struct uuid *which)
{
    CLEANUP(buffer_clear) struct buffer frame = { 0 };
    const struct outbox_view *view = world_view(&world, which);

    cr_expect_not(view->needs_attention);
    cr_expect(view->has_superseded_by);
    cr_assert_eq(outbox_way_frame(&world.school.party, which, &frame, NULL), FAULT_NONE);
    cr_expect_eq(frame.size, 0, "its content has gone with the new one");
}

Test(outbox_anew, follows_a_refusal_that_brings_the_newer_card)
{
    CLEANUP(buffer_clear) struct buffer card = { 0 };
    struct exchange_text before, after;
    struct uuid next;

    text_of(&id, &before);
    write_card(WORLD_WELFARE, world.welfare_root, 2, &card);
    refuse(&id, &card);
    expect_gone(&id);
    next = world_view(&world, &id)->superseded_by;
    text_of(&next, &after);
    cr_expect_eq(world_view(&world, &next)->stage, OUTBOX_SPOOLED);
    cr_expect_eq(world_view(&world, &next)->n_sections, 2);
    cr_expect_eq(after.recipient_card, 2);
    cr_expect(after.has_supersedes && uuid_equal(&after.supersedes, &id));
    cr_expect_arr_eq(after.thread, before.thread, THREAD_SIZE);
    cr_expect_str_eq(after.ground, before.ground);
    cr_expect_str_eq(after.purpose, before.purpose);
    cr_expect_not(digest_equal(&after.private_header, &before.private_header));
}

Test(outbox_anew, can_be_opened_by_the_newer_key_and_says_the_same)
{
    CLEANUP(buffer_clear) struct buffer card = { 0 };
    struct card newer;
    struct uuid next;

    /* The welfare service keeps its keys and has a card with the next serial. */
    cr_assert_eq(card_read(bytes_of_buffer(&world.welfare.card), &newer, NULL), FAULT_NONE);
    newer.serial = 2;
    card_write(&newer, world.welfare_root, &card);
    cr_assert_eq(
        directory_add_card(world.welfare.shared.directory, bytes_of_buffer(&card), NULL, NULL),
        FAULT_NONE);
    refuse(&id, &card);
    next = world_view(&world, &id)->superseded_by;
    world_bring(&world, &next, OUTBOX_REGISTERED);
    cr_expect_eq(world_view(&world, &next)->stage, OUTBOX_REGISTERED);
    cr_expect_str_eq(world_view(&world, &next)->alarm, "");
}

Test(outbox_anew, believes_only_a_card_that_the_recipients_root_signed)
{
    CLEANUP(buffer_clear) struct buffer forged = { 0 };

    write_card(WORLD_WELFARE, world.stranger_root, 2, &forged);
    refuse(&id, &forged);
    cr_expect_not(world_view(&world, &id)->has_superseded_by);
    cr_expect(world_view(&world, &id)->needs_attention);
    cr_expect_eq(
        directory_current_card(world.school.shared.directory, WORLD_WELFARE, clock_wall_ms())
            ->card.serial,
        1);
}

Test(outbox_anew, waits_until_a_newer_card_comes)
{
    CLEANUP(buffer_clear) struct buffer none = { 0 };
    CLEANUP(buffer_clear) struct buffer card = { 0 };
    size_t n = 9;

    refuse(&id, &none);
    cr_expect(world_view(&world, &id)->needs_attention);
    cr_assert_eq(outbox_anew_run(&world.school.party, &n, NULL), FAULT_NONE);
    cr_expect_eq(n, 0);
    write_card(WORLD_WELFARE, world.welfare_root, 2, &card);
    hold(&card);
    cr_assert_eq(outbox_anew_run(&world.school.party, &n, NULL), FAULT_NONE);
    cr_expect_eq(n, 1);
    expect_gone(&id);
    cr_assert_eq(outbox_anew_run(&world.school.party, &n, NULL), FAULT_NONE);
    cr_expect_eq(n, 0, "once");
}

Test(outbox_anew, follows_a_return_for_a_lost_key)
{
    CLEANUP(buffer_clear) struct buffer card = { 0 };
    size_t n = 0;

    return_it(&id, "no_key", "");
    cr_expect(world_view(&world, &id)->needs_attention);
    write_card(WORLD_WELFARE, world.welfare_root, 2, &card);
    hold(&card);
    cr_assert_eq(outbox_anew_run(&world.school.party, &n, NULL), FAULT_NONE);
    cr_expect_eq(n, 1);
    expect_gone(&id);
}

Test(outbox_anew, leaves_alone_what_somebody_has_acknowledged)
{
    CLEANUP(buffer_clear) struct buffer card = { 0 };
    size_t n = 9;

    return_it(&id, "no_key", "");
    cr_assert_eq(outbox_acknowledge(&world.school.party, &id, NULL), FAULT_NONE);
    write_card(WORLD_WELFARE, world.welfare_root, 2, &card);
    hold(&card);
    cr_assert_eq(outbox_anew_run(&world.school.party, &n, NULL), FAULT_NONE);
    cr_expect_eq(n, 0);
}

/* The order crossed the refusal: what somebody wanted back does not go out once more. */
Test(outbox_anew, leaves_alone_what_has_been_taken_back)
{
    static const struct consent_revocation why = { "wrong_person", "rektor-7" };
    CLEANUP(buffer_clear) struct buffer card = { 0 };
    struct uuid order;
    bool repeated;
    size_t n = 9;

    cr_assert_eq(outbox_take_back(&world.school.party, &id, &why, NULL, bytes_of_text("{}"), &order,
                                  &repeated, NULL),
                 FAULT_NONE);
    write_card(WORLD_WELFARE, world.welfare_root, 2, &card);
    refuse(&id, &card);
    cr_assert_eq(outbox_anew_run(&world.school.party, &n, NULL), FAULT_NONE);
    cr_expect_eq(n, 0);
    cr_expect_not(world_view(&world, &id)->has_superseded_by);
    cr_expect(world_view(&world, &id)->needs_attention, "somebody decides");
}

Test(outbox_anew, sends_for_the_first_time_what_had_no_key_at_all)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(mem_free) struct uuid *ids = NULL;
    CLEANUP(buffer_clear) struct buffer card = { 0 };
    struct exchange_text text;
    struct uuid next;
    size_t n = 0;
    bool repeated;

    world_report(&report, 1);
    strcpy(report.targets[0].function, "police");
    cr_assert_eq(outbox_post(&world.school.party, &report, bytes_of_text("{}"), "key-2", &ids, &n,
                             &repeated, NULL),
                 FAULT_NONE);
    cr_expect_eq(world_view(&world, &ids[0])->stage, OUTBOX_NOT_SENT);
    write_card("dal-police", world.stranger_root, 1, &card);
    hold(&card);
    cr_assert_eq(outbox_anew_run(&world.school.party, &n, NULL), FAULT_NONE);
    cr_expect_eq(n, 1);
    expect_gone(&ids[0]);
    next = world_view(&world, &ids[0])->superseded_by;
    text_of(&next, &text);
    cr_expect_not(text.has_supersedes, "the broker has never heard of the first");
    mem_free(TAKE(ids));
    cr_assert_eq(outbox_post(&world.school.party, &report, bytes_of_text("{}"), "key-2", &ids, &n,
                             &repeated, NULL),
                 FAULT_NONE);
    cr_expect(repeated);
    cr_expect_eq(n, 1, "the post made one exchange");
}

Test(outbox_anew, gives_up_after_five_times)
{
    struct uuid last = id;
    size_t n_done = 0;

    for (uint64_t serial = 2; serial < 10; serial++) {
        CLEANUP(buffer_clear) struct buffer card = { 0 };

        write_card(WORLD_WELFARE, world.welfare_root, serial, &card);
        refuse(&last, &card);
        if (!world_view(&world, &last)->has_superseded_by)
            break;
        last = world_view(&world, &last)->superseded_by;
        n_done++;
    }
    cr_expect_eq(n_done, OUTBOX_ANEW_MAX);
    cr_expect(world_view(&world, &last)->needs_attention);
}

Test(outbox_anew, leaves_no_gap_in_the_numbers_when_a_card_is_of_no_use)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct card card = { .origin = WORLD_ORIGIN, .party = WORLD_WELFARE, .serial = 2 };
    size_t n = 0;

    card.from_ms = clock_wall_ms() - DAY_MS;
    card.until_ms = clock_wall_ms() + DAY_MS;
    card_write(&card, world.welfare_root, &text); /* all keys zero: of small order */
    refuse(&id, &text);
    cr_expect_not(world_view(&world, &id)->has_superseded_by);
    {
        CLEANUP(buffer_clear) struct buffer good = { 0 };
        struct uuid next;

        write_card(WORLD_WELFARE, world.welfare_root, 3, &good);
        hold(&good);
        cr_assert_eq(outbox_anew_run(&world.school.party, &n, NULL), FAULT_NONE);
        next = world_view(&world, &id)->superseded_by;
        {
            CLEANUP(frame_free) Samband__V1__Frame *frame = world_submit(&world, &next);

            cr_expect_eq(frame->submit->seq.data[SEQ_SIZE - 1], 2);
        }
    }
}

/* ---- to the right recipient ---- */

Test(outbox_anew, goes_to_the_right_recipient_by_one_act)
{
    CLEANUP(buffer_clear) struct buffer card = { 0 };
    struct exchange_text before, text;
    struct uuid next, again;
    bool repeated = true;
    struct error err = { 0 };

    text_of(&id, &before);
    write_card("dal-police", world.stranger_root, 1, &card);
    hold(&card);
    return_it(&id, "wrong_area", "dal-police");
    cr_assert_eq(outbox_forward(&world.school.party, &id, &next, &repeated, &err), FAULT_NONE, "%s",
                 err.text);
    cr_expect_not(repeated);
    expect_gone(&id);
    text_of(&next, &text);
    cr_expect_str_eq(text.recipient, "dal-police");
    cr_expect(text.has_supersedes && uuid_equal(&text.supersedes, &id));
    cr_expect_arr_neq(text.thread, before.thread, THREAD_SIZE);
    cr_assert_eq(outbox_forward(&world.school.party, &id, &again, &repeated, &err), FAULT_NONE);
    cr_expect(repeated && uuid_equal(&next, &again));
}

Test(outbox_anew, is_kept_for_the_right_recipient_that_has_no_key_yet)
{
    CLEANUP(buffer_clear) struct buffer card = { 0 };
    struct exchange_text text;
    struct uuid next;
    bool repeated;
    size_t n = 0;

    return_it(&id, "wrong_area", "dal-police");
    cr_assert_eq(outbox_forward(&world.school.party, &id, &next, &repeated, NULL), FAULT_NONE);
    cr_expect_eq(world_view(&world, &next)->stage, OUTBOX_NOT_SENT);
    write_card("dal-police", world.stranger_root, 1, &card);
    hold(&card);
    cr_assert_eq(outbox_anew_run(&world.school.party, &n, NULL), FAULT_NONE);
    cr_assert_eq(n, 1);
    next = world_view(&world, &next)->superseded_by;
    text_of(&next, &text);
    cr_expect(text.has_supersedes && uuid_equal(&text.supersedes, &id),
              "what the broker knows is superseded, not what it never saw");
}

static const struct {
    const char *code, *forward;
    bool acknowledge;
    const char *fault;
} forwards[] = {
    { "not_ours", "", false, "wrong_state" },
    { "wrong_area", "", false, "wrong_state" },
    { "wrong_area", "nobody-at-all", false, "unknown_party" },
    { "wrong_area", WORLD_SCHOOL, false, "unknown_party" },
    { "wrong_area", "dal-police", true, "content_gone" },
};

Test(outbox_anew, forwards_nothing_else)
{
    for (size_t i = 0; i < ARRAY_SIZE(forwards); i++) {
        size_t n = 0;
        CLEANUP(mem_free) struct uuid *ids = world_post(&world, NULL, 1, &n);
        struct error err = { 0 };
        struct uuid next;
        bool repeated;

        return_it(&ids[0], forwards[i].code, forwards[i].forward);
        if (forwards[i].acknowledge)
            cr_assert_eq(outbox_acknowledge(&world.school.party, &ids[0], NULL), FAULT_NONE);
        cr_expect_eq(outbox_forward(&world.school.party, &ids[0], &next, &repeated, &err),
                     FAULT_INPUT);
        cr_expect_str_eq(err.code, forwards[i].fault, "%zu: %s", i, err.code);
    }
}
