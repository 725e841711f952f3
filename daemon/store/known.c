/* SPDX-License-Identifier: EUPL-1.2 */
/* known - what the database holds of exchanges, found by their ids or by a consent. */
#include "store/inside.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "store/pg_array.h"

enum { OPEN_AT_ONCE = 256 };

struct look_up {
    struct job job;
    struct uuid *ids; /* owned */
    size_t n_ids;
    bool has_consent;
    struct uuid consent;
    store_look_up_done *done;
    void *arg;
};

/* In the order in which they are sent. */
enum {
    KNOWN_EXCHANGE,
    KNOWN_RECEIPT,
    KNOWN_VERDICT,
    KNOWN_NOTICE,
    KNOWN_CONSENT,
    KNOWN_STATEMENTS
};
static const char *const statements[KNOWN_STATEMENTS] = { "known_exchange", "known_receipt",
                                                          "known_verdict", "known_notice",
                                                          "known_consent" };

static bool send_look_up(struct store *store, struct job *job)
{
    const struct look_up *look_up = (const struct look_up *)job;
    CLEANUP(buffer_clear) struct buffer array = { 0 };
    struct pg_params params = { 0 };
    bool sent = true;

    if (look_up->n_ids == 0 && !look_up->has_consent)
        return true;
    pg_param_uuids(&params, look_up->ids, look_up->n_ids, &array);
    if (look_up->has_consent)
        pg_param_bytes(&params, bytes_of(look_up->consent.bytes, UUID_SIZE));
    else
        pg_param_null(&params);
    for (size_t statement = 0; sent && statement < KNOWN_STATEMENTS; statement++)
        sent = pg_params_send(&params, statements[statement], store->conn);
    return sent;
}

static void read_exchange(const PGresult *result, int row, struct known_exchange *known)
{
    bool fits = pg_fixed(result, row, 0, known->id.bytes, UUID_SIZE) &&
                pg_fixed(result, row, 1, known->text_hash.bytes, DIGEST_SIZE) &&
                pg_fixed(result, row, 6, known->thread, THREAD_SIZE) &&
                item_state_read(pg_text(result, row, 7), &known->state);

    assert(fits); /* the table takes no others */
    known->sender = pg_text(result, row, 2);
    known->recipient = pg_text(result, row, 3);
    known->type = pg_text(result, row, 4);
    known->urgency = pg_text(result, row, 5);
    known->leaf_index = (uint64_t)pg_integer(result, row, 8);
    known->received_ms = pg_time(result, row, 9);
    known->not_after_ms = pg_time(result, row, 10);
    known->attempts = (uint32_t)pg_integer(result, row, 11);
    known->recall = pg_fixed(result, row, 12, known->order.bytes, UUID_SIZE);
    known->recall_ms = pg_time(result, row, 13);
}

static int compare_known(const void *a, const void *b)
{
    const struct known_exchange *left = a, *right = b;

    return memcmp(left->id.bytes, right->id.bytes, UUID_SIZE);
}

/* The exchange that a row belongs to; its id is the first column. */
static struct known_exchange *owner_of(struct known_exchange known[], size_t n_known,
                                       const PGresult *result, int row)
{
    struct known_exchange key = { 0 };

    if (n_known == 0 || !pg_fixed(result, row, 0, key.id.bytes, UUID_SIZE))
        return NULL;
    return bsearch(&key, known, n_known, sizeof(*known), compare_known);
}

static void add_receipt(struct known_exchange *known, const PGresult *result, int row)
{
    assert(known->n_receipts < ARRAY_SIZE(known->receipts));
    receipt_of_row(result, row, 1, &known->receipts[known->n_receipts++]);
}

static void add_verdict(struct known_exchange *known, const PGresult *result, int row)
{
    struct verdict_line *line = &known->verdicts[known->n_verdicts];
    const char *rule = pg_text(result, row, 4);
    bool fits;

    assert(known->n_verdicts < ARRAY_SIZE(known->verdicts) && strlen(rule) < sizeof(line->rule));
    fits = pg_fixed(result, row, 2, line->section.bytes, DIGEST_SIZE) &&
           verdict_read(pg_text(result, row, 3), &line->verdict);
    assert(fits);
    text_put(line->rule, sizeof(line->rule), rule);
    known->n_verdicts++;
}

static void add_notice(struct known_exchange *known, const PGresult *result, int row)
{
    bool fits;

    assert(known->n_notices < ARRAY_SIZE(known->notices));
    fits = item_state_read(pg_text(result, row, 1), &known->notices[known->n_notices++]);
    assert(fits);
}

static void add_consent(struct known_exchange *known, const PGresult *result, int row)
{
    bool fits;

    assert(known->n_consents < ARRAY_SIZE(known->consents));
    fits = pg_fixed(result, row, 1, known->consents[known->n_consents++].bytes, UUID_SIZE);
    assert(fits);
}

