/* SPDX-License-Identifier: EUPL-1.2 */
#include "review/policy_calendar.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"

/* Versions stand together, by their first day. */
static void check_gap(const struct policy_rule *rule, const struct policy_rule *next,
                      struct policy_findings *findings)
{
    char from[TEXT_DATE_SIZE], until[TEXT_DATE_SIZE];

    if (strcmp(rule->id, next->id) != 0 || rule->in_force_to >= next->in_force_from)
        return;
    text_write_date(rule->in_force_to, from);
    text_write_date(next->in_force_from, until);
    policy_finding_note(findings, FLAW_GAP, next, rule)->text =
        mem_printf("no version is in force from %s until this one on %s", from, until);
}

static bool is_sending(const struct policy_rule *rule)
{
    return rule->kind == POLICY_DUTY || rule->kind == POLICY_PERMISSION ||
           rule->kind == POLICY_CONSENT;
}

static void check_none(const struct policy_rule *none, const struct policy_rule *sending,
                       struct policy_findings *findings)
{
    if (none->kind != POLICY_NONE || !is_sending(sending) ||
        strcmp(none->ground, sending->ground) != 0)
        return;
    if (none->in_force_from >= sending->in_force_to || sending->in_force_from >= none->in_force_to)
        return;
    policy_finding_note(findings, FLAW_NONE_BESIDE, none, sending)->text = mem_printf(
        "it says that %s names no sending, and %s sends on it", none->ground, sending->id);
}

void policy_calendar_check(const struct policy *policy, struct policy_findings *findings)
{
    for (size_t i = 0; i + 1 < policy->n_rules; i++)
        check_gap(&policy->rules[i], &policy->rules[i + 1], findings);
    for (size_t i = 0; i < policy->n_rules; i++)
        for (size_t j = 0; j < policy->n_rules; j++)
            check_none(&policy->rules[i], &policy->rules[j], findings);
}
