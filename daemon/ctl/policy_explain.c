/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_explain - asks the rules for one exchange, and says why and what would have to be
 * different. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "core/ground_choice.h"
#include "ctl/explain_flags.h"
#include "ctl/explain_print.h"
#include "ctl/policy_commands.h"
#include "ctl/policy_folder.h"

enum { WIDTH_PIPE = 100, WIDTH_MIN = 40, WIDTH_MAX = 120 };

struct options {
    struct explain_flags flags;
    const char *directory, *file, *language;
    bool is_json;
};

enum key {
    KEY_FROM = 1000,
    KEY_TO,
    KEY_COUNTRY,
    KEY_TO_COUNTRY,
    KEY_OWNERSHIP,
    KEY_TO_OWNERSHIP,
    KEY_TYPE,
    KEY_GROUND,
    KEY_PURPOSE,
    KEY_AGE,
    KEY_AGE_AT_ACT,
    KEY_CATEGORY,
    KEY_DECIDER,
    KEY_REASON,
    KEY_NO_AGREEMENT,
    KEY_CONSENT,
    KEY_FLAG,
    KEY_AT,
    KEY_LANG,
};

static const struct argp_option option_table[] = {
    { "from", KEY_FROM, "ROLE", 0, "who sends", 1 },
    { "to", KEY_TO, "ROLE", 0, "who receives", 1 },
    { "country", KEY_COUNTRY, "CODE", 0, "of both: NO or SE", 1 },
    { "to-country", KEY_TO_COUNTRY, "CODE", 0, "of the recipient, if it is another", 1 },
    { "ownership", KEY_OWNERSHIP, "WHOSE", 0, "of the sender: public or private; else either", 1 },
    { "to-ownership", KEY_TO_OWNERSHIP, "WHOSE", 0, "of the recipient", 1 },
    { "type", KEY_TYPE, "TYPE", 0, "what is sent", 1 },
    { "ground", KEY_GROUND, "GROUND", 0, "as no.bvl.13-2; without it, the grounds are shown", 1 },
    { "purpose", KEY_PURPOSE, "PURPOSE", 0, "why it is sent", 1 },
    { "category", KEY_CATEGORY, "CATEGORY", 0, "of a section; once for each", 1 },
    { "age", KEY_AGE, "YEARS", 0,
      "of the subject: years, unknown or unborn; without it, the "
      "exchange is about nobody",
      1 },
    { "age-at-act", KEY_AGE_AT_ACT, "YEARS", 0, "beside --age", 1 },
    { "decider", KEY_DECIDER, "ROLE", 0, "the official who has decided", 1 },
    { "reason", KEY_REASON, "REASON", 0, "that the decider gives; once for each", 1 },
    { "no-agreement", KEY_NO_AGREEMENT, NULL, 0, "no agreement is in force between the two", 1 },
    { "consent", KEY_CONSENT, "JSON", 0, "a consent that the exchange names; once for each", 1 },
    { "flag", KEY_FLAG, "FLAG", 0, "that is set; once for each", 1 },
    { "at", KEY_AT, "DATE", 0, "the day of the decision; today", 1 },
    { "lang", KEY_LANG, "LANGUAGE", 0, "sv, nb or en; that of the sender's country", 2 },
    { "json", 'j', NULL, 0, "JSON on standard output", 2 },
    POLICY_FOLDER_OPTION,
    { 0 },
};

/* ---- options ---- */

static const char **place_of(struct explain_flags *flags, int key)
{
    const struct {
        enum key key;
        const char **place;
    } places[] = {
        { KEY_FROM, &flags->from },
        { KEY_TO, &flags->to },
        { KEY_COUNTRY, &flags->country },
        { KEY_TO_COUNTRY, &flags->to_country },
        { KEY_TYPE, &flags->type },
        { KEY_GROUND, &flags->ground },
        { KEY_PURPOSE, &flags->purpose },
        { KEY_AGE, &flags->age },
        { KEY_DECIDER, &flags->decider },
        { KEY_AGE_AT_ACT, &flags->age_at_act },
        { KEY_AT, &flags->at },
        { KEY_OWNERSHIP, &flags->ownership },
        { KEY_TO_OWNERSHIP, &flags->to_ownership },
    };

    for (size_t i = 0; i < ARRAY_SIZE(places); i++)
        if ((int)places[i].key == key)
            return places[i].place;
    return NULL;
}

static struct explain_words *words_of(struct explain_flags *flags, int key)
{
    switch (key) {
    case KEY_CATEGORY:
        return &flags->categories;
    case KEY_REASON:
        return &flags->reasons;
    case KEY_FLAG:
        return &flags->flags;
    case KEY_CONSENT:
        return &flags->consents;
    default:
        return NULL;
    }
}

/* Whether the key is one of the flags that describe the exchange. */
static bool take_flag(int key, const char *argument, struct argp_state *state,
                      struct explain_flags *flags)
{
    const char **place = place_of(flags, key);
    struct explain_words *words = words_of(flags, key);

    if (words && words->n == EXPLAIN_WORDS_MAX)
        argp_error(state, "a flag may be given at most %d times", EXPLAIN_WORDS_MAX);
    else if (words)
        words->words[words->n++] = argument;
    if (place)
        *place = argument;
    if (key == KEY_NO_AGREEMENT)
        flags->no_agreement = true;
    return words || place || key == KEY_NO_AGREEMENT;
}

