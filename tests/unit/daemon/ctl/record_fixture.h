/* SPDX-License-Identifier: EUPL-1.2 */
/* record_fixture - a small record in memory, whole and well signed, for tests to spoil.
 *
 * Leaves: 0 start; 1 to 3 the cards of bus, fjell-school and child-welfare; 4 accepted;
 * 5 handed_over; 6 refused. Batches: 0, 1-3, 4, 5-6.
 *
 * With orders: 7 consent (a grant); 8 accepted; 9 consent (its withdrawal); 10 withdrawn (leaf 8's);
 * 11 accepted (a take-back of leaf 4's); 12 recalled (destroyed); 13 policy; 14 agreement. One batch.
 */
#ifndef TESTS_CTL_RECORD_FIXTURE_H
#define TESTS_CTL_RECORD_FIXTURE_H

#include "base/bytes.h"
#include "base/error.h"
#include "base/uuid.h"
#include "keys/digest.h"
#include "keys/sign.h"
#include "model/entry.h"

enum { RECORD_LEAVES = 7, RECORD_BATCHES = 4, RECORD_LEAVES_MOST = 15 };

struct record_fixture {
    struct uuid accepted, refused; /* ids of the exchanges */
    struct digest accepted_hash, resting_hash;
    struct uuid grant, resting, withdrawal, take_back;
    struct sign_secret *coordinator, *root, *bus, *school, *welfare;
    struct buffer entries[RECORD_LEAVES_MOST];
    struct digest hashes[RECORD_LEAVES_MOST];
    uint64_t ends[RECORD_BATCHES + 1];
    struct digest roots[RECORD_BATCHES + 1];
    size_t n_made;
    size_t n_leaves; /* as stored; a test may cut it */
    uint64_t head_size;
    struct buffer frontier;
    struct digest head_root;
    int64_t head_last_ms;
};

struct record_fixture *record_fixture_new(void);
/* The same, with orders. */
struct record_fixture *record_fixture_new_with_orders(void);
void record_fixture_free(struct record_fixture *record);

/* Computes hashes, roots and head anew, as somebody would who owns the database. */
void record_fixture_rehash(struct record_fixture *record);

/* Writes a leaf again with its fields changed. */
void record_fixture_rewrite(struct record_fixture *record, size_t i,
                            void (*change)(struct entry *entry));

/* Makes leaf `i` a key leaf with a card of `party`. */
void record_fixture_key(struct record_fixture *record, size_t i, const char *party,
                        const struct sign_secret *sign, const struct sign_secret *root);

/* Makes leaf `i` the recipient's answer to the take-back; or the end of `id`, by `order`. */
void record_fixture_recall(struct record_fixture *record, size_t i, enum item_state answer);
void record_fixture_end(struct record_fixture *record, size_t i, const struct uuid *id,
                        const struct uuid *order);

/* Makes leaf `i` an asking of fjell-school's, signed under a tag. */
void record_fixture_question(struct record_fixture *record, size_t i, const char *tag);

/* Runs a check over all of it. */
enum fault record_fixture_check(const struct record_fixture *record, struct error *err);

#endif
