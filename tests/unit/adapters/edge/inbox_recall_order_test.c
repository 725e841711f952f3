/* SPDX-License-Identifier: EUPL-1.2 */
/* What looks like an order to destroy and is none: everything is kept, and somebody is told. */
#include "edge/inbox_recall.h"

#include "recall_play.h"

TestSuite(inbox_recall_order, .init = setup, .fini = teardown);

static void with_a_stranger_s_key(struct world_order *order)
{
    world_sign_order(order, world.stranger_root);
}
static void signed_late(struct world_order *order)
{
    order->text.created_ms += INT64_C(400) * 86400 * 1000;
    order->text.not_after_ms = order->text.created_ms + 1;
    world_sign_order(order, world.school.party.sign);
}
static void about_another(struct world_order *order)
{
    order->text.in_reply_to = uuid_new(clock_wall_ms());
    world_sign_order(order, world.school.party.sign);
}
static void no_target(struct world_order *order)
{
    order->text.has_in_reply_to = false;
    world_sign_order(order, world.school.party.sign);
}
static void no_order(struct world_order *order)
{
    strcpy(order->text.type, "feedback");
    world_sign_order(order, world.school.party.sign);
}
static void not_to_the_bus(struct world_order *order)
{
    strcpy(order->text.recipient, WORLD_WELFARE);
    world_sign_order(order, world.school.party.sign);
}
static void other_log(struct world_order *order)
{
    strcpy(order->text.origin, "samband.example/other");
    world_sign_order(order, world.school.party.sign);
}
static void of_the_recipient_itself(struct world_order *order)
{
    strcpy(order->text.sender, WORLD_WELFARE);
    order->message.sender_card = frame_data(bytes_of_buffer(&world.welfare.card));
    world_sign_order(order, world.welfare.party.sign);
}
static void a_consent_it_does_not_name(struct world_order *order)
{
    strcpy(order->text.type, "consent_withdrawal");
    order->text.in_reply_to = uuid_new(clock_wall_ms());
    world_sign_order(order, world.school.party.sign);
}
static void the_consent_as_an_exchange(struct world_order *order)
{
    order->text.in_reply_to = consent;
    world_sign_order(order, world.school.party.sign);
}

static const struct {
    const char *name;
    void (*spoil)(struct world_order *order);
} spoilt[] = {
    { "signed by a stranger", with_a_stranger_s_key },
    { "signed when its card had run out", signed_late },
    { "about another exchange", about_another },
    { "about nothing", no_target },
    { "of a type that orders nothing", no_order },
    { "to somebody else", not_to_the_bus },
    { "of another log", other_log },
    { "by somebody who did not send it", of_the_recipient_itself },
    { "about a consent that it does not name", a_consent_it_does_not_name },
    { "takes back the consent, not the exchange", the_consent_as_an_exchange },
};

Test(inbox_recall_order, keeps_everything_without_a_valid_order_of_its_sender)
{
    send(true);
    hand_over();
    world_confirm(&world, submit->submit, STATE_HANDED_OVER);
    for (size_t i = 0; i < ARRAY_SIZE(spoilt); i++) {
        CLEANUP(world_order_clear) struct world_order order = { 0 };
        struct error err = { 0 };
        bool is_new = false;

        make_order(&order, "take_back", &id);
        world.welfare.party.order_refused_ms = 0;
        spoilt[i].spoil(&order);
        cr_expect_null(recall(&order, &is_new, &err), "%s", spoilt[i].name);
        cr_expect_str_eq(err.code, "order_refused", "%s: %s", spoilt[i].name, err.code);
        cr_expect_gt(world.welfare.party.order_refused_ms, 0, "%s: an alarm", spoilt[i].name);
        cr_expect(uuid_equal(&world.welfare.party.order_refused, &id));
        cr_expect(look(NULL).content_held, "%s", spoilt[i].name);
    }
    cr_expect_eq(n_waiting(), 0, "nothing was signed");
}

Test(inbox_recall_order, verifies_the_bytes_that_came)
{
    CLEANUP(world_order_clear) struct world_order order = { 0 };
    struct error err = { 0 };
    bool is_new = false;

    send(false);
    hand_over();
    make_order(&order, "take_back", &id);
    order.bytes.data[order.bytes.size - 2] ^= 1; /* a byte of the last digest */
    cr_expect_null(recall(&order, &is_new, &err));
    cr_expect_str_eq(err.code, "order_refused");
}

Test(inbox_recall_order, hears_no_broker_that_has_been_replaced)
{
    CLEANUP(world_order_clear) struct world_order order = { 0 };
    struct error err = { 0 };
    bool is_new = false;

    send(false);
    hand_over();
    make_order(&order, "take_back", &id);
    order.message.takeover = 2;
    cr_expect_null(recall(&order, &is_new, &err));
    cr_expect_str_eq(err.code, "old_takeover");
    cr_expect(look(NULL).content_held);
}

Test(inbox_recall_order, a_bare_word_of_the_broker_destroys_nothing)
{
    send(true);
    hand_over();
    world_confirm(&world, submit->submit, STATE_HANDED_OVER);
    world_confirm(&world, submit->submit, STATE_WITHDRAWN);
    cr_expect(look(NULL).content_held);
    cr_expect_eq(look(NULL).state, STATE_HANDED_OVER);
    cr_expect_gt(world.welfare.party.order_refused_ms, 0);
}

/* Its own word has been given: it was fetched. The content stays until it is registered. */
Test(inbox_recall_order, nor_does_it_destroy_what_was_fetched_before_the_order)
{
    CLEANUP(world_order_clear) struct world_order order = { 0 };
    struct inbox_view view;
    size_t n = 0;

    send(false);
    hand_over();
    view = look(NULL);
    cr_assert_eq(inbox_fetched(&world.welfare.party, &view, NULL), FAULT_NONE);
    make_order(&order, "take_back", &id);
    cr_assert_eq(answer_to(&order).state, STATE_FETCHED);
    world_confirm(&world, submit->submit, STATE_TAKEN_BACK);
    view = look(&n);
    cr_expect_eq(view.state, STATE_HANDED_OVER);
    cr_expect(view.content_held);
    cr_expect_eq(n, 2);
}
