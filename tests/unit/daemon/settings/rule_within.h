/* SPDX-License-Identifier: EUPL-1.2 */
/* rule_within - whether one rule covers all that another does, under no stricter conditions. */
#ifndef UNIT_DAEMON_SETTINGS_RULE_WITHIN_H
#define UNIT_DAEMON_SETTINGS_RULE_WITHIN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/policy_rules.h"

/* Certain where it says true; it may say false of two rules that are alike in effect. */
bool rule_within(const struct policy_rule *inner, const struct policy_rule *outer);

/* Whether the rules of the same ground other than rule `i` cover all of `rule`: each way from one
 * role to another wholly by one of them. */
bool rule_within_siblings(const struct policy *policy, size_t i, const struct policy_rule *rule);

/* Whether exchanges in the rule's country ever have the word: some roles and purposes are the other
 * country's, and the policy is not asked about orders to the bus. */
bool rule_country_has(const struct policy_rule *rule, enum vocabulary_kind kind, const char *word);

/* Whether the two ask for the same signatures of everybody whom their age limits let pass. */
bool rule_same_signers(const struct policy_rule *a, const struct policy_rule *b);

#endif
