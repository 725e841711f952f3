/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_folder - the folder of rules that the commands of `sambandctl policy` work on. */
#ifndef CTL_POLICY_FOLDER_H
#define CTL_POLICY_FOLDER_H

#include <argp.h>
#include <stdio.h>

#include "core/policy_rules.h"
#include "model/vocabulary.h"

/* A row for a command's option table; its parser keeps the argument. */
#define POLICY_FOLDER_KEY 'p'
#define POLICY_FOLDER_OPTION                                                                       \
    {                                                                                              \
        "policy", POLICY_FOLDER_KEY, "DIR", 0,                                                     \
            "folder with vocabulary.yaml and the rules of each country", 0                         \
    }

/* For the parser of a command without another argument: the folder as --policy DIR or as DIR, once.
 * Returns ARGP_ERR_UNKNOWN for every other key. */
error_t policy_folder_parse(int key, char *argument, struct argp_state *state,
                            const char **directory);

/* Whether there is a folder to look into. Returns COMMAND_FINE, or COMMAND_DATA and has said why not. */
int policy_folder_look(const char *directory);

/* The folder that was named, else (NULL) the rules that were installed with this program, else those
 * installed in /usr, else those of the checkout that it was built in, wherever it is called from.
 * The caller owns the path. */
char *policy_folder(const char *named);

/* Loads vocabulary and rules of policy_folder(named). Faults go to `faults`, one a line. Returns
 * COMMAND_FINE, or COMMAND_SETTINGS with nothing loaded. The caller owns both. */
int policy_folder_load(const char *named, FILE *faults, struct vocabulary **ret_vocabulary,
                       struct policy **ret_policy);

/* The vocabulary alone, for what is judged by its words. Faults go to standard error. Returns
 * COMMAND_FINE, or COMMAND_SETTINGS. The caller owns it. */
int policy_folder_vocabulary(const char *named, struct vocabulary **ret_vocabulary);

#endif
