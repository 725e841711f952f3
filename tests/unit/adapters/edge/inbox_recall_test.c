/* SPDX-License-Identifier: EUPL-1.2 */
/* What a recipient does with a valid order to destroy. */
#include "edge/inbox_recall.h"

#include "recall_play.h"

TestSuite(inbox_recall, .init = setup, .fini = teardown);

/* ---- what becomes of it ---- */

Test(inbox_recall, destroys_what_nobody_has_fetched_and_signs_that)
{
    CLEANUP(world_order_clear) struct world_order order = { 0 };
    struct recipient_item item;
    struct inbox_view view;
    size_t n = 7;

    send(false);
    hand_over();
    make_order(&order, "take_back", &id);
    item = answer_to(&order);
    cr_expect_eq(item.state, STATE_DESTROYED);
    cr_expect(uuid_equal(&item.order, &order.text.id));
    world_reopen(&world.welfare);
    view = look(&n);
    cr_expect_eq(view.state, STATE_TAKEN_BACK);
    cr_expect_not(view.content_held);
    cr_expect(view.has_ended_by);
    cr_expect_eq(n, 0);
    cr_expect_eq(n_waiting(), 2, "hand-over and answer are sent until they are confirmed");
}

Test(inbox_recall, leaves_nothing_of_what_it_has_destroyed_in_its_files)
{
    CLEANUP(world_order_clear) struct world_order order = { 0 };
    struct bytes sealed;

    send(false);
    hand_over();
    sealed = bytes_of(submit->submit->sections[0]->ciphertext.data + 100, 64);
    cr_expect(world_holds(world.welfare.spool_folder, sealed));
    make_order(&order, "take_back", &id);
    (void)answer_to(&order);
    spool_tidy(world.welfare.shared.spool);
    cr_expect_not(world_holds(world.welfare.spool_folder, sealed));
}

Test(inbox_recall, keeps_what_was_fetched_and_says_so)
{
    CLEANUP(world_order_clear) struct world_order order = { 0 };
    struct inbox_view view;
    size_t n = 0;

    send(false);
    hand_over();
    view = look(NULL);
    cr_expect_eq(view.fetched_ms, 0, "looking is not passing on");
    cr_assert_eq(inbox_fetched(&world.welfare.party, &view, NULL), FAULT_NONE);
    world_reopen(&world.welfare);
    make_order(&order, "take_back", &id);
    cr_expect_eq(answer_to(&order).state, STATE_FETCHED);
    view = look(&n);
    cr_expect_eq(view.state, STATE_HANDED_OVER);
    cr_expect(view.content_held);
    cr_expect_gt(view.fetched_ms, 0);
    cr_expect(view.has_ended_by, "its system is told that it has been taken back");
    cr_expect_eq(n, 2);
}

Test(inbox_recall, finds_fetched_what_was_registered)
{
    CLEANUP(world_order_clear) struct world_order order = { 0 };
    struct inbox_view view;

    send(false);
    hand_over();
    cr_assert_eq(inbox_register(&world.welfare.party, &id, "2026/17", "", &view, NULL), FAULT_NONE);
    make_order(&order, "take_back", &id);
    cr_expect_eq(answer_to(&order).state, STATE_FETCHED);
    cr_expect_eq(look(NULL).state, STATE_REGISTERED);
}

/* Whether the broker had confirmed the return makes no difference. */
Test(inbox_recall, finds_fetched_what_was_returned_by_hand)
{
    for (int confirmed = 0; confirmed < 2; confirmed++) {
        CLEANUP(world_order_clear) struct world_order order = { 0 };
        struct inbox_view view;

        world_delivery_clear(&delivery);
        frame_free(submit);
        memset(&delivery, 0, sizeof(delivery));
        send(false);
        hand_over();
        cr_assert_eq(inbox_return(&world.welfare.party, &id, "not_ours", "", &view, NULL),
                     FAULT_NONE);
        if (confirmed)
            world_confirm(&world, submit->submit, STATE_RETURNED);
        cr_expect_eq(look(NULL).content_held, !confirmed);
        make_order(&order, "take_back", &id);
        cr_expect_eq(answer_to(&order).state, STATE_FETCHED);
        cr_expect_eq(look(NULL).state, STATE_RETURNED);
    }
}

Test(inbox_recall, answers_again_with_the_same_bytes)
{
    CLEANUP(world_order_clear) struct world_order order = { 0 };
    CLEANUP(frame_free) Samband__V1__Frame *first = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *second = NULL;
    CLEANUP(buffer_clear) struct buffer a = { 0 };
    CLEANUP(buffer_clear) struct buffer b = { 0 };
    struct error err = { 0 };
    bool is_new = false;

    send(false);
    hand_over();
    make_order(&order, "take_back", &id);
    first = recall(&order, &is_new, &err);
    cr_expect(is_new);
    world_reopen(&world.welfare);
    second = recall(&order, &is_new, &err);
    cr_expect_not(is_new);
    frame_write(first, &a);
    frame_write(second, &b);
    cr_expect(bytes_equal(bytes_of_buffer(&a), bytes_of_buffer(&b)));
    cr_expect_eq(n_waiting(), 2);
}

Test(inbox_recall, of_a_consent_destroys_what_rests_on_it_and_was_not_shown)
{
    CLEANUP(world_order_clear) struct world_order order = { 0 };
    struct inbox_view view;
    struct error err = { 0 };

    send(true);
    hand_over();
    cr_expect_eq(inbox_get(&world.welfare.party, &id, &view, NULL, NULL, &err), FAULT_INPUT,
                 "not shown before the broker's answer");
    make_order(&order, "consent_withdrawal", &consent);
    cr_expect_eq(answer_to(&order).state, STATE_DESTROYED);
    world_confirm(&world, submit->submit, STATE_HANDED_OVER); /* crossed the order */
    cr_expect_eq(inbox_get(&world.welfare.party, &id, &view, NULL, NULL, &err), FAULT_INPUT,
                 "nor afterwards");
}

