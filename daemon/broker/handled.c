/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/handled.h"

#include "base/fault_point.h"
#include "base/log.h"
#include "broker/answer.h"
#include "broker/delivery.h"
#include "broker/notice.h"
#include "broker/recall.h"
#include "core/deadlines.h"

/* That its sender ended an exchange is said to the recipient by a recall, never by a confirmation; and
 * of what has ended, nothing is confirmed any more that would let it be shown. */
static bool is_for_recipient(const struct stored_receipt *receipt,
                             const struct known_exchange *known)
{
    bool has_ended = known->state == STATE_WITHDRAWN || known->state == STATE_TAKEN_BACK;

    if (receipt->kind != ITEM_CONFIRMATION)
        return false;
    if (receipt->state == STATE_DESTROYED || receipt->state == STATE_FETCHED)
        return true;
    return !has_ended && receipt->state != STATE_WITHDRAWN && receipt->state != STATE_TAKEN_BACK;
}

static void repeat_confirmations(struct broker *broker, const struct work *work,
                                 const struct known_exchange *known)
{
    for (size_t i = 0; i < known->n_receipts; i++) {
        if (is_for_recipient(&known->receipts[i], known))
            answer_confirm(broker, work->member, &known->receipts[i]);
    }
}

/* A receipt 2 of what is being recalled, its hand-over committed or not: the recall is the answer,
 * and nothing is shown that has not been shown. A first one of what was taken back is a hand-over all
 * the same, since its recipient may have shown it. */
static bool answer_by_recall(struct broker *broker, const struct work *work,
                             const struct known_exchange *known)
{
    struct open_exchange *exchange = members_find(&broker->members, &work->id);

    if (work->handling->item.state != STATE_HANDED_OVER || !exchange || !exchange->recall ||
        (known->state == STATE_ACCEPTED && !handling_is_known(work->handling, known)))
        return false;
    recall_now(broker, exchange);
    return true;
}

void handled_decide(struct broker *broker, struct work *work, const struct known_exchange known[],
                    size_t n_known, const struct outcome_place *place)
{
    const struct known_exchange *exchange = outcome_find(known, n_known, &work->id);
    struct decision_context context = outcome_context(broker, place);
    const struct known_exchange *order = NULL;
    struct uuid order_id;
    struct change change;
    enum item_state state;
    struct error err;

    if (handling_order(work->handling, &order_id))
        order = outcome_find(known, n_known, &order_id);
    if (handling_fits(work->handling, exchange, &err)) {
        outcome_answer_error(broker, work, &err);
        return;
    }
    if (answer_by_recall(broker, work, exchange))
        return;
    if (handling_is_known(work->handling, exchange)) {
        repeat_confirmations(broker, work, exchange);
        return;
    }
    state = exchange->state;
    if (handling_step(work->handling, exchange, order, &state, &err)) {
        outcome_answer_error(broker, work, &err);
        return;
    }
    handling_write(work->handling, state, &context);
    change = handling_change(work->handling);
    work_add_change(work, &change);
}

static void move(struct open_exchange *exchange, const struct handling *handling)
{
    if (exchange->state != handling->state) {
        exchange->state = handling->state;
        exchange->since_ms = handling->time_ms;
        exchange->alarm_ms = DEADLINES_NEVER;
    }
    exchange->notice_at_ms = 0;
    members_set_delivery(exchange, DELIVERY_NONE);
    members_set_notice(exchange, handling->item.state, true);
    if (handling->item.kind == ITEM_RECALL)
        members_set_recall(exchange, NULL);
}

void handled_committed(struct broker *broker, struct work *work)
{
    struct open_exchange *exchange = members_find(&broker->members, &work->id);
    const struct recipient_item *item = &work->handling->item;

    if (item->kind == ITEM_RECALL)
        (void)FAULT_POINT("recall_committed");
    if (item->kind == ITEM_HAND_OVER)
        (void)FAULT_POINT("hand_over_committed");
    log_event(LOG_LEVEL_INFO, item_state_name(item->state), "id=%s by=%s",
              answer_id(&work->id).text, item->party);
    if (exchange)
        move(exchange, work->handling);
    /* While it is recalled, nothing that could show it goes out; a repetition is answered alike. */
    if (exchange && exchange->recall && item->state == STATE_HANDED_OVER)
        recall_now(broker, exchange);
    else
        answer_confirm(broker, work->member, &work->handling->confirmation.stored);
    if (!exchange)
        return;
    delivery_pump(broker, exchange->recipient);
    notice_pump(broker, exchange->sender);
}
