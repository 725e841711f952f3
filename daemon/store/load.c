/* SPDX-License-Identifier: EUPL-1.2 */
/* load - the bytes of one delivery; what a hello asks; the cards in the record. */
#include "store/inside.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "store/pg_array.h"

static void free_plain(struct job *job) { mem_free(job); }

/* --- one delivery --- */

struct load {
    struct job job;
    struct uuid id;
    store_load_done *done;
    void *arg;
};

static bool send_load(struct store *store, struct job *job)
{
    const struct load *load = (const struct load *)job;
    struct pg_params params = { 0 };

    pg_param_bytes(&params, bytes_of(load->id.bytes, UUID_SIZE));
    return pg_params_send(&params, "load_delivery", store->conn) &&
           pg_params_send(&params, "load_section", store->conn);
}

static void read_section(const PGresult *result, int row, struct stored_section *ret_section)
{
    bool fits = pg_fixed(result, row, 1, ret_section->digest.bytes, DIGEST_SIZE);

    assert(fits);
    ret_section->index = (uint16_t)pg_integer(result, row, 0);
    ret_section->verdict = VERDICT_PERMIT;
    ret_section->rule = pg_text(result, row, 2);
    ret_section->category = "";
    ret_section->descriptor = pg_bytes(result, row, 3);
    ret_section->salt = pg_bytes(result, row, 4);
    ret_section->sealed_key = pg_bytes(result, row, 5);
    ret_section->ciphertext = pg_bytes(result, row, 6);
}

static void answer_load(struct store *store, struct job *job)
{
    const struct load *load = (const struct load *)job;
    const PGresult *main_row = job->results[0], *rows = job->results[1];
    struct stored_section sections[LIMIT_SECTIONS];
    struct stored_delivery delivery = { .id = load->id, .sections = sections };

    (void)store;
    if (PQntuples(main_row) != 1) {
        load->done(load->arg, NULL);
        return;
    }
    delivery.entry = pg_bytes(main_row, 0, 0);
    delivery.private_header = pg_bytes(main_row, 0, 1);
    delivery.private_header_salt = pg_bytes(main_row, 0, 2);
    receipt_of_row(main_row, 0, 3, &delivery.delivery);
    delivery.n_sections = (size_t)PQntuples(rows);
    assert(delivery.n_sections <= LIMIT_SECTIONS);
    for (size_t i = 0; i < delivery.n_sections; i++)
        read_section(rows, (int)i, &sections[i]);
    load->done(load->arg, &delivery);
}

void store_load_delivery(struct store *store, const struct uuid *id, store_load_done *done,
                         void *arg)
{
    struct load *load = mem_new(1, sizeof(*load));

    *load = (struct load){
        .job = { .send = send_load, .answer = answer_load, .free = free_plain },
        .id = *id,
        .done = done,
        .arg = arg,
    };
    jobs_add(store, &load->job);
}

/* --- a hello --- */

struct hello {
    struct job job;
    struct store_hello asked;
    char party[LIMIT_PARTY + 1];
    store_hello_done *done;
    void *arg;
};

static bool send_hello(struct store *store, struct job *job)
{
    const struct hello *hello = (const struct hello *)job;
    struct pg_params leaf = { 0 };
    struct pg_rows rows = { 0 };
    bool sent;

    pg_param_integer(&leaf, (int64_t)(hello->asked.leaf_index & INT64_MAX));
    if (!pg_params_send(&leaf, "leaf_hash", store->conn))
        return false;

    /* One row for each, so that all arrays are of one length; the party is the same in each. */
    pg_rows_init(&rows, "hello_sequence", "tb");
    for (size_t i = 0; i < hello->asked.n_incarnations; i++) {
        pg_put_text(&rows, hello->party);
        pg_put_bytes(&rows, bytes_of(hello->asked.incarnations[i], INCARNATION_SIZE));
    }
    sent = pg_rows_send(&rows, store->conn);
    pg_rows_clear(&rows);
    return sent;
}

static void answer_hello(struct store *store, struct job *job)
{
    const struct hello *hello = (const struct hello *)job;
    struct store_hello_answer answer = { 0 };

    (void)store;
    if (hello->asked.has_leaf && hello->asked.leaf_index <= INT64_MAX &&
        PQntuples(job->results[0]) == 1)
        answer.has_leaf = pg_fixed(job->results[0], 0, 0, answer.leaf_hash.bytes, DIGEST_SIZE);

    for (int row = 0; job->n_results > 1 && row < PQntuples(job->results[1]); row++) {
        size_t place = (size_t)pg_integer(job->results[1], row, 0);

        assert(place >= 1 && place <= ARRAY_SIZE(answer.numbers));
        answer.numbers[place - 1] = (uint64_t)pg_integer(job->results[1], row, 1);
    }
    hello->done(hello->arg, &answer);
}

void store_answer_hello(struct store *store, const struct store_hello *asked,
                        store_hello_done *done, void *arg)
{
    struct hello *hello = mem_new(1, sizeof(*hello));

    assert(asked->n_incarnations <= ARRAY_SIZE(asked->incarnations) &&
           strlen(asked->party) <= LIMIT_PARTY);
    *hello = (struct hello){
        .job = { .send = send_hello, .answer = answer_hello, .free = free_plain },
        .asked = *asked,
        .done = done,
        .arg = arg,
    };
    text_put(hello->party, sizeof(hello->party), asked->party);
    jobs_add(store, &hello->job);
}

/* --- all cards --- */

struct card_query {
    struct job job;
    store_key_leaf *each;
    void *arg;
    bool *is_done;
};

static bool send_cards(struct store *store, struct job *job)
{
    struct pg_params params = { 0 };

    (void)job;
    return pg_params_send(&params, "load_cards", store->conn);
}

static void answer_cards(struct store *store, struct job *job)
{
    const struct card_query *query = (const struct card_query *)job;

    (void)store;
    for (int i = 0; i < PQntuples(job->results[0]); i++)
        query->each(query->arg, pg_bytes(job->results[0], i, 0));
    *query->is_done = true;
}

enum fault store_load_cards(struct store *store, store_key_leaf *each, void *arg, struct error *err)
{
    struct card_query *query = mem_new(1, sizeof(*query));
    bool is_done = false;

    *query = (struct card_query){
        .job = { .send = send_cards, .answer = answer_cards, .free = free_plain },
        .each = each,
        .arg = arg,
        .is_done = &is_done,
    };
    return jobs_wait(store, &query->job, &is_done, err);
}