Test(inbox_recall, of_a_consent_spares_what_was_shown_and_fetched)
{
    CLEANUP(world_order_clear) struct world_order order = { 0 };
    struct inbox_view view;

    send(true);
    hand_over();
    world_confirm(&world, submit->submit, STATE_HANDED_OVER);
    view = look(NULL);
    cr_assert_eq(inbox_fetched(&world.welfare.party, &view, NULL), FAULT_NONE);
    make_order(&order, "consent_void", &consent);
    cr_expect_eq(answer_to(&order).state, STATE_FETCHED);
}

/* ---- the order comes first ---- */

Test(inbox_recall, of_what_never_came_is_answered_as_destroyed)
{
    CLEANUP(world_order_clear) struct world_order order = { 0 };

    send(false);
    make_order(&order, "take_back", &id);
    cr_expect_eq(answer_to(&order).state, STATE_DESTROYED);
    cr_expect_eq(n_waiting(), 1);
}

Test(inbox_recall, destroys_what_comes_after_its_order)
{
    CLEANUP(world_order_clear) struct world_order order = { 0 };
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    struct recipient_item item;
    struct inbox_view view;
    struct error err = { 0 };

    send(true);
    make_order(&order, "consent_withdrawal", &consent);
    (void)answer_to(&order);
    world_reopen(&world.welfare);
    frame = world_hand_over(&world, &delivery, &err);
    cr_assert_not_null(frame, "%s: %s", err.code, err.text);
    cr_assert_eq(frame->receipts->n_receipts, 1, "no hand-over is signed");
    cr_assert_eq(recipient_item_read(frame_bytes(frame->receipts->receipts[0]->item), &item, NULL),
                 FAULT_NONE);
    cr_expect_eq(item.state, STATE_DESTROYED);
    cr_expect_not(world_holds(world.welfare.spool_folder,
                              bytes_of(submit->submit->sections[0]->ciphertext.data + 100, 64)));
    cr_expect_eq(inbox_get(&world.welfare.party, &id, &view, NULL, NULL, &err), FAULT_INPUT);
    hand_over(); /* again: the same */
    cr_expect_eq(n_waiting(), 1);
}

Test(inbox_recall, takes_what_an_earlier_order_proves_not_to_be_about)
{
    CLEANUP(world_order_clear) struct world_order order = { 0 };
    struct uuid other = uuid_new(clock_wall_ms());
    struct error err = { 0 };
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;

    send(true);
    make_order(&order, "consent_withdrawal", &other);
    (void)answer_to(&order);
    frame = world_hand_over(&world, &delivery, &err);
    cr_assert_not_null(frame, "%s: %s", err.code, err.text);
    cr_expect_eq(frame->receipts->n_receipts, 2, "it was handed over all the same");
    cr_expect_gt(world.welfare.party.order_refused_ms, 0);
    world_confirm(&world, submit->submit, STATE_HANDED_OVER);
    cr_expect(look(NULL).content_held);
}

/* ---- the broker has it ---- */

Test(inbox_recall, is_done_once_the_broker_has_committed_the_answer)
{
    CLEANUP(world_order_clear) struct world_order order = { 0 };

    send(false);
    hand_over();
    make_order(&order, "take_back", &id);
    (void)answer_to(&order);
    world_confirm(&world, submit->submit, STATE_FETCHED); /* not what was signed */
    cr_expect_eq(n_waiting(), 2);
    world_confirm(&world, submit->submit, STATE_DESTROYED);
    cr_expect_eq(n_waiting(), 0, "its hand-over is wanted by nobody any more");
    cr_expect(look(NULL).confirmed);
}

Test(inbox_recall, of_what_was_fetched_leaves_the_rest_of_its_way_alone)
{
    CLEANUP(world_order_clear) struct world_order order = { 0 };
    struct inbox_view view;

    send(false);
    hand_over();
    view = look(NULL);
    cr_assert_eq(inbox_fetched(&world.welfare.party, &view, NULL), FAULT_NONE);
    make_order(&order, "take_back", &id);
    (void)answer_to(&order);
    world_confirm(&world, submit->submit, STATE_FETCHED);
    cr_expect_eq(n_waiting(), 1, "its hand-over is still to be confirmed");
    world_confirm(&world, submit->submit, STATE_HANDED_OVER);
    cr_assert_eq(inbox_register(&world.welfare.party, &id, "2026/17", "", &view, NULL), FAULT_NONE);
    world_confirm(&world, submit->submit, STATE_REGISTERED);
    cr_expect_eq(n_waiting(), 0);
    cr_expect_not(look(NULL).content_held);
}

Test(inbox_recall, believes_that_it_has_ended_once_it_has_seen_the_order)
{
    CLEANUP(world_order_clear) struct world_order order = { 0 };

    send(true);
    hand_over();
    world_confirm(&world, submit->submit, STATE_HANDED_OVER);
    make_order(&order, "consent_withdrawal", &consent);
    cr_assert_eq(answer_to(&order).state, STATE_DESTROYED);
    cr_expect_eq(n_waiting(), 1);
    world_confirm(&world, submit->submit, STATE_WITHDRAWN);
    cr_expect_eq(n_waiting(), 0);
    cr_expect_eq(world.welfare.party.order_refused_ms, 0);
    cr_expect_eq(look(NULL).state, STATE_WITHDRAWN);
}
