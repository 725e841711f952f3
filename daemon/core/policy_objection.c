/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/policy_objection.h"

#include <stddef.h>

#include "base/cleanup.h"

static const struct {
    const char *code, *reason;
} words[] = {
    [OBJECTION_NO_GROUND] = { "no_ground", "The exchange names no ground." },
    [OBJECTION_TOO_MANY_SECTIONS] = { "too_many_sections", "The exchange has too many sections." },
    [OBJECTION_UNKNOWN_GROUND] = { "unknown_ground", "No rule has this ground." },
    [OBJECTION_BLOCKED] = { "blocked", "A rule forbids it, whatever the ground permits." },
    [OBJECTION_NO_SENDING] = { "no_sending", "Nothing is sent on this ground." },
    [OBJECTION_ABROAD] = { "abroad", "Sender and recipient lie in different countries." },
    [OBJECTION_WRONG_COUNTRY] = { "wrong_country", "The ground is another country's." },
    [OBJECTION_WRONG_ROLE] = { "wrong_role",
                               "The ground does not run from this role to that one." },
    [OBJECTION_GROUND_NOT_IN_FORCE] = { "ground_not_in_force",
                                        "The ground is not in force on this day." },
    [OBJECTION_WRONG_TYPE] = { "wrong_type", "The ground does not carry this type of exchange." },
    [OBJECTION_WRONG_PURPOSE] = { "wrong_purpose", "The ground does not serve this purpose." },
    [OBJECTION_FLAG_MISSING] = { "flag_missing",
                                 "The flags of the exchange are not those of the ground." },
    [OBJECTION_SUBJECT_NOT_ALLOWED] = { "subject_not_allowed",
                                        "The ground carries nothing about a person." },
    [OBJECTION_NO_SUBJECT] = { "no_subject",
                               "The ground concerns a person and the exchange names none." },
    [OBJECTION_AGE_MISSING] = { "age_missing",
                                "The ground has an age limit and no age is declared." },
    [OBJECTION_AGE_OUTSIDE] = { "age_outside",
                                "The declared age is not one that the ground covers." },
    [OBJECTION_NO_AGREEMENT] = { "no_agreement",
                                 "No agreement in force covers the two and this purpose." },
    [OBJECTION_NO_DECIDER] = { "no_decider", "Nobody is named who weighed it." },
    [OBJECTION_WRONG_DECIDER] = { "wrong_decider", "The official named may not decide this." },
    [OBJECTION_REASON_MISSING] = { "reason_missing",
                                   "A reason that the ground asks for is not given." },
    [OBJECTION_NO_CONSENT] = { "no_consent", "No consent named by the exchange covers it." },
    [OBJECTION_UNKNOWN_CATEGORY] = { "unknown_category",
                                     "A section has a category that does not exist." },
    [OBJECTION_NOTHING_LEFT] = { "nothing_left", "No section may pass on this ground." },
    [OBJECTION_WHOLE_OR_NOTHING] = { "whole_or_nothing",
                                     "A section may not pass, and the sender wants all or "
                                     "nothing." },
};

const char *policy_objection_code(enum policy_objection objection)
{
    return (size_t)objection < ARRAY_SIZE(words) ? words[objection].code : NULL;
}

const char *policy_objection_reason(enum policy_objection objection)
{
    return (size_t)objection < ARRAY_SIZE(words) ? words[objection].reason : NULL;
}
