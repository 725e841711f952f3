/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/delivery.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "broker/answer.h"
#include "broker/batch.h"
#include "broker/deliver_frame.h"
#include "broker/errand.h"
#include "broker/notice.h"
#include "broker/recall.h"
#include "core/deadlines.h"
#include "core/retry.h"
#include "keys/random.h"

enum {
    ANSWER_MS = 15000, /* a delivery without an answer is lost after this */
    FULL_MS = 1000,    /* a full queue is tried again after this */
};

struct load_errand {
    struct errand errand;
    struct uuid id;
};

static uint32_t random_number(void)
{
    uint32_t number;

    keys_random(&number, sizeof(number));
    return number;
}

static void wait_again(struct open_exchange *exchange, int64_t wait_ms)
{
    members_set_delivery(exchange, DELIVERY_WAITING);
    exchange->retry_at_ms = clock_boot_ms() + wait_ms;
}

static void wait_for_next(struct open_exchange *exchange)
{
    wait_again(exchange, retry_wait_ms(exchange->attempts, random_number()));
}

static void on_loaded(void *arg, const struct stored_delivery *delivery)
{
    CLEANUP(errand_end) struct load_errand *errand = arg;
    struct broker *broker = errand->errand.broker;
    struct open_exchange *exchange = members_find(&broker->members, &errand->id);
    CLEANUP(buffer_clear) struct buffer frame = { 0 };
    struct error err;

    if (!exchange || exchange->delivery != DELIVERY_LOADING)
        return;
    if (!delivery || deliver_frame_write(broker, delivery, exchange->attempts, &frame, &err)) {
        log_event(LOG_LEVEL_ERROR, "delivery_unreadable", "id=%s %s", answer_id(&errand->id).text,
                  delivery ? err.text : "no rows");
        wait_for_next(exchange);
        return;
    }
    if (!broker_send(broker, exchange->recipient, bytes_of_buffer(&frame))) {
        wait_again(exchange, FULL_MS);
        return;
    }
    exchange->may_have_left = true;
    members_set_delivery(exchange, DELIVERY_SENT);
    exchange->retry_at_ms = clock_boot_ms() + ANSWER_MS;
    log_event(LOG_LEVEL_DEBUG, "delivered", "id=%s to=%s attempt=%u", answer_id(&exchange->id).text,
              exchange->recipient->name, exchange->attempts);
}

static void load(struct broker *broker, struct open_exchange *exchange)
{
    struct load_errand *errand = errand_new(broker, sizeof(*errand));

    errand->id = exchange->id;
    store_load_delivery(broker->store, &errand->id, on_loaded, errand);
}

static void try_now(struct broker *broker, struct open_exchange *exchange)
{
    struct work *work;

    members_set_delivery(exchange, DELIVERY_LOADING);
    if (exchange->attempts == 0) {
        exchange->attempts = 1;
        load(broker, exchange);
        return;
    }
    work = work_new(WORK_ATTEMPT, exchange->recipient);
    work->id = exchange->id;
    work->attempts = exchange->attempts + 1;
    batch_add(broker->batch, work);
}

void delivery_attempt_written(struct broker *broker, const struct uuid *id, uint32_t attempts)
{
    struct open_exchange *exchange = members_find(&broker->members, id);

    if (!exchange || exchange->delivery != DELIVERY_LOADING)
        return;
    exchange->attempts = attempts;
    load(broker, exchange);
}

void delivery_attempt_refused(struct broker *broker, const struct uuid *id)
{
    struct open_exchange *exchange = members_find(&broker->members, id);

    if (exchange && exchange->delivery == DELIVERY_LOADING)
        wait_for_next(exchange);
}

void delivery_pump(struct broker *broker, struct member *member)
{
    int64_t now_ms = clock_boot_ms();
    struct open_exchange *exchange;

    if (!member->linked || broker->rolled_back || broker->stopping)
        return;
    TAILQ_FOREACH(exchange, &member->deliveries, of_recipient)
    {
        if (member->n_under_way >= member->credit)
            return;
        if (exchange->delivery == DELIVERY_WAITING && exchange->retry_at_ms <= now_ms)
            try_now(broker, exchange);
    }
}

/* What is not answered waits without holding credit: a few that a recipient never answers must not
 * keep the others from it. */
static void find_lost(struct member *member, int64_t now_ms)
{
    struct open_exchange *exchange;

    TAILQ_FOREACH(exchange, &member->deliveries, of_recipient)
    {
        if (exchange->delivery == DELIVERY_SENT && exchange->retry_at_ms <= now_ms)
            wait_for_next(exchange);
    }
}

static void report_if_overdue(struct open_exchange *exchange, int64_t wall_ms)
{
    const struct deadlines_case asked = {
        .state = exchange->state,
        .urgency = exchange->urgency,
        .since_ms = exchange->since_ms,
        .not_after_ms = exchange->not_after_ms,
        .alarm_ms = exchange->alarm_ms,
    };

    if (deadlines_next_ms(&asked) > wall_ms)
        return;
    exchange->alarm_ms = wall_ms;
    log_event(LOG_LEVEL_WARNING, "exchange_overdue", "id=%s state=%s to=%s minutes=%lld",
              answer_id(&exchange->id).text, item_state_name(exchange->state),
              exchange->recipient->name, (long long)((wall_ms - exchange->since_ms) / 60000));
}

static void find_overdue(struct members *members, int64_t wall_ms)
{
    for (size_t i = 0; i < members->n_buckets; i++) {
        for (struct open_exchange *exchange = members->buckets[i]; exchange;
             exchange = exchange->next_in_bucket) {
            report_if_overdue(exchange, wall_ms);
            recall_report_if_overdue(exchange, wall_ms);
        }
    }
}

void delivery_tick(struct broker *broker)
{
    int64_t now_ms = clock_boot_ms();
    int64_t silent_ms = 3 * (int64_t)broker->settings->heartbeat_ms;
    struct member *member;

    TAILQ_FOREACH(member, &broker->members.all, entry)
    {
        if (member->linked && now_ms - member->heard_at_ms > silent_ms) {
            log_event(LOG_LEVEL_NOTICE, "link_silent", "party=%s", member->name);
            members_unlink(member, now_ms);
        }
        find_lost(member, now_ms);
        recall_pump(broker, member);
        delivery_pump(broker, member);
        notice_pump(broker, member);
    }
    find_overdue(&broker->members, clock_wall_ms());
}
