/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/open_exchanges.h"

#include <assert.h>
#include <search.h>
#include <string.h>

#include "base/memory.h"

struct open_exchanges {
    void *root; /* tsearch(3) */
};

static int by_id(const void *a, const void *b)
{
    const struct open_exchange *left = a, *right = b;

    return memcmp(left->id.bytes, right->id.bytes, UUID_SIZE);
}

struct open_exchanges *open_exchanges_new(void)
{
    return mem_new(1, sizeof(struct open_exchanges));
}

void open_exchanges_free(struct open_exchanges *exchanges)
{
    if (!exchanges)
        return;
    tdestroy(exchanges->root, mem_free);
    mem_free(exchanges);
}

struct open_exchange *open_exchanges_find(const struct open_exchanges *exchanges,
                                          const struct uuid *id)
{
    struct open_exchange key = { .id = *id };
    void *node = tfind(&key, &exchanges->root, by_id);

    return node ? *(struct open_exchange **)node : NULL;
}

void open_exchanges_add(struct open_exchanges *exchanges, const struct open_exchange *exchange)
{
    struct open_exchange *copy = mem_copy(exchange, sizeof(*exchange));
    void *node = tsearch(copy, &exchanges->root, by_id);

    /* Out of memory ends the process, as everywhere. */
    assert(node && *(struct open_exchange **)node == copy);
    (void)node;
}

void open_exchanges_drop(struct open_exchanges *exchanges, struct open_exchange *exchange)
{
    tdelete(exchange, &exchanges->root, by_id);
    mem_free(exchange);
}

static void note_odd(const void *node, VISIT visit, void *argument)
{
    const struct open_exchange *exchange = *(const struct open_exchange *const *)node;
    const struct open_exchange **odd = argument;

    if ((visit == postorder || visit == leaf) && !*odd && exchange->said != exchange->stored)
        *odd = exchange;
}

const struct open_exchange *open_exchanges_odd(const struct open_exchanges *exchanges)
{
    const struct open_exchange *odd = NULL;

    twalk_r(exchanges->root, note_odd, &odd);
    return odd;
}
