/* SPDX-License-Identifier: EUPL-1.2 */
/* bench - a real PostgreSQL for the store's tests: one private cluster a test program, a fresh
 * database a test, and made-up exchanges to fill it with.
 */
#ifndef UNIT_STORE_BENCH_H
#define UNIT_STORE_BENCH_H

#include <systemd/sd-event.h>

#include "store/db.h"
#include "store/store.h"

#define BENCH_ORIGIN "samband.example/test"

struct bench {
    char name[64];      /* of the database */
    char admin[256];    /* conninfo of the superuser */
    char conninfo[256]; /* of the broker */
    sd_event *event;
    struct store *store; /* has taken over */
};

/* The cluster's folder. */
const char *bench_folder(void);
/* Runs scripts/postgres on a folder; fails the test if the command does. */
void bench_script(const char *arguments);

/* Gives this test a cluster of its own, which it may stop. Clear away with bench_drop_cluster(). */
void bench_own_cluster(void);
void bench_drop_cluster(void);

/* A fresh database with the schema; without and with an open store. */
void bench_database(struct bench *bench);
void bench_open(struct bench *bench);
void bench_close(struct bench *bench);
/* The conninfo of another role for the bench's database. Overwritten by the next call. */
const char *bench_role(const struct bench *bench, const char *role);

/* Opens a store as `conninfo` says, and takes over with that counter. */
enum fault bench_store(struct bench *bench, struct store **ret_store, struct error *err);
enum fault bench_take_over(struct store *store, uint64_t counter, struct error *err);

/* The time of every leaf of a test: the record refuses one that is older than its last, and a test
 * makes its leaves when it likes - before its cluster is up, or in another order than it commits
 * them.
 */
int64_t bench_time_ms(void);

/* Statements, as superuser. */
void bench_run(const struct bench *bench, const char *statements);
/* One value of one row, as superuser. Overwritten by the next call; "" for NULL or no row. */
const char *bench_value(const struct bench *bench, const char *query);

/* --- an answer to wait for --- */

struct bench_answer {
    int n;
    enum fault fault;
    struct error error;
};
void bench_on_commit(void *arg, enum fault fault, const struct error *err);
/* Runs the loop until *n has reached `wanted`; fails the test after 20 s. */
void bench_wait(struct bench *bench, const int *n, int wanted);
/* Commits and waits. */
enum fault bench_commit(struct bench *bench, const struct change changes[], size_t n_changes,
                        struct error *err);

/* --- made-up exchanges --- */

struct sample {
    struct exchange_text text;
    struct stored_submission submission;
    struct stored_section sections[2];
    struct stored_receipt receipts[2];
    struct buffer entry;
    struct change change;
};

/* An accepted exchange with one section permitted and one left out. Clear with sample_clear(). */
void sample_init(struct sample *sample, uint64_t number);
void sample_clear(struct sample *sample);
/* Makes it an order to the bus; with a consent, a message about it. */
void sample_order(struct sample *sample, const char *type, const struct uuid *consent);
/* Its sender has ended it by `order`, which leaves the state `state`; without a leaf unless it moves
 * there. */
struct change sample_ended(const struct sample *sample, const struct uuid *order,
                           enum item_state state, bool moves);
/* Its recipient has answered a recall with `answer`. */
struct change sample_recalled(const struct sample *sample, enum item_state state,
                              enum item_state answer);
/* The next step of an exchange; its bytes are static. `nth` makes the leaf its own. */
struct change sample_step(const struct sample *sample, enum item_state state, int nth);

/* The record, hashed again from its rows, is what the head says. */
void bench_verify_log(const struct bench *bench);

#endif
