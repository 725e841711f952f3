/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_list - which files of a folder are rules, and which must not lie there.
 *
 * A rule file that is named or placed wrongly and left out in silence would take its rules with it, and the
 * reports that rest on them would be refused. So whatever might be meant as one is a fault.
 */
#ifndef SETTINGS_POLICY_LIST_H
#define SETTINGS_POLICY_LIST_H

#include <stdio.h>

#include "base/error.h"
#include "core/policy_rules.h"

/* Adds "<country>/<file>" for each *.yaml in each folder of `directory`, sorted by bytes.
 *
 * Passed over: what begins with a full stop; what an editor or package manager left (~, .bak, .old, .orig,
 * .dpkg-…, .rpm…); a README; and in `directory` itself whatever is not *.yaml or *.yml.
 * Strays: anything else in a country's folder, a folder in it, what is no regular file, and a *.yaml or *.yml
 * in `directory` beside vocabulary.yaml and conditions.yaml. Each goes to `faults` (may be NULL) as a line;
 * the first stands in `ret_stray` as FAULT_INPUT "stray_file", else that is FAULT_NONE.
 * FAULT_INPUT "cannot_open" when a folder cannot be listed; nothing is printed then. */
MUST_CHECK enum fault policy_list(const char *directory, FILE *faults,
                                  struct policy_words *ret_paths, struct error *ret_stray,
                                  struct error *err);

#endif
