/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/ordered.h"

#include "base/fault_point.h"
#include "base/log.h"
#include "base/memory.h"
#include "broker/answer.h"
#include "broker/delivery.h"
#include "broker/ending.h"
#include "broker/notice.h"
#include "broker/order.h"
#include "broker/recall.h"
#include "core/deadlines.h"

static bool reaches(const struct submission *submission, const struct known_exchange *known)
{
    const struct uuid *target = &submission->exchange.in_reply_to;

    if (!order_is_of_consent(submission))
        return uuid_equal(&known->id, target);
    for (size_t i = 0; i < known->n_consents; i++) {
        if (uuid_equal(&known->consents[i], target))
            return true;
    }
    return false;
}

static bool may_have_left(struct broker *broker, const struct uuid *id)
{
    const struct open_exchange *exchange = members_find(&broker->members, id);

    return !exchange || exchange->may_have_left || exchange->delivery == DELIVERY_LOADING ||
           exchange->delivery == DELIVERY_SENT;
}

/* What the order makes of each exchange that it reaches; those that stand behind each other in the
 * log get the places after the order's own leaf. */
static void judge(struct broker *broker, struct work *work, const struct known_exchange known[],
                  size_t n_known, const struct decision_context *context)
{
    struct decision_context place = *context;
    enum item_state state =
        order_is_of_consent(work->submission) ? STATE_WITHDRAWN : STATE_TAKEN_BACK;

    work->endings = mem_new(n_known, sizeof(struct ending));
    place.leaf_index++;
    for (size_t i = 0; i < n_known && work->n_endings < ITEM_ENDED; i++) {
        struct ending *ending = &work->endings[work->n_endings];

        if (!reaches(work->submission, &known[i]))
            continue;
        ending_judge(&known[i], may_have_left(broker, &known[i].id), state, ending);
        if (ending->outcome == ENDED_NONE)
            continue;
        work->n_endings++;
        if (!ending->has_change)
            continue;
        ending_write(ending, &known[i], &work->id, &place);
        place.leaf_index += ending->is_ended;
    }
}

void ordered_decide(struct broker *broker, struct work *work, const struct known_exchange known[],
                    size_t n_known, const struct outcome_place *place)
{
    struct submission *submission = work->submission;
    struct decision_context context = outcome_context(broker, place);
    struct ended_line lines[ITEM_ENDED];
    const char *code = order_objection(
        submission, &context, outcome_find(known, n_known, &submission->exchange.in_reply_to));
    struct change change;

    if (!code && order_ends_exchanges(submission))
        judge(broker, work, known, n_known, &context);
    for (size_t i = 0; i < work->n_endings; i++)
        lines[i] = (struct ended_line){ work->endings[i].id, work->endings[i].outcome };
    submission_decide_order(submission, &context, code, lines, work->n_endings);
    change = submission_change(submission);
    work_add_change(work, &change);
    for (size_t i = 0; i < work->n_endings; i++) {
        if (work->endings[i].has_change)
            work_add_change(work, &work->endings[i].change);
    }
    (void)FAULT_POINT("order_decided");
}

static void apply_to_consents(struct broker *broker, const struct work *work)
{
    const struct outcome_place place = { .time_ms = work->submission->rows.received_ms };
    struct decision_context context = outcome_context(broker, &place);
    struct consent_message message;
    struct digest subject;

    order_message(work->submission, &context, &subject, &message);
    consents_apply(broker->consents, &message);
}

static void end_in_memory(struct broker *broker, const struct work *work,
                          const struct ending *ending)
{
    struct open_exchange *exchange = members_find(&broker->members, &ending->id);
    int64_t now_ms = work->submission->rows.received_ms;

    if (!exchange)
        return;
    members_set_delivery(exchange, DELIVERY_NONE);
    if (ending->is_ended) {
        exchange->state = ending->state;
        exchange->since_ms = now_ms;
        exchange->alarm_ms = DEADLINES_NEVER;
        exchange->notice_at_ms = 0;
        members_set_notice(exchange, ending->state, true);
    }
    if (ending->recall)
        recall_begin(exchange, &work->id, now_ms);
    log_event(LOG_LEVEL_INFO, "ended", "id=%s order=%s state=%s outcome=%s",
              answer_id(&ending->id).text, answer_id(&work->id).text,
              item_state_name(ending->state), ended_outcome_name(ending->outcome));
}

static void tell_recipient(struct broker *broker, const struct ending *ending)
{
    struct open_exchange *exchange = members_find(&broker->members, &ending->id);

    if (!exchange)
        return;
    recall_pump(broker, exchange->recipient);
    delivery_pump(broker, exchange->recipient); /* there may be credit for others now */
}

void ordered_committed(struct broker *broker, struct work *work)
{
    const struct submission *submission = work->submission;

    (void)FAULT_POINT("order_committed");
    if (submission->state == STATE_ACCEPTED) {
        if (order_is_of_consent(submission))
            apply_to_consents(broker, work);
        for (size_t i = 0; i < work->n_endings; i++) {
            if (work->endings[i].has_change)
                end_in_memory(broker, work, &work->endings[i]);
        }
    }
    answer_decision(broker, work->member, &submission->receipts[0], PARTY_BUS);
    (void)FAULT_POINT("order_answered");
    for (size_t i = 0; i < work->n_endings; i++) {
        if (work->endings[i].has_change)
            tell_recipient(broker, &work->endings[i]);
    }
    if (work->n_endings > 0)
        notice_pump(broker, work->member);
}
