/* SPDX-License-Identifier: EUPL-1.2 */
/* commit - one transaction: rows, then the head's lock, leaves, the new head, COMMIT.
 *
 * Everything is queued in one go. The leaves' indices and the new root follow from the head that
 * this store left; fence() fails the transaction if the database has another one. A commit that is
 * sent again is computed again, from the same head, and comes out the same.
 */
#include "store/inside.h"

#include <assert.h>
#include <string.h>

#include "base/fault_point.h"
#include "base/memory.h"
#include "base/text.h"
#include "keys/random.h"
#include "store/commit_rows.h"
#include "store/pg_array.h"

struct commit {
    struct job job;
    const struct change *changes; /* borrowed */
    size_t n_changes;
    bool takes_over;
    struct take_over take_over;
    uint8_t token[TOKEN_SIZE]; /* of the take-over */
    store_commit_done *done;
    void *arg;
    bool is_answered;

    /* How the head will be. */
    struct tree_frontier after;
    struct digest after_root;
    int64_t after_time_ms;
};

DEFINE_CLEAR(struct commit_rows, commit_rows_clear)

static bool send_plain(struct store *store, const char *statement)
{
    return PQsendQueryPrepared(store->conn, statement, 0, NULL, NULL, NULL, 1);
}

static bool send_lock(struct store *store, const struct commit *commit)
{
    struct pg_params params = { 0 };

    if (!commit->takes_over) {
        pg_param_bytes(&params, bytes_of(store->token, TOKEN_SIZE));
        pg_param_integer(&params, (int64_t)store->head.size);
        return pg_params_send(&params, "fence", store->conn);
    }
    pg_param_integer(&params, (int64_t)store->head.size);
    pg_param_bytes(&params, bytes_of(commit->token, TOKEN_SIZE));
    pg_param_integer(&params, (int64_t)commit->take_over.counter);
    pg_param_bytes(&params, bytes_of_text(commit->take_over.origin));
    return pg_params_send(&params, "take_over", store->conn);
}

static bool send_head(struct store *store, const struct commit *commit)
{
    CLEANUP(buffer_clear) struct buffer frontier = { 0 };
    struct pg_params batch = { 0 }, head = { 0 };
    uint64_t takeover = commit->takes_over ? commit->take_over.counter : store->head.takeover;

    pg_param_integer(&batch, (int64_t)store->head.size);
    pg_param_integer(&batch, (int64_t)commit->after.size);
    pg_param_bytes(&batch, bytes_of(commit->after_root.bytes, DIGEST_SIZE));
    pg_param_integer(&batch, (int64_t)takeover);

    tree_frontier_pack(&commit->after, &frontier);
    pg_param_integer(&head, (int64_t)commit->after.size);
    pg_param_bytes(&head, bytes_of_buffer(&frontier));
    pg_param_bytes(&head, bytes_of(commit->after_root.bytes, DIGEST_SIZE));
    pg_param_time(&head, commit->after_time_ms);

    return pg_params_send(&batch, "insert_log_batch", store->conn) &&
           pg_params_send(&head, "move_head", store->conn);
}

/* The rows of all changes, and in `commit` the head they lead to. */
static bool build(struct store *store, struct commit *commit, struct commit_rows *rows)
{
    commit->after = store->frontier;
    commit->after_time_ms = store->head.last_time_ms;
    for (size_t i = 0; i < commit->n_changes; i++) {
        const struct change *change = &commit->changes[i];
        struct digest hash = { 0 };

        if (change->entry.size > 0)
            hash = tree_leaf_hash(change->entry);
        if (!commit_rows_add(rows, change, commit->after.size, &hash, store->conn))
            return false;
        if (change->entry.size > 0) {
            assert(change->time_ms >= commit->after_time_ms);
            tree_frontier_append(&commit->after, &hash);
            commit->after_time_ms = change->time_ms;
        }
    }
    commit->after_root = tree_frontier_root(&commit->after);
    return true;
}

