/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/start.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/credential.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "edge/consents_adult.h"
#include "edge/member.h"
#include "edge/rebox.h"
#include "edge/spool.h"
#include "edge/spool_memory.h"
#include "edge/token.h"
#include "keys/key_file.h"
#include "keys/secret.h"

enum { ROOM_MIN_BYTES = 16 * 1024 * 1024 };

struct check {
    FILE *faults;
    size_t n;
};

/* Prints what went wrong, if anything did. */
static bool passes(struct check *check, enum fault fault, const struct error *err)
{
    if (!fault)
        return true;
    fprintf(check->faults, "%s\n", err->text);
    check->n++;
    return false;
}

static void complain(struct check *check, const char *party, const char *what)
{
    fprintf(check->faults, "party %s: %s\n", party, what);
    check->n++;
}

/* ---- keys of one party ---- */

static uint8_t *read_key(struct check *check, const char *folder, enum key_file_kind kind)
{
    CLEANUP(mem_free) char *file = mem_printf("%s.key", key_file_kind_name(kind));
    CLEANUP(mem_free) char *path = credential_path(folder, file);
    uint8_t *key = NULL;
    struct error err;

    passes(check, key_file_read(path, kind, &key, &err), &err);
    return key;
}

/* The seal key before, which need not be there. */
static uint8_t *read_old_seal(struct check *check, const char *folder)
{
    CLEANUP(mem_free) char *path = credential_path(folder, "seal.old.key");
    struct stat status;
    uint8_t *key = NULL;
    struct error err;

    if (lstat(path, &status) == 0 || errno != ENOENT)
        passes(check, key_file_read(path, KEY_FILE_SEAL, &key, &err), &err);
    return key;
}

/* CURVE keys are X25519, like those of seals. */
static void derive_curve_public(struct party_state *party)
{
    CLEANUP(seal_secret_free)
    struct seal_secret *secret = seal_secret_of_bytes(party->curve_secret);

    seal_public(secret, party->curve_public);
}

static void read_keys(struct check *check, const struct party_settings *settings,
                      struct party_state *party)
{
    CLEANUP(key_file_free) uint8_t *sign = NULL, *seal = NULL, *seal_old = NULL;
    struct error err;

    party->curve_secret = read_key(check, settings->keys_folder, KEY_FILE_CURVE);
    if (party->curve_secret)
        derive_curve_public(party);
    sign = read_key(check, settings->keys_folder, KEY_FILE_SIGN);
    seal = read_key(check, settings->keys_folder, KEY_FILE_SEAL);
    seal_old = read_old_seal(check, settings->keys_folder);
    if (sign)
        party->sign = sign_secret_of_seed(sign);
    if (seal)
        party->seal = seal_secret_of_bytes(seal);
    if (seal_old)
        party->seal_old = seal_secret_of_bytes(seal_old);
    passes(check, token_read(settings->token_file, &party->token, &err), &err);
}

static void check_folder(struct check *check, const char *party, const char *folder)
{
    struct stat status;

    if (!folder)
        return;
    if (stat(folder, &status) < 0 || !S_ISDIR(status.st_mode) ||
        access(folder, R_OK | W_OK | X_OK) < 0) {
        fprintf(check->faults, "party %s: %s: is no folder that can be read and written\n", party,
                folder);
        check->n++;
    }
}

/* How its system is told of changes, and gives files. What the settings hold is borrowed. */
static void take_ways(struct check *check, const struct party_settings *settings,
                      struct party_state *party)
{
    struct error err;

    party->webhook_url = settings->webhook_url;
    party->drop_in = settings->drop_in;
    party->drop_out = settings->drop_out;
    if (settings->webhook_secret_file)
        passes(check, token_read(settings->webhook_secret_file, &party->webhook_secret, &err),
               &err);
    check_folder(check, party->name, party->drop_in);
    check_folder(check, party->name, party->drop_out);
}

