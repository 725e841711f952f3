/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/ending.h"

#include <stdio.h>

#include "base/memory.h"
#include "core/exchange.h"
#include "keys/random.h"
#include "model/entry.h"
#include "tlog/tree.h"

void ending_clear(struct ending *ending)
{
    buffer_clear(&ending->entry);
    signed_item_clear(&ending->confirmation);
}

/* What the recipient has signed in answer to a recall; STATE_NONE if nothing. */
static enum item_state answer_of(const struct known_exchange *known)
{
    for (size_t i = 0; i < known->n_receipts; i++) {
        if (known->receipts[i].kind == ITEM_RECALL)
            return known->receipts[i].state;
    }
    return STATE_NONE;
}

static enum ended_outcome outcome_of_ended(const struct known_exchange *known)
{
    if (known->recall)
        return ENDED_NOT_YET_ANSWERED;
    return answer_of(known) == STATE_DESTROYED ? ENDED_DESTROYED_UNREAD : ENDED_DESTROYED_QUEUED;
}

static void judge_open(const struct known_exchange *known, bool may_have_left,
                       enum item_state state, struct ending *ending)
{
    bool is_queued = known->state == STATE_ACCEPTED && !may_have_left && !known->recall;

    ending->outcome = is_queued ? ENDED_DESTROYED_QUEUED : ENDED_NOT_YET_ANSWERED;
    /* Nothing is shown that rests on a consent before receipt 2 is committed: that one never will
     * be. What is taken back may have been shown, and only its recipient knows. */
    ending->is_ended = is_queued || (known->state == STATE_ACCEPTED && state == STATE_WITHDRAWN);
    ending->recall = !is_queued && !known->recall;
    ending->has_change = ending->is_ended || ending->recall;
    if (ending->is_ended)
        ending->state = state;
}

void ending_judge(const struct known_exchange *known, bool may_have_left, enum item_state state,
                  struct ending *ret_ending)
{
    *ret_ending = (struct ending){ .id = known->id, .state = known->state };
    if (answer_of(known) == STATE_FETCHED) {
        ret_ending->outcome = ENDED_ALREADY_FETCHED;
        return;
    }
    switch (known->state) {
    case STATE_ACCEPTED:
    case STATE_HANDED_OVER:
        judge_open(known, may_have_left, state, ret_ending);
        break;
    case STATE_REGISTERED:
    case STATE_RETURNED:
        ret_ending->outcome = ENDED_ALREADY_FETCHED;
        break;
    case STATE_WITHDRAWN:
    case STATE_TAKEN_BACK:
        ret_ending->outcome = outcome_of_ended(known);
        break;
    default:
        break;
    }
}

static void write_entry(struct ending *ending, const struct known_exchange *known,
                        const struct uuid *order, const struct decision_context *context)
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    const struct end_text end = { .id = known->id, .order = *order, .exchange = known->text_hash };

    end_text_write(&end, &text);
    entry->kind = ending->state == STATE_WITHDRAWN ? ENTRY_WITHDRAWN : ENTRY_TAKEN_BACK;
    entry->time_ms = context->time_ms;
    keys_random(entry->nonce, sizeof(entry->nonce));
    entry->text = bytes_of_buffer(&text);
    entry_write(entry, &ending->entry);
}

static void write_confirmation(struct ending *ending, const struct known_exchange *known,
                               const struct decision_context *context)
{
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    *item = (struct broker_item){
        .kind = ITEM_CONFIRMATION,
        .id = known->id,
        .exchange = known->text_hash,
        .state = ending->state,
        .leaf_index = context->leaf_index,
        .leaf_hash = tree_leaf_hash(bytes_of_buffer(&ending->entry)),
        .time_ms = context->time_ms,
    };
    snprintf(item->code, sizeof(item->code), "%s", ended_outcome_name(ending->outcome));
    signed_item_make(context->signer, item, &ending->confirmation);
}

void ending_write(struct ending *ending, const struct known_exchange *known,
                  const struct uuid *order, const struct decision_context *context)
{
    ending->change = (struct change){
        .kind = CHANGE_ENDED,
        .id = known->id,
        .state = ending->state,
        .time_ms = context->time_ms,
        .order = *order,
        .recall = ending->recall,
    };
    if (!ending->is_ended)
        return;
    write_entry(ending, known, order, context);
    write_confirmation(ending, known, context);
    ending->change.entry = bytes_of_buffer(&ending->entry);
    ending->change.entry_kind = item_state_name(ending->state);
    ending->change.receipts = &ending->confirmation.stored;
    ending->change.n_receipts = 1;
    ending->change.notice = ending->state;
}
