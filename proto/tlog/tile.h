/* SPDX-License-Identifier: Apache-2.0 */
/* tile - where the pieces of a published tree lie (C2SP tlog-tiles).
 *
 * A full tile holds 256 hashes; hash i of tile (L, n) is the root of the leaves from
 * (n * 256 + i) * 256^L on, 256^L of them. Only full tiles feed the next level.
 */
#ifndef TLOG_TILE_H
#define TLOG_TILE_H

#include <stdint.h>

#include "base/bytes.h"
#include "tlog/nodes.h"

enum {
    TILE_WIDTH = 256,
    TILE_LEVEL_MAX = 7,  /* 256^8 leaves are more than a tree can have */
    TILE_PATH_SIZE = 96, /* the longest path, with its NUL */
    TILE_ENTRY_MAX = 65535,
};

/* "tile/<level>/<n>" or, for 1 to 255 hashes, "tile/<level>/<n>.p/<width>"; n in groups of three
 * digits, all but the last with an x in front. width 256 is a full tile. */
void tile_path(unsigned level, uint64_t n, unsigned width, char ret_path[TILE_PATH_SIZE]);

/* The same for the entries themselves: "tile/entries/<n>". */
void tile_entries_path(uint64_t n, unsigned width, char ret_path[TILE_PATH_SIZE]);

/* How many hashes tile (level, n) has in a tree of `size` leaves: 0 (there is none) to 256. */
unsigned tile_width(uint64_t size, unsigned level, uint64_t n);

/* Appends the hashes of tile (level, n) of a tree of `size` leaves, 32 bytes each; `size` is at
 * most nodes_size(). */
void tile_write(const struct nodes *nodes, uint64_t size, unsigned level, uint64_t n,
                struct buffer *ret_tile);

/* Appends one entry of an entries bundle: its length (u16, big-endian) and its bytes. False, with
 * nothing appended, above TILE_ENTRY_MAX. */
bool tile_append_entry(struct bytes entry, struct buffer *ret_bundle);

#endif
