/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_fit - one rule and one exchange: what stands in the way, and which categories may pass.
 *
 * A rule says yes only where nothing objects. Memory that nobody has filled objects: a rule without
 * a kind, a permission without a decider, a consent without signers.
 */
#ifndef CORE_POLICY_FIT_H
#define CORE_POLICY_FIT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/policy.h"
#include "core/policy_objection.h"

/* The first objection of the rule to the exchange; OBJECTION_NONE if it fits. */
enum policy_objection policy_fit(const struct policy_rule *rule,
                                 const struct policy_question *question);

/* Everything that the rule objects to, each condition by itself: one OBJECTION_BIT() for each. The
 * lowest is what policy_fit() finds; 0 if it finds none. NO_CONSENT is of the exchange as a whole:
 * for one section, ask with its category as the only one. */
uint32_t policy_fit_all(const struct policy_rule *rule, const struct policy_question *question);

/* Whether a section passes on the rule only with a consent that covers its category. */
bool policy_needs_consent(const struct policy_rule *rule);

/* Whether the rule is for senders of this role and ownership. */
bool policy_is_for_sender(const struct policy_rule *rule, const struct policy_party *from);

/* Of a rule that fits: whether a section of this category may pass on it. */
bool policy_covers(const struct policy_rule *rule, const struct policy_question *question,
                   const char *category);

/* Whether the ground shuts the category out where this rule speaks: the rule names it as excluded, and
 * country, roles, day, type, purpose, flags and subject are those of the rule. What people add does
 * not matter: the law shuts it out also where agreement, decider or consent are missing or others. */
bool policy_excludes(const struct policy_rule *rule, const struct policy_question *question,
                     const char *category);

/* Whether a rule of kind BLOCKED forbids the exchange, whatever its ground permits. */
bool policy_blocks(const struct policy_rule *rule, const struct policy_question *question);

/* The first rule of the policy that does, or NULL. */
const struct policy_rule *policy_blocking(const struct policy *policy,
                                          const struct policy_question *question);

#endif
