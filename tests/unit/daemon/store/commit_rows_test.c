/* SPDX-License-Identifier: EUPL-1.2 */
/* What each change that ends an exchange leaves in the tables, and what it takes away. */
#include <criterion/criterion.h>

#include "base/clock.h"
#include "base/memory.h"
#include "bench.h"

/* The numbers of rows: sections, deliveries, notices, recalls. */
#define LEFT                                                                                       \
    "SELECT concat_ws(' ', (SELECT count(*) FROM samband.section), "                               \
    "(SELECT count(*) FROM samband.delivery), (SELECT count(*) FROM samband.notice), "             \
    "(SELECT count(*) FROM samband.recall))"
#define STATE "SELECT state FROM samband.exchange WHERE recipient <> 'bus'"

struct seen {
    int n;
    size_t n_known;
    struct known_exchange known;
};

static void on_known(void *arg, const struct known_exchange known[], size_t n_known)
{
    struct seen *seen = arg;

    seen->n++;
    seen->n_known = n_known;
    if (n_known > 0)
        seen->known = known[0];
}

static struct known_exchange look_up(struct bench *bench, const struct uuid *id)
{
    struct seen seen = { 0 };

    store_look_up(bench->store, id, 1, on_known, &seen);
    bench_wait(bench, &seen.n, 1);
    cr_assert_eq(seen.n_known, 1);
    return seen.known;
}

static void on_open(void *arg, const struct known_exchange *exchange)
{
    (void)exchange;
    ++*(int *)arg;
}

static int n_open(struct bench *bench)
{
    int n = 0;

    cr_assert_eq(store_load_open(bench->store, on_open, &n, NULL), FAULT_NONE);
    return n;
}

static void commit(struct bench *bench, const struct change *change)
{
    struct error err = { 0 };

    cr_assert_eq(bench_commit(bench, change, 1, &err), FAULT_NONE, "%s", err.text);
}

/* An accepted exchange, and an order to the bus that is not committed yet. */
static void open_with(struct bench *bench, struct sample *sample, struct sample *order,
                      const char *type)
{
    bench_open(bench);
    sample_init(sample, 1);
    sample_init(order, 2);
    sample_order(order, type, NULL);
    commit(bench, &sample->change);
}

static void close_all(struct bench *bench, struct sample *sample, struct sample *order)
{
    bench_verify_log(bench);
    sample_clear(sample);
    sample_clear(order);
    bench_close(bench);
}

Test(commit_rows, keeps_of_an_order_what_it_says_and_nothing_open)
{
    struct bench bench;
    struct sample order;
    struct known_exchange known;

    bench_open(&bench);
    sample_init(&order, 1);
    sample_order(&order, "take_back", NULL);
    commit(&bench, &order.change);
    cr_expect_eq(n_open(&bench), 0);
    cr_expect_str_eq(bench_value(&bench, LEFT), "0 0 0 0");
    cr_expect_str_eq(bench_value(&bench, "SELECT count(*) FROM samband.exchange_detail"), "1");
    cr_expect_str_eq(bench_value(&bench, "SELECT count(*) FROM samband.consent_message"), "0");
    known = look_up(&bench, &order.text.id);
    cr_expect_eq(known.state, STATE_ACCEPTED);
    cr_expect_eq(known.n_receipts, 1);
    cr_expect_eq(known.n_verdicts, 0);
    cr_expect_str_eq(bench_value(&bench, "SELECT number FROM samband.sequence"), "1");
    sample_clear(&order);
    bench_close(&bench);
}

