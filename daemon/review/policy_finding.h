/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_finding - what is wrong with a set of rules, found by going through all they can decide. */
#ifndef REVIEW_POLICY_FINDING_H
#define REVIEW_POLICY_FINDING_H

#include <stdint.h>

#include "review/policy_space.h"

enum policy_flaw {
    FLAW_UNREACHED,     /* the rule lets nothing pass, stops nothing, is never asked */
    FLAW_UNNEEDED,      /* whatever it lets pass, others let pass too */
    FLAW_CONFLICT,      /* where both let a section pass, what one needs is never needed; or one
                         * shuts out what another lets pass */
    FLAW_NONE_BESIDE,   /* the ground names no sending, and a rule of it sends */
    FLAW_UNWARRANTED,   /* passes, and no rule of the ground warrants it */
    FLAW_WITHHELD,      /* does not pass, and a rule warrants it */
    FLAW_THROUGH_BLOCK, /* passes, and a rule that blocks names it, or one that shuts it out */
    FLAW_ROUND_BLOCK,   /* passes on a ground that a block of the same sending leaves out */
    FLAW_GAP,           /* no version of the rule is in force for a time */
    POLICY_FLAWS,
};

struct policy_finding {
    enum policy_flaw flaw;
    const struct policy_rule *rule;  /* borrowed; NULL: of none */
    const struct policy_rule *other; /* borrowed; may be NULL */
    uint64_t n;                      /* points at which it was found */
    char *text;                      /* owned, English: what, and where first */
};

/* Owned. Of one flaw, rule and other there is one finding. */
struct policy_findings {
    struct policy_finding *all;
    size_t n;
};

void policy_findings_clear(struct policy_findings *findings);
DEFINE_CLEAR(struct policy_findings, policy_findings_clear)

/* The finding of these three, with its `n` counted up; where it has no text yet the caller sets it.
 * Borrowed until the next is noted. */
struct policy_finding *policy_finding_note(struct policy_findings *findings, enum policy_flaw flaw,
                                           const struct policy_rule *rule,
                                           const struct policy_rule *other);
bool policy_finding_has(const struct policy_findings *findings, enum policy_flaw flaw,
                        const struct policy_rule *rule);

/* By rule as they stand in the policy, then by flaw and other. */
void policy_findings_sort(struct policy_findings *findings);

/* A stable code: "unreached". */
const char *policy_flaw_code(enum policy_flaw flaw);

/* A point in English, for findings: roles, words, day, ages, what was given. The caller owns it. */
char *policy_point_text(const struct policy_point *point);

#endif
