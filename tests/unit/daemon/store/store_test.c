/* SPDX-License-Identifier: EUPL-1.2 */
/* What is committed is found again; what is refused leaves nothing; there is one writer. */
#include <criterion/criterion.h>

#include "base/clock.h"
#include "bench.h"
#include "tlog/tree.h"

struct seen {
    int n;
    size_t n_known;
    struct known_exchange known;
    char sender[LIMIT_PARTY + 1];
    bool has_delivery;
    size_t n_sections, entry_size;
    struct store_hello_answer hello;
};

static void on_known(void *arg, const struct known_exchange known[], size_t n_known)
{
    struct seen *seen = arg;

    seen->n++;
    seen->n_known = n_known;
    if (n_known > 0) {
        seen->known = known[0];
        snprintf(seen->sender, sizeof(seen->sender), "%s", known[0].sender);
    }
}

static void on_loaded(void *arg, const struct stored_delivery *delivery)
{
    struct seen *seen = arg;

    seen->n++;
    seen->has_delivery = delivery != NULL;
    if (delivery) {
        seen->n_sections = delivery->n_sections;
        seen->entry_size = delivery->entry.size;
        cr_expect_eq(delivery->delivery.kind, ITEM_DELIVERY);
        cr_expect_eq(delivery->sections[0].ciphertext.size, 128);
        cr_expect_eq(delivery->private_header.size, 100);
    }
}

static void on_hello(void *arg, const struct store_hello_answer *answer)
{
    struct seen *seen = arg;

    seen->n++;
    seen->hello = *answer;
}

static struct seen look_up(struct bench *bench, const struct uuid *id)
{
    struct seen seen = { 0 };

    store_look_up(bench->store, id, 1, on_known, &seen);
    bench_wait(bench, &seen.n, 1);
    return seen;
}

static struct seen load(struct bench *bench, const struct uuid *id)
{
    struct seen seen = { 0 };

    store_load_delivery(bench->store, id, on_loaded, &seen);
    bench_wait(bench, &seen.n, 1);
    return seen;
}

static void count_open(void *arg, const struct known_exchange *exchange)
{
    cr_expect(exchange->n_receipts >= 2);
    ++*(int *)arg;
}

static int n_open(struct bench *bench)
{
    int n = 0;

    cr_assert_eq(store_load_open(bench->store, count_open, &n, NULL), FAULT_NONE);
    return n;
}

Test(store, finds_what_it_committed)
{
    struct bench bench;
    struct sample sample;
    struct seen seen;

    bench_open(&bench);
    sample_init(&sample, 5);
    cr_assert_eq(bench_commit(&bench, &sample.change, 1, NULL), FAULT_NONE);

    seen = look_up(&bench, &sample.text.id);
    cr_assert_eq(seen.n_known, 1);
    cr_expect_str_eq(seen.sender, "fjell-school");
    cr_expect(digest_equal(&seen.known.text_hash, &sample.submission.text_hash));
    cr_expect_eq(seen.known.state, STATE_ACCEPTED);
    cr_expect_eq(seen.known.leaf_index, 1);
    cr_expect_eq(seen.known.received_ms, sample.submission.received_ms);
    cr_expect_eq(seen.known.not_after_ms, sample.text.not_after_ms);
    cr_expect_eq(seen.known.n_receipts, 2);
    cr_expect_eq(seen.known.n_verdicts, 2);
    cr_expect_eq(seen.known.verdicts[1].verdict, VERDICT_LEAVE_OUT);
    cr_expect(digest_equal(&seen.known.verdicts[1].section, &sample.sections[1].digest));
    cr_expect_eq(seen.known.n_notices, 0);

    seen = load(&bench, &sample.text.id);
    cr_assert(seen.has_delivery);
    cr_expect_eq(seen.n_sections, 1, "a section left out is never stored");
    cr_expect_eq(seen.entry_size, sample.entry.size);
    cr_expect_eq(store_head(bench.store)->size, 2);
    cr_expect_eq(store_head(bench.store)->last_time_ms, sample.change.time_ms);
    cr_expect_eq(n_open(&bench), 1);
    bench_verify_log(&bench);
    sample_clear(&sample);
    bench_close(&bench);
}

Test(store, knows_nothing_of_foreign_ids)
{
    struct bench bench;
    struct uuid id = uuid_new(clock_wall_ms());

    bench_open(&bench);
    cr_expect_eq(look_up(&bench, &id).n_known, 0);
    cr_expect_not(load(&bench, &id).has_delivery);
    bench_close(&bench);
}