Test(commit_rows, ends_what_had_not_left_in_the_commit_of_its_order)
{
    struct bench bench;
    struct sample sample, order;
    struct change changes[2];
    struct known_exchange known;

    open_with(&bench, &sample, &order, "consent_withdrawal");
    cr_expect_str_eq(bench_value(&bench, LEFT), "1 1 0 0");
    changes[0] = order.change;
    changes[1] = sample_ended(&sample, &order.text.id, STATE_WITHDRAWN, true);
    cr_assert_eq(bench_commit(&bench, changes, 2, NULL), FAULT_NONE);

    cr_expect_str_eq(bench_value(&bench, LEFT), "0 0 1 0");
    known = look_up(&bench, &sample.text.id);
    cr_expect_eq(known.state, STATE_WITHDRAWN);
    cr_expect_not(known.recall);
    cr_expect_eq(known.n_notices, 1);
    cr_expect_eq(known.notices[0], STATE_WITHDRAWN);
    cr_expect_eq(store_head(bench.store)->size, 4, "start, exchange, order, end");
    cr_expect_eq(n_open(&bench), 1, "its sender has not been told");
    changes[0] = (struct change){ .kind = CHANGE_ACKNOWLEDGED,
                                  .id = sample.text.id,
                                  .state = STATE_WITHDRAWN };
    commit(&bench, changes);
    cr_expect_eq(n_open(&bench), 0);
    close_all(&bench, &sample, &order);
}

Test(commit_rows, stops_deliveries_at_once_and_recalls_without_a_leaf)
{
    struct bench bench;
    struct sample sample, order;
    struct change changes[2];
    struct known_exchange known;

    open_with(&bench, &sample, &order, "take_back");
    changes[0] = order.change;
    changes[1] = sample_ended(&sample, &order.text.id, STATE_ACCEPTED, false);
    changes[1].recall = true;
    cr_assert_eq(bench_commit(&bench, changes, 2, NULL), FAULT_NONE);

    cr_expect_str_eq(bench_value(&bench, LEFT), "0 0 0 1");
    cr_expect_eq(store_head(bench.store)->size, 3);
    known = look_up(&bench, &sample.text.id);
    cr_expect_eq(known.state, STATE_ACCEPTED);
    cr_expect(known.recall);
    cr_expect_geq(known.recall_ms, clock_wall_ms() - 60000);
    cr_expect_leq(known.recall_ms, clock_wall_ms() + 1000);
    cr_expect(uuid_equal(&known.order, &order.text.id));
    cr_expect_str_eq(bench_value(&bench, "SELECT recipient FROM samband.recall"), "fjell-welfare");
    close_all(&bench, &sample, &order);
}

static const struct {
    const char *name;
    enum item_state before, ended, after, answer;
} recalls[] = {
    { "taken back and destroyed", STATE_ACCEPTED, STATE_ACCEPTED, STATE_TAKEN_BACK,
      STATE_DESTROYED },
    { "taken back too late", STATE_HANDED_OVER, STATE_HANDED_OVER, STATE_HANDED_OVER,
      STATE_FETCHED },
    { "handed over, withdrawn and destroyed", STATE_HANDED_OVER, STATE_HANDED_OVER, STATE_WITHDRAWN,
      STATE_DESTROYED },
    { "on its way, withdrawn and destroyed", STATE_ACCEPTED, STATE_WITHDRAWN, STATE_WITHDRAWN,
      STATE_DESTROYED },
    { "on its way, withdrawn and fetched", STATE_ACCEPTED, STATE_WITHDRAWN, STATE_WITHDRAWN,
      STATE_FETCHED },
};

Test(commit_rows, keeps_a_recall_until_it_is_answered)
{
    for (size_t i = 0; i < ARRAY_SIZE(recalls); i++) {
        struct bench bench;
        struct sample sample, order;
        struct change change;
        struct known_exchange known;

        open_with(&bench, &sample, &order, "consent_withdrawal");
        if (recalls[i].before == STATE_HANDED_OVER) {
            change = sample_step(&sample, STATE_HANDED_OVER, 0);
            commit(&bench, &change);
            change = (struct change){ .kind = CHANGE_ACKNOWLEDGED,
                                      .id = sample.text.id,
                                      .state = STATE_HANDED_OVER };
            commit(&bench, &change);
        }
        commit(&bench, &order.change);
        change = sample_ended(&sample, &order.text.id, recalls[i].ended,
                              recalls[i].ended != recalls[i].before);
        change.recall = true;
        change.notice = STATE_NONE;
        commit(&bench, &change);
        cr_expect_str_eq(bench_value(&bench, LEFT), "0 0 0 1", "%s", recalls[i].name);
        cr_expect_eq(n_open(&bench), 1, "%s: not answered", recalls[i].name);

        change = sample_recalled(&sample, recalls[i].after, recalls[i].answer);
        commit(&bench, &change);
        cr_expect_str_eq(bench_value(&bench, LEFT), "0 0 1 0", "%s", recalls[i].name);
        known = look_up(&bench, &sample.text.id);
        cr_expect_not(known.recall, "%s", recalls[i].name);
        cr_expect_eq(known.state, recalls[i].after, "%s: %d", recalls[i].name, known.state);
        cr_expect_eq(known.notices[0], recalls[i].answer, "%s", recalls[i].name);
        close_all(&bench, &sample, &order);
    }
}

