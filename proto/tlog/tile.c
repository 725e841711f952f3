/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/tile.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

/* 2^64 has 20 digits: 7 groups of at most "x000/". */
static void write_path(const char *level, uint64_t n, unsigned width, char ret_path[TILE_PATH_SIZE])
{
    char groups[40], *start = groups + sizeof(groups) - 1;

    assert(width >= 1 && width <= TILE_WIDTH);
    *start = '\0';
    for (bool last = true;; last = false) {
        char group[8];
        int length = snprintf(group, sizeof(group), last ? "%03u" : "x%03u/", (unsigned)(n % 1000));

        start -= length;
        memcpy(start, group, (size_t)length);
        n /= 1000;
        if (n == 0)
            break;
    }
    if (width == TILE_WIDTH)
        snprintf(ret_path, TILE_PATH_SIZE, "tile/%s/%s", level, start);
    else
        snprintf(ret_path, TILE_PATH_SIZE, "tile/%s/%s.p/%u", level, start, width);
}

void tile_path(unsigned level, uint64_t n, unsigned width, char ret_path[TILE_PATH_SIZE])
{
    char digits[4];

    assert(level <= TILE_LEVEL_MAX);
    snprintf(digits, sizeof(digits), "%u", level % 100);
    write_path(digits, n, width, ret_path);
}

void tile_entries_path(uint64_t n, unsigned width, char ret_path[TILE_PATH_SIZE])
{
    write_path("entries", n, width, ret_path);
}

unsigned tile_width(uint64_t size, unsigned level, uint64_t n)
{
    uint64_t hashes;

    if (level > TILE_LEVEL_MAX)
        return 0;
    hashes = size >> (8 * level);
    if (n >= hashes / TILE_WIDTH + 1)
        return 0;
    hashes -= n * TILE_WIDTH;
    return hashes > TILE_WIDTH ? TILE_WIDTH : (unsigned)hashes;
}

void tile_write(const struct nodes *nodes, uint64_t size, unsigned level, uint64_t n,
                struct buffer *ret_tile)
{
    unsigned width = tile_width(size, level, n);

    for (unsigned i = 0; i < width; i++)
        buffer_append(ret_tile, nodes_subtree(nodes, 8 * level, n * TILE_WIDTH + i)->bytes,
                      DIGEST_SIZE);
}

bool tile_append_entry(struct bytes entry, struct buffer *ret_bundle)
{
    if (entry.size > TILE_ENTRY_MAX)
        return false;
    buffer_append_u16(ret_bundle, (uint16_t)entry.size);
    buffer_append_bytes(ret_bundle, entry);
    return true;
}
