/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/reload.h"

#include <string.h>

#include "base/clock.h"
#include "edge/member.h"

/* What is to take the place of the old. */
struct loaded {
    struct vocabulary *vocabulary;
    struct conditions *conditions;
    struct directory *directory;
    struct agreements *agreements;
};

static void loaded_clear(struct loaded *loaded)
{
    agreements_free(loaded->agreements);
    directory_free(loaded->directory);
    conditions_free(loaded->conditions);
    vocabulary_free(loaded->vocabulary);
}
DEFINE_CLEAR(struct loaded, loaded_clear)

/* Cards that came over links lie in no folder. */
static void keep_cards(const struct directory *from, struct directory *to)
{
    for (size_t i = 0; i < directory_n_cards(from); i++) {
        const struct held_card *card = directory_card_at((struct directory *)from, i);

        /* One that the new directory does not take is of a party that it does not have, or has a new root. */
        if (directory_add_card(to, bytes_of_buffer(&card->text), NULL, NULL))
            continue;
    }
}

/* Every fault of every file is told; the first one is what the caller gets. */
struct check {
    FILE *faults;
    struct error first;
};

/* The readers of files have printed their own faults, with their places. */
static bool passes(struct check *check, enum fault fault, const struct error *err, bool is_printed)
{
    if (!fault)
        return true;
    if (!is_printed)
        fprintf(check->faults, "%s\n", err->text);
    if (!check->first.fault)
        (void)error_set_code(&check->first, FAULT_INPUT, "reload", "%s", err->text);
    return false;
}

/* The party, as it would be under the new directory. */
static enum fault check_party(const struct party_state *party, struct directory *directory,
                              struct error *err)
{
    struct edge_shared shared = { .directory = directory };
    struct party_state seen = *party;
    int64_t now_ms = clock_wall_ms();
    enum membership membership = member_of(directory, party->name, now_ms);

    seen.shared = &shared;
    if (membership == MEMBERSHIP_UNKNOWN)
        return error_set(err, FAULT_INPUT, "party %s: is not in the directory", party->name);
    if (membership == MEMBERSHIP_NOW && !party_card(&seen, now_ms))
        return error_set(err, FAULT_INPUT,
                         "party %s: has no card that covers now and holds its keys", party->name);
    return FAULT_NONE;
}

static enum fault check_log(const struct adapter *adapter, const struct directory *directory,
                            struct error *err)
{
    if (strcmp(directory_origin(directory), directory_origin(adapter->shared.directory)) == 0)
        return FAULT_NONE;
    return error_set(err, FAULT_INPUT, "%s: is of another log", adapter->settings->directory);
}

static void load(const struct adapter *adapter, struct loaded *loaded, struct check *check)
{
    const struct settings *settings = adapter->settings;
    struct reading reading = { .faults = check->faults };
    struct error err = { 0 };
    enum fault fault =
        vocabulary_load(settings->vocabulary, check->faults, &loaded->vocabulary, &err);

    if (passes(check, fault, &err, true)) {
        fault = conditions_load(settings->vocabulary, loaded->vocabulary, check->faults,
                                &loaded->conditions, &err);
        passes(check, fault, &err, true);
    }
    reading.vocabulary = loaded->vocabulary;
    fault = directory_load(settings->directory, &reading, &loaded->directory, &err);
    if (!passes(check, fault, &err, true))
        return; /* what the others say of parties cannot be judged */
    passes(check, check_log(adapter, loaded->directory, &err), &err, false);
    fault = agreements_load(settings->agreements, loaded->directory, &reading, &loaded->agreements,
                            &err);
    passes(check, fault, &err, true);
    fault = directory_add_card_folder(loaded->directory, settings->cards, &err);
    if (!passes(check, fault, &err, false))
        return;
    keep_cards(adapter->shared.directory, loaded->directory);
    for (size_t i = 0; i < adapter->n_parties; i++)
        passes(check, check_party(adapter->parties[i], loaded->directory, &err), &err, false);
}

enum fault adapter_reload(struct adapter *adapter, FILE *faults, struct error *err)
{
    CLEANUP(loaded_clear) struct loaded loaded = { 0 };
    struct edge_shared *shared = &adapter->shared;
    struct loaded old = { shared->vocabulary, shared->conditions, shared->directory,
                          shared->agreements };
    struct check check = { .faults = faults };

    load(adapter, &loaded, &check);
    if (check.first.fault)
        return error_set_code(err, FAULT_INPUT, "reload", "%s", check.first.text);
    shared->vocabulary = loaded.vocabulary;
    shared->conditions = loaded.conditions;
    shared->directory = loaded.directory;
    shared->agreements = loaded.agreements;
    loaded = old;
    members_see(adapter->parties, adapter->n_parties, clock_wall_ms());
    return FAULT_NONE;
}
