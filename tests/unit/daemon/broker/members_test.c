/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/members.h"

#include <criterion/criterion.h>

static struct members members;

static void set_up(void) { members_init(&members); }

static void tear_down(void) { members_clear(&members); }

TestSuite(members, .init = set_up, .fini = tear_down);

static struct open_exchange *add(int64_t made_ms)
{
    struct uuid id = uuid_new(made_ms);

    return members_add(&members, &id, "fjell-school", "bergenhus-child-welfare");
}

Test(members, finds_every_exchange_however_many_there_are)
{
    enum { N = 10000 };
    static struct uuid ids[N];

    for (int i = 0; i < N; i++)
        ids[i] = add(i)->id;
    cr_assert_eq(members.n_open, N);
    for (int i = 0; i < N; i++) {
        struct open_exchange *exchange = members_find(&members, &ids[i]);

        cr_assert(exchange && uuid_equal(&exchange->id, &ids[i]), "%d", i);
    }
    for (int i = 0; i < N; i++)
        members_drop(&members, members_find(&members, &ids[i]));
    cr_expect_eq(members.n_open, 0);
    cr_expect_null(members_find(&members, &ids[0]));
}

Test(members, counts_what_is_under_way_against_the_credit)
{
    static const enum delivery_step walk[] = {
        DELIVERY_WAITING, DELIVERY_LOADING, DELIVERY_SENT,    DELIVERY_WAITING, DELIVERY_LOADING,
        DELIVERY_LOADING, DELIVERY_WAITING, DELIVERY_LOADING, DELIVERY_SENT,    DELIVERY_NONE,
    };
    static const unsigned int under_way[] = { 0, 1, 1, 0, 1, 1, 0, 1, 1, 0 };
    struct open_exchange *exchange = add(1);

    for (size_t i = 0; i < ARRAY_SIZE(walk); i++) {
        members_set_delivery(exchange, walk[i]);
        cr_expect_eq(exchange->recipient->n_under_way, under_way[i], "step %zu", i);
        cr_expect_eq(!TAILQ_EMPTY(&exchange->recipient->deliveries), walk[i] != DELIVERY_NONE);
    }
}

Test(members, gives_back_credit_when_the_link_is_lost_and_may_try_at_once)
{
    struct open_exchange *exchange = add(1);

    exchange->recipient->linked = true;
    exchange->retry_at_ms = 900;
    members_set_delivery(exchange, DELIVERY_SENT);
    members_unlink(exchange->recipient, 500);
    cr_expect_not(exchange->recipient->linked);
    cr_expect_eq(exchange->recipient->n_under_way, 0);
    cr_expect_eq(exchange->delivery, DELIVERY_WAITING);
    cr_expect_eq(exchange->retry_at_ms, 500);
}

Test(members, keeps_a_final_exchange_until_its_sender_has_acknowledged_every_step)
{
    struct open_exchange *exchange = add(1);
    struct uuid id = exchange->id;

    exchange->state = STATE_REGISTERED;
    members_set_notice(exchange, STATE_HANDED_OVER, true);
    members_set_notice(exchange, STATE_REGISTERED, true);
    members_set_notice(exchange, STATE_HANDED_OVER, false);
    members_drop_if_done(&members, exchange);
    cr_assert_not_null(members_find(&members, &id));

    members_set_notice(exchange, STATE_REGISTERED, false);
    members_drop_if_done(&members, exchange);
    cr_expect_null(members_find(&members, &id));
}

Test(members, keeps_an_open_exchange_though_nobody_waits_for_a_notice)
{
    struct open_exchange *exchange = add(1);

    exchange->state = STATE_HANDED_OVER;
    members_drop_if_done(&members, exchange);
    cr_expect_eq(members.n_open, 1);
}

Test(members, is_one_record_a_party)
{
    struct open_exchange *a = add(1), *b = add(2);

    cr_expect_eq(a->sender, b->sender);
    cr_expect_eq(members_get(&members, "fjell-school"), a->sender);
    cr_expect_neq(a->sender, a->recipient);
}