static void check_card(struct check *check, const struct party_state *party, int64_t now_ms)
{
    const struct held_card *current =
        directory_current_card(party->shared->directory, party->name, now_ms);

    if (!current)
        complain(check, party->name, "has no card that covers now in the folder of cards");
    else if (!party_card(party, now_ms))
        complain(check, party->name, "its card does not hold the keys in its folder");
}

static void check_party(struct check *check, const struct adapter *adapter,
                        struct party_state *party)
{
    int64_t now_ms = clock_wall_ms();

    member_see(party, now_ms);
    if (!directory_entry(adapter->shared.directory, party->name))
        complain(check, party->name, "is not in the directory");
    else if (!party->dormant_since_ms && party->sign && party->seal && party->curve_secret)
        check_card(check, party, now_ms);
    for (size_t i = 0; i < adapter->n_parties && adapter->parties[i] != party; i++)
        if (party->token && adapter->parties[i]->token &&
            strcmp(party->token, adapter->parties[i]->token) == 0)
            complain(check, party->name, "has the same token as another party");
}

static void party_free(struct party_state *party)
{
    sign_secret_free(party->sign);
    seal_secret_free(party->seal);
    seal_secret_free(party->seal_old);
    key_file_free(party->curve_secret);
    secret_free(party->token);
    secret_free(party->webhook_secret);
    consents_adult_free(party->consents_adult);
    mem_free(party);
}

/* ---- the whole ---- */

static void load_parties(struct check *check, struct adapter *adapter)
{
    const struct settings *settings = adapter->settings;

    adapter->parties = mem_new(settings->n_parties, sizeof(struct party_state *));
    for (size_t i = 0; i < settings->n_parties; i++) {
        const struct party_settings *from = &settings->parties[i];
        struct party_state *party = mem_new(1, sizeof(*party));

        adapter->parties[adapter->n_parties++] = party;
        party->shared = &adapter->shared;
        snprintf(party->name, sizeof(party->name), "%s", from->name);
        snprintf(party->default_ground, sizeof(party->default_ground), "%s", from->default_ground);
        snprintf(party->default_area, sizeof(party->default_area), "%s", from->default_area);
        read_keys(check, from, party);
        take_ways(check, from, party);
        if (adapter->shared.directory)
            check_party(check, adapter, party);
    }
}

/* Faults of the directory, the vocabulary and the conditions are printed by their own readers. */
static void load_tables(struct check *check, struct adapter *adapter)
{
    const struct settings *settings = adapter->settings;
    struct reading reading = { .faults = check->faults };
    struct error err;

    if (vocabulary_load(settings->vocabulary, check->faults, &adapter->shared.vocabulary, &err))
        check->n++;
    else if (conditions_load(settings->vocabulary, adapter->shared.vocabulary, check->faults,
                             &adapter->shared.conditions, &err))
        check->n++;
    reading.vocabulary = adapter->shared.vocabulary;
    if (directory_load(settings->directory, &reading, &adapter->shared.directory, &err))
        check->n++;
    else
        passes(check, adapter_read_cards(adapter, &err), &err);
    if (adapter->shared.directory &&
        agreements_load(settings->agreements, adapter->shared.directory, &reading,
                        &adapter->shared.agreements, &err))
        check->n++;
}

/* Could the spool be opened or made there? Opens nothing: another process may have it. */
static void check_spool(struct check *check, const char *folder)
{
    const char *slash = strrchr(folder, '/');
    CLEANUP(mem_free)
    char *parent = slash ? mem_printf("%.*s", (int)(slash - folder), folder) : mem_text(".");

    if (access(folder, R_OK | W_OK | X_OK) == 0)
        return;
    if (errno == ENOENT && access(parent, W_OK | X_OK) == 0)
        return;
    fprintf(check->faults, "%s: cannot be written: %s\n", folder, strerror(errno));
    check->n++;
}

static void load_shared(struct check *check, struct adapter *adapter)
{
    const struct settings *settings = adapter->settings;
    struct error err;

    check_spool(check, settings->spool);
    passes(check,
           key_file_read(settings->subject_key_file, KEY_FILE_SUBJECT, &adapter->subject_key, &err),
           &err);
    adapter->shared.subject_key = adapter->subject_key;
    adapter->shared.subject_key_number = settings->subject_key_number;
    adapter->shared.test_ids = settings->test_ids;
    adapter->shared.receives = adapter->agency->receives;
}

