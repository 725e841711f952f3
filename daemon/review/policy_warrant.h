/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_warrant - says a second time, in the plainest way, what a rule warrants.
 *
 * For checking the gate and the rules against each other. It shares no code with policy_fit and
 * policy_signed, and asks more than they do: what no rule may give away,
 * - a duty hangs on neither agreement nor consent,
 * - a permission has a decider, with a role and at least one reason,
 * - a consent is signed, below POLICY_MINIMUM_AGE, by every guardian that is counted and at least one;
 *   from that age by the young person; and by all whom the rule names besides.
 * One consent covers one category. Each function names the first thing that is missing, in English
 * and without personal data, or NULL where nothing is.
 */
#ifndef REVIEW_POLICY_WARRANT_H
#define REVIEW_POLICY_WARRANT_H

#include "core/policy.h"

/* Of what is sent: country, roles, type, purpose, day, flags, subject, ages, category. */
const char *policy_warrant_scope(const struct policy_rule *rule,
                                 const struct policy_question *question, const char *category);

/* Whether the rule shuts the category out of what is sent, so that no rule of its ground may let it
 * pass, whatever was given for it. */
bool policy_warrant_excludes(const struct policy_rule *rule, const struct policy_question *question,
                             const char *category);

/* Of what was given for it: agreement, decider, reasons, consent. */
const char *policy_warrant_given(const struct policy_rule *rule,
                                 const struct policy_question *question, const char *category);

/* Whether a rule of kind blocked names this exchange; `on_ground` false: whatever its ground. */
bool policy_warrant_forbids(const struct policy_rule *rule, const struct policy_question *question,
                            bool on_ground);

#endif
