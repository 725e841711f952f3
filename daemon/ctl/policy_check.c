/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_check - reads every rule and shows every fault. */
#include <stdio.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "ctl/policy_commands.h"
#include "ctl/policy_folder.h"
#include "model/conditions.h"
#include "settings/policy_file.h"

struct options {
    const char *directory;
};

static const struct argp_option option_table[] = { POLICY_FOLDER_OPTION, { 0 } };

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    return policy_folder_parse(key, argument, state, &options->directory);
}

/* Nobody can have read a statute on a day to come. Said here and not by the broker: that a clock is wrong
 * must not stop it. The local day may be ahead of UTC by one. */
static size_t show_read_ahead(const struct policy *policy)
{
    int32_t today = text_day_of(clock_wall_ms());
    size_t n = 0;

    for (size_t i = 0; i < policy->n_rules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        char date[TEXT_DATE_SIZE];

        if (rule->read_as_of <= today + 1)
            continue;
        text_write_date(rule->read_as_of, date);
        printf("%s: %s: read_as_of %s is a day to come\n", rule->place, rule->id, date);
        n++;
    }
    return n;
}

int policy_check(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .args_doc = "[DIR]",
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
    int code;

    command_parse(&argp, argc, argv, &options);
    directory = policy_folder(options.directory);
    code = policy_folder_look(directory);
    if (code)
        return code;
    if (policy_load_all(directory, stdout, &vocabulary, &policy, &err))
        return COMMAND_FINDING;
    words = mem_printf("%s/vocabulary.yaml", directory);
    if (conditions_load(words, vocabulary, stdout, &conditions, &err))
        return COMMAND_FINDING;
    if (show_read_ahead(policy) > 0)
        return COMMAND_FINDING;
    policy_hash_text(policy, hash);
    printf("%s: %zu %s, %s\n", directory, policy->n_rules,
           command_word(policy->n_rules, "rule", "rules"), hash);
    return COMMAND_FINE;
}