Test(store, keeps_no_sealed_bytes_of_a_refused_exchange)
{
    struct bench bench;
    struct sample sample;

    bench_open(&bench);
    sample_init(&sample, 1);
    sample.change.state = STATE_REFUSED;
    sample.receipts[0].state = STATE_REFUSED;
    sample.change.n_receipts = 1;
    sample.submission.code = "no_ground";
    cr_assert_eq(bench_commit(&bench, &sample.change, 1, NULL), FAULT_NONE);
    cr_expect_str_eq(bench_value(&bench, "SELECT (SELECT count(*) FROM samband.section) + "
                                         "(SELECT count(*) FROM samband.delivery)"),
                     "0");
    cr_expect_str_eq(bench_value(&bench, "SELECT state FROM samband.exchange"), "refused");
    cr_expect_eq(n_open(&bench), 0);
    sample_clear(&sample);
    bench_close(&bench);
}

Test(store, follows_an_exchange_to_its_end)
{
    struct bench bench;
    struct sample sample;
    struct change change;
    struct seen seen;

    bench_open(&bench);
    sample_init(&sample, 1);
    cr_assert_eq(bench_commit(&bench, &sample.change, 1, NULL), FAULT_NONE);

    change = (struct change){ .kind = CHANGE_ATTEMPTED, .id = sample.text.id, .attempts = 2 };
    cr_assert_eq(bench_commit(&bench, &change, 1, NULL), FAULT_NONE);
    cr_expect_eq(look_up(&bench, &sample.text.id).known.attempts, 2);

    change = sample_step(&sample, STATE_HANDED_OVER, 0);
    cr_assert_eq(bench_commit(&bench, &change, 1, NULL), FAULT_NONE);
    cr_expect(load(&bench, &sample.text.id).has_delivery, "may be needed until registered");

    change = sample_step(&sample, STATE_REGISTERED, 1);
    cr_assert_eq(bench_commit(&bench, &change, 1, NULL), FAULT_NONE);
    cr_expect_not(load(&bench, &sample.text.id).has_delivery);
    cr_expect_str_eq(bench_value(&bench, "SELECT count(*) FROM samband.section"), "0");

    seen = look_up(&bench, &sample.text.id);
    cr_expect_eq(seen.known.state, STATE_REGISTERED);
    cr_expect_eq(seen.known.n_receipts, 6);
    cr_expect_eq(seen.known.n_notices, 2);
    cr_expect_eq(n_open(&bench), 1, "its sender has not been told");

    for (enum item_state state = STATE_HANDED_OVER; state <= STATE_REGISTERED; state++) {
        change =
            (struct change){ .kind = CHANGE_ACKNOWLEDGED, .id = sample.text.id, .state = state };
        cr_assert_eq(bench_commit(&bench, &change, 1, NULL), FAULT_NONE);
    }
    cr_expect_eq(n_open(&bench), 0);
    bench_verify_log(&bench);
    sample_clear(&sample);
    bench_close(&bench);
}

Test(store, answers_a_hello)
{
    struct bench bench;
    struct sample samples[3];
    struct change changes[3];
    struct seen seen = { 0 };
    struct store_hello hello = { .party = "fjell-school",
                                 .incarnations = { { 9 }, { 7 } },
                                 .n_incarnations = 2,
                                 .has_leaf = true,
                                 .leaf_index = 2 };
    struct digest hash;

    bench_open(&bench);
    for (uint64_t i = 0; i < 3; i++) {
        sample_init(&samples[i], 10 - i);
        changes[i] = samples[i].change;
    }
    cr_assert_eq(bench_commit(&bench, changes, 3, NULL), FAULT_NONE);
    store_answer_hello(bench.store, &hello, on_hello, &seen);
    hello.leaf_index = 99;
    hello.n_incarnations = 0;
    bench_wait(&bench, &seen.n, 1);
    hash = tree_leaf_hash(changes[1].entry);
    cr_expect_eq(seen.hello.numbers[0], 0);
    cr_expect_eq(seen.hello.numbers[1], 10, "the highest, not the last");
    cr_expect(seen.hello.has_leaf);
    cr_expect(digest_equal(&seen.hello.leaf_hash, &hash));

    store_answer_hello(bench.store, &hello, on_hello, &seen);
    bench_wait(&bench, &seen.n, 2);
    cr_expect_not(seen.hello.has_leaf);
    for (size_t i = 0; i < 3; i++)
        sample_clear(&samples[i]);
    bench_close(&bench);
}

static void expect_key_leaf(void *arg, struct bytes entry)
{
    cr_expect(bytes_equal(entry, bytes_of_text("key leaf")));
    (*(int *)arg)++;
}

Test(store, knows_the_cards_of_the_record)
{
    struct bench bench;
    struct change change = { .kind = CHANGE_KEY,
                             .entry = bytes_of_text("key leaf"),
                             .entry_kind = "key",
                             .time_ms = bench_time_ms(),
                             .party = "fjell-school",
                             .serial = 4,
                             .card_hash = { { 1 } } };
    int n = 0;

    bench_open(&bench);
    cr_assert_eq(store_load_cards(bench.store, expect_key_leaf, &n, NULL), FAULT_NONE);
    cr_expect_eq(n, 0);
    cr_assert_eq(store_commit_now(bench.store, &change, 1, NULL), FAULT_NONE);
    cr_assert_eq(store_load_cards(bench.store, expect_key_leaf, &n, NULL), FAULT_NONE);
    cr_expect_eq(n, 1);
    cr_expect_eq(store_commit_now(bench.store, &change, 1, NULL), FAULT_INPUT, "a card twice");
    bench_verify_log(&bench);
    bench_close(&bench);
}

