/* SPDX-License-Identifier: EUPL-1.2 */
/* status - how the bus is doing, on one page. */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "ctl/commands.h"
#include "base/json_out.h"
#include "ctl/source.h"
#include "ctl/table.h"
#include "ctl/waiting.h"

#define LOG                                                                                        \
    "SELECT origin, size, encode(root, 'base64'), takeover, " SOURCE_MS(                           \
        "last_time") ", "                                                                          \
                     "(SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "  \
                     "AND "                                                                        \
                     "usename = 'samband_broker' AND application_name <> 'sambandctl') > 0 "       \
                     "FROM samband.operator_log"
/* An order to the bus is carried out when it is accepted, and goes through no other state. */
#define STATES                                                                                     \
    "SELECT state, count(*) FROM samband.operator_exchange WHERE recipient <> 'bus' "              \
    "GROUP BY state ORDER BY state"
#define ORDERS "SELECT count(*) FROM samband.operator_exchange WHERE recipient = 'bus'"
#define QUEUE                                                                                      \
    "SELECT waits_for, state, urgency, " SOURCE_MS("received") ", " SOURCE_MS(                     \
        "not_after") " FROM samband.operator_queue"
#define CARDS "SELECT party, max(serial) FROM samband.key_card GROUP BY party ORDER BY party"

struct found {
    struct answer *log, *states, *orders, *queue, *cards;
    size_t n_waiting[N_WAITING];
    size_t n_overdue;
    int64_t oldest_ms; /* 0 if nothing waits */
};

static void found_clear(struct found *found)
{
    answer_free(found->log);
    answer_free(found->states);
    answer_free(found->orders);
    answer_free(found->queue);
    answer_free(found->cards);
}
DEFINE_CLEAR(struct found, found_clear)

static void count_queue(struct found *found, int64_t now_ms)
{
    for (size_t i = 0; i < answer_n(found->queue); i++) {
        struct waiting waiting = {
            .for_what =
                waiting_read(answer_text(found->queue, i, 0), answer_text(found->queue, i, 1)),
            .urgency = answer_text(found->queue, i, 2),
            .since_ms = answer_number(found->queue, i, 3),
            .not_after_ms = answer_number(found->queue, i, 4),
        };

        found->n_waiting[waiting.for_what]++;
        found->n_overdue += waiting_is_overdue(&waiting, now_ms);
        if (found->oldest_ms == 0 || waiting.since_ms < found->oldest_ms)
            found->oldest_ms = waiting.since_ms;
    }
}

static void print_json(const struct found *found)
{
    CLEANUP(json_out_clear) struct json_out json = { 0 };

    json_enter_object(&json, NULL);
    json_put_boolean(&json, "broker_connected", answer_boolean(found->log, 0, 5));
    json_enter_object(&json, "log");
    json_put_text_or_null(&json, "origin", answer_text(found->log, 0, 0));
    json_put_number(&json, "leaves", (uint64_t)answer_number(found->log, 0, 1));
    json_put_text(&json, "root", answer_text(found->log, 0, 2));
    json_put_number(&json, "takeover", (uint64_t)answer_number(found->log, 0, 3));
    json_put_time(&json, "last_leaf", answer_number(found->log, 0, 4));
    json_leave_object(&json);
    json_enter_object(&json, "exchanges");
    for (size_t i = 0; i < answer_n(found->states); i++)
        json_put_number(&json, answer_text(found->states, i, 0),
                        (uint64_t)answer_number(found->states, i, 1));
    json_leave_object(&json);
    json_put_number(&json, "orders", (uint64_t)answer_number(found->orders, 0, 0));
    json_enter_object(&json, "waiting");
    for (size_t i = 0; i < ARRAY_SIZE(found->n_waiting); i++)
        json_put_number(&json, waiting_name((enum waiting_for)i), found->n_waiting[i]);
    json_put_number(&json, "overdue", found->n_overdue);
    json_put_time(&json, "oldest", found->oldest_ms);
    json_leave_object(&json);
    json_enter_list(&json, "cards");
    for (size_t i = 0; i < answer_n(found->cards); i++) {
        json_enter_object(&json, NULL);
        json_put_text(&json, "party", answer_text(found->cards, i, 0));
        json_put_number(&json, "serial", (uint64_t)answer_number(found->cards, i, 1));
        json_leave_object(&json);
    }
    json_leave_list(&json);
    json_leave_object(&json);
    json_out_flush(&json, stdout);
}

