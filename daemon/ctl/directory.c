/* SPDX-License-Identifier: EUPL-1.2 */
/* directory - makes entries of the directory file and verifies whole files. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "ctl/commands.h"
#include "ctl/directory_verify.h"
#include "ctl/entry_print.h"
#include "ctl/function_spec.h"
#include "ctl/secrets.h"
#include "keys/encode.h"
#include "keys/tag.h"
#include "model/lines.h"

enum option_key {
    OPTION_LOG = 256,
    OPTION_PARTY,
    OPTION_ROLE,
    OPTION_COUNTRY,
    OPTION_PRIVATE,
    OPTION_AREAS,
    OPTION_FUNCTION,
    OPTION_SUPERVISOR,
    OPTION_CONTACT_OFFICER,
    OPTION_JOINED,
    OPTION_LEFT,
    OPTION_ROOT,
    OPTION_ROOT_PUBLIC,
    OPTION_PARTY_SIGNATURE,
    OPTION_COORDINATOR,
    OPTION_COORDINATOR_ROOT,
};

struct options {
    struct party party;
    const char *log, *root, *coordinator_root, *coordinator;
    bool has_areas, has_root_public, has_party_signature;
    char areas[DIRECTORY_AREAS][LIMIT_AREA + 1]; /* the party's */
    struct party_function functions[DIRECTORY_FUNCTIONS];
};

static const struct argp_option entry_options[] = {
    { "log", OPTION_LOG, "ORIGIN", 0, "origin of the log", 0 },
    { "party", OPTION_PARTY, "NAME", 0, "who joins", 0 },
    { "role", OPTION_ROLE, "ROLE", 0, "a role of the vocabulary (school)", 0 },
    { "country", OPTION_COUNTRY, "CODE", 0, "NO or SE", 0 },
    { "private", OPTION_PRIVATE, NULL, 0, "privately owned (default: public)", 0 },
    { "areas", OPTION_AREAS, "LIST", 0, "areas it serves: 1201-02,1201-03", 0 },
    { "function", OPTION_FUNCTION, "SPEC", 0,
      "what it can be addressed as in them, again for each: \"police\", or with what is known: "
      "\"child_welfare; hours mon-fri 08:00-15:30; closed 2026-12-25; on_call "
      "child_welfare_on_call; telephone +47 55 00 00 00\"",
      0 },
    { "supervisor", OPTION_SUPERVISOR, "NAME", 0, "party that supervises it", 0 },
    { "contact-officer", OPTION_CONTACT_OFFICER, "NAME", 0,
      "of a school: the police party whose contact_officer is its contact", 0 },
    { "joined", OPTION_JOINED, "DATE", 0, "first day as a member (default: today, UTC)", 0 },
    { "left", OPTION_LEFT, "DATE", 0, "first day no longer a member", 0 },
    { "root", OPTION_ROOT, "FILE", 0, "the party's root key, which signs the entry", 1 },
    { "root-public", OPTION_ROOT_PUBLIC, "BASE64", 0,
      "instead of --root, at the coordinator's: ...", 1 },
    { "party-signature", OPTION_PARTY_SIGNATURE, "BASE64", 0,
      "... as the party's own run shows them", 1 },
    { "coordinator-root", OPTION_COORDINATOR_ROOT, "FILE", 0,
      "the coordinator's root key; without it the entry awaits that signature", 1 },
    { 0 },
};

static const struct argp_option head_options[] = {
    { "log", OPTION_LOG, "ORIGIN", 0, "origin of the log", 0 },
    { "coordinator", OPTION_COORDINATOR, "NAME", 0, "the area's coordinator", 0 },
    { "coordinator-root", OPTION_COORDINATOR_ROOT, "FILE", 0, "the coordinator's root key", 0 },
    { 0 },
};

static void read_token(const struct argp_state *state, const char *option, const char *text,
                       char *ret_text, size_t max)
{
    if (!text_is_token(text, max))
        argp_error(state, "%s: 1 to %zu of [a-z0-9._-] are wanted", option, max);
    else
        memcpy(ret_text, text, strlen(text) + 1);
}

