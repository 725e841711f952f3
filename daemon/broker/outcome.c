/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/outcome.h"

#include "base/clock.h"
#include "base/log.h"
#include "broker/answer.h"
#include "broker/card_entry.h"
#include "broker/delivery.h"
#include "broker/notice.h"
#include "broker/hello.h"
#include "core/deadlines.h"

void outcome_place_init(const struct broker *broker, struct outcome_place *ret_place)
{
    const struct store_head *head = store_head(broker->store);
    int64_t now_ms = clock_wall_ms();

    ret_place->leaf_index = head->size;
    /* Time never decreases from leaf to leaf, whatever the clock does. */
    ret_place->time_ms = now_ms > head->last_time_ms ? now_ms : head->last_time_ms;
}

bool outcome_parent(const struct work *work, struct uuid *ret_parent)
{
    const struct exchange_text *exchange = &work->submission->exchange;

    if (exchange->has_in_reply_to)
        *ret_parent = exchange->in_reply_to;
    else if (exchange->has_correction_of)
        *ret_parent = exchange->correction_of;
    else if (exchange->has_supersedes)
        *ret_parent = exchange->supersedes;
    else
        return false;
    return true;
}

static const struct known_exchange *find(const struct known_exchange known[], size_t n_known,
                                         const struct uuid *id)
{
    for (size_t i = 0; i < n_known; i++) {
        if (uuid_equal(&known[i].id, id))
            return &known[i];
    }
    return NULL;
}

/* A reply mirrors its parent's parties; a correction or a successor has the same ones. */
static bool parent_is_own(const struct exchange_text *exchange, const struct known_exchange *parent)
{
    if (!parent)
        return false;
    if (exchange->has_in_reply_to && strcmp(parent->sender, exchange->recipient) == 0 &&
        strcmp(parent->recipient, exchange->sender) == 0)
        return true;
    return strcmp(parent->sender, exchange->sender) == 0 &&
           strcmp(parent->recipient, exchange->recipient) == 0;
}

/* Over the member's link of today: it may have come back, and sent the same again, meanwhile. */
static void answer_error(struct broker *broker, const struct work *work, const struct error *err)
{
    const struct member *member = work->member;

    if (work->kind == WORK_SUBMISSION && member->n_unanswered > 0)
        work->member->n_unanswered--;
    broker_answer_error(broker, member->linked ? &member->peer : &work->peer, &work->id, err, NULL);
}

