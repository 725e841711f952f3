/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/directory_verify.h"

#include <stdio.h>
#include <unistd.h>

#include "ctl/command.h"
#include "ctl/policy_folder.h"
#include "model/directory.h"

struct options {
    const char *file, *policy;
};

static const struct argp_option verify_options[] = { POLICY_FOLDER_OPTION, { 0 } };

static error_t parse_verify(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    if (key == POLICY_FOLDER_KEY) {
        options->policy = argument;
        return 0;
    }
    if (key == ARGP_KEY_ARG && !options->file) {
        options->file = argument;
        return 0;
    }
    if (key == ARGP_KEY_ARG)
        argp_error(state, "one FILE is wanted");
    if (key == ARGP_KEY_END)
        command_require(state, options->file, "FILE");
    return key == ARGP_KEY_END ? 0 : ARGP_ERR_UNKNOWN;
}

int directory_verify(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = verify_options,
        .parser = parse_verify,
        .args_doc = "FILE",
        .doc = "Verifies a directory: its form, its words, and both signatures of each entry.\v"
               "Every fault is printed as file:line:column: what. Exit status 1 if there is any.",
    };
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(directory_free) struct directory *directory = NULL;
    struct reading reading = { .faults = stdout };
    struct options options = { 0 };
    struct error err;
    int code;

    command_parse(&argp, argc, argv, &options);
    if (access(options.file, R_OK) != 0)
        return command_fail(COMMAND_DATA, "%s: %m", options.file);
    code = policy_folder_vocabulary(options.policy, &vocabulary);
    if (code != COMMAND_FINE)
        return code;
    reading.vocabulary = vocabulary;
    if (directory_load(options.file, &reading, &directory, &err))
        return COMMAND_FINDING;
    printf("%s: %zu %s of %s, every signature verified, %s\n", options.file,
           directory_size(directory), command_word(directory_size(directory), "party", "parties"),
           directory_origin(directory), directory_hash(directory));
    return COMMAND_FINE;
}
