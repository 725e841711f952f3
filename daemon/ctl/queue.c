/* SPDX-License-Identifier: EUPL-1.2 */
/* queue - what waits, for whom, and since when. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json_out.h"
#include "ctl/commands.h"
#include "ctl/source.h"
#include "ctl/table.h"
#include "ctl/waiting.h"

#define SQL                                                                                        \
    "SELECT id, waits_for, party, state, urgency, " SOURCE_MS(                                     \
        "received") ", coalesce(attempts, "                                                        \
                    "0), " SOURCE_MS("last_attempt_at") ", " SOURCE_MS(                            \
                        "not_after") " FROM samband.operator_queue WHERE $1::text IS NULL OR "     \
                                     "party = $1 ORDER BY received, id"

enum column {
    COLUMN_ID,
    COLUMN_WAITS_FOR,
    COLUMN_PARTY,
    COLUMN_STATE,
    COLUMN_URGENCY,
    COLUMN_SINCE,
    COLUMN_ATTEMPTS,
    COLUMN_LAST_ATTEMPT,
    COLUMN_NOT_AFTER,
};

struct options {
    struct source_options source;
    const char *party;
};

static const struct argp_option option_table[] = {
    { "party", 'p', "NAME", 0, "what waits for this party", 0 },
    { 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->source;
        return 0;
    case 'p':
        options->party = argument;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "no argument is wanted beside the options");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static bool row_is_overdue(const struct answer *rows, size_t i, int64_t now_ms)
{
    struct waiting waiting = {
        .for_what = waiting_read(answer_text(rows, i, COLUMN_WAITS_FOR),
                                 answer_text(rows, i, COLUMN_STATE)),
        .urgency = answer_text(rows, i, COLUMN_URGENCY),
        .since_ms = answer_number(rows, i, COLUMN_SINCE),
        .not_after_ms = answer_number(rows, i, COLUMN_NOT_AFTER),
    };

    return waiting_is_overdue(&waiting, now_ms);
}

static const char *row_waits_for(const struct answer *rows, size_t i)
{
    return waiting_name(
        waiting_read(answer_text(rows, i, COLUMN_WAITS_FOR), answer_text(rows, i, COLUMN_STATE)));
}

static void print_json(const struct answer *rows, int64_t now_ms)
{
    CLEANUP(json_out_clear) struct json_out json = { 0 };

    json_enter_object(&json, NULL);
    json_enter_list(&json, "queue");
    for (size_t i = 0; i < answer_n(rows); i++) {
        json_enter_object(&json, NULL);
        json_put_text(&json, "id", answer_text(rows, i, COLUMN_ID));
        json_put_text(&json, "waits_for", row_waits_for(rows, i));
        json_put_text(&json, "party", answer_text(rows, i, COLUMN_PARTY));
        json_put_text(&json, "state", answer_text(rows, i, COLUMN_STATE));
        json_put_text(&json, "urgency", answer_text(rows, i, COLUMN_URGENCY));
        json_put_time(&json, "since", answer_number(rows, i, COLUMN_SINCE));
        json_put_number(&json, "attempts", (uint64_t)answer_number(rows, i, COLUMN_ATTEMPTS));
        json_put_time(&json, "last_attempt", answer_number(rows, i, COLUMN_LAST_ATTEMPT));
        json_put_time(&json, "not_after", answer_number(rows, i, COLUMN_NOT_AFTER));
        json_put_boolean(&json, "overdue", row_is_overdue(rows, i, now_ms));
        json_leave_object(&json);
    }
    json_leave_list(&json);
    json_leave_object(&json);
    json_out_flush(&json, stdout);
}

static void print_table(const struct answer *rows, const char *party, int64_t now_ms)
{
    static const char *const headings[] = { "since (UTC)", "id",      "waits for",  "from party",
                                            "urgency",     "retries", "last retry", "overdue" };
    CLEANUP(table_clear) struct table table;

    table_init(&table, headings, ARRAY_SIZE(headings));
    for (size_t i = 0; i < answer_n(rows); i++) {
        table_add_time(&table, answer_number(rows, i, COLUMN_SINCE));
        table_add(&table, answer_text(rows, i, COLUMN_ID));
        table_add(&table, row_waits_for(rows, i));
        table_add(&table, answer_text(rows, i, COLUMN_PARTY));
        table_add(&table, answer_text(rows, i, COLUMN_URGENCY));
        table_add(&table, answer_text(rows, i, COLUMN_ATTEMPTS));
        table_add_time(&table, answer_number(rows, i, COLUMN_LAST_ATTEMPT));
        table_add(&table, row_is_overdue(rows, i, now_ms) ? "overdue" : NULL);
    }
    if (answer_n(rows) > 0)
        table_print(&table, stdout);
    else
        printf("nothing waits%s%s\n", party ? " at " : "", party ? party : "");
}

static int run_list(int argc, char *argv[])
{
    static const struct argp_child children[] = { { &source_argp, 0, "Database:", 2 }, { 0 } };
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .children = children,
        .doc =
            "Lists what waits, the oldest first.\v"
            "An exchange waits for `delivery` to its recipient, then for `registration` there; "
            "an `acknowledgement` is the sender's, that it has stored a receipt; a `recall` waits "
            "until the recipient has said whether it destroyed what its sender has ended.",
    };
    CLEANUP(source_close) struct source *source = NULL;
    CLEANUP(answer_free) struct answer *rows = NULL;
    struct options options = { 0 };
    struct error err;

    command_parse(&argp, argc, argv, &options);
    const char *params[] = { options.party };

    if (source_open(&options.source, SOURCE_OPERATOR, &source, &err) ||
        source_query(source, SQL, params, 1, &rows, &err))
        return command_failed(&err);
    if (options.party && answer_n(rows) == 0 && source_check_party(source, options.party, &err))
        return command_failed(&err);
    if (options.source.json)
        print_json(rows, clock_wall_ms());
    else
        print_table(rows, options.party, clock_wall_ms());
    return COMMAND_FINE;
}

int command_queue(int argc, char *argv[])
{
    static const struct command commands[] = {
        { "list", "list what waits, the oldest first", run_list },
        { NULL, NULL, NULL },
    };

    return command_run_group(commands, argc, argv);
}