struct adapter *adapter_load(const char *config, const struct agency *agency, FILE *faults)
{
    CLEANUP(adapter_free) struct adapter *adapter = mem_new(1, sizeof(*adapter));
    struct check check = { .faults = faults };
    struct error err;

    adapter->agency = agency;
    if (settings_load(config, faults, &adapter->settings, &err))
        return NULL;
    load_tables(&check, adapter);
    load_shared(&check, adapter);
    load_parties(&check, adapter);
    return check.n == 0 ? TAKE(adapter) : NULL;
}

static int exit_code_of(enum fault fault, const struct error *err)
{
    if (fault == FAULT_RETRY || strcmp(err->code, "spool_in_use") == 0)
        return EXIT_UNAVAILABLE;
    return fault == FAULT_BROKEN ? EXIT_DATA : EXIT_CONFIG;
}

static enum fault rebox_all(const struct adapter *adapter, struct error *err)
{
    enum fault fault = FAULT_NONE;

    for (size_t i = 0; !fault && i < adapter->n_parties; i++) {
        struct party_state *party = adapter->parties[i];
        size_t n_done = 0, n_closed = 0;

        fault = rebox_run(party, &n_done, &n_closed, err);
        if (!fault && party->seal_old)
            log_event(n_closed ? LOG_LEVEL_WARNING : LOG_LEVEL_NOTICE, "reboxed",
                      "party=%s boxes=%zu unreadable=%zu", party->name, n_done, n_closed);
    }
    return fault;
}

int adapter_open_spool(struct adapter *adapter, FILE *faults)
{
    size_t n_left_out = 0;
    struct error err;
    enum fault fault = spool_open(adapter->settings->spool, &adapter->shared.spool, &err);

    if (!fault) /* cards that came over a link, after those of the folder */
        fault =
            memory_load_cards(adapter->shared.spool, adapter->shared.directory, &n_left_out, &err);
    if (!fault)
        fault = rebox_all(adapter, &err);
    if (!fault)
        return 0;
    fprintf(faults, "%s\n", err.text);
    return exit_code_of(fault, &err);
}

void adapter_warn_of_ended(const struct adapter *adapter)
{
    int32_t day = text_day_of(clock_wall_ms());
    const struct agreements *agreements = adapter->shared.agreements;

    for (size_t i = 0; i < agreements_size(agreements); i++) {
        const struct agreement *agreement = agreements_at(agreements, i);
        char text[AGREEMENT_WARNING];

        if (!agreement_has_ended(agreement, day))
            continue;
        agreement_write_warning(agreement, text);
        log_event(LOG_LEVEL_WARNING, "agreement_expired", "%s", text);
    }
}

bool adapter_can_store(void *arg)
{
    struct adapter *adapter = arg;
    struct statvfs disk;
    struct error err;

    if (statvfs(adapter->settings->spool, &disk) < 0 ||
        disk.f_bavail * disk.f_frsize < ROOM_MIN_BYTES)
        return false;
    return spool_begin(adapter->shared.spool, &err) == FAULT_NONE &&
           spool_end(adapter->shared.spool, FAULT_NONE, &err) == FAULT_NONE;
}

enum fault adapter_read_cards(struct adapter *adapter, struct error *err)
{
    return directory_add_card_folder(adapter->shared.directory, adapter->settings->cards, err);
}

void adapter_free(struct adapter *adapter)
{
    if (!adapter)
        return;
    for (size_t i = 0; i < adapter->n_parties; i++)
        party_free(adapter->parties[i]);
    mem_free(adapter->parties);
    spool_close(adapter->shared.spool);
    agreements_free(adapter->shared.agreements);
    directory_free(adapter->shared.directory);
    conditions_free(adapter->shared.conditions);
    vocabulary_free(adapter->shared.vocabulary);
    key_file_free(adapter->subject_key);
    settings_free(adapter->settings);
    mem_free(adapter);
}
