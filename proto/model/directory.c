/* SPDX-License-Identifier: Apache-2.0 */
#include "model/directory.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "model/directory_file.h"
#include "model/folder.h"
#include "model/held_cards.h"

struct directory {
    struct directory_file file;
    const struct party **by_name; /* the file's parties, sorted */
    struct held_cards *cards;
};

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const struct party *const *)a)->name, (*(const struct party *const *)b)->name);
}

static void index_parties(struct directory *directory)
{
    directory->cards = held_cards_new();
    directory->by_name = mem_new(directory->file.n_parties, sizeof(*directory->by_name));
    for (size_t i = 0; i < directory->file.n_parties; i++)
        directory->by_name[i] = &directory->file.parties[i];
    qsort(directory->by_name, directory->file.n_parties, sizeof(*directory->by_name), by_name);
}

enum fault directory_load(const char *path, const struct reading *reading,
                          struct directory **ret_directory, struct error *err)
{
    CLEANUP(directory_free) struct directory *directory = mem_new(1, sizeof(*directory));
    enum fault fault = directory_file_read(path, reading, &directory->file, err);

    if (fault)
        return fault;
    index_parties(directory);
    *ret_directory = TAKE(directory);
    return FAULT_NONE;
}

enum fault directory_read(const char *name, struct bytes bytes, const struct reading *reading,
                          struct directory **ret_directory, struct error *err)
{
    CLEANUP(directory_free) struct directory *directory = mem_new(1, sizeof(*directory));
    enum fault fault = directory_file_read_bytes(name, bytes, reading, &directory->file, err);

    if (fault)
        return fault;
    index_parties(directory);
    *ret_directory = TAKE(directory);
    return FAULT_NONE;
}

void directory_free(struct directory *directory)
{
    if (!directory)
        return;
    held_cards_free(directory->cards);
    directory_file_clear(&directory->file);
    mem_free(directory->by_name);
    mem_free(directory);
}

const char *directory_origin(const struct directory *directory) { return directory->file.origin; }

const char *directory_coordinator(const struct directory *directory)
{
    return directory->file.coordinator;
}

const uint8_t *directory_coordinator_root(const struct directory *directory)
{
    return directory->file.coordinator_root;
}

const char *directory_hash(const struct directory *directory) { return directory->file.hash; }

struct bytes directory_source(const struct directory *directory)
{
    return bytes_of_buffer(&directory->file.source);
}

size_t directory_size(const struct directory *directory) { return directory->file.n_parties; }

const struct party *directory_at(const struct directory *directory, size_t i)
{
    assert(i < directory->file.n_parties);
    return &directory->file.parties[i];
}

static bool is_member(const struct party *party, int32_t day)
{
    return day >= party->joined_day && day < party->left_day;
}