Test(commit_rows, lets_the_first_of_two_recalls_stand)
{
    struct bench bench;
    struct sample sample, order;
    struct change change;
    struct uuid second = uuid_new(clock_wall_ms());
    struct known_exchange known;

    open_with(&bench, &sample, &order, "take_back");
    change = sample_ended(&sample, &order.text.id, STATE_ACCEPTED, false);
    change.recall = true;
    commit(&bench, &change);
    change = sample_ended(&sample, &second, STATE_WITHDRAWN, true);
    change.recall = true;
    commit(&bench, &change);
    known = look_up(&bench, &sample.text.id);
    cr_expect(uuid_equal(&known.order, &order.text.id));
    cr_expect_str_eq(bench_value(&bench, STATE), "withdrawn");
    close_all(&bench, &sample, &order);
}

Test(commit_rows, ends_two_hundred_with_one_order)
{
    enum { N = 200 };
    struct bench bench;
    struct sample order, *samples = mem_new(N, sizeof(*samples));
    struct change *changes = mem_new(N + 1, sizeof(*changes));
    struct error err = { 0 };

    bench_open(&bench);
    sample_init(&order, N + 1);
    sample_order(&order, "consent_void", NULL);
    for (size_t i = 0; i < N; i++) {
        sample_init(&samples[i], i);
        changes[i] = samples[i].change;
    }
    cr_assert_eq(bench_commit(&bench, changes, N, &err), FAULT_NONE, "%s", err.text);
    changes[0] = order.change;
    for (size_t i = 0; i < N; i++) {
        changes[i + 1] = sample_ended(&samples[i], &order.text.id, STATE_ACCEPTED, false);
        changes[i + 1].recall = i % 2 == 0;
    }
    cr_assert_eq(bench_commit(&bench, changes, N + 1, &err), FAULT_NONE, "%s", err.text);
    cr_expect_str_eq(bench_value(&bench, LEFT), "0 0 0 100");
    cr_expect_eq(n_open(&bench), N);
    for (size_t i = 0; i < N; i++)
        sample_clear(&samples[i]);
    mem_free(samples);
    mem_free(changes);
    bench_verify_log(&bench);
    sample_clear(&order);
    bench_close(&bench);
}

Test(commit_rows, refuses_to_end_what_is_not_there_or_is_final)
{
    struct bench bench;
    struct sample sample, order, foreign;
    struct change change;
    struct error err = { 0 };

    open_with(&bench, &sample, &order, "take_back");
    sample_init(&foreign, 3);
    change = sample_ended(&foreign, &order.text.id, STATE_TAKEN_BACK, true);
    cr_expect_eq(bench_commit(&bench, &change, 1, &err), FAULT_INPUT);
    cr_expect(strstr(err.text, "SB002"), "%s", err.text);

    change = sample_step(&sample, STATE_RETURNED, 0);
    commit(&bench, &change);
    change = sample_ended(&sample, &order.text.id, STATE_TAKEN_BACK, true);
    cr_expect_eq(bench_commit(&bench, &change, 1, &err), FAULT_INPUT);
    cr_expect(strstr(err.text, "42501"), "%s", err.text);
    cr_expect_str_eq(bench_value(&bench, STATE), "returned");
    sample_clear(&foreign);
    close_all(&bench, &sample, &order);
}

Test(commit_rows, tells_the_sender_only_what_it_is_to_be_told)
{
    struct bench bench;
    struct sample sample, order;
    struct change change;

    open_with(&bench, &sample, &order, "take_back");
    change = sample_step(&sample, STATE_HANDED_OVER, 0);
    change.notice = STATE_NONE;
    commit(&bench, &change);
    cr_expect_str_eq(bench_value(&bench, LEFT), "1 1 0 0");
    close_all(&bench, &sample, &order);
}
