/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_file - loads the rules from config/policy/<country>/<any name>.yaml. */
#ifndef SETTINGS_POLICY_FILE_H
#define SETTINGS_POLICY_FILE_H

#include <stdio.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "core/policy.h"
#include "model/vocabulary.h"

/* Reads every *.yaml in every folder of `directory`, sorted by path; files that lie in `directory`
 * itself (the vocabulary) are no rules. Every word must be in the vocabulary, every ground
 * that a blocked rule names have a rule, and every rule be whole for its kind. An id that stands
 * several times is one rule in versions: of one ground, country and kind, and no day is of two.
 *
 * All faults of all files go to `faults` (may be NULL), one `file:line:column: what` a line.
 * FAULT_INPUT "cannot_open" when a folder or file cannot be read, "invalid_file" for any fault,
 * "no_rules" when there is not one rule. The caller owns the policy.
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

#endif
