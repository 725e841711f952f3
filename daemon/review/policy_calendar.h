/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_calendar - what is wrong with the days on which rules are in force: no exchange need be asked. */
#ifndef REVIEW_POLICY_CALENDAR_H
#define REVIEW_POLICY_CALENDAR_H

#include "review/policy_finding.h"

/* Adds FLAW_GAP for each version that follows another later than on its first day not covered, and
 * FLAW_NONE_BESIDE for each rule of kind none beside a sending one of its ground on the same day. */
void policy_calendar_check(const struct policy *policy, struct policy_findings *findings);

#endif