static void repeat_decision(struct broker *broker, const struct work *work,
                            const struct known_exchange *known)
{
    struct open_exchange *exchange;
    struct error err;

    if (strcmp(known->sender, work->member->name) != 0 ||
        !digest_equal(&known->text_hash, &work->submission->text_hash)) {
        error_set_code(&err, FAULT_INPUT, "conflict", "text, id: this id is taken");
        answer_error(broker, work, &err);
        return;
    }
    for (size_t i = 0; i < known->n_receipts; i++) {
        if (known->receipts[i].kind == ITEM_DECISION)
            answer_receipts(broker, work->member, &known->receipts[i], 1);
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

static struct decision_context context_at(const struct broker *broker,
                                          const struct outcome_place *place)
{
    return (struct decision_context){
        .policy = broker->policy,
        .policy_hash = broker->policy_hash,
        .vocabulary = broker->vocabulary,
        .directory = broker->directory,
        .signer = &broker->signer,
        .index_key = broker->index_key,
        .leaf_index = place->leaf_index,
        .time_ms = place->time_ms,
    };
}

static bool decide_submission(struct broker *broker, struct work *work,
                              const struct known_exchange known[], size_t n_known,
                              struct outcome_place *place)
{
    const struct known_exchange *same = find(known, n_known, &work->id);
    struct decision_context context = context_at(broker, place);
    struct uuid parent;
    struct error err;

    if (same) {
        repeat_decision(broker, work, same);
        return false;
    }
    if (submission_is_timely(work->submission, broker->directory, clock_wall_ms(), &err)) {
        answer_error(broker, work, &err);
        return false;
    }
    context.unknown_reference =
        outcome_parent(work, &parent) &&
        !parent_is_own(&work->submission->exchange, find(known, n_known, &parent));
    submission_decide(work->submission, &context);
    work->change = submission_change(work->submission);
    return true;
}

static void repeat_confirmations(struct broker *broker, const struct work *work,
                                 const struct known_exchange *known)
{
    for (size_t i = 0; i < known->n_receipts; i++) {
        if (known->receipts[i].kind == ITEM_CONFIRMATION)
            answer_confirm(broker, work->member, &known->receipts[i]);
    }
}

static bool decide_handling(struct broker *broker, struct work *work,
                            const struct known_exchange known[], size_t n_known,
                            const struct outcome_place *place)
{
    const struct known_exchange *exchange = find(known, n_known, &work->id);
    struct decision_context context = context_at(broker, place);
    enum item_state state;
    struct error err;

    if (handling_fits(work->handling, exchange, &err)) {
        answer_error(broker, work, &err);
        return false;
    }
    if (handling_is_known(work->handling, exchange)) {
        repeat_confirmations(broker, work, exchange);
        return false;
    }
    state = exchange->state;
    if (handling_step(work->handling, &state, &err)) {
        answer_error(broker, work, &err);
        return false;
    }
    handling_write(work->handling, &context);
    work->change = handling_change(work->handling);
    return true;
}

bool outcome_decide(struct broker *broker, struct work *work, const struct known_exchange known[],
                    size_t n_known, struct outcome_place *place)
{
    bool has_change = true;

    switch (work->kind) {
    case WORK_SUBMISSION:
        has_change = decide_submission(broker, work, known, n_known, place);
        break;
    case WORK_HANDLING:
        has_change = decide_handling(broker, work, known, n_known, place);
        break;
    case WORK_ACKNOWLEDGEMENT:
        work->change =
            (struct change){ .kind = CHANGE_ACKNOWLEDGED, .id = work->id, .state = work->state };
        break;
    case WORK_ATTEMPT:
        work->change = (struct change){ .kind = CHANGE_ATTEMPTED,
                                        .id = work->id,
                                        .time_ms = place->time_ms,
                                        .attempts = work->attempts };
        break;
    case WORK_CARD:
        has_change = !work->card->in_record;
        if (has_change)
            work->change = card_entry_change(work->card, place->time_ms, &work->entry);
        break;
    }
    if (has_change && work->change.entry.size > 0)
        place->leaf_index++;
    return has_change;
}

static void submission_committed(struct broker *broker, struct work *work)
{
    const struct submission *submission = work->submission;
    struct open_exchange *exchange;

    if (work->member->n_unanswered > 0)
        work->member->n_unanswered--;
    log_event(LOG_LEVEL_INFO, item_state_name(submission->state), "id=%s from=%s to=%s rule=%s",
              answer_id(&work->id).text, submission->exchange.sender,
              submission->exchange.recipient, submission->answer.rule);
    answer_receipts(broker, work->member, submission->receipts, 1);
    if (submission->state != STATE_ACCEPTED)
        return;

    exchange = members_add(&broker->members, &work->id, submission->exchange.sender,
                           submission->exchange.recipient);
    exchange->state = STATE_ACCEPTED;
    exchange->since_ms = submission->rows.received_ms;
    exchange->not_after_ms = submission->exchange.not_after_ms;
    memcpy(exchange->urgency, submission->exchange.urgency, sizeof(exchange->urgency));
    members_set_delivery(exchange, DELIVERY_WAITING);
    delivery_pump(broker, exchange->recipient);
}

static void handling_committed(struct broker *broker, struct work *work)
{
    struct open_exchange *exchange = members_find(&broker->members, &work->id);
    const struct recipient_item *item = &work->handling->item;

    log_event(LOG_LEVEL_INFO, item_state_name(item->state), "id=%s by=%s",
              answer_id(&work->id).text, item->party);
    answer_confirm(broker, work->member, &work->handling->confirmation.stored);
    if (!exchange)
        return;
    exchange->state = item->state;
    exchange->since_ms = work->handling->time_ms;
    exchange->alarm_ms = DEADLINES_NEVER;
    exchange->notice_at_ms = 0;
    members_set_delivery(exchange, DELIVERY_NONE);
    members_set_notice(exchange, item->state, true);
    delivery_pump(broker, exchange->recipient);
    notice_pump(broker, exchange->sender);
}

void outcome_committed(struct broker *broker, struct work *work)
{
    struct open_exchange *exchange;

    switch (work->kind) {
    case WORK_SUBMISSION:
        submission_committed(broker, work);
        break;
    case WORK_HANDLING:
        handling_committed(broker, work);
        break;
    case WORK_ACKNOWLEDGEMENT:
        exchange = members_find(&broker->members, &work->id);
        if (exchange) {
            members_set_notice(exchange, work->state, false);
            members_drop_if_done(&broker->members, exchange);
        }
        break;
    case WORK_ATTEMPT:
        delivery_attempt_written(broker, &work->id, work->attempts);
        break;
    case WORK_CARD:
        work->card->in_record = true;
        work->member->new_card = NULL;
        log_event(LOG_LEVEL_NOTICE, "card_recorded", "party=%s serial=%llu", work->card->card.party,
                  (unsigned long long)work->card->card.serial);
        hello_resume(broker, work->member);
        break;
    }
}

void outcome_refused(struct broker *broker, struct work *work, const struct error *err)
{
    struct error answer;

    log_event(LOG_LEVEL_ERROR, "not_stored", "id=%s kind=%d %s", answer_id(&work->id).text,
              (int)work->kind, err->text);
    error_set_code(&answer, FAULT_INPUT, "not_stored",
                   "the database does not take this: nothing of it is stored");
    switch (work->kind) {
    case WORK_SUBMISSION:
    case WORK_HANDLING:
        answer_error(broker, work, &answer);
        break;
    case WORK_ATTEMPT:
        delivery_attempt_refused(broker, &work->id);
        break;
    case WORK_CARD:
        hello_refuse(broker, work->member, &answer);
        break;
    case WORK_ACKNOWLEDGEMENT: /* its notice comes round again, and is acknowledged again */
        break;
    }
}