/* What must never happen; a test wants to see it found. The changes are gone afterwards. */
static void answer_early(struct commit *commit)
{
    if (commit->is_answered)
        return;
    commit->is_answered = true;
    commit->n_changes = 0;
    commit->done(commit->arg, FAULT_NONE, NULL);
}

static bool send_commit(struct store *store, struct job *job)
{
    struct commit *commit = (struct commit *)job;
    CLEANUP(commit_rows_clear) struct commit_rows rows = { 0 };

    commit_rows_init(&rows);
    if (!send_plain(store, "begin") || !build(store, commit, &rows))
        return false;
    for (size_t i = 0; i < ROWS_LEAF; i++) {
        if (!pg_rows_send(&rows.rows[i], store->conn))
            return false;
    }
    if (!send_lock(store, commit) || !pg_rows_send(&rows.rows[ROWS_LEAF], store->conn))
        return false;
    if (commit->after.size > store->head.size && !send_head(store, commit))
        return false;
    if (!send_plain(store, "commit"))
        return false;
    if (FAULT_POINT("store_answers_early"))
        answer_early(commit);
    return true;
}

static void answer_commit(struct store *store, struct job *job)
{
    struct commit *commit = (struct commit *)job;

    store->frontier = commit->after;
    store->head.size = commit->after.size;
    store->head.root = commit->after_root;
    store->head.last_time_ms = commit->after_time_ms;
    if (commit->takes_over) {
        memcpy(store->token, commit->token, TOKEN_SIZE);
        keys_random(store->next_token, TOKEN_SIZE);
        store->head.takeover = commit->take_over.counter;
        text_put(store->head.origin, sizeof(store->head.origin), commit->take_over.origin);
        store->is_active = true;
    }
    if (!commit->is_answered)
        commit->done(commit->arg, FAULT_NONE, NULL);
}

static void refuse_commit(struct store *store, struct job *job, const struct error *err)
{
    struct commit *commit = (struct commit *)job;

    (void)store;
    if (!commit->is_answered)
        commit->done(commit->arg, err->fault, err);
}

/* One without leaves leaves the head as it is; it is sent again, which does no harm. */
static bool was_committed(const struct store *store, const struct job *job,
                          const struct tree_head *found)
{
    const struct commit *commit = (const struct commit *)job;

    return commit->after.size > store->head.size && found->size == commit->after.size &&
           digest_equal(&found->root, &commit->after_root);
}

static void free_commit(struct job *job) { mem_free(job); }

struct job *commit_new(const struct change changes[], size_t n_changes,
                       const struct take_over *take_over, store_commit_done *done, void *arg)
{
    struct commit *commit = mem_new(1, sizeof(*commit));

    commit->job.send = send_commit;
    commit->job.answer = answer_commit;
    commit->job.refuse = refuse_commit;
    commit->job.free = free_commit;
    commit->job.was_committed = was_committed;
    commit->job.writes = true;
    commit->changes = changes;
    commit->n_changes = n_changes;
    commit->done = done;
    commit->arg = arg;
    if (take_over) {
        commit->takes_over = true;
        commit->take_over = *take_over;
        keys_random(commit->token, TOKEN_SIZE);
    }
    return &commit->job;
}

void store_commit(struct store *store, const struct change changes[], size_t n_changes,
                  store_commit_done *done, void *arg)
{
    assert(n_changes > 0 && store_is_idle(store));
    jobs_add(store, commit_new(changes, n_changes, NULL, done, arg));
}

struct wait_for_commit {
    bool is_done;
    enum fault fault;
    struct error *err;
};

static void on_done(void *arg, enum fault fault, const struct error *err)
{
    struct wait_for_commit *wait = arg;

    wait->is_done = true;
    wait->fault = fault;
    if (fault && wait->err)
        *wait->err = *err;
}

enum fault store_commit_now(struct store *store, const struct change changes[], size_t n_changes,
                            struct error *err)
{
    struct wait_for_commit wait = { .err = err };
    enum fault fault;

    assert(n_changes > 0 && store_is_idle(store));
    fault =
        jobs_wait(store, commit_new(changes, n_changes, NULL, on_done, &wait), &wait.is_done, err);
    return fault ? fault : wait.fault;
}
