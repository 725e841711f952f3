/* SPDX-License-Identifier: EUPL-1.2 */
/* record_signatures - verifies the signatures in leaves with the cards of earlier leaves. */
#ifndef CTL_RECORD_SIGNATURES_H
#define CTL_RECORD_SIGNATURES_H

#include <stdint.h>

#include "base/cleanup.h"
#include "model/directory.h"
#include "model/entry.h"

struct record_signatures;

/* `directory` may be NULL: cards of parties are then taken from the record as they are. Borrowed. */
struct record_signatures *record_signatures_new(struct directory *directory);
/* Accepts NULL. */
void record_signatures_free(struct record_signatures *signatures);
DEFINE_CLEANUP(struct record_signatures *, record_signatures_free)

/* Both return what is wrong, in words that are valid until the next call, or NULL. The first start
 * brings the origin and the coordinator's root key, and comes before any other leaf. */
const char *record_signatures_start(struct record_signatures *signatures,
                                    const struct start_text *start);
const char *record_signatures_check(struct record_signatures *signatures,
                                    const struct entry *entry);

/* Signatures verified so far, those of cards included. */
uint64_t record_signatures_n(const struct record_signatures *signatures);

#endif
