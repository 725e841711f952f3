/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/outcome.h"

#include "base/clock.h"
#include "base/log.h"
#include "broker/answer.h"
#include "broker/asked.h"
#include "broker/card_entry.h"
#include "broker/delivery.h"
#include "broker/handled.h"
#include "broker/hello.h"
#include "broker/order.h"
#include "broker/ordered.h"
#include "broker/reload.h"
#include "broker/submitted.h"
#include "core/gate.h"

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
    return gate_reference(&work->submission->exchange, ret_parent);
}

bool outcome_consent(const struct work *work, struct uuid *ret_consent)
{
    const struct submission *submission = work->submission;

    if (work->kind != WORK_SUBMISSION || !order_is_of_consent(submission) ||
        !order_ends_exchanges(submission) || !submission->exchange.has_in_reply_to)
        return false;
    *ret_consent = submission->exchange.in_reply_to;
    return true;
}

const struct known_exchange *outcome_find(const struct known_exchange known[], size_t n_known,
                                          const struct uuid *id)
{
    for (size_t i = 0; i < n_known; i++) {
        if (uuid_equal(&known[i].id, id))
            return &known[i];
    }
    return NULL;
}

void outcome_answer_error(struct broker *broker, const struct work *work, const struct error *err)
{
    const struct member *member = work->member;

    if (work->kind == WORK_SUBMISSION && member->n_unanswered > 0)
        work->member->n_unanswered--;
    if (work->kind == WORK_ASKING && member->n_asking > 0)
        work->member->n_asking--;
    broker_answer_error(broker, member->linked ? &member->peer : &work->peer, &work->id, err, NULL);
}

struct decision_context outcome_context(const struct broker *broker,
                                        const struct outcome_place *place)
{
    return (struct decision_context){
        .policy = broker->policy,
        .policy_hash = broker->policy_hash,
        .vocabulary = broker->vocabulary,
        .directory = broker->directory,
        .consents = broker->consents,
        .agreements = broker->agreements,
        .signer = &broker->signer,
        .index_key = broker->index_key,
        .leaf_index = place->leaf_index,
        .time_ms = place->time_ms,
    };
}

/* The directory may be another one since the card was put on its way. */
static struct held_card *held_now(const struct broker *broker, const struct work *work)
{
    return directory_card(broker->directory, work->card->card.party, work->card->card.serial);
}

/* One that a new directory does not take any more is none. */
static void decide_card(struct broker *broker, struct work *work, const struct outcome_place *place)
{
    const struct held_card *card = held_now(broker, work);
    struct change change;
    struct error err;

    if (!card) {
        error_set_code(&err, FAULT_INPUT, "unknown_card", "hello.card: not a valid card any more");
        hello_refuse(broker, work->member, &err);
        return;
    }
    if (card->in_record)
        return;
    change = card_entry_change(card, place->time_ms, &work->entry);
    work_add_change(work, &change);
}

static void decide_small(struct broker *broker, struct work *work,
                         const struct outcome_place *place)
{
    const struct open_exchange *exchange = members_find(&broker->members, &work->id);
    const struct change acknowledged = { .kind = CHANGE_ACKNOWLEDGED,
                                         .id = work->id,
                                         .state = work->state };
    const struct change attempted = { .kind = CHANGE_ATTEMPTED,
                                      .id = work->id,
                                      .time_ms = place->time_ms,
                                      .attempts = work->attempts };

    if (work->kind == WORK_ACKNOWLEDGEMENT)
        work_add_change(work, &acknowledged);
    else if (exchange && exchange->delivery == DELIVERY_LOADING) /* else it has ended meanwhile */
        work_add_change(work, &attempted);
}

void outcome_decide(struct broker *broker, struct work *work, const struct known_exchange known[],
                    size_t n_known, struct outcome_place *place)
{
    work_reset(work);
    switch (work->kind) {
    case WORK_SUBMISSION:
        submitted_decide(broker, work, known, n_known, place);
        break;
    case WORK_HANDLING:
        handled_decide(broker, work, known, n_known, place);
        break;
    case WORK_ACKNOWLEDGEMENT:
    case WORK_ATTEMPT:
        decide_small(broker, work, place);
        break;
    case WORK_CARD:
        decide_card(broker, work, place);
        break;
    case WORK_ASKING:
        asked_decide(broker, work, place);
        break;
    case WORK_RELOAD:
        reload_decide(broker, work, place);
        break;
    }
    for (size_t i = 0; i < work->n_changes; i++)
        place->leaf_index += work->changes[i].entry.size > 0;
}

static void acknowledgement_committed(struct broker *broker, const struct work *work)
{
    struct open_exchange *exchange = members_find(&broker->members, &work->id);

    if (!exchange)
        return;
    members_set_notice(exchange, work->state, false);
    members_drop_if_done(&broker->members, exchange);
}

static void card_committed(struct broker *broker, struct work *work)
{
    held_now(broker, work)->in_record = true;
    work->member->new_card = NULL;
    log_event(LOG_LEVEL_NOTICE, "card_recorded", "party=%s serial=%llu", work->card->card.party,
              (unsigned long long)work->card->card.serial);
    hello_resume(broker, work->member);
}

void outcome_committed(struct broker *broker, struct work *work)
{
    switch (work->kind) {
    case WORK_SUBMISSION:
        submitted_committed(broker, work);
        break;
    case WORK_HANDLING:
        handled_committed(broker, work);
        break;
    case WORK_ACKNOWLEDGEMENT:
        acknowledgement_committed(broker, work);
        break;
    case WORK_ATTEMPT:
        delivery_attempt_written(broker, &work->id, work->attempts);
        break;
    case WORK_CARD:
        card_committed(broker, work);
        break;
    case WORK_ASKING:
        asked_committed(broker, work);
        break;
    case WORK_RELOAD:
        reload_committed(broker, work);
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
    case WORK_ASKING:
        outcome_answer_error(broker, work, &answer);
        break;
    case WORK_ATTEMPT:
        delivery_attempt_refused(broker, &work->id);
        break;
    case WORK_CARD:
        hello_refuse(broker, work->member, &answer);
        break;
    case WORK_RELOAD:
        reload_refused(broker, &answer);
        break;
    case WORK_ACKNOWLEDGEMENT: /* its notice comes round again, and is acknowledged again */
        break;
    }
}
