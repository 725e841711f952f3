/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/members.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "core/deadlines.h"
#include "core/exchange.h"

void members_init(struct members *members)
{
    *members = (struct members){ .n_buckets = 1024 };
    TAILQ_INIT(&members->all);
    members->buckets = mem_new(members->n_buckets, sizeof(struct open_exchange *));
}

void members_clear(struct members *members)
{
    struct member *member;

    for (size_t i = 0; i < members->n_buckets; i++) {
        while (members->buckets[i])
            members_drop(members, members->buckets[i]);
    }
    while ((member = TAILQ_FIRST(&members->all))) {
        TAILQ_REMOVE(&members->all, member, entry);
        buffer_clear(&member->hello);
        mem_free(member);
    }
    mem_free(members->buckets);
    *members = (struct members){ 0 };
}

struct member *members_get(struct members *members, const char *name)
{
    struct member *member;

    TAILQ_FOREACH(member, &members->all, entry)
    {
        if (strcmp(member->name, name) == 0)
            return member;
    }
    member = mem_new(1, sizeof(*member));
    snprintf(member->name, sizeof(member->name), "%s", name);
    TAILQ_INIT(&member->deliveries);
    TAILQ_INIT(&member->recalls);
    TAILQ_INIT(&member->notices);
    TAILQ_INSERT_TAIL(&members->all, member, entry);
    return member;
}

/* The last bytes of a UUIDv7 are random: as good as any hash. */
static size_t place_of(const struct members *members, const struct uuid *id)
{
    uint64_t tail;

    assert(members->n_buckets > 0);
    memcpy(&tail, id->bytes + UUID_SIZE - sizeof(tail), sizeof(tail));
    return (size_t)(tail % members->n_buckets);
}

struct open_exchange *members_find(struct members *members, const struct uuid *id)
{
    struct open_exchange *exchange = members->buckets[place_of(members, id)];

    while (exchange && !uuid_equal(&exchange->id, id))
        exchange = exchange->next_in_bucket;
    return exchange;
}

static void grow(struct members *members)
{
    struct open_exchange **old = members->buckets;
    size_t n_old = members->n_buckets;

    members->n_buckets = n_old * 4;
    members->buckets = mem_new(members->n_buckets, sizeof(struct open_exchange *));
    for (size_t i = 0; i < n_old; i++) {
        while (old[i]) {
            struct open_exchange *exchange = old[i];
            size_t place = place_of(members, &exchange->id);

            old[i] = exchange->next_in_bucket;
            exchange->next_in_bucket = members->buckets[place];
            members->buckets[place] = exchange;
        }
    }
    mem_free(old);
}

struct open_exchange *members_add(struct members *members, const struct uuid *id,
                                  const char *sender, const char *recipient)
{
    struct open_exchange *exchange = mem_new(1, sizeof(*exchange));
    size_t place;

    assert(!members_find(members, id));
    if (members->n_open >= members->n_buckets * 2)
        grow(members);
    place = place_of(members, id);
    exchange->id = *id;
    exchange->not_after_ms = DEADLINES_NEVER;
    exchange->alarm_ms = DEADLINES_NEVER;
    exchange->recall_alarm_ms = DEADLINES_NEVER;
    exchange->sender = members_get(members, sender);
    exchange->recipient = members_get(members, recipient);
    exchange->next_in_bucket = members->buckets[place];
    members->buckets[place] = exchange;
    members->n_open++;
    return exchange;
}

void members_drop(struct members *members, struct open_exchange *exchange)
{
    struct open_exchange **link = &members->buckets[place_of(members, &exchange->id)];

    members_set_delivery(exchange, DELIVERY_NONE);
    members_set_recall(exchange, NULL);
    if (exchange->notices)
        TAILQ_REMOVE(&exchange->sender->notices, exchange, of_sender);
    while (*link != exchange)
        link = &(*link)->next_in_bucket;
    *link = exchange->next_in_bucket;
    members->n_open--;
    mem_free(exchange);
}

void members_drop_if_done(struct members *members, struct open_exchange *exchange)
{
    if (!exchange_is_open(exchange->state) && !exchange->notices && !exchange->recall)
        members_drop(members, exchange);
}

static bool is_under_way(enum delivery_step step)
{
    return step == DELIVERY_LOADING || step == DELIVERY_SENT;
}

void members_set_delivery(struct open_exchange *exchange, enum delivery_step step)
{
    struct member *recipient = exchange->recipient;

    if (is_under_way(exchange->delivery))
        recipient->n_under_way--;
    if (is_under_way(step))
        recipient->n_under_way++;
    if (exchange->delivery == DELIVERY_NONE && step != DELIVERY_NONE)
        TAILQ_INSERT_TAIL(&recipient->deliveries, exchange, of_recipient);
    if (exchange->delivery != DELIVERY_NONE && step == DELIVERY_NONE)
        TAILQ_REMOVE(&recipient->deliveries, exchange, of_recipient);
    exchange->delivery = step;
}

void members_set_notice(struct open_exchange *exchange, enum item_state state, bool wanted)
{
    unsigned int before = exchange->notices;

    if (wanted)
        exchange->notices |= 1u << state;
    else
        exchange->notices &= ~(1u << state);
    if (!before && exchange->notices)
        TAILQ_INSERT_TAIL(&exchange->sender->notices, exchange, of_sender);
    if (before && !exchange->notices)
        TAILQ_REMOVE(&exchange->sender->notices, exchange, of_sender);
}

void members_set_recall(struct open_exchange *exchange, const struct uuid *order)
{
    struct exchange_queue *recalls = &exchange->recipient->recalls;

    if (order && !exchange->recall)
        TAILQ_INSERT_TAIL(recalls, exchange, of_recall);
    if (!order && exchange->recall)
        TAILQ_REMOVE(recalls, exchange, of_recall);
    exchange->recall = order != NULL;
    exchange->recall_loading = false;
    if (order)
        exchange->order = *order;
}

void members_unlink(struct member *member, int64_t boot_ms)
{
    struct open_exchange *exchange;

    member->linked = false;
    TAILQ_FOREACH(exchange, &member->deliveries, of_recipient)
    {
        if (exchange->delivery == DELIVERY_SENT) {
            members_set_delivery(exchange, DELIVERY_WAITING);
            exchange->retry_at_ms = boot_ms;
        }
    }
    TAILQ_FOREACH(exchange, &member->recalls, of_recall)
    exchange->recall_at_ms = boot_ms;
    TAILQ_FOREACH(exchange, &member->notices, of_sender)
    exchange->notice_at_ms = boot_ms;
}
