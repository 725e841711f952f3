/* SPDX-License-Identifier: EUPL-1.2 */
/* consent_list - consents by holder and state. */
#include "ctl/consent.h"

#include <stdio.h>
#include <string.h>

#include "base/json_out.h"
#include "ctl/source.h"
#include "ctl/table.h"

enum { LIMIT_DEFAULT = 50, LIMIT_MOST = 100000 };

#define SQL                                                                                        \
    "SELECT id, holder, state, " SOURCE_MS(                                                        \
        "granted") ", n_exchanges, n_messages, leaf_idx, last_leaf_idx "                           \
                   "FROM samband.operator_consent WHERE ($1::text IS NULL OR holder = $1) "        \
                   "AND ($2::text IS NULL OR state = $2) ORDER BY leaf_idx DESC LIMIT $3::bigint"

enum column {
    COLUMN_ID,
    COLUMN_HOLDER,
    COLUMN_STATE,
    COLUMN_GRANTED,
    COLUMN_EXCHANGES,
    COLUMN_MESSAGES,
    COLUMN_LEAF,
    COLUMN_LAST_LEAF,
};

struct options {
    struct source_options source;
    const char *holder, *state;
    uint64_t limit;
};

static const struct argp_option option_table[] = {
    { "holder", 'o', "NAME", 0, "the party that obtained it", 0 },
    { "state", 'S', "STATE", 0, "granted, withdrawn or void", 0 },
    { "limit", 'n', "N", 0, "at most so many, the newest first (default 50)", 0 },
    { 0 },
};

static void read_state(const char *argument, const struct argp_state *state,
                       struct options *options)
{
    if (strcmp(argument, "granted") != 0 && strcmp(argument, "withdrawn") != 0 &&
        strcmp(argument, "void") != 0)
        argp_error(state, "--state: granted, withdrawn or void is wanted");
    options->state = argument;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->source;
        return 0;
    case 'o':
        options->holder = argument;
        return 0;
    case 'S':
        read_state(argument, state, options);
        return 0;
    case 'n':
        options->limit = command_number(state, "--limit", argument, 1, LIMIT_MOST);
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "no argument is wanted beside the options");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void print_json(const struct answer *rows)
{
    static const struct {
        const char *key;
        enum column column;
    } numbers[] = {
        { "exchanges", COLUMN_EXCHANGES },
        { "messages", COLUMN_MESSAGES },
        { "leaf", COLUMN_LEAF },
        { "last_leaf", COLUMN_LAST_LEAF },
    };
    CLEANUP(json_out_clear) struct json_out json = { 0 };

    json_enter_object(&json, NULL);
    json_enter_list(&json, "consents");
    for (size_t i = 0; i < answer_n(rows); i++) {
        json_enter_object(&json, NULL);
        json_put_text(&json, "id", answer_text(rows, i, COLUMN_ID));
        json_put_text(&json, "holder", answer_text(rows, i, COLUMN_HOLDER));
        json_put_text(&json, "state", answer_text(rows, i, COLUMN_STATE));
        json_put_time(&json, "granted", answer_number(rows, i, COLUMN_GRANTED));
        for (size_t j = 0; j < ARRAY_SIZE(numbers); j++)
            json_put_number(&json, numbers[j].key,
                            (uint64_t)answer_number(rows, i, numbers[j].column));
        json_leave_object(&json);
    }
    json_leave_list(&json);
    json_leave_object(&json);
    json_out_flush(&json, stdout);
}

static void print_table(const struct answer *rows)
{
    static const char *const headings[] = { "granted (UTC)", "id",       "holder", "state",
                                            "exchanges",     "messages", "leaf",   "last leaf" };
    CLEANUP(table_clear) struct table table;

    table_init(&table, headings, ARRAY_SIZE(headings));
    for (size_t i = 0; i < answer_n(rows); i++) {
        table_add_time(&table, answer_number(rows, i, COLUMN_GRANTED));
        table_add(&table, answer_text(rows, i, COLUMN_ID));
        table_add(&table, answer_text(rows, i, COLUMN_HOLDER));
        table_add(&table, answer_text(rows, i, COLUMN_STATE));
        for (size_t j = COLUMN_EXCHANGES; j <= COLUMN_LAST_LEAF; j++)
            table_add(&table, answer_text(rows, i, j));
    }
    if (answer_n(rows) > 0)
        table_print(&table, stdout);
    else
        printf("no consent fits\n");
}

int consent_list(int argc, char *argv[])
{
    static const struct argp_child children[] = { { &source_argp, 0, "Database:", 2 }, { 0 } };
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .children = children,
        .doc = "Lists consents, the newest first.\v"
               "State `granted`: neither withdrawn nor void. Who has signed, and until when it "
               "lasts, stands in its messages only.",
    };
    CLEANUP(source_close) struct source *source = NULL;
    CLEANUP(answer_free) struct answer *rows = NULL;
    struct options options = { .limit = LIMIT_DEFAULT };
    char limit[24];
    struct error err;

    command_parse(&argp, argc, argv, &options);
    snprintf(limit, sizeof(limit), "%llu", (unsigned long long)options.limit);
    const char *params[] = { options.holder, options.state, limit };

    if (source_open(&options.source, SOURCE_OPERATOR, &source, &err) ||
        source_query(source, SQL, params, ARRAY_SIZE(params), &rows, &err))
        return command_failed(&err);
    if (options.holder && answer_n(rows) == 0 && source_check_party(source, options.holder, &err))
        return command_failed(&err);
    if (options.source.json)
        print_json(rows);
    else
        print_table(rows);
    return COMMAND_FINE;
}