Test(store, writes_nothing_of_a_refused_batch)
{
    struct bench bench;
    struct sample good, twin, later;
    struct change changes[2];
    struct error err = { 0 };

    bench_open(&bench);
    sample_init(&good, 1);
    sample_init(&twin, 2);
    sample_init(&later, 3);
    cr_assert_eq(bench_commit(&bench, &twin.change, 1, NULL), FAULT_NONE);
    changes[0] = good.change;
    changes[1] = twin.change;

    cr_expect_eq(bench_commit(&bench, changes, 2, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "database_refused");
    cr_expect(strstr(err.text, "23505"), "%s", err.text);
    cr_expect_eq(look_up(&bench, &good.text.id).n_known, 0);
    cr_expect_eq(store_head(bench.store)->size, 2);

    cr_expect_eq(bench_commit(&bench, &changes[0], 1, NULL), FAULT_NONE, "alone it goes");
    cr_expect_eq(bench_commit(&bench, &changes[1], 1, NULL), FAULT_INPUT, "the culprit");
    cr_expect_eq(bench_commit(&bench, &later.change, 1, NULL), FAULT_NONE);
    cr_expect_eq(store_head(bench.store)->size, 4);
    bench_verify_log(&bench);
    sample_clear(&good);
    sample_clear(&twin);
    sample_clear(&later);
    bench_close(&bench);
}

Test(store, refuses_a_step_of_an_exchange_it_does_not_hold)
{
    struct bench bench;
    struct sample sample;
    struct change change;
    struct error err = { 0 };

    bench_open(&bench);
    sample_init(&sample, 1);
    change = sample_step(&sample, STATE_HANDED_OVER, 0);
    cr_expect_eq(bench_commit(&bench, &change, 1, &err), FAULT_INPUT);
    cr_expect(strstr(err.text, "SB002"), "%s", err.text);
    cr_expect_str_eq(bench_value(&bench, "SELECT count(*) FROM samband.leaf"), "1");
    sample_clear(&sample);
    bench_close(&bench);
}

Test(store, is_fenced_off_by_the_next_broker)
{
    struct bench bench;
    struct store *next = NULL;
    struct sample sample;
    struct error err = { 0 };

    bench_open(&bench);
    sample_init(&sample, 1);
    cr_assert_eq(bench_store(&bench, &next, &err), FAULT_NONE);
    cr_assert_eq(bench_take_over(next, store_head(next)->takeover + 1, &err), FAULT_NONE, "%s",
                 err.text);
    cr_expect_eq(bench_commit(&bench, &sample.change, 1, &err), FAULT_BROKEN);
    cr_expect_str_eq(err.code, "fenced");
    cr_expect_eq(bench_commit(&bench, &sample.change, 1, &err), FAULT_BROKEN, "and stays so");
    cr_expect_not(store_is_up(bench.store));
    cr_expect_str_eq(bench_value(&bench, "SELECT count(*) FROM samband.exchange"), "0");
    cr_expect_eq(store_commit_now(next, &sample.change, 1, &err), FAULT_NONE, "%s", err.text);
    store_close(next);
    bench_verify_log(&bench);
    sample_clear(&sample);
    bench_close(&bench);
}

Test(store, takes_over_only_with_a_higher_counter_and_the_same_log)
{
    struct bench bench;
    struct store *next = NULL;
    struct error err = { 0 };

    bench_open(&bench);
    cr_assert_eq(bench_store(&bench, &next, &err), FAULT_NONE);
    cr_expect_eq(store_head(next)->takeover, 1);
    cr_expect_str_eq(store_head(next)->origin, BENCH_ORIGIN);
    cr_expect_eq(bench_take_over(next, 1, &err), FAULT_RETRY);
    store_close(next);

    next = NULL;
    cr_assert_eq(bench_store(&bench, &next, &err), FAULT_NONE);
    cr_expect_eq(bench_take_over(next, 7, &err), FAULT_NONE, "%s", err.text);
    cr_expect_eq(store_head(next)->takeover, 7);
    cr_expect_str_eq(bench_value(&bench, "SELECT takeover FROM samband.log_batch "
                                         "ORDER BY new_size DESC LIMIT 1"),
                     "7");
    cr_expect_str_eq(bench_value(&bench, "SELECT kind FROM samband.leaf WHERE idx = 1"), "start");
    store_close(next);
    bench_close(&bench);
}
