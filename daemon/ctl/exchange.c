/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/exchange.h"

#include "ctl/commands.h"

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct exchange_options *options = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->source;
        return 0;
    case ARGP_KEY_ARG:
        if (options->has_id || !uuid_read(argument, &options->id))
            argp_error(state, "the ID of one exchange is wanted (a UUID of version 7)");
        options->has_id = true;
        uuid_write(&options->id, options->text);
        return 0;
    case ARGP_KEY_END:
        command_require(state, options->has_id ? options : NULL, "ID");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

void exchange_parse(int argc, char *argv[], const char *doc, struct exchange_options *ret_options)
{
    static const struct argp_child children[] = { { &source_argp, 0, "Database:", 2 }, { 0 } };
    const struct argp argp = {
        .parser = parse, .args_doc = "ID", .doc = doc, .children = children
    };

    *ret_options = (struct exchange_options){ 0 };
    command_parse(&argp, argc, argv, ret_options);
}

int exchange_unknown(const struct exchange_options *options)
{
    return command_fail(COMMAND_DATA, "%s: no exchange has this id", options->text);
}

int command_exchange(int argc, char *argv[])
{
    static const struct command commands[] = {
        { "list", "list exchanges by time, party, type, verdict, ground, state", exchange_list },
        { "show", "show one exchange as it stands", exchange_show },
        { "trace", "show each step of one exchange, from the record", exchange_trace },
        { "rejudge", "decide one exchange, or all, again from the record, or under other rules",
          exchange_rejudge },
        { NULL, NULL, NULL },
    };

    return command_run_group(commands, argc, argv);
}