const struct party *directory_entry(const struct directory *directory, const char *name)
{
    size_t low = 0, high = directory->file.n_parties;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(directory->by_name[middle]->name, name);

        if (order == 0)
            return directory->by_name[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct party *directory_party(const struct directory *directory, const char *name,
                                    int32_t day)
{
    const struct party *party = directory_entry(directory, name);

    return party && is_member(party, day) ? party : NULL;
}

const struct party_function *party_function(const struct party *party, const char *function)
{
    for (size_t i = 0; i < party->n_functions; i++) {
        if (strcmp(party->functions[i].word, function) == 0)
            return &party->functions[i];
    }
    return NULL;
}

bool party_function_is_open(const struct party_function *function, int64_t now_ms)
{
    int32_t today = hours_local_day(now_ms);

    for (size_t i = 0; i < function->n_closed; i++) {
        if (function->closed[i] == today)
            return false;
    }
    return hours_cover(&function->hours, now_ms);
}

static bool serves(const struct party *party, const char *function, const char *area)
{
    for (size_t i = 0; i < party->n_areas; i++) {
        if (strcmp(party->areas[i], area) == 0)
            return party_function(party, function) != NULL;
    }
    return false;
}

const struct party *directory_resolve(const struct directory *directory, const char *function,
                                      const char *area, int32_t day, size_t *ret_n)
{
    const struct party *found = NULL;

    *ret_n = 0;
    for (size_t i = 0; i < directory->file.n_parties; i++) {
        const struct party *party = &directory->file.parties[i];

        if (is_member(party, day) && serves(party, function, area)) {
            found = party;
            (*ret_n)++;
        }
    }
    return *ret_n == 1 ? found : NULL;
}

/* The function that is called outside the hours of a route's; NULL if that names none or nobody has it
 * in the area. */
static const struct party_function *on_call_of(const struct directory *directory,
                                               const struct route *route, const char *area,
                                               int32_t day, const struct party **ret_party)
{
    const char *word = route->function->on_call;
    size_t n;

    *ret_party = word[0] ? directory_resolve(directory, word, area, day, &n) : NULL;
    return *ret_party ? party_function(*ret_party, word) : NULL;
}

/* The telephone of a function that is on call, and an acute message while nobody is at the other. */
static void take_on_call(const struct party *party, const struct party_function *on_call,
                         bool acute, int64_t now_ms, struct route *route)
{
    if (on_call->telephone[0])
        route->telephone = on_call->telephone;
    if (!acute || party_function_is_open(route->function, now_ms))
        return;
    route->party = party;
    route->function = on_call;
    route->on_call = true;
}

bool directory_route(const struct directory *directory, const char *function, const char *area,
                     bool acute, int64_t now_ms, struct route *ret_route, size_t *ret_n)
{
    int32_t day = text_day_of(now_ms);
    const struct party *party = directory_resolve(directory, function, area, day, ret_n);
    const struct party *on_call_party;
    const struct party_function *on_call;
    struct route route = { .party = party };

    if (!party)
        return false;
    route.function = party_function(party, function);
    route.telephone = route.function->telephone;
    on_call = on_call_of(directory, &route, area, day, &on_call_party);
    if (on_call)
        take_on_call(on_call_party, on_call, acute, now_ms, &route);
    *ret_route = route;
    return true;
}

bool directory_contact_officer(const struct directory *directory, const struct party *school,
                               bool acute, int64_t now_ms, struct route *ret_route)
{
    int32_t day = text_day_of(now_ms);
    struct route route = { .party = directory_party(directory, school->contact_officer, day) };
    const struct party_function *on_call = NULL;
    const struct party *on_call_party;

    if (!school->contact_officer[0] || !route.party)
        return false;
    route.function = party_function(route.party, FUNCTION_CONTACT_OFFICER);
    if (!route.function)
        return false;
    route.telephone = route.function->telephone;
    for (size_t i = 0; i < school->n_areas && !on_call; i++)
        on_call = on_call_of(directory, &route, school->areas[i], day, &on_call_party);
    if (on_call)
        take_on_call(on_call_party, on_call, acute, now_ms, &route);
    *ret_route = route;
    return true;
}

static bool is_of_coordinator(const char *party)
{
    return strcmp(party, PARTY_BUS) == 0 || strcmp(party, PARTY_LOG) == 0;
}

/* The key that signs a party's cards; NULL for a stranger. Former members count: what they signed
 * while they were members must still verify. */
static const uint8_t *root_of(const struct directory *directory, const char *name)
{
    const struct party *party;

    if (is_of_coordinator(name))
        return directory->file.coordinator_root;
    party = directory_entry(directory, name);
    return party ? party->root : NULL;
}

/* Reads, and judges the signature. */
static enum fault verify_card(const struct directory *directory, struct bytes text,
                              struct card *ret_card, struct error *err)
{
    const uint8_t *root;
    struct error unread;

    if (card_read(text, ret_card, &unread))
        return error_set_code(err, FAULT_INPUT, "card", "card: %.380s", unread.text);
    root = root_of(directory, ret_card->party);
    if (!root)
        return error_set_code(err, FAULT_INPUT, "card", "card of %s: no such party",
                              ret_card->party);
    if (!card_is_signed_by(text, root, directory->file.origin))
        return error_set_code(err, FAULT_INPUT, "card",
                              "card %llu of %s: not signed by its root key for this log",
                              (unsigned long long)ret_card->serial, ret_card->party);
    return FAULT_NONE;
}

static enum fault add_card(struct directory *directory, struct bytes text, bool is_past,
                           bool *ret_is_new, struct error *err)
{
    const struct held_card *held;
    struct card card;
    enum fault fault = verify_card(directory, text, &card, err);

    if (fault)
        return fault;
    held = held_cards_find(directory->cards, card.party, card.serial);
    if (held && !bytes_equal(bytes_of_buffer(&held->text), text))
        return error_set_code(err, FAULT_INPUT, "card_conflict",
                              "card %llu of %s: another card with this serial is held",
                              (unsigned long long)card.serial, card.party);
    /* What the coordinator signed is not to be kept out by whoever copies its keys. */
    if (!held && !is_past && !is_of_coordinator(card.party))
        fault = held_cards_check_keys(directory->cards, &card, err);
    if (fault)
        return fault;
    if (!held)
        held_cards_add(directory->cards, &card, text);
    if (ret_is_new)
        *ret_is_new = !held;
    return FAULT_NONE;
}

enum fault directory_add_card(struct directory *directory, struct bytes text, bool *ret_is_new,
                              struct error *err)
{
    return add_card(directory, text, false, ret_is_new, err);
}

enum fault directory_add_past_card(struct directory *directory, struct bytes text,
                                   struct error *err)
{
    return add_card(directory, text, true, NULL, err);
}

static enum fault add_card_file(struct directory *directory, const char *path, struct error *err)
{
    CLEANUP(fclose) FILE *file = file_open(path);
    uint8_t text[LIMIT_CARD_BYTES + 1];
    size_t size;

    if (!file)
        return error_set_code(err, FAULT_INPUT, "card", "%s: cannot be read: %s", path,
                              strerror(errno));
    size = fread(text, 1, sizeof(text), file);
    if (ferror(file))
        return error_set_code(err, FAULT_INPUT, "card", "%s: cannot be read: %s", path,
                              strerror(errno));
    if (directory_add_card(directory, bytes_of(text, size), NULL, err))
        return err ? error_prefix(err, "%s: ", path) : FAULT_INPUT;
    return FAULT_NONE;
}

enum fault directory_add_card_folder(struct directory *directory, const char *path,
                                     struct error *err)
{
    CLEANUP(folder_clear) struct folder_files files = { 0 };
    enum fault fault = folder_list(path, ".card", "card", &files, err);

    for (size_t i = 0; i < files.n && !fault; i++)
        fault = add_card_file(directory, files.paths[i], err);
    return fault;
}

struct held_cards *directory_take_cards(struct directory *directory)
{
    struct held_cards *cards = directory->cards;

    directory->cards = held_cards_new();
    return cards;
}

const struct held_card *directory_current_card(const struct directory *directory, const char *party,
                                               int64_t now_ms)
{
    const struct held_card *held = held_cards_highest(directory->cards, party);

    return held && card_covers(&held->card, now_ms) ? held : NULL;
}

const struct held_card *directory_card_of_key(const struct directory *directory,
                                              const uint8_t key[CARD_KEY_SIZE])
{
    return held_cards_of_key(directory->cards, key);
}

struct held_card *directory_card(const struct directory *directory, const char *party,
                                 uint64_t serial)
{
    return held_cards_find(directory->cards, party, serial);
}

size_t directory_n_cards(const struct directory *directory)
{
    return held_cards_size(directory->cards);
}

struct held_card *directory_card_at(const struct directory *directory, size_t i)
{
    return held_cards_at(directory->cards, i);
}
