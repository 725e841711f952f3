/* SPDX-License-Identifier: EUPL-1.2 */
/* files - what the broker reads from files and may read anew while it runs: vocabulary and rules,
 * the directory with its cards, agreements.
 */
#ifndef BROKER_FILES_H
#define BROKER_FILES_H

#include <stdio.h>

#include "core/policy.h"
#include "model/agreement.h"
#include "model/directory.h"
#include "model/vocabulary.h"
#include "settings/settings.h"

/* Owned; zeroed is empty. */
struct files {
    struct vocabulary *vocabulary;
    struct policy *policy;
    struct directory *directory;
    struct agreements *agreements;
};

void files_clear(struct files *files);
DEFINE_CLEAR(struct files, files_clear)

/* Every card that one directory holds goes into another, with what is known of it. What that does not
 * take (its party has another root there) is left out, and logged if `is_final`. */
void files_carry_cards(const struct directory *from, struct directory *to, bool is_final);

/* Reads all of them; the words of the directory and of the agreements are judged by the
 * vocabulary. The cards of `held` (NULL at the start) come before those of the folder, so that a key
 * stays its party's. Every fault of every file goes to `faults` (may be NULL), a line each; FAULT_INPUT
 * with the first. */
MUST_CHECK enum fault files_load(const struct settings *settings, const struct directory *held,
                                 FILE *faults, struct files *ret_files, struct error *err);

#endif