static bool is_language(const char *text)
{
    static const char *const known[] = { "sv", "nb", "en" };

    for (size_t i = 0; i < ARRAY_SIZE(known); i++)
        if (strcmp(known[i], text) == 0)
            return true;
    return false;
}

static void check_options(const struct options *options, const struct argp_state *state)
{
    if (options->file && explain_flags_any(&options->flags))
        argp_error(state, "the exchange stands in FILE or in flags, not in both");
    if (!options->file && !explain_flags_any(&options->flags))
        argp_error(state, "FILE (- for standard input) or the flags of an exchange are required");
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    if (take_flag(key, argument, state, &options->flags))
        return 0;
    switch (key) {
    case POLICY_FOLDER_KEY:
        options->directory = argument;
        return 0;
    case 'j':
        options->is_json = true;
        return 0;
    case KEY_LANG:
        if (!is_language(argument))
            argp_error(state, "--lang: sv, nb or en is wanted");
        options->language = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (options->file)
            argp_error(state, "one FILE is wanted");
        options->file = argument;
        return 0;
    case ARGP_KEY_END:
        check_options(options, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- the exchange ---- */

static enum fault open_document(const char *path, struct yaml_document **ret_document,
                                struct error *err)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    char piece[4096];
    size_t n;

    if (strcmp(path, "-") != 0)
        return yaml_open_file(path, ret_document, err);
    while ((n = fread(piece, 1, sizeof(piece), stdin)) > 0 && bytes.size <= YAML_SIZE_MAX)
        buffer_append(&bytes, piece, n);
    if (ferror(stdin))
        return error_set_code(err, FAULT_INPUT, "cannot_open", "cannot read standard input: %s",
                              strerror(errno));
    return yaml_open_bytes("-", bytes_of_buffer(&bytes), ret_document, err);
}

static int read_file(const char *path, const struct vocabulary *vocabulary, int32_t today,
                     struct explain_asked *asked)
{
    struct error err = { 0 };

    if (open_document(path, &asked->documents[0], &err)) {
        if (strcmp(err.code, "cannot_open") == 0)
            return command_failed_as(EX_NOINPUT, &err);
        fprintf(stderr, "%s\n", err.text);
        return COMMAND_DATA;
    }
    scenario_row_read_exchange(yaml_root(asked->documents[0]), vocabulary, today, &asked->row);
    yaml_print_faults(asked->documents[0], stderr);
    return yaml_finish(asked->documents[0], &err) ? COMMAND_DATA : COMMAND_FINE;
}

static int read_exchange(const struct options *options, const struct vocabulary *vocabulary,
                         struct explain_asked *asked)
{
    int32_t today = text_day_of(clock_wall_ms());

    if (options->file)
        return read_file(options->file, vocabulary, today, asked);
    return explain_flags_read(&options->flags, vocabulary, today, stderr, asked) ? COMMAND_USAGE
                                                                                 : COMMAND_FINE;
}

/* ---- the answer ---- */

static enum vocabulary_language language_of(const struct options *options,
                                            const struct policy_question *question)
{
    return vocabulary_language(options->language
                                   ? options->language
                                   : vocabulary_language_of_country(question->from.country));
}

static size_t width_of_terminal(void)
{
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return WIDTH_PIPE;
    if (size.ws_col < WIDTH_MIN)
        return WIDTH_MIN;
    return size.ws_col < WIDTH_MAX ? size.ws_col : WIDTH_MAX;
}

static int answer(const struct options *options, const struct vocabulary *vocabulary,
                  const struct policy *policy, const struct policy_question *question)
{
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    const struct explain_print print = {
        .explanation = &explanation,
        .vocabulary = vocabulary,
        .policy = policy,
        .language = language_of(options, question),
        .day = question->day,
        .width = width_of_terminal(),
    };

    ground_choice_explain(policy, vocabulary, question, print.language, &explanation);
    if (options->is_json)
        explain_print_json(&print, stdout);
    else
        explain_print_text(&print, stdout);
    return explanation.decision == VERDICT_PERMIT ? COMMAND_FINE : COMMAND_FINDING;
}

int policy_explain(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .args_doc = "FILE\n- < FILE\n--from ROLE --to ROLE --country CODE --type TYPE "
                    "--purpose PURPOSE --category CATEGORY...",
        .doc = "Asks the rules whether an exchange may pass; says of each section why, and what "
               "would have to be different. Nothing is sent.\v"
               "FILE (- is standard input) is JSON or YAML with the fields of one row of a table "
               "for `policy test`: from, to, type, ground, purpose, categories, and what else is "
               "known; at is today where it is left out.\n"
               "Exit status: 0 permitted, whole or in part; 1 refused; 64 a flag is wrong; 65 FILE "
               "is at fault; 66 it cannot be read; 78 the rules cannot be loaded.",
    };
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(policy_free) struct policy *policy = NULL;
    CLEANUP(explain_asked_clear) struct explain_asked asked = { 0 };
    struct options options = { 0 };
    int code;

    command_parse(&argp, argc, argv, &options);
    code = policy_folder_load(options.directory, stderr, &vocabulary, &policy);
    if (code == COMMAND_FINE)
        code = read_exchange(&options, vocabulary, &asked);
    if (code == COMMAND_FINE)
        code = answer(&options, vocabulary, policy, &asked.row.question);
    return code;
}
