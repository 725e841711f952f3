/* SPDX-License-Identifier: EUPL-1.2 */
/* consent_show - one consent as it stands, and, to auditors, where its messages are in the record. */
#include "ctl/consent.h"

#include <stdio.h>

#include "base/json_out.h"
#include "base/uuid.h"
#include "ctl/source.h"
#include "ctl/table.h"

#define CONSENT                                                                                    \
    "SELECT id, holder, state, n_exchanges, n_messages, leaf_idx, last_leaf_idx, " SOURCE_MS(      \
        "granted") " FROM samband.operator_consent WHERE id = $1::uuid"
#define MESSAGES                                                                                   \
    "SELECT exchange_id, type, leaf_idx, " SOURCE_MS(                                              \
        "received") " FROM samband.audit_consent_message WHERE consent = $1::uuid "                \
                    "ORDER BY leaf_idx"
#define CONDITION "SELECT condition FROM samband.audit_consent_condition WHERE consent = $1::uuid"

/* In the order of the statement: two words after the id, then numbers, then the time. */
static const char *const words[] = { "id", "holder", "state" };
static const char *const numbers[] = { "exchanges", "messages", "leaf", "last_leaf" };

enum {
    COLUMN_NUMBERS = ARRAY_SIZE(words),
    COLUMN_GRANTED = COLUMN_NUMBERS + ARRAY_SIZE(numbers),
    MESSAGE_EXCHANGE = 0,
    MESSAGE_TYPE,
    MESSAGE_LEAF,
    MESSAGE_RECEIVED,
};

struct options {
    struct source_options source;
    bool messages, has_id;
    char id[TEXT_UUID_SIZE];
};

static const struct argp_option option_table[] = {
    { "messages", 'm', NULL, 0, "its messages and their leaves, as " SOURCE_AUDITOR, 0 },
    { 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    struct uuid id;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->source;
        return 0;
    case 'm':
        options->messages = true;
        return 0;
    case ARGP_KEY_ARG:
        if (options->has_id || !uuid_read(argument, &id))
            argp_error(state, "the ID of one consent is wanted (a UUID of version 7)");
        options->has_id = true;
        uuid_write(&id, options->id);
        return 0;
    case ARGP_KEY_END:
        command_require(state, options->has_id ? options : NULL, "ID");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* What is known of one consent; `messages` and `condition` only where messages are asked for. */
struct shown {
    struct answer *consent, *messages, *condition;
};

static void shown_clear(struct shown *shown)
{
    answer_free(shown->consent);
    answer_free(shown->messages);
    answer_free(shown->condition);
}
DEFINE_CLEAR(struct shown, shown_clear)

/* NULL where there is none, where it has been erased, or without a mandate for its grant. */
static const char *condition_of(const struct shown *shown)
{
    return answer_n(shown->condition) > 0 ? answer_text(shown->condition, 0, 0) : NULL;
}

static enum fault read_all(struct source *source, const struct options *options,
                           struct shown *ret_shown, struct error *err)
{
    const char *params[] = { options->id };
    enum fault fault = source_query(source, CONSENT, params, 1, &ret_shown->consent, err);

    if (!fault && options->messages)
        fault = source_query(source, MESSAGES, params, 1, &ret_shown->messages, err);
    if (!fault && options->messages)
        fault = source_query(source, CONDITION, params, 1, &ret_shown->condition, err);
    return fault;
}

static void print_json(const struct shown *shown)
{
    CLEANUP(json_out_clear) struct json_out json = { 0 };
    const struct answer *consent = shown->consent, *messages = shown->messages;

    json_enter_object(&json, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        json_put_text(&json, words[i], answer_text(consent, 0, i));
    json_put_time(&json, "granted", answer_number(consent, 0, COLUMN_GRANTED));
    for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
        json_put_number(&json, numbers[i], (uint64_t)answer_number(consent, 0, COLUMN_NUMBERS + i));
    if (messages) {
        json_put_text(&json, "condition", condition_of(shown));
        json_enter_list(&json, "leaves");
        for (size_t i = 0; i < answer_n(messages); i++) {
            json_enter_object(&json, NULL);
            json_put_text(&json, "exchange", answer_text(messages, i, MESSAGE_EXCHANGE));
            json_put_text(&json, "type", answer_text(messages, i, MESSAGE_TYPE));
            json_put_time(&json, "received", answer_number(messages, i, MESSAGE_RECEIVED));
            json_put_number(&json, "leaf", (uint64_t)answer_number(messages, i, MESSAGE_LEAF));
            json_leave_object(&json);
        }
        json_leave_list(&json);
    }
    json_leave_object(&json);
    json_out_flush(&json, stdout);
}

static void print_messages(const struct answer *messages)
{
    static const char *const headings[] = { "received (UTC)", "leaf", "type", "exchange" };
    CLEANUP(table_clear) struct table table;

    table_init(&table, headings, ARRAY_SIZE(headings));
    for (size_t i = 0; i < answer_n(messages); i++) {
        table_add_time(&table, answer_number(messages, i, MESSAGE_RECEIVED));
        table_add(&table, answer_text(messages, i, MESSAGE_LEAF));
        table_add(&table, answer_text(messages, i, MESSAGE_TYPE));
        table_add(&table, answer_text(messages, i, MESSAGE_EXCHANGE));
    }
    putchar('\n');
    table_print(&table, stdout);
}

static void print_plain(const struct shown *shown)
{
    static const char *const headings[] = { "field", "value" };
    CLEANUP(table_clear) struct table table;
    const struct answer *consent = shown->consent, *messages = shown->messages;

    table_init(&table, headings, ARRAY_SIZE(headings));
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        table_add(&table, words[i]);
        table_add(&table, answer_text(consent, 0, i));
    }
    table_add(&table, "granted");
    table_add_time(&table, answer_number(consent, 0, COLUMN_GRANTED));
    for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
        table_add(&table, numbers[i]);
        table_add(&table, answer_text(consent, 0, COLUMN_NUMBERS + i));
    }
    if (messages && condition_of(shown)) {
        table_add(&table, "condition");
        table_add(&table, condition_of(shown));
    }
    table_print(&table, stdout);
    if (messages)
        print_messages(messages);
}

int consent_show(int argc, char *argv[])
{
    static const struct argp_child children[] = { { &source_argp, 0, "Database:", 2 }, { 0 } };
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .args_doc = "ID",
        .children = children,
        .doc = "Shows one consent: who holds it, whether it has ended, how many exchanges rest on "
               "it, and where its first and last message stand in the record.",
    };
    CLEANUP(source_close) struct source *source = NULL;
    CLEANUP(shown_clear) struct shown shown = { 0 };
    struct options options = { 0 };
    struct error err;

    command_parse(&argp, argc, argv, &options);
    if (source_open(&options.source, options.messages ? SOURCE_AUDITOR : SOURCE_OPERATOR, &source,
                    &err) ||
        read_all(source, &options, &shown, &err))
        return command_failed(&err);
    if (answer_n(shown.consent) == 0)
        return command_fail(COMMAND_DATA, "%s: no consent has this id", options.id);
    if (options.source.json)
        print_json(&shown);
    else
        print_plain(&shown);
    return COMMAND_FINE;
}
