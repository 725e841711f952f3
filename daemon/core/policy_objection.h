/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_objection - all that the gate may object to, with the code and the reason of each. */
#ifndef CORE_POLICY_OBJECTION_H
#define CORE_POLICY_OBJECTION_H

#include <stdint.h>

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

/* A set of them is a uint32_t. */
#define OBJECTION_BIT(objection) (UINT32_C(1) << (objection))

/* The refusal code, as policy.h has it; and one English sentence for the receipt. Static. NULL for
 * OBJECTION_NONE and beyond. */
const char *policy_objection_code(enum policy_objection objection);
const char *policy_objection_reason(enum policy_objection objection);

#endif
