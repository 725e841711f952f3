/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/batch.h"

#include <assert.h>

#include "base/log.h"
#include "base/memory.h"
#include "broker/ending.h"
#include "broker/order.h"
#include "broker/outcome.h"
#include "broker/reload.h"

enum { BATCH_SIZE = 128, BATCH_IDS = 2 * BATCH_SIZE };

TAILQ_HEAD(work_queue, work);

struct batch {
    struct broker *broker;
    struct work_queue waiting;
    size_t n_waiting;

    struct work *running[BATCH_SIZE];
    size_t n_running;
    struct change *changes; /* of all that run; owned */
    size_t n_changes;
};

struct work *work_new(enum work_kind kind, struct member *member)
{
    struct work *work = mem_new(1, sizeof(*work));

    work->kind = kind;
    work->member = member;
    return work;
}

void work_add_change(struct work *work, const struct change *change)
{
    work->changes = mem_grow(work->changes, work->n_changes + 1, sizeof(*change));
    work->changes[work->n_changes++] = *change;
}

void work_reset(struct work *work)
{
    for (size_t i = 0; i < work->n_endings; i++)
        ending_clear(&work->endings[i]);
    mem_free(work->endings);
    work->endings = NULL;
    work->n_endings = 0;
    work->n_changes = 0;
}

void work_free(struct work *work)
{
    if (!work)
        return;
    work_reset(work);
    mem_free(work->changes);
    reload_free(work->reload);
    submission_free(work->submission);
    handling_free(work->handling);
    asking_free(work->asking);
    buffer_clear(&work->entry);
    mem_free(work);
}

struct batch *batch_new(struct broker *broker)
{
    struct batch *batch = mem_new(1, sizeof(*batch));

    batch->broker = broker;
    TAILQ_INIT(&batch->waiting);
    return batch;
}

void batch_free(struct batch *batch)
{
    struct work *work;

    if (!batch)
        return;
    while ((work = TAILQ_FIRST(&batch->waiting))) {
        TAILQ_REMOVE(&batch->waiting, work, entry_in_queue);
        work_free(work);
    }
    for (size_t i = 0; i < batch->n_running; i++)
        work_free(batch->running[i]);
    mem_free(batch->changes);
    mem_free(batch);
}

size_t batch_size(const struct batch *batch) { return batch->n_waiting + batch->n_running; }

static bool is_submission_of(const struct work *work, const struct uuid *id)
{
    return work->kind == WORK_SUBMISSION && uuid_equal(&work->id, id);
}

bool batch_has_submission(const struct batch *batch, const struct uuid *id, struct digest *ret_hash)
{
    const struct work *work;

    for (size_t i = 0; i < batch->n_running; i++) {
        if (is_submission_of(batch->running[i], id)) {
            *ret_hash = batch->running[i]->submission->text_hash;
            return true;
        }
    }
    TAILQ_FOREACH(work, &batch->waiting, entry_in_queue)
    {
        if (is_submission_of(work, id)) {
            *ret_hash = work->submission->text_hash;
            return true;
        }
    }
    return false;
}

static bool is_same_card(const struct work *work, const struct work *running)
{
    return work->kind == running->kind && work->card->card.serial == running->card->card.serial &&
           strcmp(work->card->card.party, running->card->card.party) == 0;
}

/* How many exchanges rest on a consent is counted once they are committed. */
static bool names_a_consent_of(const struct work *work, const struct work *running)
{
    const struct private_header *one, *other;

    if (work->kind != WORK_SUBMISSION || running->kind != WORK_SUBMISSION)
        return false;
    one = &work->submission->header;
    other = &running->submission->header;
    for (size_t i = 0; i < one->n_consents; i++) {
        for (size_t j = 0; j < other->n_consents; j++) {
            if (uuid_equal(&one->consents[i], &other->consents[j]))
                return true;
        }
    }
    return false;
}

static bool stands_on(const struct work *work, const struct work *running)
{
    struct uuid parent;

    if (work->kind == WORK_CARD || running->kind == WORK_CARD)
        return is_same_card(work, running);
    if (uuid_equal(&running->id, &work->id) || names_a_consent_of(work, running))
        return true;
    return work->kind == WORK_SUBMISSION && outcome_parent(work, &parent) &&
           uuid_equal(&running->id, &parent);
}

/* One step of one exchange a batch, and none that refers to it, so that each is decided on what is
 * committed. */
static bool runs_already(const struct batch *batch, const struct work *work)
{
    for (size_t i = 0; i < batch->n_running; i++) {
        if (stands_on(work, batch->running[i]))
            return true;
    }
    return false;
}

static bool goes_alone(const struct work *work)
{
    return work->alone || work->kind == WORK_RELOAD ||
           (work->kind == WORK_SUBMISSION && order_is(work->submission));
}

