/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_fit - one rule and one exchange: what stands in the way, and which categories may pass.
 *
 * A rule says yes only where nothing objects. Memory that nobody has filled objects: a rule without
 * a kind, a permission without a decider, a consent without signers.
 */
#ifndef CORE_POLICY_FIT_H
#define CORE_POLICY_FIT_H

#include <stdbool.h>

#include "core/policy.h"

/* What stands in the way, in the order in which it is looked for; policy.h has the codes. Those up
 * to BLOCKED and those after NO_CONSENT are of the exchange as a whole, not of a rule. */
enum policy_objection {
    OBJECTION_NO_GROUND,
    OBJECTION_TOO_MANY_SECTIONS,
    OBJECTION_UNKNOWN_GROUND, /* also of a rule without a kind */
    OBJECTION_BLOCKED,
    OBJECTION_NO_SENDING,
    OBJECTION_ABROAD,
    OBJECTION_WRONG_COUNTRY,
    OBJECTION_WRONG_ROLE,
    OBJECTION_GROUND_NOT_IN_FORCE,
    OBJECTION_WRONG_TYPE,
    OBJECTION_WRONG_PURPOSE,
    OBJECTION_FLAG_MISSING,
    OBJECTION_SUBJECT_NOT_ALLOWED,
    OBJECTION_NO_SUBJECT,
    OBJECTION_AGE_MISSING,
    OBJECTION_AGE_OUTSIDE,
    OBJECTION_NO_AGREEMENT,
    OBJECTION_NO_DECIDER,
    OBJECTION_WRONG_DECIDER,
    OBJECTION_REASON_MISSING,
    OBJECTION_NO_CONSENT,
    OBJECTION_UNKNOWN_CATEGORY,
    OBJECTION_NOTHING_LEFT,
    OBJECTION_WHOLE_OR_NOTHING,
    OBJECTION_NONE,
};

/* The first objection of the rule to the exchange; OBJECTION_NONE if it fits. */
enum policy_objection policy_fit(const struct policy_rule *rule,
                                 const struct policy_question *question);

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

#endif
