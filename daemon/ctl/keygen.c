/* SPDX-License-Identifier: EUPL-1.2 */
/* keygen - fresh secret keys, one file each, never overwriting one. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "ctl/commands.h"
#include "ctl/file.h"
#include "keys/key_file.h"
#include "keys/random.h"
#include "keys/secret.h"
#include "model/directory.h"

struct options {
    const char *party, *kind, *out;
};

static const struct argp_option option_table[] = {
    { "party", 'p', "NAME", 0, "the keys of a party; `bus` and `log` get no root key", 0 },
    { "kind", 'k', "KIND", 0, "one key of the area: index, subject, or token", 0 },
    { "out", 'o', "PATH", 0, "folder (of a party) or file (of the area)", 0 },
    { 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case 'p':
        if (!text_is_token(argument, LIMIT_PARTY))
            argp_error(state, "--party: a name is 1 to %d of [a-z0-9._-]", LIMIT_PARTY);
        options->party = argument;
        return 0;
    case 'k':
        if (strcmp(argument, "index") != 0 && strcmp(argument, "subject") != 0 &&
            strcmp(argument, "token") != 0)
            argp_error(state, "--kind: index, subject or token is wanted");
        options->kind = argument;
        return 0;
    case 'o':
        options->out = argument;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "no argument is wanted beside the options");
        return 0;
    case ARGP_KEY_END:
        if (!options->party == !options->kind)
            argp_error(state, "one of --party and --kind is wanted");
        command_require(state, options->out, "--out");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum fault make_key(const char *path, enum key_file_kind kind, struct error *err)
{
    CLEANUP(secret_free) uint8_t *key = secret_new(KEY_FILE_KEY_SIZE);

    keys_random(key, KEY_FILE_KEY_SIZE);
    return key_file_write(path, kind, key, err);
}

static enum fault make_token(const char *path, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    CLEANUP(secret_free) uint8_t *bytes = secret_new(KEY_FILE_KEY_SIZE);
    CLEANUP(secret_free) char *hex = secret_new(2 * KEY_FILE_KEY_SIZE + 1);

    keys_random(bytes, KEY_FILE_KEY_SIZE);
    text_write_hex(bytes, KEY_FILE_KEY_SIZE, hex);
    buffer_printf(&text, "%s\n", hex);
    return file_make(path, 0600, bytes_of_buffer(&text), err);
}

/* All or none: nothing is made while one of the files is there. */
static enum fault make_party(const char *party, const char *folder, struct error *err)
{
    static const enum key_file_kind kinds[] = { KEY_FILE_ROOT, KEY_FILE_CURVE, KEY_FILE_SIGN,
                                                KEY_FILE_SEAL, KEY_FILE_WITNESS };
    bool of_coordinator = strcmp(party, PARTY_BUS) == 0 || strcmp(party, PARTY_LOG) == 0;
    enum fault fault = file_make_folder(folder, err);

    for (size_t round = 0; round < 2; round++) {
        for (size_t i = of_coordinator ? 1 : 0; !fault && i < ARRAY_SIZE(kinds); i++) {
            CLEANUP(mem_free)
            char *path = mem_printf("%s/%s.key", folder, key_file_kind_name(kinds[i]));

            if (round == 1)
                fault = make_key(path, kinds[i], err);
            else if (access(path, F_OK) == 0)
                fault = error_set_code(err, FAULT_INPUT, "key_file_exists",
                                       "%s: is there already and is never overwritten", path);
        }
    }
    return fault;
}

int command_keygen(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .doc = "Makes secret keys: files of mode 0600, a party's in a folder of mode 0700.\v"
               "A party's folder holds root.key (keep it offline), curve.key, sign.key, seal.key "
               "and witness.key.",
    };
    struct options options = { 0 };
    enum key_file_kind kind = KEY_FILE_TOKEN;
    enum fault fault;
    struct error err;

    command_parse(&argp, argc, argv, &options);
    if (options.party)
        fault = make_party(options.party, options.out, &err);
    else if (key_file_read_kind(options.kind, &kind) && kind != KEY_FILE_TOKEN)
        fault = make_key(options.out, kind, &err);
    else
        fault = make_token(options.out, &err);
    if (fault)
        return command_failed(&err);
    printf("%s: %s\n", options.out, options.party ? "keys made" : "key made");
    return COMMAND_FINE;
}