static void answer_look_up(struct store *store, struct job *job)
{
    static void (*const adders[])(struct known_exchange *, const PGresult *, int) = {
        [KNOWN_RECEIPT] = add_receipt,
        [KNOWN_VERDICT] = add_verdict,
        [KNOWN_NOTICE] = add_notice,
        [KNOWN_CONSENT] = add_consent,
    };
    const struct look_up *look_up = (const struct look_up *)job;
    CLEANUP(mem_free) struct known_exchange *known = NULL;
    size_t n_known;

    (void)store;
    if (job->n_results < KNOWN_STATEMENTS) { /* no ids: nothing was asked */
        look_up->done(look_up->arg, NULL, 0);
        return;
    }
    n_known = (size_t)PQntuples(job->results[KNOWN_EXCHANGE]);
    known = mem_new(n_known + 1, sizeof(*known));
    for (size_t i = 0; i < n_known; i++)
        read_exchange(job->results[KNOWN_EXCHANGE], (int)i, &known[i]);
    qsort(known, n_known, sizeof(*known), compare_known);

    for (size_t kind = KNOWN_RECEIPT; kind < KNOWN_STATEMENTS; kind++) {
        const PGresult *result = job->results[kind];

        for (int row = 0; row < PQntuples(result); row++) {
            struct known_exchange *owner = owner_of(known, n_known, result, row);

            if (owner)
                adders[kind](owner, result, row);
        }
    }
    look_up->done(look_up->arg, known, n_known);
}

static void free_look_up(struct job *job)
{
    mem_free(((struct look_up *)job)->ids);
    mem_free(job);
}

static struct look_up *look_up_new(const struct uuid ids[], size_t n_ids, store_look_up_done *done,
                                   void *arg)
{
    struct look_up *look_up = mem_new(1, sizeof(*look_up));

    look_up->job.send = send_look_up;
    look_up->job.answer = answer_look_up;
    look_up->job.free = free_look_up;
    look_up->ids = mem_new(n_ids + 1, sizeof(*ids));
    if (n_ids > 0)
        memcpy(look_up->ids, ids, n_ids * sizeof(*ids));
    look_up->n_ids = n_ids;
    look_up->done = done;
    look_up->arg = arg;
    return look_up;
}

void store_look_up(struct store *store, const struct uuid ids[], size_t n_ids,
                   store_look_up_done *done, void *arg)
{
    jobs_add(store, &look_up_new(ids, n_ids, done, arg)->job);
}

void store_look_up_consent(struct store *store, const struct uuid ids[], size_t n_ids,
                           const struct uuid *consent, store_look_up_done *done, void *arg)
{
    struct look_up *look_up = look_up_new(ids, n_ids, done, arg);

    look_up->has_consent = true;
    look_up->consent = *consent;
    jobs_add(store, &look_up->job);
}

/* --- what is open --- */

struct open_ids {
    struct job job;
    struct uuid **ret_ids;
    size_t *ret_n;
    bool *is_done;
};

static bool send_open(struct store *store, struct job *job)
{
    (void)job;
    return PQsendQueryPrepared(store->conn, "open_exchange", 0, NULL, NULL, NULL, 1);
}

static void answer_open(struct store *store, struct job *job)
{
    const struct open_ids *open = (const struct open_ids *)job;
    const PGresult *result = job->results[0];
    size_t n = (size_t)PQntuples(result);

    (void)store;
    *open->ret_ids = mem_new(n + 1, sizeof(**open->ret_ids));
    for (size_t i = 0; i < n; i++) {
        bool fits = pg_fixed(result, (int)i, 0, (*open->ret_ids)[i].bytes, UUID_SIZE);

        assert(fits);
    }
    *open->ret_n = n;
    *open->is_done = true;
}

static void free_open(struct job *job) { mem_free(job); }

struct each_open {
    store_open_exchange *each;
    void *arg;
    bool is_done;
};

static void pass_on(void *arg, const struct known_exchange known[], size_t n_known)
{
    struct each_open *open = arg;

    for (size_t i = 0; i < n_known; i++)
        open->each(open->arg, &known[i]);
    open->is_done = true;
}

enum fault store_load_open(struct store *store, store_open_exchange *each, void *arg,
                           struct error *err)
{
    CLEANUP(mem_free) struct uuid *ids = NULL;
    struct open_ids *open = mem_new(1, sizeof(*open));
    bool is_done = false;
    size_t n_ids = 0;
    enum fault fault;

    *open = (struct open_ids){
        .job = { .send = send_open, .answer = answer_open, .free = free_open },
        .ret_ids = &ids,
        .ret_n = &n_ids,
        .is_done = &is_done,
    };
    fault = jobs_wait(store, &open->job, &is_done, err);

    for (size_t from = 0; !fault && from < n_ids; from += OPEN_AT_ONCE) {
        struct each_open pass = { .each = each, .arg = arg };
        size_t n = n_ids - from < OPEN_AT_ONCE ? n_ids - from : OPEN_AT_ONCE;

        fault =
            jobs_wait(store, &look_up_new(&ids[from], n, pass_on, &pass)->job, &pass.is_done, err);
    }
    return fault;
}
