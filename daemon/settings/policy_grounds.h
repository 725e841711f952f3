/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_grounds - the list of all grounds, held against the rules.
 *
 * A rule cannot vouch for its own ground: one letter wrong, and a duty has gone to a ground that nobody
 * names. The list is a second hand's word for it, and says of what kinds the rules of each may be. It decides
 * nothing, so it is no part of the rules' hash.
 */
#ifndef SETTINGS_POLICY_GROUNDS_H
#define SETTINGS_POLICY_GROUNDS_H

#include <stdio.h>

#include "base/error.h"
#include "core/policy_rules.h"

#define POLICY_GROUNDS "grounds.yaml"

/* Reads grounds.yaml in `directory`; a directory without one has nothing to hold against. Every fault of the
 * file, each rule on a ground or of a kind that it does not have (at the rule's place) and each ground without
 * a rule is printed to `faults` (may be NULL), one a line. FAULT_INPUT "invalid_file" with the first. */
MUST_CHECK enum fault policy_grounds_check(const char *directory, const struct policy *policy,
                                           FILE *faults, struct error *err);

#endif
