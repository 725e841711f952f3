/* SPDX-License-Identifier: EUPL-1.2 */
/* subject - from a national id to what may leave the sealed part: a reference that says nothing
 * without the area's key, and an age.
 *
 * A faulty or unknown id, or a child that is not born yet, never stops a report: the reference is
 * then random, the age unknown, and the sender is warned.
 */
#ifndef EDGE_SUBJECT_H
#define EDGE_SUBJECT_H

#include <stdbool.h>

#include "edge/report.h"

struct subject_claim {
    const char *national_id; /* as typed; NULL or blank if unknown */
    bool unborn;
    const char *pointer; /* to the field, for warnings */
};

/* Fills subject, age, certainty and `unverified` of the child. Warnings: national_id_missing,
 * national_id_ignored (of an unborn child), age_unknown (a samordningsnummer without a date), and
 * national_id_<code of national_id_read()>.
 *
 * The reference is key number (u32, big-endian) and HMAC-SHA-256 under the subject key of country
 * (2 letters), NUL, digits (Sweden 12, Norway 11); number 0 and random bytes where there is no id.
 * The age is that of the UTC day. Personnummer and fødselsnummer are `certain`; samordningsnummer
 * and D-nummer, which may be given without a check of identity, `probable`. The day of the 18th birthday
 * is filled in while it lies ahead, and goes out to nobody. */
void subject_fill(const struct subject_claim *claim, const struct form_context *context,
                  struct report_child *child, struct form_faults *warnings);

/* What such a warning says is wrong with a number, in words of edge/words.h. NULL: the code is none of
 * national_id_read()'s. Static text. */
const char *subject_fault_words(const char *code);

#endif
