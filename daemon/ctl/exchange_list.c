/* SPDX-License-Identifier: EUPL-1.2 */
/* exchange_list - exchanges by time, party, type, verdict, ground and state. */
#include "ctl/exchange.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/json_out.h"
#include "core/exchange.h"
#include "ctl/table.h"
#include "model/item.h"

enum { LIMIT_DEFAULT = 50, LIMIT_MOST = 100000 };

#define SQL                                                                                        \
    "SELECT * FROM (SELECT e.id, " SOURCE_MS(                                                      \
        "e.received") ", e.sender, e.recipient, e.type, "                                          \
                      "e.state, CASE WHEN e.state = 'refused' OR (e.state = 'erased' AND NOT "     \
                      "v.permits) "                                                                \
                      "THEN 'refuse' WHEN v.drops THEN 'partial' ELSE 'permit' END AS verdict, "   \
                      "e.ground, "                                                                 \
                      "e.purpose, e.urgency, e.rule, e.code, e.leaf_idx "                          \
                      "FROM samband.operator_exchange e CROSS JOIN LATERAL ("                      \
                      "SELECT coalesce(bool_or(verdict = 'permit'), false) AS permits, "           \
                      "coalesce(bool_or(verdict <> 'permit'), false) AS drops "                    \
                      "FROM samband.operator_verdict WHERE exchange_id = e.id) v "                 \
                      "WHERE ($1::text IS NULL OR e.received >= $1::timestamptz) "                 \
                      "AND ($2::text IS NULL OR e.received < $2::timestamptz) "                    \
                      "AND ($3::text IS NULL OR e.sender = $3 OR e.recipient = $3) "               \
                      "AND ($4::text IS NULL OR e.type = $4) "                                     \
                      "AND ($5::text IS NULL OR e.ground = $5) "                                   \
                      "AND ($6::text IS NULL OR e.state = $6)) found "                             \
                      "WHERE ($7::text IS NULL OR verdict = $7) "                                  \
                      "ORDER BY leaf_idx DESC LIMIT $8::bigint"

enum column {
    COLUMN_ID,
    COLUMN_RECEIVED,
    COLUMN_FROM,
    COLUMN_TO,
    COLUMN_TYPE,
    COLUMN_STATE,
    COLUMN_VERDICT,
    COLUMN_GROUND,
    COLUMN_PURPOSE,
    COLUMN_URGENCY,
    COLUMN_RULE,
    COLUMN_CODE,
    COLUMN_LEAF,
};

struct options {
    struct source_options source;
    char since[TEXT_TIME_SIZE], until[TEXT_TIME_SIZE];
    const char *party, *type, *verdict, *ground, *state;
    uint64_t limit;
};

static const struct argp_option option_table[] = {
    { "since", 's', "TIME", 0, "received at that time or later", 0 },
    { "until", 'u', "TIME", 0, "received before that time", 0 },
    { "party", 'p', "NAME", 0, "sender or recipient", 0 },
    { "type", 't', "TYPE", 0, "a type of the vocabulary", 0 },
    { "verdict", 'v', "VERDICT", 0, "permit, partial or refuse", 0 },
    { "ground", 'g', "GROUND", 0, "the ground that the sender named", 0 },
    { "state", 'S', "STATE", 0, "accepted, refused, handed_over, registered, returned ...", 0 },
    { "limit", 'n', "N", 0, "at most so many, the newest first (default 50)", 0 },
    { 0 },
};

static void read_words(int key, const char *argument, const struct argp_state *state,
                       struct options *options)
{
    enum item_state known;

