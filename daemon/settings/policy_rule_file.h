/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_rule_file - one rule as a rule file writes it. The keys are explained by
 * deploy/guide/policy.md. */
#ifndef SETTINGS_POLICY_RULE_FILE_H
#define SETTINGS_POLICY_RULE_FILE_H

#include "core/policy_rules.h"
#include "model/vocabulary.h"
#include "yaml/yaml.h"

/* Fills `ret_rule` (zeroed memory) from a mapping. What is wrong becomes faults of the document;
 * the rule may be used only if there are none. The caller clears it in either case. */
void policy_rule_read(struct yaml_node node, const struct vocabulary *vocabulary,
                      struct policy_rule *ret_rule);

/* Adds the codes of a list, each in the vocabulary and listed once, or, where the node is the word
 * `any` instead of a list, every code of the kind. An absent node adds none. */
void policy_rule_words(struct yaml_node node, const struct vocabulary *vocabulary,
                       enum vocabulary_kind kind, struct policy_words *ret_words);

/* "public" or "private"; 0 where the field is left out. */
enum policy_ownership policy_rule_ownership(struct yaml_node node);

/* The text of a code of this kind, or NULL with a fault when it is not in the vocabulary. */
const char *policy_rule_word(struct yaml_node node, const struct vocabulary *vocabulary,
                             enum vocabulary_kind kind);

#endif
