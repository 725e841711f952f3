/* SPDX-License-Identifier: EUPL-1.2 */
/* consents - what a broker reads of consents and orders: all of it at start, one order for a recall. */
#include "store/inside.h"

#include <assert.h>

#include "base/memory.h"
#include "store/pg_array.h"

/* One query with a callback of its own kind; a page of messages, or all counts. */
struct query {
    struct job job;
    int64_t after; /* leaf index of the last message that is known */
    store_consent_message *each_message;
    store_consent_count *each_count;
    void *arg;
    int64_t *ret_last;
    int *ret_n;
    bool *is_done;
};

static void free_query(struct job *job) { mem_free(job); }

/* --- messages --- */

static bool send_messages(struct store *store, struct job *job)
{
    struct pg_params params = { 0 };

    pg_param_integer(&params, ((const struct query *)job)->after);
    return pg_params_send(&params, "load_consents", store->conn);
}

static void answer_messages(struct store *store, struct job *job)
{
    const struct query *query = (const struct query *)job;
    const PGresult *result = job->results[0];

    (void)store;
    *query->ret_n = PQntuples(result);
    for (int row = 0; row < PQntuples(result); row++) {
        struct stored_consent_message message = { .entry = pg_bytes(result, row, 1),
                                                  .private_header = pg_bytes(result, row, 2) };

        message.has_subject_index =
            pg_fixed(result, row, 3, message.subject_index, sizeof(message.subject_index));
        *query->ret_last = pg_integer(result, row, 0);
        query->each_message(query->arg, &message);
    }
    *query->is_done = true;
}

/* By pages: an area may have more of them than one answer should hold. */
enum fault store_load_consents(struct store *store, store_consent_message *each, void *arg,
                               struct error *err)
{
    enum fault fault = FAULT_NONE;
    int64_t last = -1;
    int n = 1;

    while (!fault && n > 0) {
        struct query *query = mem_new(1, sizeof(*query));
        bool is_done = false;

        *query = (struct query){
            .job = { .send = send_messages, .answer = answer_messages, .free = free_query },
            .after = last,
            .each_message = each,
            .arg = arg,
            .ret_last = &last,
            .ret_n = &n,
            .is_done = &is_done,
        };
        fault = jobs_wait(store, &query->job, &is_done, err);
    }
    return fault;
}

/* --- counts --- */

static bool send_counts(struct store *store, struct job *job)
{
    (void)job;
    return PQsendQueryPrepared(store->conn, "count_consents", 0, NULL, NULL, NULL, 1);
}

static void answer_counts(struct store *store, struct job *job)
{
    const struct query *query = (const struct query *)job;
    const PGresult *result = job->results[0];

    (void)store;
    for (int row = 0; row < PQntuples(result); row++) {
        struct uuid consent;
        bool fits = pg_fixed(result, row, 0, consent.bytes, UUID_SIZE);

        assert(fits);
        query->each_count(query->arg, &consent, (uint64_t)pg_integer(result, row, 1));
    }
    *query->is_done = true;
}

enum fault store_count_consents(struct store *store, store_consent_count *each, void *arg,
                                struct error *err)
{
    struct query *query = mem_new(1, sizeof(*query));
    bool is_done = false;

    *query = (struct query){
        .job = { .send = send_counts, .answer = answer_counts, .free = free_query },
        .each_count = each,
        .arg = arg,
        .is_done = &is_done,
    };
    return jobs_wait(store, &query->job, &is_done, err);
}

/* --- one order --- */

struct order_query {
    struct job job;
    struct uuid order;
    store_load_order_done *done;
    void *arg;
};

static bool send_order(struct store *store, struct job *job)
{
    const struct order_query *query = (const struct order_query *)job;
    struct pg_params params = { 0 };

    pg_param_bytes(&params, bytes_of(query->order.bytes, UUID_SIZE));
    return pg_params_send(&params, "load_order", store->conn);
}

static void answer_order(struct store *store, struct job *job)
{
    const struct order_query *query = (const struct order_query *)job;
    struct bytes entry = bytes_of(NULL, 0);

    (void)store;
    if (PQntuples(job->results[0]) == 1)
        entry = pg_bytes(job->results[0], 0, 0);
    query->done(query->arg, entry);
}

static void free_order(struct job *job) { mem_free(job); }

void store_load_order(struct store *store, const struct uuid *order, store_load_order_done *done,
                      void *arg)
{
    struct order_query *query = mem_new(1, sizeof(*query));

    *query = (struct order_query){
        .job = { .send = send_order, .answer = answer_order, .free = free_order },
        .order = *order,
        .done = done,
        .arg = arg,
    };
    jobs_add(store, &query->job);
}
