/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/record_check.h"

#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "ctl/record_signatures.h"
#include "model/entry.h"

struct record_check {
    struct record_signatures *signatures;
    struct tree_frontier frontier;
    uint64_t batched; /* leaves that the batches so far cover */
    uint64_t fault_index, takeover;
    int64_t last_ms;
    char origin[LIMIT_ORIGIN + 1];
    struct entry entry; /* the leaf that is looked at */
};

struct record_check *record_check_new(struct directory *directory)
{
    struct record_check *check = mem_new(1, sizeof(*check));

    check->signatures = record_signatures_new(directory);
    return check;
}

void record_check_free(struct record_check *check)
{
    if (!check)
        return;
    record_signatures_free(check->signatures);
    mem_free(check);
}

uint64_t record_check_size(const struct record_check *check) { return check->frontier.size; }

struct digest record_check_root(const struct record_check *check)
{
    return tree_frontier_root(&check->frontier);
}

const char *record_check_origin(const struct record_check *check) { return check->origin; }

uint64_t record_check_n_signatures(const struct record_check *check)
{
    return record_signatures_n(check->signatures);
}

uint64_t record_check_fault_index(const struct record_check *check) { return check->fault_index; }

static enum fault differs(struct record_check *check, uint64_t index, struct error *err,
                          const char *why)
{
    check->fault_index = index;
    return error_set_code(err, FAULT_INPUT, "record_differs", "leaf %" PRIu64 ": %.300s", index,
                          why);
}

static bool is_digest(struct bytes stored, const struct digest *digest)
{
    return bytes_equal(stored, bytes_of(digest->bytes, DIGEST_SIZE));
}

/* Later starts repeat the origin, with a higher counter and without the log's card. */
static const char *check_start(struct record_check *check, struct error *err)
{
    struct start_text start;

    if (start_text_read(check->entry.text, &start, err))
        return err->text;
    if (check->origin[0] && strcmp(start.origin, check->origin) != 0)
        return "a start of another log's origin";
    if (check->origin[0] && start.takeover <= check->takeover)
        return "a start whose take-over counter is not above the one before";
    if (!check->origin[0] && start.log_card.size == 0)
        return "the first start without the log's card";
    check->takeover = start.takeover;
    if (!check->origin[0])
        memcpy(check->origin, start.origin, sizeof(check->origin));
    return record_signatures_start(check->signatures, &start);
}

/* Texts that nobody but the broker has signed. An agreement's signatures stand in the copies that the
 * agencies hold; its leaf says which one the broker went by. */
static enum fault check_text(const struct entry *entry, struct error *err)
{
    struct end_text end;
    char hash[LINES_HASH_SIZE];
    struct uuid erased;

    switch (entry->kind) {
    case ENTRY_WITHDRAWN:
    case ENTRY_TAKEN_BACK:
        return end_text_read(entry->text, &end, err);
    case ENTRY_POLICY:
    case ENTRY_DIRECTORY:
        return load_text_read(entry->text, hash, err);
    case ENTRY_ERASED:
        return erased_text_read(entry->text, &erased, err);
    default:
        return FAULT_NONE;
    }
}

/* What the leaf says by itself and after those before it; NULL if nothing is wrong. */
static const char *check_entry(struct record_check *check, const struct record_leaf *leaf,
                               struct error *err)
{
    const struct entry *entry = &check->entry;

    if (entry_read(leaf->entry, &check->entry, err))
        return err->text;
    if (leaf->kind &&
        (strcmp(leaf->kind, entry_kind_name(entry->kind)) != 0 || leaf->time_ms != entry->time_ms))
        return "the kind or time stored beside it is not its own";
    if (leaf->index == 0 && entry->kind != ENTRY_START)
        return "the record does not begin with a start";
    if (entry->time_ms < check->last_ms)
        return "its time is before that of the leaf before it";
    check->last_ms = entry->time_ms;
    if (entry->kind == ENTRY_START)
        return check_start(check, err);
    if (check_text(entry, err))
        return err->text;
    return record_signatures_check(check->signatures, entry);
}

enum fault record_check_leaf(struct record_check *check, const struct record_leaf *leaf,
                             struct error *err)
{
    uint64_t index = check->frontier.size;
    struct error unread = { 0 };
    struct digest hash;
    const char *why;

    if (leaf->index > index)
        return differs(check, index, err, "is missing");
    if (leaf->index < index)
        return differs(check, leaf->index, err, "is there twice");
    hash = tree_leaf_hash(leaf->entry);
    if (!is_digest(leaf->leaf_hash, &hash))
        return differs(check, index, err, "its bytes do not have the hash that is stored for it");
    why = check_entry(check, leaf, &unread);
    if (why)
        return differs(check, index, err, why);
    tree_frontier_append(&check->frontier, &hash);
    return FAULT_NONE;
}

enum fault record_check_batch(struct record_check *check, uint64_t old_size, uint64_t new_size,
                              struct bytes root, struct error *err)
{
    struct digest computed = tree_frontier_root(&check->frontier);

    if (old_size != check->batched || new_size <= old_size || new_size != check->frontier.size)
        return differs(check, check->batched, err,
                       "the batch that holds it does not begin where the one before ended");
    if (!is_digest(root, &computed))
        return differs(check, old_size, err,
                       "the batch that begins here has another root than its leaves");
    check->batched = new_size;
    return FAULT_NONE;
}

enum fault record_check_missing(struct record_check *check, struct error *err)
{
    return differs(check, check->frontier.size, err, "is missing: a batch or the head counts it");
}

static const char *check_head_values(const struct record_check *check,
                                     const struct record_head *head)
{
    CLEANUP(buffer_clear) struct buffer packed = { 0 };
    struct digest root = tree_frontier_root(&check->frontier);

    if (!is_digest(head->root, &root))
        return "the head after it has another root than the leaves";
    tree_frontier_pack(&check->frontier, &packed);
    if (head->frontier.data && !bytes_equal(head->frontier, bytes_of_buffer(&packed)))
        return "the head after it has another frontier than the leaves: appending would fork";
    if (head->last_ms != check->last_ms)
        return "the head after it has another last_time than this leaf";
    return NULL;
}

enum fault record_check_head(struct record_check *check, const struct record_head *head,
                             struct error *err)
{
    uint64_t found = check->frontier.size;
    const char *why;

    if (head->size == 0 && found == 0)
        return error_set_code(err, FAULT_INPUT, "record_empty",
                              "the record holds no leaf: there is nothing to check");
    if (head->size > found)
        return record_check_missing(check, err);
    if (head->size < found)
        return differs(check, head->size, err, "stands after the last leaf that the head counts");
    if (check->batched != found)
        return differs(check, check->batched, err, "no batch holds it");
    why = check_head_values(check, head);
    return why ? differs(check, found - 1, err, why) : FAULT_NONE;
}
