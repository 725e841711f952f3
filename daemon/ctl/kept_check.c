/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/kept_check.h"

#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "core/policy_rules.h"
#include "model/entry.h"

struct named {
    char hash[POLICY_HASH_TEXT_SIZE];
    uint64_t last; /* leaf that names it */
    bool is_kept;
};

struct kept_check {
    struct named *named;
    size_t n_named;
    char policy[POLICY_HASH_TEXT_SIZE]; /* in force */
    struct entry entry;
};

struct kept_check *kept_check_new(void) { return mem_new(1, sizeof(struct kept_check)); }

void kept_check_free(struct kept_check *check)
{
    if (!check)
        return;
    mem_free(check->named);
    mem_free(check);
}

static struct named *find(const struct kept_check *check, const char *hash)
{
    for (size_t i = check->n_named; i-- > 0;) { /* mostly one of the last */
        if (strcmp(check->named[i].hash, hash) == 0)
            return &check->named[i];
    }
    return NULL;
}

static void name(struct kept_check *check, uint64_t index, const char *hash)
{
    struct named *named = find(check, hash);

    if (!named) {
        check->named = mem_grow(check->named, check->n_named + 1, sizeof(*named));
        named = &check->named[check->n_named++];
        *named = (struct named){ 0 };
        text_put(named->hash, sizeof(named->hash), hash);
    }
    named->last = index;
}

static enum fault name_start(struct kept_check *check, uint64_t index, struct error *err)
{
    struct start_text start;
    enum fault fault = start_text_read(check->entry.text, &start, err);

    if (fault)
        return fault;
    name(check, index, start.policy);
    name(check, index, start.directory);
    text_put(check->policy, sizeof(check->policy), start.policy);
    return FAULT_NONE;
}

static enum fault name_load(struct kept_check *check, uint64_t index, struct error *err)
{
    char hash[POLICY_HASH_TEXT_SIZE];
    enum fault fault = load_text_read(check->entry.text, hash, err);

    if (fault)
        return fault;
    name(check, index, hash);
    if (check->entry.kind == ENTRY_POLICY)
        text_put(check->policy, sizeof(check->policy), hash);
    return FAULT_NONE;
}

static bool has_hash(const char *kind)
{
    static const enum entry_kind kinds[] = { ENTRY_START,    ENTRY_POLICY,  ENTRY_DIRECTORY,
                                             ENTRY_ACCEPTED, ENTRY_REFUSED, ENTRY_CONSENT,
                                             ENTRY_CHECKED };

    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        if (strcmp(entry_kind_name(kinds[i]), kind) == 0)
            return true;
    }
    return false;
}

enum fault kept_check_leaf(struct kept_check *check, uint64_t index, const char *kind,
                           struct bytes entry, struct error *err)
{
    enum fault fault;

    if (!has_hash(kind))
        return FAULT_NONE;
    fault = entry_read(entry, &check->entry, err);
    if (fault)
        return fault;
    switch (check->entry.kind) {
    case ENTRY_START:
        return name_start(check, index, err);
    case ENTRY_POLICY:
    case ENTRY_DIRECTORY:
        return name_load(check, index, err);
    default:
        break;
    }
    if (strcmp(check->entry.policy, check->policy) == 0)
        return FAULT_NONE;
    return error_set_code(err, FAULT_INPUT, "kept_differs",
                          "leaf %" PRIu64 ": decided by rules that were not in force: %s", index,
                          check->entry.policy);
}

enum fault kept_check_found(struct kept_check *check, const char *hash, uint64_t leaf,
                            struct error *err)
{
    struct named *named = find(check, hash);

    if (!named || leaf > named->last)
        return error_set_code(err, FAULT_INPUT, "kept_differs",
                              "what is kept as %s belongs to no leaf", hash);
    named->is_kept = true;
    return FAULT_NONE;
}

enum fault kept_check_end(const struct kept_check *check, uint64_t since, size_t *ret_n_before,
                          struct error *err)
{
    *ret_n_before = 0;
    for (size_t i = 0; i < check->n_named; i++) {
        const struct named *named = &check->named[i];

        if (named->is_kept)
            continue;
        if (named->last >= since)
            return error_set_code(err, FAULT_INPUT, "kept_differs",
                                  "leaf %" PRIu64 ": nothing is kept of %s, which it names",
                                  named->last, named->hash);
        ++*ret_n_before;
    }
    return FAULT_NONE;
}
