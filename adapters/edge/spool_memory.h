/* SPDX-License-Identifier: EUPL-1.2 */
/* spool_memory - what a party remembers from one link to the next: how far it has counted, the
 * highest take-over counter and the newest broker's item it has seen, and the key cards it met.
 */
#ifndef EDGE_SPOOL_MEMORY_H
#define EDGE_SPOOL_MEMORY_H

#include "edge/spool.h"
#include "model/directory.h"
#include "model/limits.h"
#include "wire/frame.h"

enum { MEMORY_INCARNATIONS = 16 };

/* For hello. Owned: `newest` is a packed Receipt, empty before the first. */
struct memory_view {
    uint8_t incarnations[MEMORY_INCARNATIONS][INCARNATION_SIZE]; /* newest first */
    size_t n_incarnations;
    uint64_t number; /* last given in the newest */
    uint64_t takeover;
    struct buffer newest;
};
void memory_view_clear(struct memory_view *view);
DEFINE_CLEAR(struct memory_view, memory_view_clear)

/* What is remembered for the party; a first incarnation is made where there is none. Must not be
 * inside a transaction. Faults of spool_run(). `ret_view` must be empty. */
MUST_CHECK enum fault memory_read(struct spool *spool, const char *party,
                                  struct memory_view *ret_view, struct error *err);

/* Inside a transaction: the next number, as seq bytes (incarnation, u64 big-endian). */
MUST_CHECK enum fault memory_next_seq(struct spool *spool, const char *party,
                                      uint8_t ret_seq[SEQ_SIZE], struct error *err);

/* Inside a transaction: numbers start anew, under a fresh incarnation. */
MUST_CHECK enum fault memory_new_incarnation(struct spool *spool, const char *party,
                                             struct error *err);

/* Inside a transaction. A broker that speaks with a lower counter than one seen before has been
 * replaced: FAULT_INPUT "old_takeover". A higher one is remembered. */
MUST_CHECK enum fault memory_see_takeover(struct spool *spool, const char *party, uint64_t takeover,
                                          struct error *err);

/* Inside a transaction: remembers the broker's item, verified, if its leaf is the highest so far. */
MUST_CHECK enum fault memory_see_leaf(struct spool *spool, const char *party, uint64_t leaf_index,
                                      const Samband__V1__Receipt *receipt, struct error *err);

/* Inside a transaction: keeps a card that the directory has accepted. */
MUST_CHECK enum fault memory_keep_card(struct spool *spool, const struct card *card,
                                       struct bytes text, struct error *err);

/* Adds every card kept in the spool to the directory. One that it no longer accepts (its party has
 * left, its root was changed) is left out and counted. */
MUST_CHECK enum fault memory_load_cards(struct spool *spool, struct directory *directory,
                                        size_t *ret_n_left_out, struct error *err);

/* Packs a Receipt; appends. */
void memory_pack_receipt(const Samband__V1__Receipt *receipt, struct buffer *ret_bytes);

/* Unpacks what the spool holds; NULL for no bytes or damaged ones. The caller calls
 * samband__v1__receipt__free_unpacked(). */
Samband__V1__Receipt *memory_unpack_receipt(struct bytes packed);

static inline __attribute__((unused)) void receipt_unpacked_free(Samband__V1__Receipt *receipt)
{
    samband__v1__receipt__free_unpacked(receipt, NULL);
}
DEFINE_CLEANUP(Samband__V1__Receipt *, receipt_unpacked_free)

#endif