static void take_waiting(struct batch *batch)
{
    struct work *work, *next;

    for (work = TAILQ_FIRST(&batch->waiting); work && batch->n_running < BATCH_SIZE; work = next) {
        bool alone = goes_alone(work);

        next = TAILQ_NEXT(work, entry_in_queue);
        if (alone && batch->n_running > 0)
            break;
        if (runs_already(batch, work))
            continue;
        TAILQ_REMOVE(&batch->waiting, work, entry_in_queue);
        batch->n_waiting--;
        batch->running[batch->n_running++] = work;
        if (alone)
            break;
    }
}

static void start(struct batch *batch);

static void finish(struct batch *batch)
{
    for (size_t i = 0; i < batch->n_running; i++)
        work_free(batch->running[i]);
    batch->n_running = 0;
    batch->n_changes = 0;
    start(batch);
}

/* The whole batch goes back to the front of the queue, each piece to be tried by itself. */
static void split(struct batch *batch)
{
    for (size_t i = batch->n_running; i-- > 0;) {
        struct work *work = batch->running[i];

        if (work->n_changes == 0) {
            work_free(work);
            continue;
        }
        work->alone = true;
        TAILQ_INSERT_HEAD(&batch->waiting, work, entry_in_queue);
        batch->n_waiting++;
    }
    batch->n_running = 0;
    batch->n_changes = 0;
    start(batch);
}

/* Pieces of work of which something is to be committed. */
static size_t n_changing(const struct batch *batch)
{
    size_t n = 0;

    for (size_t i = 0; i < batch->n_running; i++)
        n += batch->running[i]->n_changes > 0;
    return n;
}

static void on_committed(void *arg, enum fault fault, const struct error *err)
{
    struct batch *batch = arg;

    if (fault == FAULT_BROKEN) {
        broker_stop(batch->broker, FAULT_BROKEN, err->text);
        return;
    }
    if (fault && n_changing(batch) > 1) {
        log_event(LOG_LEVEL_WARNING, "batch_refused", "n=%zu code=%s", batch->n_changes, err->code);
        split(batch);
        return;
    }
    for (size_t i = 0; i < batch->n_running; i++) {
        struct work *work = batch->running[i];

        if (work->n_changes > 0 && fault)
            outcome_refused(batch->broker, work, err);
        else if (work->n_changes > 0)
            outcome_committed(batch->broker, work);
    }
    finish(batch);
}

static void take_changes(struct batch *batch, const struct work *work)
{
    if (work->n_changes == 0)
        return;
    batch->changes =
        mem_grow(batch->changes, batch->n_changes + work->n_changes, sizeof(batch->changes[0]));
    memcpy(batch->changes + batch->n_changes, work->changes,
           work->n_changes * sizeof(batch->changes[0]));
    batch->n_changes += work->n_changes;
}

static void on_known(void *arg, const struct known_exchange known[], size_t n_known)
{
    struct batch *batch = arg;
    struct outcome_place place;

    outcome_place_init(batch->broker, &place);
    for (size_t i = 0; i < batch->n_running; i++) {
        outcome_decide(batch->broker, batch->running[i], known, n_known, &place);
        take_changes(batch, batch->running[i]);
    }
    if (batch->n_changes > 0)
        store_commit(batch->broker->store, batch->changes, batch->n_changes, on_committed, batch);
    else
        finish(batch);
}

/* The ids that the work must know of: its own, and what it refers to. Returns their number. */
static size_t ids_of(const struct work *work, struct uuid ret_ids[2])
{
    size_t n = 0;

    if (work->kind == WORK_SUBMISSION || work->kind == WORK_HANDLING)
        ret_ids[n++] = work->id;
    if ((work->kind == WORK_SUBMISSION && outcome_parent(work, &ret_ids[n])) ||
        (work->kind == WORK_HANDLING && handling_order(work->handling, &ret_ids[n])))
        n++;
    return n;
}

static void look_up(struct batch *batch)
{
    const struct work *first = batch->running[0];
    struct uuid ids[BATCH_IDS], consent;
    size_t n_ids = 0;

    for (size_t i = 0; i < batch->n_running; i++)
        n_ids += ids_of(batch->running[i], ids + n_ids);
    if (outcome_consent(first, &consent))
        store_look_up_consent(batch->broker->store, ids, n_ids, &consent, on_known, batch);
    else if (n_ids > 0)
        store_look_up(batch->broker->store, ids, n_ids, on_known, batch);
    else
        on_known(batch, NULL, 0);
}

static void start(struct batch *batch)
{
    if (batch->n_running > 0 || batch->broker->stopping || !store_is_idle(batch->broker->store))
        return;
    take_waiting(batch);
    if (batch->n_running > 0)
        look_up(batch);
}

void batch_add(struct batch *batch, struct work *work)
{
    assert(work);
    TAILQ_INSERT_TAIL(&batch->waiting, work, entry_in_queue);
    batch->n_waiting++;
    start(batch);
}
