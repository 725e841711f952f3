/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/basis.h"

#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "ctl/kept.h"
#include "keys/digest.h"
#include "model/entry.h"

#define LEAVES                                                                                     \
    "SELECT idx, entry FROM samband.audit_leaf WHERE kind IN ('start', 'policy', 'directory', "    \
    "'agreement') ORDER BY idx"
#define CARDS                                                                                      \
    "SELECT l.idx, l.entry FROM samband.key_card k JOIN samband.audit_leaf l "                     \
    "ON l.idx = k.leaf_idx ORDER BY l.idx"

/* A text that a leaf puts into force: of an agreement, or the hash of rules or of a directory. */
struct stated {
    uint64_t leaf;
    char hash[POLICY_HASH_TEXT_SIZE];
    struct buffer text; /* of an agreement */
};

struct basis {
    struct source *source;
    uint64_t since;
    struct stated *policies, *directories, *agreements; /* in the order of the record */
    size_t n_policies, n_directories, n_agreements;
    struct answer *cards;
    size_t next_card; /* the first that the directory below has not got */

    char policy_hash[POLICY_HASH_TEXT_SIZE];
    struct policy *policy;
    struct vocabulary *vocabulary;
    char directory_hash[POLICY_HASH_TEXT_SIZE];
    struct directory *directory;

    const struct policy *offered;
    const char *offered_directory;
};

static void stated_free(struct stated *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buffer_clear(&all[i].text);
    mem_free(all);
}

void basis_free(struct basis *basis)
{
    if (!basis)
        return;
    stated_free(basis->policies, basis->n_policies);
    stated_free(basis->directories, basis->n_directories);
    stated_free(basis->agreements, basis->n_agreements);
    answer_free(basis->cards);
    policy_free(basis->policy);
    vocabulary_free(basis->vocabulary);
    directory_free(basis->directory);
    mem_free(basis);
}

static struct stated *add(struct stated **all, size_t *n, uint64_t leaf)
{
    struct stated *stated;

    *all = mem_grow(*all, *n + 1, sizeof(**all));
    stated = &(*all)[(*n)++];
    *stated = (struct stated){ .leaf = leaf };
    return stated;
}

static void add_agreement(struct basis *basis, uint64_t leaf, struct bytes text)
{
    struct stated *stated = add(&basis->agreements, &basis->n_agreements, leaf);
    struct digest hash = digest_of(text);

    buffer_append_bytes(&stated->text, text);
    text_put(stated->hash, sizeof(stated->hash), "sha256:");
    digest_write_hex(&hash, stated->hash + strlen(stated->hash));
}

static void add_policy(struct basis *basis, uint64_t leaf, const char *hash)
{
    struct stated *stated = add(&basis->policies, &basis->n_policies, leaf);

    text_put(stated->hash, sizeof(stated->hash), hash);
}

static void add_directory(struct basis *basis, uint64_t leaf, const char *hash)
{
    struct stated *stated = add(&basis->directories, &basis->n_directories, leaf);

    text_put(stated->hash, sizeof(stated->hash), hash);
}

static enum fault add_start(struct basis *basis, uint64_t leaf, struct bytes text,
                            struct error *err)
{
    struct start_text start;
    enum fault fault = start_text_read(text, &start, err);

    if (fault)
        return fault;
    add_policy(basis, leaf, start.policy);
    add_directory(basis, leaf, start.directory);
    return FAULT_NONE;
}

static enum fault add_load(struct basis *basis, uint64_t leaf, const struct entry *entry,
                           struct error *err)
{
    char hash[POLICY_HASH_TEXT_SIZE];
    enum fault fault = load_text_read(entry->text, hash, err);

    if (fault)
        return fault;
    if (entry->kind == ENTRY_POLICY)
        add_policy(basis, leaf, hash);
    else
        add_directory(basis, leaf, hash);
    return FAULT_NONE;
}

static enum fault add_entry(struct basis *basis, uint64_t leaf, const struct entry *entry,
                            struct error *err)
{
    switch (entry->kind) {
    case ENTRY_AGREEMENT:
        add_agreement(basis, leaf, entry->text);
        return FAULT_NONE;
    case ENTRY_START:
        return add_start(basis, leaf, entry->text, err);
    default:
        return add_load(basis, leaf, entry, err);
    }
}

static enum fault add_leaf(struct basis *basis, uint64_t leaf, struct bytes bytes,
                           struct error *err)
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
    enum fault fault = entry_read(bytes, entry, err);

    if (!fault)
        fault = add_entry(basis, leaf, entry, err);
    if (fault)
        return error_set_code(err, FAULT_INPUT, "damaged", "leaf %" PRIu64 " does not read", leaf);
    return FAULT_NONE;
}

static enum fault read_leaves(struct basis *basis, struct error *err)
{
    CLEANUP(answer_free) struct answer *rows = NULL;
    enum fault fault = source_query(basis->source, LEAVES, NULL, 0, &rows, err);

    for (size_t i = 0; !fault && i < answer_n(rows); i++) {
        CLEANUP(buffer_clear) struct buffer bytes = { 0 };

        answer_bytes(rows, i, 1, &bytes);
        fault = add_leaf(basis, (uint64_t)answer_number(rows, i, 0), bytes_of_buffer(&bytes), err);
    }
    return fault;
}

enum fault basis_new(struct source *source, struct basis **ret_basis, struct error *err)
{
    CLEANUP(basis_free) struct basis *basis = mem_new(1, sizeof(*basis));
    enum fault fault;