    if (key == 'v') {
        if (strcmp(argument, "permit") != 0 && strcmp(argument, "partial") != 0 &&
            strcmp(argument, "refuse") != 0)
            argp_error(state, "--verdict: permit, partial or refuse is wanted");
        options->verdict = argument;
    } else {
        if (!item_state_read(argument, &known) ||
            (!exchange_is_open(known) && !exchange_is_final(known)))
            argp_error(state, "--state: no state of an exchange");
        options->state = argument;
    }
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->source;
        return 0;
    case 's':
        text_write_time(command_time(state, "--since", argument), options->since);
        return 0;
    case 'u':
        text_write_time(command_time(state, "--until", argument), options->until);
        return 0;
    case 'p':
        options->party = argument;
        return 0;
    case 't':
        options->type = argument;
        return 0;
    case 'g':
        options->ground = argument;
        return 0;
    case 'v':
    case 'S':
        read_words(key, argument, state, options);
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
    } words[] = {
        { "from", COLUMN_FROM },       { "to", COLUMN_TO },           { "type", COLUMN_TYPE },
        { "state", COLUMN_STATE },     { "verdict", COLUMN_VERDICT }, { "ground", COLUMN_GROUND },
        { "purpose", COLUMN_PURPOSE }, { "urgency", COLUMN_URGENCY }, { "rule", COLUMN_RULE },
        { "code", COLUMN_CODE },
    };
    CLEANUP(json_out_clear) struct json_out json = { 0 };

    json_enter_object(&json, NULL);
    json_enter_list(&json, "exchanges");
    for (size_t i = 0; i < answer_n(rows); i++) {
        json_enter_object(&json, NULL);
        json_put_text(&json, "id", answer_text(rows, i, COLUMN_ID));
        json_put_time(&json, "received", answer_number(rows, i, COLUMN_RECEIVED));
        for (size_t j = 0; j < ARRAY_SIZE(words); j++)
            json_put_text_or_null(&json, words[j].key, answer_text(rows, i, words[j].column));
        json_put_number(&json, "leaf", (uint64_t)answer_number(rows, i, COLUMN_LEAF));
        json_leave_object(&json);
    }
    json_leave_list(&json);
    json_leave_object(&json);
    json_out_flush(&json, stdout);
}

static void print_table(const struct answer *rows)
{
    static const char *const headings[] = { "received (UTC)", "id",      "from",   "to",  "type",
                                            "state",          "verdict", "ground", "code" };
    CLEANUP(table_clear) struct table table;

    table_init(&table, headings, ARRAY_SIZE(headings));
    for (size_t i = 0; i < answer_n(rows); i++) {
        table_add_time(&table, answer_number(rows, i, COLUMN_RECEIVED));
        table_add(&table, answer_text(rows, i, COLUMN_ID));
        for (size_t j = COLUMN_FROM; j <= COLUMN_GROUND; j++)
            table_add(&table, answer_text(rows, i, j));
        table_add(&table, answer_text(rows, i, COLUMN_CODE));
    }
    if (answer_n(rows) > 0)
        table_print(&table, stdout);
    else
        printf("no exchange fits\n");
}

int exchange_list(int argc, char *argv[])
{
    static const struct argp_child children[] = { { &source_argp, 0, "Database:", 2 }, { 0 } };
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .children = children,
        .doc = "Lists exchanges, the newest first. Verdict `partial`: some sections were left out.",
    };
    CLEANUP(source_close) struct source *source = NULL;
    CLEANUP(answer_free) struct answer *rows = NULL;
    struct options options = { .limit = LIMIT_DEFAULT };
    char limit[24];
    struct error err;

    command_parse(&argp, argc, argv, &options);
    snprintf(limit, sizeof(limit), "%llu", (unsigned long long)options.limit);
    const char *params[] = { options.since[0] ? options.since : NULL,
                             options.until[0] ? options.until : NULL,
                             options.party,
                             options.type,
                             options.ground,
                             options.state,
                             options.verdict,
                             limit };

    if (source_open(&options.source, SOURCE_OPERATOR, &source, &err) ||
        source_query(source, SQL, params, ARRAY_SIZE(params), &rows, &err))
        return command_failed(&err);
    if (options.party && answer_n(rows) == 0 && source_check_party(source, options.party, &err))
        return command_failed(&err);
    if (options.source.json)
        print_json(rows);
    else
        print_table(rows);
    return COMMAND_FINE;
}
