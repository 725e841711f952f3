/* SPDX-License-Identifier: EUPL-1.2 */
/* Consents come back as they were committed; what rests on one is found by it. */
#include <criterion/criterion.h>

#include "base/clock.h"
#include "base/memory.h"
#include "bench.h"

struct seen {
    int n;
    size_t n_known, entry_size;
    struct uuid ids[300];
    size_t n_receipts, n_verdicts, n_consents;
};

static void on_known(void *arg, const struct known_exchange known[], size_t n_known)
{
    struct seen *seen = arg;

    seen->n++;
    seen->n_known = n_known;
    for (size_t i = 0; i < n_known; i++) {
        seen->ids[i] = known[i].id;
        seen->n_receipts += known[i].n_receipts;
        seen->n_verdicts += known[i].n_verdicts;
        seen->n_consents += known[i].n_consents;
    }
}

static bool has_seen(const struct seen *seen, const struct uuid *id)
{
    for (size_t i = 0; i < seen->n_known; i++) {
        if (uuid_equal(&seen->ids[i], id))
            return true;
    }
    return false;
}

static struct seen look_up(struct bench *bench, const struct uuid *id, const struct uuid *consent)
{
    struct seen seen = { 0 };

    store_look_up_consent(bench->store, id, id ? 1 : 0, consent, on_known, &seen);
    bench_wait(bench, &seen.n, 1);
    return seen;
}

static void commit(struct bench *bench, struct sample *sample)
{
    struct error err = { 0 };

    cr_assert_eq(bench_commit(bench, &sample->change, 1, &err), FAULT_NONE, "%s", err.text);
}

static void commit_exchange(struct bench *bench, const struct uuid consents[], size_t n,
                            struct uuid *ret_id)
{
    struct sample sample;

    sample_init(&sample, 1);
    sample.submission.consents = consents;
    sample.submission.n_consents = n;
    commit(bench, &sample);
    if (ret_id)
        *ret_id = sample.text.id;
    sample_clear(&sample);
}

Test(consents, lead_to_every_exchange_that_rests_on_them)
{
    struct bench bench;
    struct uuid consents[3], ids[4];
    struct seen seen;

    bench_open(&bench);
    for (size_t i = 0; i < 3; i++)
        consents[i] = uuid_new(clock_wall_ms());
    commit_exchange(&bench, consents, 1, &ids[0]);
    commit_exchange(&bench, consents, 2, &ids[1]);
    commit_exchange(&bench, consents + 1, 1, &ids[2]);
    commit_exchange(&bench, NULL, 0, &ids[3]);

    seen = look_up(&bench, &ids[3], &consents[0]);
    cr_expect_eq(seen.n_known, 3, "%zu", seen.n_known);
    cr_expect(has_seen(&seen, &ids[0]) && has_seen(&seen, &ids[1]) && has_seen(&seen, &ids[3]));
    cr_expect_eq(seen.n_receipts, 6);
    cr_expect_eq(seen.n_verdicts, 6);
    cr_expect_eq(seen.n_consents, 3);

    seen = look_up(&bench, &ids[0], &consents[0]);
    cr_expect_eq(seen.n_known, 2, "one that is asked for and rests on it comes once");
    cr_expect_eq(look_up(&bench, NULL, &consents[1]).n_known, 2);
    cr_expect_eq(look_up(&bench, NULL, &consents[2]).n_known, 0);
    bench_close(&bench);
}

Test(consents, lead_to_two_hundred_exchanges_at_most)
{
    enum { N = 203 };
    struct bench bench;
    struct sample *samples = mem_new(N, sizeof(*samples));
    struct change *changes = mem_new(N, sizeof(*changes));
    struct uuid consent = uuid_new(clock_wall_ms());
    struct error err = { 0 };
    struct seen seen;

    bench_open(&bench);
    for (size_t i = 0; i < N; i++) {
        sample_init(&samples[i], i);
        samples[i].submission.consents = &consent;
        samples[i].submission.n_consents = 1;
        changes[i] = samples[i].change;
    }
    cr_assert_eq(bench_commit(&bench, changes, N, &err), FAULT_NONE, "%s", err.text);
    seen = look_up(&bench, NULL, &consent);
    cr_expect_eq(seen.n_known, 200);
    cr_expect_eq(seen.n_receipts, 400, "the rows are those of the same exchanges");
    cr_expect_eq(seen.n_verdicts, 400);
    cr_expect_eq(seen.n_consents, 200);
    for (size_t i = 0; i < N; i++)
        sample_clear(&samples[i]);
    mem_free(samples);
    mem_free(changes);
    bench_close(&bench);
}

Test(consents, are_not_rested_on_by_what_is_refused)
{
    struct bench bench;
    struct sample sample;
    struct uuid consent = uuid_new(clock_wall_ms());

    bench_open(&bench);
    sample_init(&sample, 1);
    sample.submission.consents = &consent;
    sample.submission.n_consents = 1;
    sample.change.state = STATE_REFUSED;
    sample.change.n_receipts = 1;
    sample.submission.code = "no_consent";
    commit(&bench, &sample);
    cr_expect_eq(look_up(&bench, NULL, &consent).n_known, 0);
    sample_clear(&sample);
    bench_close(&bench);
}

struct counted {
    struct uuid consent[4];
    uint64_t n[4];
    size_t size;
};

static void on_count(void *arg, const struct uuid *consent, uint64_t n)
{
    struct counted *counted = arg;

    counted->consent[counted->size] = *consent;
    counted->n[counted->size++] = n;
}

