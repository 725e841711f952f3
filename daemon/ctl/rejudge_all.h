/* SPDX-License-Identifier: EUPL-1.2 */
/* rejudge_all - decides every exchange of the record again, one after the other, and counts. */
#ifndef CTL_REJUDGE_ALL_H
#define CTL_REJUDGE_ALL_H

#include "ctl/rejudge_print.h"

struct rejudge_counts {
    uint64_t n[N_REJUDGED_RESULTS];
    uint64_t n_unbound; /* decided again by categories that nothing binds to the text */
    uint64_t n_changed; /* that other rules would decide otherwise */
    uint64_t n_let_go; /* decided as if the broker had let go of an agreement that the record has */
};

/* Prints each finding, each exchange that other rules would decide otherwise, and each that is the same only
 * without an agreement that the record has, to `out` as it comes
 * (NULL: into `json`, as objects of a list that is open). Faults are those of the database. */
MUST_CHECK enum fault rejudge_all(const struct rejudge_place *place, FILE *out,
                                  struct json_out *json, struct rejudge_counts *ret_counts,
                                  struct error *err);

#endif
