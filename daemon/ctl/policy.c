/* SPDX-License-Identifier: EUPL-1.2 */
/* policy - checks the rules, and tests them against tables of exchanges. Needs neither broker nor
 * database. */
#include <libgen.h>
#include <stdio.h>
#include <unistd.h>

#include "base/memory.h"
#include "ctl/commands.h"
#include "model/conditions.h"
#include "settings/policy_file.h"
#include "settings/scenario_file.h"

#define INSTALLED "/usr/share/samband/policy"
#define BESIDE "../share/samband/policy"  /* from PREFIX/bin */
#define OF_CHECKOUT "../../config/policy" /* from build/bin */

struct options {
    const char *directory, *file;
    bool wants_file;
};

static const struct argp_option option_table[] = {
    { "policy", 'p', "DIR", 0, "folder with vocabulary.yaml and the rules of each country", 0 },
    { 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case 'p':
        options->directory = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (!options->wants_file || options->file)
            argp_error(state, options->wants_file ? "one FILE is wanted" : "no argument is wanted");
        options->file = argument;
        return 0;
    case ARGP_KEY_END:
        if (options->wants_file)
            command_require(state, options->file, "FILE");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static bool holds_policy(const char *directory)
{
    CLEANUP(mem_free) char *vocabulary = mem_printf("%s/vocabulary.yaml", directory);

    return access(vocabulary, R_OK) == 0;
}

/* The rules that were installed with this program, else those installed in /usr, else those of the
 * checkout that it was built in, wherever it is called from. The caller owns the path. */
static char *default_directory(void)
{
    CLEANUP(mem_free) char *beside = NULL;
    char program[4096];
    ssize_t size = readlink("/proc/self/exe", program, sizeof(program) - 1);
    const char *folder;

    if (size < 0)
        return mem_text(INSTALLED);
    program[size] = '\0';
    folder = dirname(program);
    beside = mem_printf("%s/" BESIDE, folder);
    if (holds_policy(beside))
        return TAKE(beside);
    return holds_policy(INSTALLED) ? mem_text(INSTALLED) : mem_printf("%s/" OF_CHECKOUT, folder);
}

static int run_test(int argc, char *argv[])
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
    struct options options = { .wants_file = true };
    CLEANUP(mem_free) char *directory = NULL;

    command_parse(&argp, argc, argv, &options);
    directory = options.directory ? mem_text(options.directory) : default_directory();
    return scenario_test_main(directory, options.file, stdout, stderr);
}

static int run_check(int argc, char *argv[])
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
    CLEANUP(conditions_free) struct conditions *conditions = NULL;
    CLEANUP(mem_free) char *words = NULL;
    char hash[POLICY_HASH_TEXT_SIZE];
    struct options options = { 0 };
    struct error err;

    command_parse(&argp, argc, argv, &options);
    directory = options.directory ? mem_text(options.directory) : default_directory();
    if (access(directory, R_OK | X_OK) != 0)
        return command_fail(COMMAND_DATA, "%s: %m", directory);
    if (policy_load_all(directory, stdout, &vocabulary, &policy, &err))
        return COMMAND_FINDING;
    words = mem_printf("%s/vocabulary.yaml", directory);
    if (conditions_load(words, vocabulary, stdout, &conditions, &err))
        return COMMAND_FINDING;
    policy_hash_text(policy, hash);
    printf("%s: %zu %s, %s\n", directory, policy->n_rules,
           command_word(policy->n_rules, "rule", "rules"), hash);
    return COMMAND_FINE;
}

int command_policy(int argc, char *argv[])
{
    static const struct command commands[] = {
        { "check", "read every rule, show every fault", run_check },
        { "test", "test the rules against a table", run_test },
        { NULL, NULL, NULL },
    };

    return command_run_group(commands, argc, argv);
}
