/* SPDX-License-Identifier: EUPL-1.2 */
/* inside - what the rooms of the store share: one connection, one queue of jobs, one head.
 *
 *   connection  DOWN -> CONNECTING -> PREPARING -> UP, and down again whenever something fails
 *   session     what is said and checked while PREPARING
 *   jobs        the queue; the first job runs, alone, as one pipeline
 *   commit      the job that writes
 *   known, load, consents, hello, take_over   the other jobs
 */
#ifndef STORE_INSIDE_H
#define STORE_INSIDE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include <libpq-fe.h>
#include <systemd/sd-event.h>

#include "base/error.h"
#include "store/sqlstate.h"
#include "store/store.h"
#include "tlog/tree.h"

enum { TOKEN_SIZE = 32, JOB_RESULTS = 5 };

/* One job: statements sent together, answered together. */
struct job {
    TAILQ_ENTRY(job) entry;
    /* Queues the statements; false if the connection is lost. May be called again after that. */
    bool (*send)(struct store *store, struct job *job);
    /* All of it has succeeded. The job is off the queue, and freed afterwards. */
    void (*answer)(struct store *store, struct job *job);
    /* The database will never do it. NULL: it is asked again until it does (look-ups). */
    void (*refuse)(struct store *store, struct job *job, const struct error *err);
    void (*free)(struct job *job);

    bool writes;   /* is a transaction of its own, fenced */
    bool in_doubt; /* its connection was lost while it ran */
    /* Whether the head, as it was found after reconnecting, says that it has been committed. */
    bool (*was_committed)(const struct store *store, const struct job *job,
                          const struct tree_head *found);
    PGresult *results[JOB_RESULTS]; /* of statements that return rows, in order */
    size_t n_results;
};

enum connection_state {
    CONNECTION_DOWN,
    CONNECTION_CONNECTING,
    CONNECTION_PREPARING,
    CONNECTION_UP
};

struct store {
    char *conninfo;
    bool allow_unsafe;
    sd_event *event;
    bool is_open; /* store_open() has succeeded */

    PGconn *conn;
    enum connection_state state;
    unsigned n_failures; /* since the connection was last up */
    size_t n_prepared;   /* results seen while PREPARING */
    struct error error;  /* why it is down */
    sd_event_source *io, *timer, *pump;

    TAILQ_HEAD(job_queue, job) jobs;
    struct job *running;  /* the first of the queue, once sent */
    bool flushed;         /* every byte of it has been sent */
    bool rolling_back;    /* it has been refused; its transaction is being dropped */
    bool doubtful;        /* its commit was answered with a warning */
    struct error refusal; /* the first error of the job that runs */
    size_t n_writes;      /* commits queued or running */

    struct tree_head found; /* as the database has it, on coming up */
    struct store_head head;
    struct tree_frontier frontier;
    uint8_t token[TOKEN_SIZE], next_token[TOKEN_SIZE];
    bool is_active; /* has taken over: `token` is ours */
    bool is_fenced; /* another one has, since */
};

/* --- connection.c --- */

void connection_start(struct store *store);
/* Drops the connection and tries again later; what runs is in doubt. */
void connection_lose(struct store *store);
void connection_close(struct store *store);
/* Sends what waits and watches the socket for what is to come. */
void connection_flush(struct store *store);
/* One turn for those that block: waits for the socket and handles what it brings. */
void connection_turn(struct store *store);

/* --- session.c --- */

bool session_send(struct store *store);
/* One result while PREPARING. False if the session is of no use; store->error says why. */
bool session_result(struct store *store, const PGresult *result);

/* --- jobs.c --- */

void jobs_add(struct store *store, struct job *job);
void jobs_pump(struct store *store);
/* Reads what has come for the job that runs. */
void jobs_read(struct store *store);
/* The connection is up again, and store->found says how far the log got. */
void jobs_resume(struct store *store);
/* Runs the loop of the connection until *is_done; FAULT_RETRY if the connection is lost before. The
 * job has been freed in either case. */
MUST_CHECK enum fault jobs_wait(struct store *store, struct job *job, const bool *is_done,
                                struct error *err);
void jobs_drop(struct store *store);

/* --- commit.c --- */

/* What a take-over adds to its commit. */
struct take_over {
    const char *origin;
    uint64_t counter;
};
struct job *commit_new(const struct change changes[], size_t n_changes,
                       const struct take_over *take_over, store_commit_done *done, void *arg);

/* --- receipt_row.c --- */

const char *stored_kind_name(enum item_kind kind);

/* A receipt from a row, its columns from `column` on: kind, state, item, n, idx, path, signature,
 * signer, signer_card, sealed_reference. Borrowed from the result. */
void receipt_of_row(const PGresult *result, int row, int column,
                    struct stored_receipt *ret_receipt);

#endif
