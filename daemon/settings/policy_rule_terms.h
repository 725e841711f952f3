/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_rule_terms - what a rule asks of an exchange besides its scope: flags, an agreement, a
 * decider with reasons, signers of a consent. */
#ifndef SETTINGS_POLICY_RULE_TERMS_H
#define SETTINGS_POLICY_RULE_TERMS_H

#include "core/policy_rules.h"
#include "model/vocabulary.h"
#include "yaml/yaml.h"

/* Reads the keys flags, not_flags, agreement, decider and signers of a rule whose kind is known, and
 * notes a fault where the kind does not go with them: a permission without a decider, a consent
 * without signers, a duty that hangs on an agreement or a consent. */
void policy_rule_terms_read(struct yaml_node node, const struct vocabulary *vocabulary,
                            struct policy_rule *rule);

#endif
