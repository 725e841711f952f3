/* SPDX-License-Identifier: EUPL-1.2 */
/* fake_store - a database in memory. Included once in a test program (by fakes.h): it defines the
 * functions of store/store.h, so that the real ones are not linked.
 *
 * Nothing is answered before fake_turn() is called, as in the loop; one job a turn.
 */
#ifndef TESTS_BROKER_FAKE_STORE_H
#define TESTS_BROKER_FAKE_STORE_H

#include <criterion/criterion.h>

#include "base/memory.h"
#include "fixture.h"
#include "store/store.h"

enum { FAKE_ROWS = 64, FAKE_JOBS = 64, FAKE_CHANGES = 256 };

struct fake_job {
    enum { JOB_LOOK_UP, JOB_LOAD, JOB_ORDER, JOB_HELLO, JOB_COMMIT } kind;
    struct uuid ids[256];
    size_t n_ids;
    bool has_consent;
    struct uuid consent;
    const struct change *changes;
    size_t n_changes;
    struct store_hello hello;
    void *arg;
    union {
        store_look_up_done *look_up;
        store_load_done *load;
        store_load_order_done *order;
        store_hello_done *hello;
        store_commit_done *commit;
    } done;
};

/* One exchange as the database has it; `bytes` owns what the rest points into. */
struct fake_row {
    struct known_exchange known;
    char sender[LIMIT_PARTY + 1], recipient[LIMIT_PARTY + 1], type[LIMIT_WORD + 1];
    bool has_delivery;
    uint8_t subject_index[32];
    struct buffer bytes[64];
    size_t n_bytes;
    struct stored_delivery delivery;
    struct stored_section sections[DRAFT_SECTIONS];
};

struct store {
    struct store_head head;
    bool is_up;
    struct fake_job jobs[FAKE_JOBS];
    size_t n_jobs;
    struct fake_row rows[FAKE_ROWS];
    size_t n_rows;
    size_t n_commits;                 /* that were tried */
    size_t n_changes;                 /* of the last one */
    struct change last[FAKE_CHANGES]; /* its changes; their pointers may be gone */
    struct uuid refused;              /* a commit with this exchange is refused */
    bool refuses_cards;
    enum fault fault; /* of every commit */
    bool has_leaf;
    struct digest leaf_hash; /* for a hello */
};

/* ---- the store ---- */

const struct store_head *store_head(const struct store *store) { return &store->head; }
bool store_is_up(const struct store *store) { return store->is_up; }
bool store_is_fenced(const struct store *store) { return store->fault == FAULT_BROKEN; }
void store_close(struct store *store) { (void)store; }

bool store_is_idle(const struct store *store)
{
    for (size_t i = 0; i < store->n_jobs; i++) {
        if (store->jobs[i].kind == JOB_COMMIT)
            return false;
    }
    return true;
}

static struct fake_job *add_job(struct store *store, int kind, void *arg)
{
    struct fake_job *job = &store->jobs[store->n_jobs++];

    cr_assert_leq(store->n_jobs, FAKE_JOBS);
    *job = (struct fake_job){ .kind = kind, .arg = arg };
    return job;
}

void store_commit(struct store *store, const struct change changes[], size_t n_changes,
                  store_commit_done *done, void *arg)
{
    struct fake_job *job;

    cr_assert(store_is_idle(store), "one commit at a time");
    cr_assert_gt(n_changes, 0);
    job = add_job(store, JOB_COMMIT, arg);
    job->changes = changes;
    job->n_changes = n_changes;
    job->done.commit = done;
}

void store_look_up(struct store *store, const struct uuid ids[], size_t n_ids,
                   store_look_up_done *done, void *arg)
{
    struct fake_job *job = add_job(store, JOB_LOOK_UP, arg);

    memcpy(job->ids, ids, n_ids * sizeof(ids[0]));
    job->n_ids = n_ids;
    job->done.look_up = done;
}

void store_look_up_consent(struct store *store, const struct uuid ids[], size_t n_ids,
                           const struct uuid *consent, store_look_up_done *done, void *arg)
{
    store_look_up(store, ids, n_ids, done, arg);
    store->jobs[store->n_jobs - 1].has_consent = true;
    store->jobs[store->n_jobs - 1].consent = *consent;
}

