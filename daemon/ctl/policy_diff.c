/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_diff - tells which decisions differ between two folders of rules. */
#include "review/policy_diff.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "review/policy_edition.h"
#include "ctl/diff_print.h"
#include "ctl/policy_commands.h"
#include "ctl/policy_folder.h"

enum { KEY_LANG = 1000 };

struct options {
    const char *folders[2]; /* old, new */
    size_t n_folders;
    const char *language;
    bool json;
};

static const struct argp_option option_table[] = {
    { "lang", KEY_LANG, "LANGUAGE", 0, "sv, nb or en (default)", 0 },
    { "json", 'j', NULL, 0, "as JSON", 0 },
    { 0 },
};

static bool is_language(const char *text)
{
    return strcmp(text, "sv") == 0 || strcmp(text, "nb") == 0 || strcmp(text, "en") == 0;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case KEY_LANG:
        if (!is_language(argument))
            argp_error(state, "--lang: sv, nb or en is wanted");
        options->language = argument;
        return 0;
    case 'j':
        options->json = true;
        return 0;
    case ARGP_KEY_ARG:
        if (options->n_folders == ARRAY_SIZE(options->folders))
            argp_error(state, "two folders are wanted, OLD and NEW");
        options->folders[options->n_folders++] = argument;
        return 0;
    case ARGP_KEY_END:
        command_require(state, options->folders[0], "OLD");
        command_require(state, options->folders[1], "NEW");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* One of the two. */
struct edition {
    struct vocabulary *vocabulary;
    struct policy *policy;
};

static void edition_clear(struct edition *edition)
{
    policy_free(edition->policy);
    vocabulary_free(edition->vocabulary);
}

DEFINE_CLEAR(struct edition, edition_clear)

static int load(const char *folder, struct edition *ret_edition)
{
    int code = policy_folder_look(folder);

    if (code)
        return code;
    return policy_folder_load(folder, stderr, &ret_edition->vocabulary, &ret_edition->policy);
}

/* Adds the words that the other one does not have. */
static void add_words(struct policy_words *words, const struct policy_words *others)
{
    for (size_t i = 0; i < others->n; i++)
        if (!policy_words_has(words, others->words[i]))
            policy_words_add(words, others->words[i]);
}

static void make_universe(const struct edition *before, const struct edition *after,
                          struct policy_universe *ret)
{
    CLEANUP(policy_universe_clear) struct policy_universe old = { 0 };

    policy_universe_make(after->vocabulary, ret);
    policy_universe_make(before->vocabulary, &old);
    add_words(&ret->countries, &old.countries);
    add_words(&ret->roles, &old.roles);
    add_words(&ret->types, &old.types);
    add_words(&ret->purposes, &old.purposes);
    add_words(&ret->categories, &old.categories);
    add_words(&ret->flags, &old.flags);
    add_words(&ret->deciders, &old.deciders);
    add_words(&ret->reasons, &old.reasons);
}

static int compare(const struct edition *before, const struct edition *after,
                   const struct options *options)
{
    CLEANUP(policy_universe_clear) struct policy_universe universe = { 0 };
    CLEANUP(policy_diff_clear) struct policy_diff diff = { 0 };
    CLEANUP(policy_edition_clear) struct policy_edition rules = { 0 };
    struct explanation_speaker speaker = {
        .vocabulary = after->vocabulary,
        .language = vocabulary_language(options->language ? options->language : "en"),
    };
    struct error err;

    make_universe(before, after, &universe);
    if (policy_diff_make(before->policy, after->policy, &universe, &diff, &err))
        return command_failed_as(COMMAND_DATA, &err);
    policy_edition_compare(before->policy, after->policy, &rules);
    if (options->json)
        diff_print_json(&speaker, &diff, &rules, stdout);
    else
        diff_print_lines(&speaker, &diff, &rules, stdout);
    return diff.n_changes ? COMMAND_FINDING : COMMAND_FINE;
}

int policy_diff_main(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .args_doc = "OLD NEW",
        .doc =
            "Tells, of two folders of rules, which exchanges pass that did not, pass no longer, or "
            "need something else; then which rules differ, and which in their texts only.\v"
            "Exit status: 0 every decision is the same, 1 some differ, 65 a folder is not there "
            "or holds more than can be compared, 78 its rules cannot be loaded.",
    };
    CLEANUP(edition_clear) struct edition before = { 0 };
    CLEANUP(edition_clear) struct edition after = { 0 };
    struct options options = { 0 };
    int code;

    command_parse(&argp, argc, argv, &options);
    code = load(options.folders[0], &before);
    if (code == COMMAND_FINE)
        code = load(options.folders[1], &after);
    return code == COMMAND_FINE ? compare(&before, &after, &options) : code;
}
