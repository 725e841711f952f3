/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/recall.h"

#include "base/clock.h"
#include "base/fault_point.h"
#include "base/log.h"
#include "broker/answer.h"
#include "broker/errand.h"
#include "core/deadlines.h"

enum {
    RECALL_MS = 15000,   /* one without an answer is lost after this */
    FULL_MS = 1000,      /* a full queue is tried again after this */
    ORDERS_AT_ONCE = 16, /* of one member, on their way from the database: commits wait behind */
};

/* One order, and all that the member is to destroy by it. */
struct recall_errand {
    struct errand errand;
    struct member *member;
    struct uuid order;
};

void recall_begin(struct open_exchange *exchange, const struct uuid *order, int64_t wall_ms)
{
    members_set_recall(exchange, order);
    exchange->recall_since_ms = wall_ms;
    exchange->recall_alarm_ms = DEADLINES_NEVER;
    exchange->recall_at_ms = 0;
}

static void send_recall(struct broker *broker, struct open_exchange *exchange, struct bytes order)
{
    bool sent = false;
    struct error err;

    exchange->recall_loading = false;
    exchange->recall_at_ms = clock_boot_ms() + RECALL_MS;
    if (answer_recall(broker, exchange, order, &sent, &err)) {
        log_event(LOG_LEVEL_ERROR, "recall_unreadable", "id=%s %s", answer_id(&exchange->id).text,
                  err.text);
        return;
    }
    if (!sent) {
        exchange->recall_at_ms = clock_boot_ms() + FULL_MS;
        return;
    }
    log_event(LOG_LEVEL_DEBUG, "recall_sent", "id=%s to=%s", answer_id(&exchange->id).text,
              exchange->recipient->name);
    (void)FAULT_POINT("recall_sent");
}

static void on_order(void *arg, struct bytes entry)
{
    CLEANUP(errand_end) struct recall_errand *errand = arg;
    struct open_exchange *exchange;

    errand->member->n_orders_loading--;
    TAILQ_FOREACH(exchange, &errand->member->recalls, of_recall)
    {
        if (exchange->recall_loading && uuid_equal(&exchange->order, &errand->order))
            send_recall(errand->errand.broker, exchange, entry);
    }
    recall_pump(errand->errand.broker, errand->member);
}

static struct open_exchange *first_due(const struct member *member, int64_t now_ms)
{
    struct open_exchange *exchange;

    TAILQ_FOREACH(exchange, &member->recalls, of_recall)
    {
        if (!exchange->recall_loading && exchange->recall_at_ms <= now_ms)
            return exchange;
    }
    return NULL;
}

/* Marks whatever is due by the same order; the bytes of an order are fetched once for all. */
static void load(struct broker *broker, struct open_exchange *first, int64_t now_ms)
{
    struct recall_errand *errand = errand_new(broker, sizeof(*errand));
    struct member *member = first->recipient;
    struct open_exchange *exchange, *next;

    errand->member = member;
    errand->order = first->order;
    member->n_orders_loading++;
    for (exchange = first; exchange; exchange = next) {
        next = TAILQ_NEXT(exchange, of_recall);
        if (exchange->recall_loading || exchange->recall_at_ms > now_ms ||
            !uuid_equal(&exchange->order, &errand->order))
            continue;
        exchange->recall_loading = true;
        /* To the end, so that a few that are never answered do not keep the others back. */
        TAILQ_REMOVE(&member->recalls, exchange, of_recall);
        TAILQ_INSERT_TAIL(&member->recalls, exchange, of_recall);
    }
    store_load_order(broker->store, &errand->order, on_order, errand);
}

void recall_pump(struct broker *broker, struct member *member)
{
    int64_t now_ms = clock_boot_ms();
    struct open_exchange *exchange;

    if (!member->linked || broker->rolled_back || broker->stopping)
        return;
    while (member->n_orders_loading < ORDERS_AT_ONCE && (exchange = first_due(member, now_ms)))
        load(broker, exchange, now_ms);
}

void recall_now(struct broker *broker, struct open_exchange *exchange)
{
    exchange->recall_at_ms = 0;
    recall_pump(broker, exchange->recipient);
}

void recall_report_if_overdue(struct open_exchange *exchange, int64_t wall_ms)
{
    if (!exchange->recall ||
        deadlines_recall_next_ms(exchange->recall_since_ms, exchange->recall_alarm_ms) > wall_ms)
        return;
    exchange->recall_alarm_ms = wall_ms;
    log_event(LOG_LEVEL_WARNING, "recall_overdue", "id=%s order=%s to=%s minutes=%lld",
              answer_id(&exchange->id).text, answer_id(&exchange->order).text,
              exchange->recipient->name,
              (long long)((wall_ms - exchange->recall_since_ms) / 60000));
}
