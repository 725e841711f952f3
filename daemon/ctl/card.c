/* SPDX-License-Identifier: EUPL-1.2 */
/* card - makes, shows and verifies key cards. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "ctl/commands.h"
#include "ctl/file.h"
#include "base/json_out.h"
#include "ctl/secrets.h"
#include "keys/digest.h"
#include "keys/encode.h"
#include "keys/key_file.h"
#include "keys/seal.h"
#include "model/card.h"
#include "model/directory.h"
#include "model/lines.h"

static const int64_t day_ms = 24LL * 60 * 60 * 1000;

struct options {
    const char *log, *party, *keys, *root, *out, *directory, *cards, *file;
    uint64_t serial, days;
    int64_t from_ms;
    bool json;
};

/* ---- make ---- */

static const struct argp_option make_options[] = {
    { "log", 'l', "ORIGIN", 0, "origin of the log that the card is for", 0 },
    { "party", 'p', "NAME", 0, "whose card it is; `bus` and `log` are signed by the coordinator",
      0 },
    { "serial", 's', "N", 0, "the highest serial wins", 0 },
    { "keys", 'k', "DIR", 0, "folder with curve.key, sign.key, seal.key and witness.key", 0 },
    { "root", 'r', "FILE", 0, "root key that signs the card", 0 },
    { "from", 'f', "TIME", 0, "first instant covered (default: now)", 0 },
    { "days", 'd', "N", 0, "days covered, 1 to 90 (default 90)", 0 },
    { "out", 'o', "FILE", 0, "the card; never overwritten", 0 },
    { 0 },
};

static void require_for_make(const struct argp_state *state, const struct options *options)
{
    command_require(state, options->log, "--log");
    command_require(state, options->party, "--party");
    command_require(state, options->serial ? options : NULL, "--serial");
    command_require(state, options->keys, "--keys");
    command_require(state, options->root, "--root");
    command_require(state, options->out, "--out");
    if (options->log && !lines_is_origin(options->log))
        argp_error(state, "--log: an origin is printable ASCII without space or '+'");
    if (options->party && !text_is_token(options->party, LIMIT_PARTY))
        argp_error(state, "--party: a name is 1 to %d of [a-z0-9._-]", LIMIT_PARTY);
}

static error_t parse_make(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case 'l':
        options->log = argument;
        return 0;
    case 'p':
        options->party = argument;
        return 0;
    case 's':
        options->serial = command_number(state, "--serial", argument, 1, INT64_MAX);
        return 0;
    case 'k':
        options->keys = argument;
        return 0;
    case 'r':
        options->root = argument;
        return 0;
    case 'f':
        options->from_ms = command_time(state, "--from", argument);
        return 0;
    case 'd':
        options->days = command_number(state, "--days", argument, 1, LIMIT_CARD_DAYS);
        return 0;
    case 'o':
        options->out = argument;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "no argument is wanted beside the options");
        return 0;
    case ARGP_KEY_END:
        require_for_make(state, options);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum fault make(const struct options *options, struct error *err)
{
    CLEANUP(sign_secret_free) struct sign_secret *root = NULL;
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct card card = {
        .serial = options->serial,
        .from_ms = options->from_ms,
        .until_ms = options->from_ms + (int64_t)options->days * day_ms,
    };
    enum fault fault;

    snprintf(card.origin, sizeof(card.origin), "%s", options->log);
    snprintf(card.party, sizeof(card.party), "%s", options->party);
    fault = secrets_public(options->keys, KEY_FILE_CURVE, card.curve, err);
    if (!fault)
        fault = secrets_public(options->keys, KEY_FILE_SIGN, card.sign, err);
    if (!fault)
        fault = secrets_public(options->keys, KEY_FILE_SEAL, card.seal, err);
    if (!fault)
        fault = secrets_public(options->keys, KEY_FILE_WITNESS, card.witness, err);
    if (!fault)
        fault = secrets_root(options->root, &root, err);
    if (fault)
        return fault;
    card_write(&card, root, &text);
    return file_make(options->out, 0644, bytes_of_buffer(&text), err);
}

static int run_make(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = make_options,
        .parser = parse_make,
        .doc = "Makes a key card: binds a party's keys to its name for at most 90 days.",
    };
    struct options options = { .days = LIMIT_CARD_DAYS, .from_ms = clock_wall_ms() };
    struct error err;

    command_parse(&argp, argc, argv, &options);
    if (make(&options, &err))
        return command_failed(&err);
    printf("%s: card %" PRIu64 " of %s made\n", options.out, options.serial, options.party);
    return COMMAND_FINE;
}

