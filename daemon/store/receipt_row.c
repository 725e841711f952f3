/* SPDX-License-Identifier: EUPL-1.2 */
/* receipt_row - signed items, from rows; and how their kinds are written. */
#include "store/inside.h"

#include <assert.h>
#include <string.h>

#include "store/pg_array.h"

static const char *const names[] = {
    [ITEM_DECISION] = "decision",
    [ITEM_DELIVERY] = "delivery",
    [ITEM_CONFIRMATION] = "confirmation",
    [ITEM_HAND_OVER] = "hand_over",
    [ITEM_REGISTRATION] = "registration",
    [ITEM_RETURN] = "return",
    [ITEM_RECALL] = "recall",
};

const char *stored_kind_name(enum item_kind kind)
{
    assert(kind > ITEM_UNKNOWN && (size_t)kind < ARRAY_SIZE(names));
    return names[kind];
}

static enum item_kind kind_read(const char *name)
{
    for (size_t i = ITEM_DECISION; i < ARRAY_SIZE(names); i++) {
        if (strcmp(name, names[i]) == 0)
            return (enum item_kind)i;
    }
    return ITEM_UNKNOWN;
}

void receipt_of_row(const PGresult *result, int row, int column, struct stored_receipt *ret_receipt)
{
    bool is_state = item_state_read(pg_text(result, row, column + 1), &ret_receipt->state);

    assert(is_state); /* the table takes no other words */
    ret_receipt->kind = kind_read(pg_text(result, row, column));
    ret_receipt->item = pg_bytes(result, row, column + 2);
    ret_receipt->n = (uint64_t)pg_integer(result, row, column + 3);
    ret_receipt->index = (uint64_t)pg_integer(result, row, column + 4);
    ret_receipt->path = pg_bytes(result, row, column + 5);
    ret_receipt->signature = pg_bytes(result, row, column + 6);
    ret_receipt->signer = pg_text(result, row, column + 7);
    ret_receipt->signer_card = (uint64_t)pg_integer(result, row, column + 8);
    ret_receipt->sealed_reference = pg_bytes(result, row, column + 9);
}
