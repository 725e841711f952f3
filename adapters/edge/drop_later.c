/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/drop_later.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { FIRST_MS = 5000, MOST_MS = 60000 };

static int by_name(const void *name, const void *file)
{
    return strcmp(name, ((const struct drop_later_file *)file)->name);
}

const struct drop_later_file *drop_later_find(const struct drop_later *later, const char *name)
{
    return later->n ? bsearch(name, later->all, later->n, sizeof(*later->all), by_name) : NULL;
}

void drop_later_add(struct drop_later *later, const char *name, uint32_t tries, int64_t until_ms)
{
    assert(later->n == 0 || strcmp(later->all[later->n - 1].name, name) < 0);
    later->all = mem_grow(later->all, later->n + 1, sizeof(*later->all));
    later->all[later->n++] =
        (struct drop_later_file){ .name = mem_text(name), .tries = tries, .until_ms = until_ms };
}

int64_t drop_later_wait_ms(uint32_t tries)
{
    int64_t wait_ms = FIRST_MS;

    while (tries-- > 1 && wait_ms < MOST_MS)
        wait_ms *= 2;
    return wait_ms < MOST_MS ? wait_ms : MOST_MS;
}

void drop_later_clear(struct drop_later *later)
{
    for (size_t i = 0; i < later->n; i++)
        mem_free(later->all[i].name);
    mem_free(later->all);
    *later = (struct drop_later){ 0 };
}
