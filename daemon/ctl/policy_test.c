/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_test - tests the rules against a table of exchanges. */
#include <stdio.h>

#include "base/memory.h"
#include "ctl/policy_commands.h"
#include "ctl/policy_folder.h"
#include "settings/scenario_file.h"

struct options {
    const char *directory, *file;
};

static const struct argp_option option_table[] = { POLICY_FOLDER_OPTION, { 0 } };

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case POLICY_FOLDER_KEY:
        options->directory = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (options->file)
            argp_error(state, "one FILE is wanted");
        options->file = argument;
        return 0;
    case ARGP_KEY_END:
        command_require(state, options->file, "FILE");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int policy_test(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .args_doc = "FILE",
        .doc = "Asks the rules for each exchange of a table and prints each answer that differs "
               "from the one that is wanted.\v"
               "Exit status: 1 a row differs, 65 the table is at fault, 66 it cannot be read, "
               "78 the rules cannot be loaded.",
    };
    CLEANUP(mem_free) char *directory = NULL;
    struct options options = { 0 };

    command_parse(&argp, argc, argv, &options);
    directory = policy_folder(options.directory);
    return scenario_test_main(directory, options.file, stdout, stderr);
}
