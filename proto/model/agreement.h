/* SPDX-License-Identifier: Apache-2.0 */
/* agreement - what parties have agreed to exchange for, signed by all of them.
 *
 * Whatever is not a duty needs one in force. Each agency holds its own copy: a folder of YAML files,
 * one agreement each:
 *
 *   agreement: vestland-slt-2026        # token
 *   log: samband.example/vestland
 *   purposes: [youth_follow_up, cooperate_slt]
 *   from: 2026-01-01
 *   until: 2029-01-01                   # first day no longer covered
 *   parties:                            # 2 to 64, each once
 *     - {party: fjell-school, signature: <base64>}
 *
 * Each signature is by the party's root key in the directory, tag samband/v1/directory, over
 *
 *   samband-agreement/1
 *   log <origin>
 *   agreement <token>
 *   purposes <word,word,...>            as listed
 *   from <date>
 *   until <date>
 *   party <party>                       2 to 64 lines, in the order of the file
 */
#ifndef MODEL_AGREEMENT_H
#define MODEL_AGREEMENT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/error.h"
#include "model/directory.h"
#include "model/limits.h"

enum {
    AGREEMENT_PARTIES = 64,
    AGREEMENT_PURPOSES = 16,
    AGREEMENT_YEARS = 10,
    AGREEMENT_WARNING = 440
};

struct agreement {
    char origin[LIMIT_ORIGIN + 1];
    char name[LIMIT_PARTY + 1];
    char purposes[AGREEMENT_PURPOSES][LIMIT_WORD + 1];
    size_t n_purposes;
    int32_t from_day, until_day; /* days since 1970; `until_day` is the first not covered */
    char parties[AGREEMENT_PARTIES][LIMIT_PARTY + 1];
    uint8_t signatures[AGREEMENT_PARTIES][64];
    size_t n_parties;
    char hash[72 + 1];     /* "sha256:..." of the signed text: how an exchange names it */
    char until_place[300]; /* file:line:column of its end, where it was read from a file */
};

struct agreements;

/* The text that every party signs. */
void agreement_write(const struct agreement *agreement, struct buffer *ret_text);

/* Reads the text of one agreement back, as the record holds it, into a set of that one; who signed it how
 * is not in the text. FAULT_INPUT "not_canonical". */
MUST_CHECK enum fault agreements_read_text(struct bytes text, struct agreements **ret_agreements,
                                           struct error *err);

/* Reads and verifies every *.yaml of a folder, in order of name; a NULL or empty folder holds none.
 * A party that is not in the directory, a party named twice, a missing or wrong
 * signature, a name used twice, a period that ends before it starts or lasts more than
 * AGREEMENT_YEARS is a fault, and with a vocabulary a purpose that it lacks. All faults go to those of
 * `reading` (may be NULL) as file:line:column: what; FAULT_INPUT "agreement" with the first in `err`.
 * One that has run out is read: see agreement_has_ended(). */
MUST_CHECK enum fault agreements_load(const char *folder, const struct directory *directory,
                                      const struct reading *reading,
                                      struct agreements **ret_agreements, struct error *err);

/* One file, as agreements_load() reads it, its signatures not judged: for tools that add one. */
MUST_CHECK enum fault agreement_file_read(const char *path, FILE *faults,
                                          struct agreement *ret_agreement, struct error *err);

void agreements_free(struct agreements *agreements); /* accepts NULL */
DEFINE_CLEANUP(struct agreements *, agreements_free)

size_t agreements_size(const struct agreements *agreements);
const struct agreement *agreements_at(const struct agreements *agreements, size_t i);

/* By hash; NULL if there is none. Accepts NULL agreements. */
const struct agreement *agreements_find(const struct agreements *agreements, const char *hash);

/* It covers nothing from `day` on. */
bool agreement_has_ended(const struct agreement *agreement, int32_t day);

/* FAULT_INPUT "agreement" for one that has ended, with the place of its end. */
MUST_CHECK enum fault agreement_check_end(const struct agreement *agreement, int32_t day,
                                          struct error *err);

/* What the log says of one that has ended: which, since when, and where that stands. */
void agreement_write_warning(const struct agreement *agreement, char ret_text[AGREEMENT_WARNING]);

/* Is it in force on `day` between these two, for this purpose? */
bool agreement_covers(const struct agreement *agreement, const char *one, const char *other,
                      const char *purpose, int32_t day);

/* The first that covers; NULL if none does. Accepts NULL agreements. */
const struct agreement *agreements_covering(const struct agreements *agreements, const char *one,
                                            const char *other, const char *purpose, int32_t day);

#endif
