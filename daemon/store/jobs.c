/* SPDX-License-Identifier: EUPL-1.2 */
/* jobs - the queue: one job at a time, each as one pipeline, each answered once.
 *
 * A job leaves the queue only with its answer. Whatever passes by itself drops the connection, and
 * the job is sent again when it is back. A commit whose connection was lost is in doubt: whether it
 * is sent again or answered is decided by the head that was found, and made durable, meanwhile.
 */
#include "store/inside.h"

#include <assert.h>
#include <string.h>

#include "base/fault_point.h"
#include "base/log.h"

static int on_pump(sd_event_source *source, void *arg)
{
    (void)source;
    jobs_pump(arg);
    return 0;
}

/* Jobs are sent from the loop, so that no answer comes before the asking function has returned. */
static void pump_soon(struct store *store)
{
    int status;

    if (store->pump)
        status = sd_event_source_set_enabled(store->pump, SD_EVENT_ONESHOT);
    else
        status = sd_event_add_defer(store->event, &store->pump, on_pump, store);
    assert(status >= 0);
}

void jobs_add(struct store *store, struct job *job)
{
    TAILQ_INSERT_TAIL(&store->jobs, job, entry);
    if (job->writes)
        store->n_writes++;
    pump_soon(store);
}

static void clear_results(struct job *job)
{
    for (size_t i = 0; i < job->n_results; i++)
        PQclear(job->results[i]);
    job->n_results = 0;
}

static void take_off(struct store *store, struct job *job)
{
    TAILQ_REMOVE(&store->jobs, job, entry);
    if (job->writes)
        store->n_writes--;
    if (store->running == job)
        store->running = NULL;
}

static void release(struct job *job)
{
    clear_results(job);
    job->free(job);
}

static void answer(struct store *store, struct job *job)
{
    take_off(store, job);
    job->answer(store, job);
    release(job);
    pump_soon(store);
}

static void refuse(struct store *store, struct job *job, const struct error *err)
{
    take_off(store, job);
    job->refuse(store, job, err);
    release(job);
    pump_soon(store);
}

static void refuse_as_fenced(struct store *store, struct job *job)
{
    struct error err;

    error_set_code(&err, FAULT_BROKEN, "fenced", "another broker has taken over");
    refuse(store, job, &err);
}

static bool send_sync(struct store *store)
{
    if (PQpipelineSync(store->conn)) {
        store->flushed = false;
        connection_flush(store);
        return true;
    }
    return false;
}

static void lose(struct store *store, const char *why)
{
    error_set_code(&store->error, FAULT_RETRY, "database_unavailable", "%s", why);
    connection_lose(store);
}

void jobs_pump(struct store *store)
{
    struct job *job = TAILQ_FIRST(&store->jobs);

    if (!job || store->running || store->state != CONNECTION_UP)
        return;
    if (job->writes && store->is_fenced) {
        refuse_as_fenced(store, job);
        return;
    }
    clear_results(job);
    store->running = job;
    store->rolling_back = false;
    store->doubtful = false;
    store->refusal = (struct error){ 0 };
    if (!job->send(store, job) || !send_sync(store))
        lose(store, "the connection does not take statements");
}

/* The transaction of a refused commit is still open. */
static void roll_back(struct store *store)
{
    store->rolling_back = true;
    if (!PQsendQueryPrepared(store->conn, "rollback", 0, NULL, NULL, NULL, 1) || !send_sync(store))
        lose(store, "the connection does not take statements");
}

static void finish_refused(struct store *store, struct job *job)
{
    if (store->refusal.fault == FAULT_BROKEN && job->refuse) {
        store->is_fenced = true;
        log_event(LOG_LEVEL_ERROR, "fenced", "why=\"%s\"", store->refusal.text);
        refuse(store, job, &store->refusal);
    } else if (store->refusal.fault == FAULT_INPUT && job->writes) {
        roll_back(store);
    } else if (store->refusal.fault == FAULT_INPUT && job->refuse) {
        refuse(store, job, &store->refusal);
    } else {
        store->error = store->refusal;
        connection_lose(store);
    }
}

/* The pipeline has come to its end. */
static void finish(struct store *store)
{
    struct job *job = store->running;

    if (store->rolling_back) {
        refuse(store, job, &store->refusal);
    } else if (store->refusal.fault) {
        finish_refused(store, job);
    } else if (store->doubtful) {
        lose(store, "the commit was answered with a warning");
    } else {
        if (job->writes)
            (void)FAULT_POINT("store_committed");
        answer(store, job);
    }
}

static void take_result(struct store *store, struct job *job, PGresult *result)
{
    if (PQresultStatus(result) == PGRES_TUPLES_OK && !job->writes) {
        assert(job->n_results < JOB_RESULTS);
        job->results[job->n_results++] = result;
        return;
    }
    /* After the first error the server skips the rest; libpq says so for each statement. */
    if (sqlstate_is_error(result) && PQresultStatus(result) != PGRES_PIPELINE_ABORTED &&
        !store->refusal.fault)
        sqlstate_error(result, job->writes ? "commit" : "look-up", &store->refusal);
    PQclear(result);
}

void jobs_read(struct store *store)
{
    while (store->running && !PQisBusy(store->conn)) {
        PGresult *result = PQgetResult(store->conn);

        if (!result) {
            if (PQstatus(store->conn) == CONNECTION_BAD) {
                lose(store, "the connection was lost");
                return;
            }
        } else if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            finish(store);
        } else {
            take_result(store, store->running, result);
        }
    }
}

void jobs_resume(struct store *store)
{
    struct job *job = TAILQ_FIRST(&store->jobs);
    bool was_sent = job && job->in_doubt;

    if (job)
        job->in_doubt = false;
    if (store->is_active && !store->is_fenced) {
        bool stands = store->found.size == store->head.size &&
                      digest_equal(&store->found.root, &store->head.root);

        if (!stands && was_sent && job->was_committed &&
            job->was_committed(store, job, &store->found)) {
            log_event(LOG_LEVEL_NOTICE, "commit_found", "size=%llu",
                      (unsigned long long)store->found.size);
            answer(store, job);
        } else if (!stands) {
            store->is_fenced = true;
            log_event(LOG_LEVEL_ERROR, "fenced", "the log has another head than this broker left");
        }
    }
    jobs_pump(store);
}

enum fault jobs_wait(struct store *store, struct job *job, const bool *is_done, struct error *err)
{
    jobs_add(store, job);
    while (!*is_done && store->state == CONNECTION_UP) {
        jobs_pump(store);
        if (!*is_done && store->state == CONNECTION_UP)
            connection_turn(store);
    }
    if (*is_done)
        return FAULT_NONE;

    take_off(store, job);
    release(job);
    return error_set_code(err, FAULT_RETRY, "database_unavailable", "%s", store->error.text);
}

void jobs_drop(struct store *store)
{
    struct job *job;

    while ((job = TAILQ_FIRST(&store->jobs))) {
        take_off(store, job);
        release(job);
    }
}
