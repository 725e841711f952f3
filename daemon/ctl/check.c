/* SPDX-License-Identifier: EUPL-1.2 */
/* check - everything that the broker needs at its start, without starting it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "ctl/card_term.h"
#include "ctl/commands.h"
#include "ctl/load.h"
#include "ctl/secrets.h"
#include "keys/key_file.h"
#include "model/directory.h"
#include "schema.h"
#include "settings/policy_file.h"
#include "settings/settings.h"
#include "store/db.h"

#define UNSAFE                                                                                     \
    "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', "                    \
    "'synchronous_commit') AND setting = 'off'"
#define READ_ONLY "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'"

struct check {
    const char *config;
    struct settings *settings;
    struct directory *directory;
    bool has_cards; /* the directory holds those of the folder */
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct check *check = state->input;

    switch (key) {
    case 'c':
        check->config = argument;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "no argument is wanted beside the options");
        return 0;
    case ARGP_KEY_END:
        command_require(state, check->config, "--config");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum fault check_settings(struct check *check, struct error *err)
{
    return load_settings(check->config, &check->settings, err);
}

static enum fault check_keys(struct check *check, struct error *err)
{
    CLEANUP(key_file_free) uint8_t *index = NULL;
    uint8_t unused[SIGN_PUBLIC_SIZE];
    enum fault fault = secrets_public(check->settings->keys, KEY_FILE_CURVE, unused, err);

    if (!fault)
        fault = secrets_public(check->settings->keys, KEY_FILE_SIGN, unused, err);
    if (!fault)
        fault = key_file_read(check->settings->index_key, KEY_FILE_INDEX, &index, err);
    return fault;
}

/* A vocabulary that cannot be read is a fault of the policy, and told there. */
static enum fault check_directory(struct check *check, struct error *err)
{
    CLEANUP(mem_free)
    char *path = mem_printf("%s/" POLICY_VOCABULARY, check->settings->policy);
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    struct error unread;

    if (vocabulary_load(path, NULL, &vocabulary, &unread))
        vocabulary = NULL;
    return load_directory(check->settings->directory, vocabulary, &check->directory, err);
}

/* The bus must have a card that covers now and holds the keys it has; keys that cannot be read were
 * found before. */
static enum fault check_cards(struct check *check, struct error *err)
{
    const char *keys = check->settings->keys;
    uint8_t curve[SIGN_PUBLIC_SIZE], sign[SIGN_PUBLIC_SIZE];
    const struct held_card *bus;
    struct error unread;
    int64_t now_ms = clock_wall_ms();
    enum fault fault = directory_add_card_folder(check->directory, check->settings->cards, err);

    if (fault)
        return fault;
    check->has_cards = true;
    bus = directory_current_card(check->directory, PARTY_BUS, now_ms);
    if (!bus || !directory_current_card(check->directory, PARTY_LOG, now_ms))
        return error_set_code(err, FAULT_INPUT, "card", "%s: no card of %s covers now",
                              check->settings->cards, bus ? PARTY_LOG : PARTY_BUS);
    if (secrets_public(keys, KEY_FILE_CURVE, curve, &unread) ||
        secrets_public(keys, KEY_FILE_SIGN, sign, &unread))
        return FAULT_NONE;
    if (memcmp(bus->card.curve, curve, sizeof(curve)) != 0 ||
        memcmp(bus->card.sign, sign, sizeof(sign)) != 0)
        return error_set_code(err, FAULT_INPUT, "card",
                              "card %" PRIu64 " of bus does not hold the keys of %s",
                              bus->card.serial, keys);
    return FAULT_NONE;
}

static enum fault check_policy(struct check *check, struct error *err)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(policy_free) struct policy *policy = NULL;

    return load_policy(check->settings->policy, &vocabulary, &policy, err);
}

static enum fault check_safety(struct check *check, struct db *db, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *unsafe = NULL;
    CLEANUP(db_rows_free) struct db_rows *read_only = NULL;
    enum fault fault = db_query_text(db, UNSAFE, NULL, 0, &unsafe, err);

    if (!fault)
        fault = db_query_text(db, READ_ONLY, NULL, 0, &read_only, err);
    if (fault)
        return fault;
    if (db_rows_count(unsafe) > 0 && !check->settings->allow_unsafe_database)
        return error_set_code(err, FAULT_INPUT, "database_unsafe",
                              "the database runs with %s off and may forget what it confirmed",
                              db_rows_text(unsafe, 0, 0));
    if (strcmp(db_rows_text(read_only, 0, 0), "f") != 0)
        return error_set_code(err, FAULT_INPUT, "database_read_only",
                              "the database is read-only: a standby, or set so");
    return FAULT_NONE;
}

static enum fault check_database(struct check *check, struct error *err)
{
    CLEANUP(db_close) struct db *db = NULL;
    int number = 0;
    enum fault fault = db_open(check->settings->database, "sambandctl", &db, err);

    if (!fault)
        fault = db_schema_number(db, &number, err);
    if (fault)
        return fault;
    if (number != SCHEMA_STEPS)
        return error_set_code(err, FAULT_INPUT, "schema_version",
                              "the database has schema %d, this version wants %d%s", number,
                              SCHEMA_STEPS,
                              number < SCHEMA_STEPS ? ": run `sambandctl db migrate`" : "");
    return check_safety(check, db, err);
}

/* In this order: each needs those before it, but for the database, which needs the settings. */
static const struct {
    const char *name;
    enum fault (*run)(struct check *check, struct error *err);
    bool needs_directory;
} steps[] = {
    { "settings", check_settings, false },   { "keys", check_keys, false },
    { "directory", check_directory, false }, { "cards", check_cards, true },
    { "policy", check_policy, false },       { "database", check_database, false },
};

static const struct argp_option option_table[] = {
    { "config", 'c', "FILE", 0, "settings of the broker", 0 },
    { 0 },
};

/* Runs what can be run, so that one look shows every fault. */
static int run_steps(struct check *check)
{
    int code = COMMAND_FINE;

    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        struct error err;
        enum fault fault;

        if (steps[i].needs_directory && !check->directory)
            continue;
        fault = steps[i].run(check, &err);
        printf("%-10s %s\n", steps[i].name, fault ? "FAULT" : "fine");
        if (steps[i].run == check_cards && check->has_cards)
            (void)card_term_print_all(check->directory, clock_wall_ms(), stdout);
        fflush(stdout);
        if (!fault)
            continue;
        (void)command_failed(&err);
        if (code == COMMAND_FINE)
            code = err.fault == FAULT_INPUT ? COMMAND_SETTINGS : COMMAND_UNAVAILABLE;
        if (!check->settings)
            break;
    }
    return code;
}

int command_check(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .doc = "Checks everything that the broker needs at its start, and changes nothing.\v"
               "A party whose card does not cover now, or not much longer, is a warning. "
               "Exit status 78 for a fault of settings, keys, directory, cards, policy or schema; "
               "69 if only the database cannot be reached.",
    };
    struct check check = { 0 };
    int code;

    command_parse(&argp, argc, argv, &check);
    code = run_steps(&check);
    settings_free(check.settings);
    directory_free(check.directory);
    return code;
}