static void read_bytes(const struct argp_state *state, const char *option, const char *text,
                       uint8_t *ret_bytes, size_t size)
{
    if (!decode_base64_exact(text, ret_bytes, size))
        argp_error(state, "%s: %zu bytes in base64 are wanted", option, size);
}

static int32_t read_date(const struct argp_state *state, const char *option, const char *text)
{
    int32_t day = 0;

    if (!text_read_date(text, &day) || day < 0)
        argp_error(state, "%s: a date (2026-03-01) is wanted", option);
    return day;
}

static void read_areas(const char *argument, const struct argp_state *state,
                       struct options *options)
{
    struct party *party = &options->party;

    options->has_areas = true;
    if (!entry_print_split(argument, party->areas[0], sizeof(party->areas[0]), DIRECTORY_AREAS,
                           &party->n_areas))
        argp_error(state, "--areas: at most %d names with commas between, each once",
                   DIRECTORY_AREAS);
}

static void read_function(const char *argument, const struct argp_state *state, struct party *party)
{
    struct party_function function;
    const char *why;

    if (party->n_functions == DIRECTORY_FUNCTIONS)
        argp_error(state, "--function: at most %d", DIRECTORY_FUNCTIONS);
    else if (!function_spec_read(argument, &function, &why))
        argp_error(state, "--function: %s", why);
    else if (party_function(party, function.word))
        argp_error(state, "--function: %s is given twice", function.word);
    else
        party->functions[party->n_functions++] = function;
}

static void read_country(const char *argument, const struct argp_state *state, struct party *party)
{
    if (strcmp(argument, "NO") != 0 && strcmp(argument, "SE") != 0)
        argp_error(state, "--country: NO or SE is wanted");
    else
        memcpy(party->country, argument, 3);
}

static void require_for_entry(const struct argp_state *state, const struct options *options)
{
    const struct party *party = &options->party;

    command_require(state, options->log, "--log");
    command_require(state, party->name[0] ? party : NULL, "--party");
    command_require(state, party->role[0] ? party : NULL, "--role");
    command_require(state, party->country[0] ? party : NULL, "--country");
    command_require(state, options->has_areas ? party : NULL, "--areas");
    if (!options->root == !(options->has_root_public && options->has_party_signature))
        argp_error(state, "--root is wanted, or --root-public and --party-signature");
    if (options->has_root_public && !options->coordinator_root)
        argp_error(state, "--coordinator-root is wanted with --root-public");
    if (party->left_day <= party->joined_day)
        argp_error(state, "--left: not after --joined");
}

/* What one option says about the party; false if it is none of these. */
static bool parse_party(int key, char *argument, const struct argp_state *state,
                        struct options *options)
{
    struct party *party = &options->party;

    switch (key) {
    case OPTION_PARTY:
        read_token(state, "--party", argument, party->name, LIMIT_PARTY);
        return true;
    case OPTION_ROLE:
        read_token(state, "--role", argument, party->role, LIMIT_WORD);
        return true;
    case OPTION_COUNTRY:
        read_country(argument, state, party);
        return true;
    case OPTION_PRIVATE:
        party->is_private = true;
        return true;
    case OPTION_AREAS:
        read_areas(argument, state, options);
        return true;
    case OPTION_FUNCTION:
        read_function(argument, state, party);
        return true;
    case OPTION_SUPERVISOR:
        read_token(state, "--supervisor", argument, party->supervisor, LIMIT_PARTY);
        return true;
    case OPTION_CONTACT_OFFICER:
        read_token(state, "--contact-officer", argument, party->contact_officer, LIMIT_PARTY);
        return true;
    case OPTION_JOINED:
        party->joined_day = read_date(state, "--joined", argument);
        return true;
    case OPTION_LEFT:
        party->left_day = read_date(state, "--left", argument);
        return true;
    default:
        return false;
    }
}

