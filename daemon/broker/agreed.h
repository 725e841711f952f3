/* SPDX-License-Identifier: EUPL-1.2 */
/* agreed - which agreements stand in the record, and what that means for one that has run out.
 *
 * An agreement whose last day is past and that the record has never seen is somebody's mistake: a
 * fault. One that stands in the record was in force and ran out, as all do one day: it counts for no
 * exchange any more (core/gate.h), and its file must not stop a start or a reload.
 */
#ifndef BROKER_AGREED_H
#define BROKER_AGREED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "model/agreement.h"

struct broker;

/* Zeroed is empty. */
struct agreed {
    char (*hashes)[72 + 1]; /* owned: "sha256:..." of the text of each agreement leaf */
    size_t n;
};

void agreed_clear(struct agreed *agreed);

/* Reads them from the record, in place of what was there. Blocking, before the loop. */
MUST_CHECK enum fault agreed_load(struct broker *broker, struct error *err);

bool agreed_has(const struct broker *broker, const char *hash);

/* All of these stand in the record now. */
void agreed_add(struct broker *broker, const struct agreements *agreements);

/* Those that have run out without ever having stood in the record: each a line of `faults`,
 * FAULT_INPUT "agreement" with the first. The others that have run out are warned of in the log
 * (`agreement_expired`), if there is no fault. */
MUST_CHECK enum fault agreed_check(const struct broker *broker, const struct agreements *agreements,
                                   FILE *faults, struct error *err);

#endif