void store_load_order(struct store *store, const struct uuid *order, store_load_order_done *done,
                      void *arg)
{
    struct fake_job *job = add_job(store, JOB_ORDER, arg);

    job->ids[0] = *order;
    job->done.order = done;
}

void store_load_delivery(struct store *store, const struct uuid *id, store_load_done *done,
                         void *arg)
{
    struct fake_job *job = add_job(store, JOB_LOAD, arg);

    job->ids[0] = *id;
    job->done.load = done;
}

void store_answer_hello(struct store *store, const struct store_hello *hello,
                        store_hello_done *done, void *arg)
{
    struct fake_job *job = add_job(store, JOB_HELLO, arg);

    job->hello = *hello;
    job->done.hello = done;
}

static struct fake_row *find_row(struct store *store, const struct uuid *id)
{
    for (size_t i = 0; i < store->n_rows; i++) {
        if (uuid_equal(&store->rows[i].known.id, id))
            return &store->rows[i];
    }
    return NULL;
}

static struct bytes keep(struct fake_row *row, struct bytes bytes)
{
    struct buffer *copy = &row->bytes[row->n_bytes++];

    cr_assert_leq(row->n_bytes, ARRAY_SIZE(row->bytes));
    buffer_append_bytes(copy, bytes);
    return bytes_of_buffer(copy);
}

static struct stored_receipt keep_receipt(struct fake_row *row,
                                          const struct stored_receipt *receipt)
{
    struct stored_receipt copy = *receipt;

    copy.item = keep(row, receipt->item);
    copy.path = keep(row, receipt->path);
    copy.signature = keep(row, receipt->signature);
    copy.sealed_reference = keep(row, receipt->sealed_reference);
    copy.signer = strcmp(receipt->signer, PARTY_BUS) == 0 ? PARTY_BUS : row->recipient;
    return copy;
}

static void keep_sections(struct fake_row *row, const struct change *change)
{
    for (size_t i = 0; i < change->submission->n_sections; i++) {
        const struct stored_section *section = &change->submission->sections[i];

        row->known.verdicts[i].section = section->digest;
        row->known.verdicts[i].verdict = section->verdict;
        row->known.n_verdicts++;
        if (section->ciphertext.size == 0)
            continue;
        row->sections[row->delivery.n_sections] = *section;
        row->sections[row->delivery.n_sections].descriptor = keep(row, section->descriptor);
        row->sections[row->delivery.n_sections].salt = keep(row, section->salt);
        row->sections[row->delivery.n_sections].sealed_key = keep(row, section->sealed_key);
        row->sections[row->delivery.n_sections++].ciphertext = keep(row, section->ciphertext);
    }
}

static void add_row(struct store *store, const struct change *change)
{
    struct fake_row *row = &store->rows[store->n_rows++];
    const struct exchange_text *text = change->submission->exchange;

    cr_assert_leq(store->n_rows, FAKE_ROWS);
    strcpy(row->sender, text->sender);
    strcpy(row->recipient, text->recipient);
    strcpy(row->type, text->type);
    memcpy(row->subject_index, change->submission->subject_index, sizeof(row->subject_index));
    row->has_delivery = change->state == STATE_ACCEPTED && !change->submission->is_order;
    row->known = (struct known_exchange){ .id = change->id,
                                          .text_hash = change->submission->text_hash,
                                          .sender = row->sender,
                                          .recipient = row->recipient,
                                          .type = row->type,
                                          .state = change->state,
                                          .urgency = "acute" };
    for (size_t i = 0; i < change->submission->n_consents; i++)
        row->known.consents[row->known.n_consents++] = change->submission->consents[i];
    for (size_t i = 0; i < change->n_receipts; i++)
        row->known.receipts[row->known.n_receipts++] = keep_receipt(row, &change->receipts[i]);
    keep_sections(row, change);
    row->delivery.id = change->id;
    row->delivery.entry = keep(row, change->entry);
    row->delivery.private_header = keep(row, change->submission->private_header);
    row->delivery.private_header_salt = keep(row, change->submission->private_header_salt);
    row->delivery.sections = row->sections;
    row->delivery.delivery = row->known.receipts[1];
}

