/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/submitted.h"

#include "base/clock.h"
#include "base/log.h"
#include "broker/answer.h"
#include "broker/delivery.h"
#include "broker/notice.h"
#include "broker/order.h"
#include "broker/ordered.h"
#include "core/gate.h"

/* Whether it refers to an exchange that is not its parties' own. */
static bool is_reference_unknown(const struct exchange_text *exchange,
                                 const struct known_exchange known[], size_t n_known)
{
    const struct known_exchange *parent;
    struct uuid reference;

    if (!gate_reference(exchange, &reference))
        return false;
    parent = outcome_find(known, n_known, &reference);
    return !parent || !gate_may_refer_to(exchange, parent->sender, parent->recipient);
}

static void repeat(struct broker *broker, const struct work *work,
                   const struct known_exchange *known)
{
    struct open_exchange *exchange;
    struct error err;

    if (strcmp(known->sender, work->member->name) != 0 ||
        !digest_equal(&known->text_hash, &work->submission->text_hash)) {
        error_set_code(&err, FAULT_INPUT, "conflict", "text, id: this id is taken");
        outcome_answer_error(broker, work, &err);
        return;
    }
    for (size_t i = 0; i < known->n_receipts; i++) {
        if (known->receipts[i].kind == ITEM_DECISION)
            answer_decision(broker, work->member, &known->receipts[i], known->recipient);
    }
    if (work->member->n_unanswered > 0)
        work->member->n_unanswered--;
    /* It lacked receipt 1, so it cannot have taken what came after it. */
    exchange = members_find(&broker->members, &work->id);
    if (exchange && exchange->notices) {
        exchange->notice_at_ms = 0;
        notice_pump(broker, work->member);
    }
}

void submitted_decide(struct broker *broker, struct work *work, const struct known_exchange known[],
                      size_t n_known, const struct outcome_place *place)
{
    const struct known_exchange *same = outcome_find(known, n_known, &work->id);
    struct decision_context context = outcome_context(broker, place);
    struct change change;
    struct error err;

    if (same) {
        repeat(broker, work, same);
        return;
    }
    if (submission_is_timely(work->submission, broker->directory, clock_wall_ms(), &err)) {
        outcome_answer_error(broker, work, &err);
        return;
    }
    if (order_is(work->submission)) {
        ordered_decide(broker, work, known, n_known, place);
        return;
    }
    context.unknown_reference = is_reference_unknown(&work->submission->exchange, known, n_known);
    submission_decide(work->submission, &context);
    change = submission_change(work->submission);
    work_add_change(work, &change);
}

static void open_exchange(struct broker *broker, const struct submission *submission)
{
    const struct exchange_text *text = &submission->exchange;
    struct open_exchange *exchange;

    for (size_t i = 0; i < submission->n_consents; i++)
        consents_count_exchange(broker->consents, &submission->consents[i], text->sender);
    exchange = members_add(&broker->members, &text->id, text->sender, text->recipient);
    exchange->text_hash = submission->text_hash;
    exchange->state = STATE_ACCEPTED;
    exchange->since_ms = submission->rows.received_ms;
    exchange->not_after_ms = text->not_after_ms;
    memcpy(exchange->urgency, text->urgency, sizeof(exchange->urgency));
    members_set_delivery(exchange, DELIVERY_WAITING);
    delivery_pump(broker, exchange->recipient);
}

void submitted_committed(struct broker *broker, struct work *work)
{
    const struct submission *submission = work->submission;

    if (work->member->n_unanswered > 0)
        work->member->n_unanswered--;
    log_event(LOG_LEVEL_INFO, item_state_name(submission->state), "id=%s from=%s to=%s rule=%s",
              answer_id(&work->id).text, submission->exchange.sender,
              submission->exchange.recipient, submission->answer.rule);
    if (order_is(submission)) {
        ordered_committed(broker, work);
        return;
    }
    answer_decision(broker, work->member, &submission->receipts[0], submission->exchange.recipient);
    if (submission->state == STATE_ACCEPTED)
        open_exchange(broker, submission);
}
