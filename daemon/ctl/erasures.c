/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/erasures.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/entry.h"

#define LEAVES "SELECT idx, entry FROM samband.audit_leaf WHERE kind = 'erased' ORDER BY idx"

struct erasure {
    struct uuid id;
    uint64_t leaf;
};

struct erasures {
    struct erasure *all;
    size_t n;
    bool is_sorted; /* by id, and those of one id by leaf */
};

struct erasures *erasures_new(void) { return mem_new(1, sizeof(struct erasures)); }

void erasures_free(struct erasures *erasures)
{
    if (!erasures)
        return;
    mem_free(erasures->all);
    mem_free(erasures);
}

enum fault erasures_add(struct erasures *erasures, uint64_t leaf, struct bytes bytes,
                        struct error *err)
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
    struct erasure erasure = { .leaf = leaf };

    if (entry_read(bytes, entry, err) || entry->kind != ENTRY_ERASED ||
        erased_text_read(entry->text, &erasure.id, err))
        return error_set_code(err, FAULT_INPUT, "damaged", "leaf %" PRIu64 " does not read", leaf);
    erasures->all = mem_grow(erasures->all, erasures->n + 1, sizeof(erasure));
    erasures->all[erasures->n++] = erasure;
    erasures->is_sorted = false;
    return FAULT_NONE;
}

enum fault erasures_read(struct source *source, struct erasures **ret_erasures, struct error *err)
{
    CLEANUP(erasures_free) struct erasures *erasures = erasures_new();
    CLEANUP(answer_free) struct answer *rows = NULL;
    enum fault fault = source_query(source, LEAVES, NULL, 0, &rows, err);

    for (size_t i = 0; !fault && i < answer_n(rows); i++) {
        CLEANUP(buffer_clear) struct buffer entry = { 0 };

        answer_bytes(rows, i, 1, &entry);
        fault = erasures_add(erasures, (uint64_t)answer_number(rows, i, 0), bytes_of_buffer(&entry),
                             err);
    }
    if (!fault)
        *ret_erasures = TAKE(erasures);
    return fault;
}

static int compare(const void *one, const void *other)
{
    const struct erasure *a = one, *b = other;
    int order = memcmp(a->id.bytes, b->id.bytes, UUID_SIZE);

    return order ? order : (a->leaf > b->leaf) - (a->leaf < b->leaf);
}

bool erasures_has(struct erasures *erasures, const struct uuid *id, uint64_t leaf)
{
    const struct erasure wanted = { *id, leaf };
    size_t low = 0, high = erasures->n;

    if (!erasures->is_sorted && erasures->n > 0)
        qsort(erasures->all, erasures->n, sizeof(wanted), compare);
    erasures->is_sorted = true;
    while (low < high) { /* the first behind `wanted` */
        size_t middle = low + (high - low) / 2;

        if (compare(&erasures->all[middle], &wanted) > 0)
            high = middle;
        else
            low = middle + 1;
    }
    return low < erasures->n && uuid_equal(&erasures->all[low].id, id);
}