static void step_row(struct store *store, const struct change *change)
{
    struct fake_row *row = find_row(store, &change->id);

    cr_assert_not_null(row);
    row->known.state = change->state;
    if (change->kind == CHANGE_ENDED && change->recall) {
        cr_expect(!row->known.recall, "one recall at a time");
        row->known.recall = true;
        row->known.order = change->order;
    }
    if (change->kind == CHANGE_RECALLED)
        row->known.recall = false;
    row->has_delivery = false;
    for (size_t i = 0; i < change->n_receipts; i++)
        row->known.receipts[row->known.n_receipts++] = keep_receipt(row, &change->receipts[i]);
}

static enum fault commit_fault(const struct store *store, const struct fake_job *job)
{
    for (size_t i = 0; i < job->n_changes; i++) {
        if ((job->changes[i].kind != CHANGE_KEY && job->changes[i].kind != CHANGE_NOTED &&
             uuid_equal(&job->changes[i].id, &store->refused)) ||
            (job->changes[i].kind == CHANGE_KEY && store->refuses_cards))
            return FAULT_INPUT;
    }
    return store->fault;
}

static void run_commit(struct store *store, const struct fake_job *job)
{
    enum fault fault = commit_fault(store, job);
    struct error err = { 0 };

    cr_assert_leq(job->n_changes, FAKE_CHANGES);
    store->n_changes = job->n_changes;
    memcpy(store->last, job->changes, job->n_changes * sizeof(job->changes[0]));
    for (size_t i = 0; !fault && i < job->n_changes; i++) {
        const struct change *change = &job->changes[i];

        if (change->entry.size > 0) {
            cr_expect_geq(change->time_ms, store->head.last_time_ms, "time never decreases");
            store->head.last_time_ms = change->time_ms;
            store->head.size++;
        }
        if (change->kind == CHANGE_SUBMITTED)
            add_row(store, change);
        else if (change->kind == CHANGE_STEPPED || change->kind == CHANGE_ENDED ||
                 change->kind == CHANGE_RECALLED)
            step_row(store, change);
    }
    store->n_commits++;
    error_set_code(&err, fault, "refused", "by the test");
    job->done.commit(job->arg, fault, fault ? &err : NULL);
}

static bool is_asked_for(const struct fake_job *job, const struct known_exchange *known)
{
    for (size_t i = 0; i < job->n_ids; i++) {
        if (uuid_equal(&job->ids[i], &known->id))
            return true;
    }
    for (size_t i = 0; job->has_consent && i < known->n_consents; i++) {
        if (uuid_equal(&job->consent, &known->consents[i]))
            return true;
    }
    return false;
}

static void run_look_up(struct store *store, const struct fake_job *job)
{
    struct known_exchange *known = mem_new(store->n_rows, sizeof(*known));
    size_t n = 0;

    for (size_t i = 0; i < store->n_rows; i++) {
        if (is_asked_for(job, &store->rows[i].known))
            known[n++] = store->rows[i].known;
    }
    job->done.look_up(job->arg, known, n);
    mem_free(known);
}

static void run_hello(struct store *store, const struct fake_job *job)
{
    const struct store_hello_answer answer = { .has_leaf = store->has_leaf,
                                               .leaf_hash = store->leaf_hash };

    job->done.hello(job->arg, &answer);
}

/* Runs the first job; false if there is none. */
static bool fake_turn(struct store *store)
{
    struct fake_job job;
    struct fake_row *row;

    if (store->n_jobs == 0 || !store->is_up)
        return false;
    job = store->jobs[0];
    memmove(store->jobs, store->jobs + 1, --store->n_jobs * sizeof(job));
    switch (job.kind) {
    case JOB_LOOK_UP:
        run_look_up(store, &job);
        break;
    case JOB_LOAD:
        row = find_row(store, &job.ids[0]);
        job.done.load(job.arg, row && row->has_delivery ? &row->delivery : NULL);
        break;
    case JOB_ORDER:
        row = find_row(store, &job.ids[0]);
        job.done.order(job.arg, row ? row->delivery.entry : bytes_of(NULL, 0));
        break;
    case JOB_HELLO:
        run_hello(store, &job);
        break;
    case JOB_COMMIT:
        run_commit(store, &job);
        break;
    }
    return true;
}

static __attribute__((unused)) void fake_run(struct store *store)
{
    while (fake_turn(store))
        ;
}

#endif
