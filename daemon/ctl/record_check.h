/* SPDX-License-Identifier: EUPL-1.2 */
/* record_check - verifies a record leaf by leaf, from the entries' bytes alone.
 *
 * Everything that is stored beside the bytes (leaf hashes, roots of batches, the head) is computed
 * anew and compared. Each entry must be canonical, times may never decrease, leaf 0 must be the
 * first start, and each signature must verify with the card that an earlier key leaf holds. Memory
 * does not grow with the number of leaves, only with that of cards.
 *
 * A start leaf names the coordinator's root key, which signs the cards of `bus` and `log`. The
 * parties' root keys stand in the directory: with it their cards are judged too, without it they
 * are taken from the record as they are.
 *
 * What is found is FAULT_INPUT "record_differs" with the first leaf that is wrong in words
 * ("leaf 17: ..."), and the check must not be used further.
 */
#ifndef CTL_RECORD_CHECK_H
#define CTL_RECORD_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "keys/digest.h"
#include "model/directory.h"
#include "tlog/tree.h"

struct record_check;

/* `directory` may be NULL, else it is borrowed, and gains the cards of the record. */
struct record_check *record_check_new(struct directory *directory);
/* Accepts NULL. */
void record_check_free(struct record_check *check);
DEFINE_CLEANUP(struct record_check *, record_check_free)

/* A leaf as it is stored. */
struct record_leaf {
    uint64_t index;
    struct bytes leaf_hash; /* 32 bytes, or it differs */
    struct bytes entry;
    const char *kind; /* as stored for searching, beside the bytes; NULL: not looked at */
    int64_t time_ms;  /* likewise, with `kind` */
};

/* The next leaf: its index must be the number of leaves so far. */
MUST_CHECK enum fault record_check_leaf(struct record_check *check, const struct record_leaf *leaf,
                                        struct error *err);

/* A batch that ends at the leaves so far: it must begin where the one before ended. */
MUST_CHECK enum fault record_check_batch(struct record_check *check, uint64_t old_size,
                                         uint64_t new_size, struct bytes root, struct error *err);

/* Something claims more leaves than there are: always FAULT_INPUT. */
MUST_CHECK enum fault record_check_missing(struct record_check *check, struct error *err);

/* The head as it is stored. */
struct record_head {
    uint64_t size;
    struct bytes root; /* 32 bytes, or it differs */
    struct bytes
        frontier;    /* packed; without data it is not looked at: not every role may read it */
    int64_t last_ms; /* the time of the last leaf */
};

/* After the last leaf and batch. A record without leaves is FAULT_INPUT "record_empty": there is
 * nothing to check. */
MUST_CHECK enum fault record_check_head(struct record_check *check, const struct record_head *head,
                                        struct error *err);

uint64_t record_check_size(const struct record_check *check);
struct digest record_check_root(const struct record_check *check);
const char *record_check_origin(const struct record_check *check); /* "" before leaf 0 */
uint64_t record_check_n_signatures(const struct record_check *check);
/* The index that the last fault names. */
uint64_t record_check_fault_index(const struct record_check *check);

#endif