static error_t parse_entry(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    if (parse_party(key, argument, state, options))
        return 0;
    switch (key) {
    case OPTION_LOG:
        options->log = argument;
        if (!lines_is_origin(argument))
            argp_error(state, "--log: an origin is printable ASCII without space or '+'");
        return 0;
    case OPTION_ROOT:
        options->root = argument;
        return 0;
    case OPTION_ROOT_PUBLIC:
        options->has_root_public = true;
        read_bytes(state, "--root-public", argument, options->party.root, CARD_KEY_SIZE);
        return 0;
    case OPTION_PARTY_SIGNATURE:
        options->has_party_signature = true;
        read_bytes(state, "--party-signature", argument, options->party.party_signature,
                   SIGN_SIGNATURE_SIZE);
        return 0;
    case OPTION_COORDINATOR_ROOT:
        options->coordinator_root = argument;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "no argument is wanted beside the options");
        return 0;
    case ARGP_KEY_END:
        require_for_entry(state, options);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum fault sign_entry(struct options *options, struct error *err)
{
    CLEANUP(sign_secret_free) struct sign_secret *root = NULL;
    CLEANUP(sign_secret_free) struct sign_secret *coordinator = NULL;
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct party *party = &options->party;
    enum fault fault = FAULT_NONE;

    if (options->root)
        fault = secrets_root(options->root, &root, err);
    if (!fault && options->coordinator_root)
        fault = secrets_root(options->coordinator_root, &coordinator, err);
    if (fault)
        return fault;

    if (root)
        sign_public(root, party->root);
    directory_entry_write(party, options->log, &text);
    if (root)
        sign_bytes(root, TAG_DIRECTORY, options->log, bytes_of_buffer(&text),
                   party->party_signature);
    if (!sign_verify(party->root, TAG_DIRECTORY, options->log, bytes_of_buffer(&text),
                     party->party_signature))
        return error_set_code(err, FAULT_INPUT, "bad_signature",
                              "--party-signature: not that key's signature over this entry");
    if (coordinator)
        sign_bytes(coordinator, TAG_DIRECTORY, options->log, bytes_of_buffer(&text),
                   party->coordinator_signature);
    return FAULT_NONE;
}

static int run_entry(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = entry_options,
        .parser = parse_entry,
        .doc = "Prints a signed entry, to be appended to the list `parties` of directory.yaml.\v"
               "The party and the coordinator need not meet: the party runs this with --root and "
               "sends what it prints; the coordinator repeats it with --root-public, "
               "--party-signature and --coordinator-root.",
    };
    struct options options = {
        .party = { .joined_day = text_day_of(clock_wall_ms()), .left_day = INT32_MAX },
    };
    struct error err;

    options.party.areas = options.areas;
    options.party.functions = options.functions;
    command_parse(&argp, argc, argv, &options);
    if (sign_entry(&options, &err))
        return command_failed(&err);
    entry_print_item(&options.party, options.coordinator_root, stdout);
    return COMMAND_FINE;
}

static error_t parse_head(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case OPTION_LOG:
        options->log = argument;
        if (!lines_is_origin(argument))
            argp_error(state, "--log: an origin is printable ASCII without space or '+'");
        return 0;
    case OPTION_COORDINATOR:
        options->coordinator = argument;
        read_token(state, "--coordinator", argument, options->party.name, LIMIT_PARTY);
        return 0;
    case OPTION_COORDINATOR_ROOT:
        options->coordinator_root = argument;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "no argument is wanted beside the options");
        return 0;
    case ARGP_KEY_END:
        command_require(state, options->log, "--log");
        command_require(state, options->coordinator, "--coordinator");
        command_require(state, options->coordinator_root, "--coordinator-root");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int run_head(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = head_options,
        .parser = parse_head,
        .doc = "Prints the first lines of a directory.yaml, to which entries are appended.",
    };
    CLEANUP(sign_secret_free) struct sign_secret *root = NULL;
    struct options options = { 0 };
    uint8_t root_public[CARD_KEY_SIZE];
    struct error err;

    command_parse(&argp, argc, argv, &options);
    if (secrets_root(options.coordinator_root, &root, &err))
        return command_failed(&err);
    sign_public(root, root_public);
    entry_print_head(options.log, options.coordinator, root_public, stdout);
    return COMMAND_FINE;
}

int command_directory(int argc, char *argv[])
{
    static const struct command commands[] = {
        { "head", "print the first lines of a directory", run_head },
        { "entry", "print a signed entry", run_entry },
        { "verify", "verify a directory", directory_verify },
        { NULL, NULL, NULL },
    };

    return command_run_group(commands, argc, argv);
}
