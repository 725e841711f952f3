/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_file - loads the rules from config/policy/<country>/<any name>.yaml, or from what was kept of
 * such files.
 */
#ifndef SETTINGS_POLICY_FILE_H
#define SETTINGS_POLICY_FILE_H

#include <stdio.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "core/policy.h"
#include "model/vocabulary.h"

enum {
    POLICY_FILES_MAX = 200,            /* with the vocabulary */
    POLICY_SIZE_MAX = 8 * 1024 * 1024, /* bytes of all of them: what the record can keep */
};

#define POLICY_VOCABULARY "vocabulary.yaml"

/* Reads every *.yaml in every folder of `directory`, sorted by path; files that lie in `directory`
 * itself (the vocabulary) are no rules. Every word must be in the vocabulary, every ground
 * that a blocked rule names have a rule, and every rule be whole for its kind. An id that stands
 * several times is one rule in versions: of one ground, country and kind, and no day is of two.
 *
 * All faults of all files go to `faults` (may be NULL), one `file:line:column: what` a line.
 * FAULT_INPUT "cannot_open" when a folder or file cannot be read, "invalid_file" for any fault,
 * "no_rules" when there is not one rule, "too_large" for more than the limits above. The caller owns
 * the policy, and with it the bytes that were hashed.
 *
 * The policy's hash is SHA-256 over these entries: first the vocabulary's file under the name
 * "vocabulary.yaml", then each rule file in order under its path relative to `directory`. An entry
 * is the name, NUL, the size in bytes as 8 bytes big-endian, and the bytes. */
MUST_CHECK enum fault policy_load(const char *directory, const struct vocabulary *vocabulary,
                                  FILE *faults, struct policy **ret_policy, struct error *err);

/* Both: <directory>/vocabulary.yaml and the rules that are checked against it. */
MUST_CHECK enum fault policy_load_all(const char *directory, FILE *faults,
                                      struct vocabulary **ret_vocabulary,
                                      struct policy **ret_policy, struct error *err);

/* The same from bytes that were kept of such files, in the order in which they were hashed: the same
 * reader, the same faults (their place begins with the hash instead of the folder), and the same hash
 * for the same bytes. FAULT_INPUT "invalid_file" also if the first is not the vocabulary. */
MUST_CHECK enum fault policy_load_kept(const struct policy_sources *kept, FILE *faults,
                                       struct vocabulary **ret_vocabulary,
                                       struct policy **ret_policy, struct error *err);

/* The hash above, of files as they are; nothing of them is read. */
void policy_sources_hash(const struct policy_sources *sources, uint8_t ret_hash[POLICY_HASH_SIZE]);

#endif
