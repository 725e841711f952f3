/* SPDX-License-Identifier: EUPL-1.2 */
/* load_agreements - the agreements that stand in the record: asked once, at start. */
#include "store/inside.h"

#include "base/memory.h"
#include "store/pg_array.h"

struct agreement_query {
    struct job job;
    store_agreement_leaf *each;
    void *arg;
    bool *is_done;
};

static void free_query(struct job *job) { mem_free(job); }

static bool send_agreements(struct store *store, struct job *job)
{
    struct pg_params params = { 0 };

    (void)job;
    return pg_params_send(&params, "load_agreements", store->conn);
}

static void answer_agreements(struct store *store, struct job *job)
{
    const struct agreement_query *query = (const struct agreement_query *)job;

    (void)store;
    for (int i = 0; i < PQntuples(job->results[0]); i++)
        query->each(query->arg, pg_bytes(job->results[0], i, 0));
    *query->is_done = true;
}

enum fault store_load_agreements(struct store *store, store_agreement_leaf *each, void *arg,
                                 struct error *err)
{
    struct agreement_query *query = mem_new(1, sizeof(*query));
    bool is_done = false;

    *query = (struct agreement_query){
        .job = { .send = send_agreements, .answer = answer_agreements, .free = free_query },
        .each = each,
        .arg = arg,
        .is_done = &is_done,
    };
    return jobs_wait(store, &query->job, &is_done, err);
}
