/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/notice.h"

#include "base/clock.h"
#include "broker/answer.h"
#include "broker/errand.h"
#include "broker/forge.h"

enum {
    NOTICE_MS = 15000, /* one without an acknowledgement is lost after this */
    NOTICES_AT_ONCE = 32,
    NOTICE_RECEIPTS = 4, /* of one state, at most */
};

/* What a sender is told of: receipts 2 and 3, returns, answers to a recall, and confirmations. */
static bool tells_of(const struct stored_receipt *receipt, enum item_state state)
{
    return receipt->state == state && receipt->kind != ITEM_DECISION &&
           receipt->kind != ITEM_DELIVERY;
}

/* The recipient's item of that state, if there is one, and behind it the broker's confirmation. */
static size_t receipts_of(const struct known_exchange *known, enum item_state state,
                          struct stored_receipt ret_receipts[NOTICE_RECEIPTS])
{
    size_t n = 0;

    for (size_t i = 0; i < known->n_receipts && n < NOTICE_RECEIPTS; i++) {
        if (tells_of(&known->receipts[i], state) && known->receipts[i].kind != ITEM_CONFIRMATION)
            ret_receipts[n++] = known->receipts[i];
    }
    for (size_t i = 0; i < known->n_receipts && n < NOTICE_RECEIPTS; i++) {
        if (tells_of(&known->receipts[i], state) && known->receipts[i].kind == ITEM_CONFIRMATION)
            ret_receipts[n++] = known->receipts[i];
    }
    return n;
}

static void send_notices(struct broker *broker, struct open_exchange *exchange,
                         const struct known_exchange *known)
{
    for (enum item_state state = STATE_NONE; state < N_STATES; state++) {
        struct stored_receipt receipts[NOTICE_RECEIPTS];
        size_t n = exchange->notices & 1u << state ? receipts_of(known, state, receipts) : 0;

        if (n == 0)
            continue;
        forge_registration(broker, exchange->sender, &receipts[0]);
        if (!answer_receipts(broker, exchange->sender, receipts, n))
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
