/* SPDX-License-Identifier: EUPL-1.2 */
/* drop_later - which files of a folder could not be taken, and when each is tried again: the rest of the
 * folder does not wait for them.
 */
#ifndef EDGE_DROP_LATER_H
#define EDGE_DROP_LATER_H

#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

struct drop_later_file {
    char *name;
    uint32_t tries;   /* that have failed: 1 or more */
    int64_t until_ms; /* boot time: not before */
};

/* Sorted by name. Zeroed is empty. */
struct drop_later {
    struct drop_later_file *all;
    size_t n;
};

/* NULL: it is not among them. */
const struct drop_later_file *drop_later_find(const struct drop_later *later, const char *name);

/* Adds a file; names come in the order of strcmp(). */
void drop_later_add(struct drop_later *later, const char *name, uint32_t tries, int64_t until_ms);

/* How long after so many failed tries: 5 s, doubling, to a minute. */
int64_t drop_later_wait_ms(uint32_t tries);

void drop_later_clear(struct drop_later *later);
DEFINE_CLEAR(struct drop_later, drop_later_clear)

#endif
