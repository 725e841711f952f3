/* SPDX-License-Identifier: EUPL-1.2 */
/* agreement - drafts an agreement, adds a party's signature, verifies a folder of them. */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "ctl/agreement_print.h"
#include "ctl/commands.h"
#include "ctl/entry_print.h"
#include "ctl/policy_folder.h"
#include "ctl/secrets.h"
#include "keys/tag.h"
#include "model/lines.h"

enum option_key {
    OPTION_LOG = 256,
    OPTION_AGREEMENT,
    OPTION_PURPOSES,
    OPTION_FROM,
    OPTION_UNTIL,
    OPTION_PARTIES,
    OPTION_PARTY,
    OPTION_ROOT,
    OPTION_DIRECTORY,
};

struct options {
    struct agreement agreement;
    const char *party, *root, *directory, *path, *policy;
};

static int32_t read_date(const struct argp_state *state, const char *option, const char *text)
{
    int32_t day = 0;

    if (!text_read_date(text, &day) || day < 0)
        argp_error(state, "%s: a date (2026-03-01) is wanted", option);
    return day;
}

/* ---- draft ---- */

static const struct argp_option draft_options[] = {
    { "log", OPTION_LOG, "ORIGIN", 0, "origin of the log", 0 },
    { "agreement", OPTION_AGREEMENT, "NAME", 0, "its name: vestland-slt-2026", 0 },
    { "purposes", OPTION_PURPOSES, "LIST", 0, "purposes of the vocabulary, with commas", 0 },
    { "from", OPTION_FROM, "DATE", 0, "first day", 0 },
    { "until", OPTION_UNTIL, "DATE", 0, "first day no longer covered", 0 },
    { "parties", OPTION_PARTIES, "LIST", 0, "who agrees, with commas", 0 },
    { 0 },
};

static void read_list(const struct argp_state *state, const char *option, const char *text,
                      char *ret_rows, size_t row, size_t max, size_t *ret_n)
{
    if (!entry_print_split(text, ret_rows, row, max, ret_n))
        argp_error(state, "%s: at most %zu words with commas between, each once", option, max);
}

static void require_for_draft(const struct argp_state *state, const struct agreement *agreement)
{
    command_require(state, agreement->origin[0] ? agreement : NULL, "--log");
    command_require(state, agreement->name[0] ? agreement : NULL, "--agreement");
    command_require(state, agreement->n_purposes ? agreement : NULL, "--purposes");
    command_require(state, agreement->from_day ? agreement : NULL, "--from");
    command_require(state, agreement->until_day ? agreement : NULL, "--until");
    if (agreement->n_parties < 2)
        argp_error(state, "--parties: two at least");
    if (agreement->until_day <= agreement->from_day)
        argp_error(state, "--until: not after --from");
}

static error_t parse_draft(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    struct agreement *agreement = &options->agreement;

    switch (key) {
    case OPTION_LOG:
        if (!lines_is_origin(argument))
            argp_error(state, "--log: an origin is printable ASCII without space or '+'");
        else
            memcpy(agreement->origin, argument, strlen(argument) + 1);
        return 0;
    case OPTION_AGREEMENT:
        if (!text_is_token(argument, LIMIT_PARTY))
            argp_error(state, "--agreement: 1 to %d of [a-z0-9._-] are wanted", LIMIT_PARTY);
        else
            memcpy(agreement->name, argument, strlen(argument) + 1);
        return 0;
    case OPTION_PURPOSES:
        read_list(state, "--purposes", argument, agreement->purposes[0],
                  sizeof(agreement->purposes[0]), AGREEMENT_PURPOSES, &agreement->n_purposes);
        return 0;
    case OPTION_FROM:
        agreement->from_day = read_date(state, "--from", argument);
        return 0;
    case OPTION_UNTIL:
        agreement->until_day = read_date(state, "--until", argument);
        return 0;
    case OPTION_PARTIES:
        read_list(state, "--parties", argument, agreement->parties[0],
                  sizeof(agreement->parties[0]), AGREEMENT_PARTIES, &agreement->n_parties);
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "no argument is wanted beside the options");
        return 0;
    case ARGP_KEY_END:
        require_for_draft(state, agreement);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int run_draft(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = draft_options,
        .parser = parse_draft,
        .doc = "Prints an agreement that nobody has signed yet.",
    };
    struct options options = { 0 };

    command_parse(&argp, argc, argv, &options);
    agreement_print(&options.agreement, stdout);
    return COMMAND_FINE;
}

/* ---- sign ---- */

static const struct argp_option sign_options[] = {
    { "party", OPTION_PARTY, "NAME", 0, "who signs", 0 },
    { "root", OPTION_ROOT, "FILE", 0, "its root key", 0 },
    { 0 },
};