/* ---- show and verify ---- */

static const struct argp_option show_options[] = {
    { "json", 'j', NULL, 0, "as JSON", 0 },
    { 0 },
};

static const struct argp_option verify_options[] = {
    { "directory", 'd', "FILE", 0, "directory with the parties' root keys", 0 },
    { "cards", 'c', "DIR", 0, "other cards, whose keys it must not hold", 0 },
    { 0 },
};

static error_t parse_file(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case 'j':
        options->json = true;
        return 0;
    case 'd':
        options->directory = argument;
        return 0;
    case 'c':
        options->cards = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (options->file)
            argp_error(state, "one FILE is wanted");
        options->file = argument;
        return 0;
    case ARGP_KEY_END:
        command_require(state, options->file, "FILE");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum fault read_card(const char *path, struct buffer *ret_text, struct card *ret_card,
                            struct error *err)
{
    enum fault fault = file_read(path, LIMIT_CARD_BYTES, ret_text, err);

    if (fault)
        return fault;
    fault = card_read(bytes_of_buffer(ret_text), ret_card, err);
    return fault ? error_prefix(err, "%s: ", path) : FAULT_NONE;
}

static void show_json(const struct card *card, const struct digest *hash)
{
    const struct {
        const char *key;
        const uint8_t *bytes;
    } keys[] = { { "curve", card->curve },
                 { "sign", card->sign },
                 { "seal", card->seal },
                 { "witness", card->witness } };
    CLEANUP(json_out_clear) struct json_out json = { 0 };
    char text[DIGEST_BASE64_SIZE];

    json_enter_object(&json, NULL);
    json_put_text(&json, "log", card->origin);
    json_put_text(&json, "party", card->party);
    json_put_number(&json, "serial", card->serial);
    json_put_time(&json, "from", card->from_ms);
    json_put_time(&json, "until", card->until_ms);
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        encode_base64_to(keys[i].bytes, CARD_KEY_SIZE, text);
        json_put_text(&json, keys[i].key, text);
    }
    digest_write_base64(hash, text);
    json_put_text(&json, "hash", text);
    json_leave_object(&json);
    json_out_flush(&json, stdout);
}

static int run_show(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = show_options,
        .parser = parse_file,
        .args_doc = "FILE",
        .doc = "Shows a key card. Its signature is not judged: see `card verify`.",
    };
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct options options = { 0 };
    struct digest hash;
    struct card card;
    struct error err;

    command_parse(&argp, argc, argv, &options);
    if (read_card(options.file, &text, &card, &err))
        return command_failed(&err);
    hash = digest_of(bytes_of_buffer(&text));
    if (options.json)
        show_json(&card, &hash);
    else
        fwrite(text.data, 1, text.size, stdout);
    return COMMAND_FINE;
}

static const char *when(const struct card *card, int64_t now_ms)
{
    if (card_covers(card, now_ms))
        return "covers now";
    return now_ms < card->from_ms ? "covers no time yet" : "has run out";
}

static int run_verify(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = verify_options,
        .parser = parse_file,
        .args_doc = "FILE",
        .doc =
            "Verifies a key card against the root key that the directory has of its party.\v"
            "Exit status 1 if it was not signed with that key, does not cover now, or holds a key "
            "of another party's card in DIR.",
    };
    CLEANUP(directory_free) struct directory *directory = NULL;
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct options options = { 0 };
    struct card card;
    struct error err;

    command_parse(&argp, argc, argv, &options);
    if (!options.directory)
        return command_fail(COMMAND_USAGE, "%s: --directory is required", argv[0]);
    if (read_card(options.file, &text, &card, &err) ||
        directory_load(options.directory, NULL, &directory, &err) ||
        (options.cards && directory_add_card_folder(directory, options.cards, &err)))
        return command_failed(&err);
    if (directory_add_card(directory, bytes_of_buffer(&text), NULL, &err)) {
        printf("%s: %s\n", options.file, err.text);
        return COMMAND_FINDING;
    }
    printf("%s: card %" PRIu64 " of %s is signed by its root key and %s\n", options.file,
           card.serial, card.party, when(&card, clock_wall_ms()));
    return card_covers(&card, clock_wall_ms()) ? COMMAND_FINE : COMMAND_FINDING;
}

int command_card(int argc, char *argv[])
{
    static const struct command commands[] = {
        { "make", "make a card from a party's keys", run_make },
        { "show", "show a card", run_show },
        { "verify", "verify a card against the directory", run_verify },
        { NULL, NULL, NULL },
    };

    return command_run_group(commands, argc, argv);
}