Test(consents, are_counted_with_what_rests_on_them)
{
    struct bench bench;
    struct uuid consents[2] = { uuid_new(1), uuid_new(2) };
    struct counted counted = { 0 };

    bench_open(&bench);
    cr_assert_eq(store_count_consents(bench.store, on_count, &counted, NULL), FAULT_NONE);
    cr_expect_eq(counted.size, 0);
    commit_exchange(&bench, consents, 2, NULL);
    commit_exchange(&bench, consents + 1, 1, NULL);
    cr_assert_eq(store_count_consents(bench.store, on_count, &counted, NULL), FAULT_NONE);
    cr_assert_eq(counted.size, 2);
    cr_expect(uuid_equal(&counted.consent[0], &consents[0]));
    cr_expect_eq(counted.n[0], 1);
    cr_expect_eq(counted.n[1], 2);
    bench_close(&bench);
}

struct loaded {
    size_t n, n_without_header, n_without_subject;
    char entries[4][96];
};

static void on_message(void *arg, const struct stored_consent_message *message)
{
    struct loaded *loaded = arg;

    if (loaded->n < ARRAY_SIZE(loaded->entries))
        snprintf(loaded->entries[loaded->n], sizeof(loaded->entries[0]), "%.*s",
                 (int)message->entry.size, (const char *)message->entry.data);
    loaded->n++;
    loaded->n_without_header += message->private_header.size == 0;
    loaded->n_without_subject += !message->has_subject_index;
}

static struct loaded load(struct bench *bench)
{
    struct loaded loaded = { 0 };
    struct error err = { 0 };

    cr_assert_eq(store_load_consents(bench->store, on_message, &loaded, &err), FAULT_NONE, "%s",
                 err.text);
    return loaded;
}

Test(consents, are_loaded_in_the_order_of_the_record)
{
    static const char *const types[] = { "consent_grant", "consent_grant", "consent_withdrawal" };
    struct bench bench;
    struct sample samples[4];
    struct loaded loaded;

    bench_open(&bench);
    cr_expect_eq(load(&bench).n, 0);
    for (size_t i = 0; i < 3; i++) {
        sample_init(&samples[i], i);
        sample_order(&samples[i], types[i], &samples[0].text.id);
    }
    samples[2].submission.has_subject_index = false;
    sample_init(&samples[3], 3);
    sample_order(&samples[3], "consent_void", &samples[0].text.id);
    samples[3].change.state = STATE_REFUSED;
    samples[3].submission.code = "unknown_consent";
    for (size_t i = 0; i < 4; i++)
        commit(&bench, &samples[i]);

    loaded = load(&bench);
    cr_assert_eq(loaded.n, 3, "a refused one changes nothing");
    for (size_t i = 0; i < 3; i++)
        cr_expect_eq(strncmp(loaded.entries[i], (const char *)samples[i].entry.data, 8), 0,
                     "message %zu: %s", i, loaded.entries[i]);
    cr_expect_eq(loaded.n_without_header, 0);
    cr_expect_eq(loaded.n_without_subject, 1);

    bench_value(&bench, "DELETE FROM samband.exchange_detail");
    loaded = load(&bench);
    cr_expect_eq(loaded.n, 3, "what is erased is still known to have been there");
    cr_expect_eq(loaded.n_without_header, 3);
    for (size_t i = 0; i < 4; i++)
        sample_clear(&samples[i]);
    bench_close(&bench);
}

Test(consents, are_loaded_page_by_page)
{
    struct bench bench;

    bench_open(&bench);
    bench_value(&bench,
                "INSERT INTO samband.leaf (idx, hash, kind, time, entry) SELECT i, "
                "sha256(i::text::bytea), 'consent', now(), 'x' FROM generate_series(1, 2000) i");
    bench_value(&bench, "INSERT INTO samband.consent_message SELECT gen_random_uuid(), "
                        "gen_random_uuid(), i FROM generate_series(1, 2000) i");
    cr_expect_eq(load(&bench).n, 2000);
    bench_close(&bench);
}

static void on_order(void *arg, struct bytes entry)
{
    struct seen *seen = arg;

    seen->n++;
    seen->entry_size = entry.size;
}

static size_t order_size(struct bench *bench, const struct uuid *id)
{
    struct seen seen = { 0 };

    store_load_order(bench->store, id, on_order, &seen);
    bench_wait(bench, &seen.n, 1);
    return seen.entry_size;
}

Test(consents, give_back_the_leaf_of_an_order)
{
    struct bench bench;
    struct sample order, refused;
    struct uuid id;

    bench_open(&bench);
    sample_init(&order, 1);
    sample_order(&order, "take_back", NULL);
    commit(&bench, &order);
    sample_init(&refused, 2);
    sample_order(&refused, "take_back", NULL);
    refused.change.state = STATE_REFUSED;
    refused.change.entry_kind = "refused";
    refused.submission.code = "too_late";
    commit(&bench, &refused);
    commit_exchange(&bench, NULL, 0, &id);

    cr_expect_eq(order_size(&bench, &order.text.id), order.entry.size);
    cr_expect_eq(order_size(&bench, &refused.text.id), 0, "a refused one orders nothing");
    cr_expect_eq(order_size(&bench, &id), 0, "an exchange is no order");
    id = uuid_new(clock_wall_ms());
    cr_expect_eq(order_size(&bench, &id), 0);
    sample_clear(&order);
    sample_clear(&refused);
    bench_close(&bench);
}
