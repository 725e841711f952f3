/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/policy_folder.h"

#include <dirent.h>
#include <libgen.h>
#include <unistd.h>

#include "base/memory.h"
#include "ctl/command.h"
#include "settings/policy_file.h"

#define INSTALLED "/usr/share/samband/policy"
#define BESIDE "../share/samband/policy"  /* from PREFIX/bin */
#define OF_CHECKOUT "../../config/policy" /* from build/bin */

static bool holds_policy(const char *directory)
{
    CLEANUP(mem_free) char *vocabulary = mem_printf("%s/vocabulary.yaml", directory);

    return access(vocabulary, R_OK) == 0;
}

error_t policy_folder_parse(int key, char *argument, struct argp_state *state,
                            const char **directory)
{
    if (key != POLICY_FOLDER_KEY && key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    if (*directory)
        argp_error(state, "one DIR is wanted");
    *directory = argument;
    return 0;
}

int policy_folder_look(const char *directory)
{
    DIR *folder = opendir(directory);

    if (!folder)
        return command_fail(COMMAND_DATA, "%s: %m", directory);
    closedir(folder);
    return COMMAND_FINE;
}

char *policy_folder(const char *named)
{
    CLEANUP(mem_free) char *beside = NULL;
    char program[4096];
    const char *folder;
    ssize_t size;

    if (named)
        return mem_text(named);
    size = readlink("/proc/self/exe", program, sizeof(program) - 1);
    if (size < 0)
        return mem_text(INSTALLED);
    program[size] = '\0';
    folder = dirname(program);
    beside = mem_printf("%s/" BESIDE, folder);
    if (holds_policy(beside))
        return TAKE(beside);
    return holds_policy(INSTALLED) ? mem_text(INSTALLED) : mem_printf("%s/" OF_CHECKOUT, folder);
}

int policy_folder_load(const char *named, FILE *faults, struct vocabulary **ret_vocabulary,
                       struct policy **ret_policy)
{
    CLEANUP(mem_free) char *directory = policy_folder(named);
    struct error err;

    if (policy_load_all(directory, faults, ret_vocabulary, ret_policy, &err))
        return COMMAND_SETTINGS;
    return COMMAND_FINE;
}

int policy_folder_vocabulary(const char *named, struct vocabulary **ret_vocabulary)
{
    CLEANUP(mem_free) char *directory = policy_folder(named);
    CLEANUP(mem_free) char *path = mem_printf("%s/" POLICY_VOCABULARY, directory);
    struct error err;

    return vocabulary_load(path, stderr, ret_vocabulary, &err) ? COMMAND_SETTINGS : COMMAND_FINE;
}