    basis->source = source;
    fault = kept_since(source, &basis->since, err);
    if (!fault)
        fault = read_leaves(basis, err);
    if (!fault)
        fault = source_query(source, CARDS, NULL, 0, &basis->cards, err);
    if (!fault)
        *ret_basis = TAKE(basis);
    return fault;
}

void basis_offer_policy(struct basis *basis, const struct policy *policy)
{
    basis->offered = policy;
}

void basis_offer_directory(struct basis *basis, const char *path)
{
    basis->offered_directory = path;
}

uint64_t basis_kept_since(const struct basis *basis) { return basis->since; }

static bool is_offered(const struct basis *basis, const char *hash)
{
    char offered[POLICY_HASH_TEXT_SIZE];

    if (!basis->offered)
        return false;
    policy_hash_text(basis->offered, offered);
    return strcmp(offered, hash) == 0;
}

/* The last that stands before; NULL if there is none. */
static const char *hash_before(const struct stated all[], size_t n, uint64_t before)
{
    for (size_t i = n; i-- > 0;) {
        if (all[i].leaf < before)
            return all[i].hash;
    }
    return NULL;
}

static enum fault check_in_force(const struct basis *basis, const char *hash, uint64_t leaf,
                                 struct error *err)
{
    const char *in_force = hash_before(basis->policies, basis->n_policies, leaf);

    if (in_force && strcmp(in_force, hash) == 0)
        return FAULT_NONE;
    return error_set_code(err, FAULT_INPUT, "damaged",
                          "leaf %" PRIu64 " was decided by rules that were not in force: %s", leaf,
                          hash);
}

enum fault basis_policy(struct basis *basis, const char *hash, uint64_t leaf,
                        const struct policy **ret_policy, struct error *err)
{
    enum fault fault = check_in_force(basis, hash, leaf, err);

    if (fault)
        return fault;
    if (!basis->policy || strcmp(basis->policy_hash, hash) != 0) {
        policy_free(TAKE(basis->policy));
        vocabulary_free(TAKE(basis->vocabulary));
        fault = kept_policy(basis->source, hash, &basis->vocabulary, &basis->policy, err);
        if (fault && strcmp(err->code, "not_kept") == 0 && is_offered(basis, hash)) {
            *ret_policy = basis->offered;
            return FAULT_NONE;
        }
        if (fault)
            return fault;
        text_put(basis->policy_hash, sizeof(basis->policy_hash), hash);
    }
    *ret_policy = basis->policy;
    return FAULT_NONE;
}

/* As the broker takes them from the record: those whose party has another root key are of no use. */
static void add_cards(struct basis *basis, uint64_t before)
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
    size_t n = answer_n(basis->cards);

    for (; basis->next_card < n; basis->next_card++) {
        CLEANUP(buffer_clear) struct buffer bytes = { 0 };
        struct card card;

        if ((uint64_t)answer_number(basis->cards, basis->next_card, 0) >= before)
            return;
        answer_bytes(basis->cards, basis->next_card, 1, &bytes);
        if (entry_read(bytes_of_buffer(&bytes), entry, NULL) ||
            card_read(entry->text, &card, NULL) ||
            directory_add_past_card(basis->directory, entry->text, NULL))
            continue;
        directory_card(basis->directory, card.party, card.serial)->in_record = true;
    }
}

/* One that the record does not keep may lie in a file. */
static enum fault load_offered(const struct basis *basis, const char *hash,
                               struct directory **ret_directory, struct error *err)
{
    CLEANUP(directory_free) struct directory *directory = NULL;

    if (!basis->offered_directory || strcmp(err->code, "not_kept") != 0)
        return err->fault;
    if (directory_load(basis->offered_directory, NULL, &directory, err))
        return err->fault;
    if (strcmp(directory_hash(directory), hash) != 0)
        return error_set_code(err, FAULT_INPUT, "not_kept",
                              "%.200s is not the directory of that day, %s, which the record does "
                              "not keep",
                              basis->offered_directory, hash);
    *ret_directory = TAKE(directory);
    return FAULT_NONE;
}

enum fault basis_directory(struct basis *basis, uint64_t before,
                           const struct directory **ret_directory, struct error *err)
{
    const char *hash = hash_before(basis->directories, basis->n_directories, before);
    enum fault fault;

    if (!hash)
        return error_set_code(err, FAULT_INPUT, "damaged",
                              "no leaf before %" PRIu64 " names a directory", before);
    if (!basis->directory || strcmp(basis->directory_hash, hash) != 0) {
        directory_free(TAKE(basis->directory));
        basis->next_card = 0;
        fault = kept_directory(basis->source, hash, &basis->directory, err);
        if (fault)
            fault = load_offered(basis, hash, &basis->directory, err);
        if (fault)
            return fault;
        text_put(basis->directory_hash, sizeof(basis->directory_hash), hash);
    }
    add_cards(basis, before);
    *ret_directory = basis->directory;
    return FAULT_NONE;
}

struct bytes basis_agreement(const struct basis *basis, const char *hash, uint64_t before)
{
    for (size_t i = 0; i < basis->n_agreements; i++) {
        const struct stated *stated = &basis->agreements[i];

        if (stated->leaf < before && strcmp(stated->hash, hash) == 0)
            return bytes_of_buffer(&stated->text);
    }
    return (struct bytes){ 0 };
}
