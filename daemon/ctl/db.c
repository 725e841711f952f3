/* SPDX-License-Identifier: EUPL-1.2 */
/* db - brings the database to the schema that this version wants. */
#include "store/db.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "ctl/commands.h"
#include "ctl/load.h"
#include "ctl/source.h"

static const struct argp_option option_table[] = {
    { "config", 'c', "FILE", 0, "settings of the broker: they name the database", 0 },
    { "database", 'd', "CONNINFO", 0, "a libpq connection text, alone or over the settings", 0 },
    { 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct source_options *options = state->input;

    switch (key) {
    case 'c':
        options->config = argument;
        return 0;
    case 'd':
        options->conninfo = argument;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "no argument is wanted beside the options");
        return 0;
    case ARGP_KEY_END:
        if (!options->conninfo)
            argp_error(state,
                       "--database \"host=... dbname=... user=postgres\" is required: it names a "
                       "user that may make roles and schemas, which the broker's may not");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int run_migrate(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .doc = "Brings the database to the schema of this version. Safe to repeat.\v"
               "With --config, --database may hold only what differs: "
               "--database user=postgres.",
    };
    CLEANUP(settings_free) struct settings *settings = NULL;
    CLEANUP(mem_free) char *conninfo = NULL;
    struct source_options options = { 0 };
    struct error err;

    command_parse(&argp, argc, argv, &options);
    if (options.config && load_settings(options.config, &settings, &err))
        return command_failed_as(COMMAND_SETTINGS, &err);
    conninfo = source_compose(settings ? settings->database : NULL, NULL, options.conninfo);
    if (db_migrate(conninfo, stdout, &err))
        return strcmp(err.code, "schema_version") == 0 ? command_failed_as(COMMAND_SETTINGS, &err)
                                                       : command_failed(&err);
    return COMMAND_FINE;
}

int command_db(int argc, char *argv[])
{
    static const struct command commands[] = {
        { "migrate", "bring the database to the schema of this version", run_migrate },
        { NULL, NULL, NULL },
    };

    return command_run_group(commands, argc, argv);
}
