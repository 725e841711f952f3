/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_print - the rules as a page for people who read law. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "review/policy_page.h"
#include "ctl/page_html.h"
#include "ctl/page_markdown.h"
#include "ctl/policy_commands.h"
#include "ctl/policy_folder.h"
#include "settings/policy_file.h"

enum { KEY_LANGUAGE = 'l', KEY_FORMAT = 'f', KEY_COUNTRY = 'c', KEY_AT = 'a' };

static const char *const languages[] = { "sv", "nb", "en" };

static const struct {
    const char *name;
    void (*write)(const struct page *page, struct buffer *out);
} formats[] = {
    { "md", page_markdown },
    { "html", page_html },
};

struct options {
    const char *directory, *language, *country;
    size_t format;
    int64_t at_ms;
};

static const struct argp_option option_table[] = {
    { "lang", KEY_LANGUAGE, "LANGUAGE", 0, "sv, nb or en", 0 },
    { "format", KEY_FORMAT, "FORMAT", 0, "md or html", 0 },
    { "country", KEY_COUNTRY, "COUNTRY", 0, "only the rules of this one, like SE", 0 },
    { "at", KEY_AT, "TIME", 0, "date of print, in place of today", 0 },
    POLICY_FOLDER_OPTION,
    { 0 },
};

static const char *language_of(const struct argp_state *state, const char *argument)
{
    for (size_t i = 0; i < ARRAY_SIZE(languages); i++)
        if (strcmp(argument, languages[i]) == 0)
            return languages[i];
    argp_error(state, "--lang: %s is not one of sv, nb, en", argument);
    return NULL;
}

static size_t format_of(const struct argp_state *state, const char *argument)
{
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
        if (strcmp(argument, formats[i].name) == 0)
            return i;
    argp_error(state, "--format: %s is not one of md, html", argument);
    return ARRAY_SIZE(formats);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case KEY_LANGUAGE:
        options->language = language_of(state, argument);
        return 0;
    case KEY_FORMAT:
        options->format = format_of(state, argument);
        return 0;
    case KEY_COUNTRY:
        options->country = argument;
        return 0;
    case KEY_AT:
        options->at_ms = command_time(state, "--at", argument);
        return 0;
    case ARGP_KEY_END:
        command_require(state, options->language, "--lang");
        if (options->format == ARRAY_SIZE(formats))
            command_require(state, NULL, "--format");
        return 0;
    default:
        return policy_folder_parse(key, argument, state, &options->directory);
    }
}

static bool has_rules_of(const struct policy *policy, const char *country)
{
    for (size_t i = 0; i < policy->n_rules; i++)
        if (!country || strcmp(policy->rules[i].country, country) == 0)
            return true;
    return false;
}

int policy_print(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .args_doc = "[DIR]",
        .doc = "Prints the rules for people who read law: every ground with what its rules say, "
               "what of it is convention, and which doubts are open.\v"
               "Exit status: 65 there are no rules of the country, 78 the rules cannot be loaded.",
    };
    struct options options = { .format = ARRAY_SIZE(formats), .at_ms = clock_wall_ms() };
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(policy_free) struct policy *policy = NULL;
    CLEANUP(page_clear) struct page page = { 0 };
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    int code;

    command_parse(&argp, argc, argv, &options);
    code = policy_folder_load(options.directory, stderr, &vocabulary, &policy);
    if (code != COMMAND_FINE)
        return code;
    if (!has_rules_of(policy, options.country))
        return command_fail(COMMAND_DATA, "there are no rules of %s", options.country);
    policy_page_make(policy, vocabulary, vocabulary_language(options.language), options.country,
                     text_day_of(options.at_ms), &page);
    formats[options.format].write(&page, &text);
    fwrite(text.data, 1, text.size, stdout);
    return COMMAND_FINE;
}
