/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/notice.h"

#include "base/clock.h"
#include "broker/answer.h"
#include "broker/errand.h"
#include "broker/forge.h"

enum {
    NOTICE_MS = 15000, /* one without an acknowledgement is lost after this */
    NOTICES_AT_ONCE = 32,
};

/* Receipts 2 and 3 of the steps that the sender has not acknowledged, each with the broker's
 * confirmation behind it. */
static void send_notices(struct broker *broker, struct open_exchange *exchange,
                         const struct known_exchange *known)
{
    for (size_t i = 0; i < known->n_receipts; i++) {
        const struct stored_receipt *receipt = &known->receipts[i];
        struct stored_receipt pair[2] = { *receipt };
        size_t n = 1;

        if (!(exchange->notices & 1u << receipt->state) || receipt->kind == ITEM_CONFIRMATION ||
            receipt->kind == ITEM_DECISION || receipt->kind == ITEM_DELIVERY)
            continue;
        for (size_t j = 0; j < known->n_receipts && n < ARRAY_SIZE(pair); j++) {
            if (known->receipts[j].kind == ITEM_CONFIRMATION &&
                known->receipts[j].state == receipt->state)
                pair[n++] = known->receipts[j];
        }
        forge_registration(broker, exchange->sender, receipt);
        if (!answer_receipts(broker, exchange->sender, pair, n))
            return;
    }
}

struct notice_errand {
    struct errand errand;
    struct uuid ids[NOTICES_AT_ONCE];
    size_t n;
};

static void on_notices(void *arg, const struct known_exchange known[], size_t n_known)
{
    CLEANUP(errand_end) struct notice_errand *errand = arg;
    struct broker *broker = errand->errand.broker;

    for (size_t i = 0; i < errand->n; i++) {
        struct open_exchange *exchange = members_find(&broker->members, &errand->ids[i]);

        if (exchange)
            exchange->notice_loading = false;
    }
    for (size_t i = 0; i < n_known; i++) {
        struct open_exchange *exchange = members_find(&broker->members, &known[i].id);

        if (exchange && exchange->sender->linked)
            send_notices(broker, exchange, &known[i]);
    }
}

void notice_pump(struct broker *broker, struct member *member)
{
    struct notice_errand *errand = NULL;
    int64_t now_ms = clock_boot_ms();
    struct open_exchange *exchange, *next;

    if (!member->linked || broker->rolled_back || broker->stopping)
        return;
    for (exchange = TAILQ_FIRST(&member->notices); exchange; exchange = next) {
        next = TAILQ_NEXT(exchange, of_sender);
        if (exchange->notice_loading || exchange->notice_at_ms > now_ms)
            continue;
        if (!errand)
            errand = errand_new(broker, sizeof(*errand));
        exchange->notice_loading = true;
        exchange->notice_at_ms = now_ms + NOTICE_MS;
        errand->ids[errand->n++] = exchange->id;
        /* To the end, so that a few that are never acknowledged do not keep the others back. */
        TAILQ_REMOVE(&member->notices, exchange, of_sender);
        TAILQ_INSERT_TAIL(&member->notices, exchange, of_sender);
        if (errand->n == NOTICES_AT_ONCE)
            break;
    }
    if (errand)
        store_look_up(broker->store, errand->ids, errand->n, on_notices, errand);
}