static error_t parse_sign(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case OPTION_PARTY:
        options->party = argument;
        return 0;
    case OPTION_ROOT:
        options->root = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (options->path)
            argp_error(state, "one FILE is wanted");
        options->path = argument;
        return 0;
    case ARGP_KEY_END:
        command_require(state, options->party, "--party");
        command_require(state, options->root, "--root");
        command_require(state, options->path, "FILE");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The same words and the same key give the same signature: one agency would stand for two. */
static enum fault check_signs_once(const struct agreement *agreement, size_t signer,
                                   struct error *err)
{
    for (size_t i = 0; i < agreement->n_parties; i++) {
        if (i != signer && memcmp(agreement->signatures[i], agreement->signatures[signer],
                                  sizeof(agreement->signatures[i])) == 0)
            return error_set_code(err, FAULT_INPUT, "signed_already",
                                  "--root: this key has signed it for %s already",
                                  agreement->parties[i]);
    }
    return FAULT_NONE;
}

static enum fault add_signature(struct options *options, struct error *err)
{
    CLEANUP(sign_secret_free) struct sign_secret *root = NULL;
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct agreement *agreement = &options->agreement;
    enum fault fault = agreement_file_read(options->path, stderr, agreement, err);

    if (!fault)
        fault = secrets_root(options->root, &root, err);
    if (fault)
        return fault;
    agreement_write(agreement, &text);
    for (size_t i = 0; i < agreement->n_parties; i++) {
        if (strcmp(agreement->parties[i], options->party) == 0) {
            sign_bytes(root, TAG_DIRECTORY, agreement->origin, bytes_of_buffer(&text),
                       agreement->signatures[i]);
            return check_signs_once(agreement, i, err);
        }
    }
    return error_set_code(err, FAULT_INPUT, "unknown_party", "%s: %s is no party to it",
                          options->path, options->party);
}

static int run_sign(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = sign_options,
        .parser = parse_sign,
        .args_doc = "FILE",
        .doc = "Prints the agreement of FILE with one signature more.\v"
               "The parties need not meet: each signs what it got and passes it on. A signature "
               "covers the words of the agreement, not the other signatures, so that their order "
               "does not matter.",
    };
    struct options options = { 0 };
    struct error err;

    command_parse(&argp, argc, argv, &options);
    if (add_signature(&options, &err))
        return command_failed(&err);
    agreement_print(&options.agreement, stdout);
    return COMMAND_FINE;
}

/* ---- verify ---- */

static const struct argp_option verify_options[] = {
    { "directory", OPTION_DIRECTORY, "FILE", 0, "directory.yaml of the area", 0 },
    POLICY_FOLDER_OPTION,
    { 0 },
};

static error_t parse_verify(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case OPTION_DIRECTORY:
        options->directory = argument;
        return 0;
    case POLICY_FOLDER_KEY:
        options->policy = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (options->path)
            argp_error(state, "one FOLDER is wanted");
        options->path = argument;
        return 0;
    case ARGP_KEY_END:
        command_require(state, options->directory, "--directory");
        command_require(state, options->path, "FOLDER");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* One that has run out is a fault here: whoever verifies is about to hand it to somebody. */
static int tell(const struct agreements *agreements)
{
    int32_t day = text_day_of(clock_wall_ms());
    int code = COMMAND_FINE;

    for (size_t i = 0; i < agreements_size(agreements); i++) {
        const struct agreement *agreement = agreements_at(agreements, i);
        struct error err;

        if (agreement_check_end(agreement, day, &err)) {
            puts(err.text);
            code = COMMAND_FINDING;
            continue;
        }
        printf("%s: %zu %s, every signature verified, %s\n", agreement->name, agreement->n_parties,
               command_word(agreement->n_parties, "party", "parties"), agreement->hash);
    }
    return code;
}

static int run_verify(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = verify_options,
        .parser = parse_verify,
        .args_doc = "FOLDER",
        .doc = "Verifies every agreement of a folder: its form, its words, each party's signature, "
               "and "
               "that it has not run out.\v"
               "Every fault is printed as file:line:column: what. Exit status 1 if there is any.",
    };
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(directory_free) struct directory *directory = NULL;
    CLEANUP(agreements_free) struct agreements *agreements = NULL;
    struct reading reading = { .faults = stdout };
    struct options options = { 0 };
    struct error err;
    int code;

    command_parse(&argp, argc, argv, &options);
    if (access(options.path, R_OK | X_OK) != 0)
        return command_fail(COMMAND_DATA, "%s: %m", options.path);
    if (directory_load(options.directory, &(struct reading){ .faults = stderr }, &directory, &err))
        return command_failed(&err);
    code = policy_folder_vocabulary(options.policy, &vocabulary);
    if (code != COMMAND_FINE)
        return code;
    reading.vocabulary = vocabulary;
    if (agreements_load(options.path, directory, &reading, &agreements, &err))
        return COMMAND_FINDING;
    code = tell(agreements);
    printf("%s: %zu %s\n", options.path, agreements_size(agreements),
           command_word(agreements_size(agreements), "agreement", "agreements"));
    return code;
}

int command_agreement(int argc, char *argv[])
{
    static const struct command commands[] = {
        { "draft", "print an agreement that nobody has signed yet", run_draft },
        { "sign", "print an agreement with one signature more", run_sign },
        { "verify", "verify a folder of agreements", run_verify },
        { NULL, NULL, NULL },
    };

    return command_run_group(commands, argc, argv);
}
