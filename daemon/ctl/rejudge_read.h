/* SPDX-License-Identifier: EUPL-1.2 */
/* rejudge_read - decides one exchange again: reads what it was decided on, asks the gate, compares.
 *
 * Everything is read in one snapshot, which the caller has begun.
 */
#ifndef CTL_REJUDGE_READ_H
#define CTL_REJUDGE_READ_H

#include "ctl/basis.h"
#include "ctl/erasures.h"
#include "ctl/past.h"
#include "ctl/rejudge.h"

enum rejudged_result {
    REJUDGED_SAME,
    REJUDGED_DIFFERS,
    REJUDGED_ERASED,     /* something that it was decided on has been erased, and a leaf says so */
    REJUDGED_MISSING,    /* something that it was decided on is gone, and no leaf says so */
    REJUDGED_ORDER,      /* to the bus: no rule was asked */
    REJUDGED_OUTSIDE,    /* this auditor has no mandate for it */
    REJUDGED_NOT_KEPT,   /* rules or directory of that day are not kept, from before they were */
    REJUDGED_UNREADABLE, /* they are kept, but this version of the program cannot read them */
    REJUDGED_DAMAGED,    /* the record, or what it keeps, is not whole */
    N_REJUDGED_RESULTS,
};

/* "same" */
const char *rejudged_result_name(enum rejudged_result result);
/* Something is not as it should be. What is unreadable may be as it should be: another version can tell. */
bool rejudged_is_finding(enum rejudged_result result);

/* One exchange. Owned; zeroed is empty. */
struct rejudged {
    enum rejudged_result result;
    struct buffer why; /* a text, where it is not the same */
    uint64_t leaf;
    struct past *past;
    bool
        has_unbound; /* a category of it is only what the database says, from before more was kept */
    bool
        dropped_agreement; /* the same only if the broker had let go of the agreement that it names */
    const struct directory
        *directory;                /* of that day; borrowed from the basis, until its next call */
    struct gate_decision repeated; /* SAME, DIFFERS; borrows from the basis likewise */
    struct gate_decision under;    /* with other rules: the decision under these */
    bool has_under;
};

void rejudged_clear(struct rejudged *rejudged);
DEFINE_CLEAR(struct rejudged, rejudged_clear)

/* The columns of one exchange, for the statement that names which: id, leaf, entry, where its batch
 * begins, and id, leaf, sender and recipient of the one that it refers to. */
#define REJUDGE_COLUMNS                                                                            \
    "SELECT e.id, e.leaf_idx, l.entry, (SELECT b.old_size FROM samband.audit_batch b "             \
    "WHERE b.new_size > e.leaf_idx ORDER BY b.new_size LIMIT 1), p.id, p.leaf_idx, p.sender, "     \
    "p.recipient FROM samband.audit_exchange e JOIN samband.audit_leaf l ON l.idx = e.leaf_idx "   \
    "LEFT JOIN samband.audit_exchange p "                                                          \
    "ON p.id = coalesce(e.in_reply_to, e.correction_of, e.supersedes)"

struct rejudge_place {
    struct source *source;
    struct basis *basis;
    struct erasures *erasures;
    const struct policy *policy; /* other rules; NULL: none */
};

/* Decides the exchange of this row again, and under the other rules if there are any. Faults are those of
 * the database; all else is a result. */
MUST_CHECK enum fault rejudge_row(const struct rejudge_place *place, const struct answer *rows,
                                  size_t row, struct rejudged *ret_rejudged, struct error *err);

#endif
