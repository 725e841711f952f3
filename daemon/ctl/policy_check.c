/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_check - reads every rule and shows every fault. */
#include <stdio.h>
#include <unistd.h>

#include "base/memory.h"
#include "ctl/policy_commands.h"
#include "ctl/policy_folder.h"
#include "settings/policy_file.h"

struct options {
    const char *directory;
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
        argp_error(state, "no argument is wanted");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int policy_check(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .doc = "Reads every rule and prints every fault as file:line:column: what.\v"
               "Exit status 1 if there is any.",
    };
    CLEANUP(mem_free) char *directory = NULL;
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(policy_free) struct policy *policy = NULL;
    char hash[POLICY_HASH_TEXT_SIZE];
    struct options options = { 0 };
    struct error err;

    command_parse(&argp, argc, argv, &options);
    directory = policy_folder(options.directory);
    if (access(directory, R_OK | X_OK) != 0)
        return command_fail(COMMAND_DATA, "%s: %m", directory);
    if (policy_load_all(directory, stdout, &vocabulary, &policy, &err))
        return COMMAND_FINDING;
    policy_hash_text(policy, hash);
    printf("%s: %zu %s, %s\n", directory, policy->n_rules,
           command_word(policy->n_rules, "rule", "rules"), hash);
    return COMMAND_FINE;
}
