/* SPDX-License-Identifier: EUPL-1.2 */
/* store - opening and closing, and the take-over. */
#include "store/store.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "store/inside.h"

enum fault store_open(const struct store_settings *settings, sd_event *event,
                      struct store **ret_store, struct error *err)
{
    CLEANUP(store_close) struct store *store = mem_new(1, sizeof(*store));

    TAILQ_INIT(&store->jobs);
    store->conninfo = mem_text(settings->conninfo);
    store->allow_unsafe = settings->allow_unsafe;
    store->event = sd_event_ref(event);

    connection_start(store);
    while (store->state != CONNECTION_UP) {
        if (store->state == CONNECTION_DOWN) {
            if (err)
                *err = store->error;
            return store->error.fault;
        }
        connection_turn(store);
    }
    store->is_open = true;
    *ret_store = TAKE(store);
    return FAULT_NONE;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    connection_close(store);
    jobs_drop(store);
    sd_event_unref(store->event);
    mem_free(store->conninfo);
    mem_free(store);
}

const struct store_head *store_head(const struct store *store) { return &store->head; }

bool store_is_fenced(const struct store *store) { return store->is_fenced; }

bool store_is_up(const struct store *store)
{
    return store->state == CONNECTION_UP && !store->is_fenced;
}

bool store_is_idle(const struct store *store) { return store->n_writes == 0; }

/* --- take-over --- */

struct plain_job {
    struct job job;
    const char *statement;
    bool *is_done;
};

static bool send_plain(struct store *store, struct job *job)
{
    return PQsendQueryPrepared(store->conn, ((struct plain_job *)job)->statement, 0, NULL, NULL,
                               NULL, 1);
}

static void answer_plain(struct store *store, struct job *job)
{
    (void)store;
    *((struct plain_job *)job)->is_done = true;
}

static void free_plain(struct job *job) { mem_free(job); }

static enum fault run_plain(struct store *store, const char *statement, struct error *err)
{
    struct plain_job *plain = mem_new(1, sizeof(*plain));
    bool is_done = false;

    *plain = (struct plain_job){
        .job = { .send = send_plain, .answer = answer_plain, .free = free_plain },
        .statement = statement,
        .is_done = &is_done,
    };
    return jobs_wait(store, &plain->job, &is_done, err);
}

struct take_over_wait {
    bool is_done;
    struct error error;
};

static void on_taken_over(void *arg, enum fault fault, const struct error *err)
{
    struct take_over_wait *wait = arg;

    wait->is_done = true;
    if (fault)
        wait->error = *err;
}

enum fault store_take_over(struct store *store, const char *origin, uint64_t takeover,
                           const struct change *start, struct error *err)
{
    struct take_over take_over = { .origin = origin, .counter = takeover };
    struct take_over_wait wait = { 0 };
    enum fault fault;

    assert(strlen(origin) <= LIMIT_ORIGIN && store_is_idle(store));
    assert(start->kind == CHANGE_NOTED);
    if (store->head.origin[0] && strcmp(store->head.origin, origin) != 0)
        return error_set_code(err, FAULT_INPUT, "wrong_log",
                              "the database holds the log %s, the settings say %s",
                              store->head.origin, origin);
    fault = run_plain(store, "end_other_sessions", err);
    if (fault)
        return fault;
    fault = jobs_wait(store, commit_new(start, 1, &take_over, on_taken_over, &wait), &wait.is_done,
                      err);
    if (!fault && wait.error.fault) {
        fault = wait.error.fault;
        if (err)
            *err = wait.error;
    }
    return fault;
}