static void add_number(struct table *table, const char *what, uint64_t number)
{
    table_add(table, what);
    table_printf(table, "%" PRIu64, number);
}

static void print_plain(const struct found *found)
{
    static const char *const headings[] = { "what", "now" };
    CLEANUP(table_clear) struct table table;

    table_init(&table, headings, ARRAY_SIZE(headings));
    table_add(&table, "broker");
    table_add(&table, answer_boolean(found->log, 0, 5) ? "connected" : "NOT connected");
    table_add(&table, "record");
    table_add(&table, answer_text(found->log, 0, 0));
    add_number(&table, "leaves", (uint64_t)answer_number(found->log, 0, 1));
    table_add(&table, "last leaf (UTC)");
    table_add_time(&table, answer_number(found->log, 0, 4));
    add_number(&table, "take-overs", (uint64_t)answer_number(found->log, 0, 3));
    for (size_t i = 0; i < answer_n(found->states); i++) {
        table_printf(&table, "exchanges %s", answer_text(found->states, i, 0));
        table_add(&table, answer_text(found->states, i, 1));
    }
    add_number(&table, "orders to the bus", (uint64_t)answer_number(found->orders, 0, 0));
    for (size_t i = 0; i < ARRAY_SIZE(found->n_waiting); i++) {
        table_printf(&table, "waiting for %s", waiting_name((enum waiting_for)i));
        table_printf(&table, "%zu", found->n_waiting[i]);
    }
    add_number(&table, "overdue", found->n_overdue);
    table_add(&table, "oldest waits since");
    table_add_time(&table, found->oldest_ms);
    for (size_t i = 0; i < answer_n(found->cards); i++) {
        table_printf(&table, "card of %s", answer_text(found->cards, i, 0));
        table_add(&table, answer_text(found->cards, i, 1));
    }
    table_print(&table, stdout);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    (void)argument;
    if (key == ARGP_KEY_INIT)
        state->child_inputs[0] = state->input;
    if (key == ARGP_KEY_ARG)
        argp_error(state, "no argument is wanted beside the options");
    return key == ARGP_KEY_INIT ? 0 : ARGP_ERR_UNKNOWN;
}

int command_status(int argc, char *argv[])
{
    static const struct argp_child children[] = { { &source_argp, 0, "Database:", 2 }, { 0 } };
    static const struct argp argp = {
        .parser = parse,
        .children = children,
        .doc = "Shows how the bus is doing.\v"
               "Exit status 1 if no broker is connected to the database or something is overdue.",
    };
    CLEANUP(source_close) struct source *source = NULL;
    CLEANUP(found_clear) struct found found = { 0 };
    struct source_options options = { 0 };
    struct error err;

    command_parse(&argp, argc, argv, &options);
    if (source_open(&options, SOURCE_OPERATOR, &source, &err) ||
        source_begin_snapshot(source, &err) ||
        source_query(source, LOG, NULL, 0, &found.log, &err) ||
        source_query(source, STATES, NULL, 0, &found.states, &err) ||
        source_query(source, ORDERS, NULL, 0, &found.orders, &err) ||
        source_query(source, QUEUE, NULL, 0, &found.queue, &err) ||
        source_query(source, CARDS, NULL, 0, &found.cards, &err))
        return command_failed(&err);
    if (answer_n(found.log) != 1)
        return command_fail(COMMAND_SETTINGS, "the database holds no head of a record");
    count_queue(&found, clock_wall_ms());
    if (options.json)
        print_json(&found);
    else
        print_plain(&found);
    return answer_boolean(found.log, 0, 5) && found.n_overdue == 0 ? COMMAND_FINE : COMMAND_FINDING;
}
