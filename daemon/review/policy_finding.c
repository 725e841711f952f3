/* SPDX-License-Identifier: EUPL-1.2 */
#include "review/policy_finding.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"

void policy_findings_clear(struct policy_findings *findings)
{
    for (size_t i = 0; i < findings->n; i++)
        mem_free(findings->all[i].text);
    mem_free(findings->all);
    *findings = (struct policy_findings){ 0 };
}

struct policy_finding *policy_finding_note(struct policy_findings *findings, enum policy_flaw flaw,
                                           const struct policy_rule *rule,
                                           const struct policy_rule *other)
{
    struct policy_finding *added;

    for (size_t i = 0; i < findings->n; i++) {
        struct policy_finding *found = &findings->all[i];

        if (found->flaw == flaw && found->rule == rule && found->other == other) {
            found->n++;
            return found;
        }
    }
    findings->all = mem_grow(findings->all, findings->n + 1, sizeof(*findings->all));
    added = &findings->all[findings->n++];
    *added = (struct policy_finding){ .flaw = flaw, .rule = rule, .other = other, .n = 1 };
    return added;
}

bool policy_finding_has(const struct policy_findings *findings, enum policy_flaw flaw,
                        const struct policy_rule *rule)
{
    for (size_t i = 0; i < findings->n; i++)
        if (findings->all[i].flaw == flaw && findings->all[i].rule == rule)
            return true;
    return false;
}

/* Rules of one policy lie in one array, in their order. */
static int by_rule(const void *a, const void *b)
{
    const struct policy_finding *one = a, *two = b;

    if (one->rule != two->rule)
        return one->rule < two->rule ? -1 : 1;
    if (one->flaw != two->flaw)
        return one->flaw < two->flaw ? -1 : 1;
    return (one->other > two->other) - (one->other < two->other);
}

void policy_findings_sort(struct policy_findings *findings)
{
    if (findings->n)
        qsort(findings->all, findings->n, sizeof(*findings->all), by_rule);
}

const char *policy_flaw_code(enum policy_flaw flaw)
{
    static const char *const codes[POLICY_FLAWS] = {
        [FLAW_UNREACHED] = "unreached",
        [FLAW_UNNEEDED] = "unneeded",
        [FLAW_CONFLICT] = "conflict",
        [FLAW_NONE_BESIDE] = "none_beside_sending",
        [FLAW_UNWARRANTED] = "unwarranted",
        [FLAW_WITHHELD] = "withheld",
        [FLAW_THROUGH_BLOCK] = "through_block",
        [FLAW_ROUND_BLOCK] = "round_block",
        [FLAW_GAP] = "gap",
    };

    return codes[flaw];
}

/* ---- a point in words ---- */

static void put_words(struct buffer *text, const char *before, const struct policy_list *words)
{
    for (size_t i = 0; i < words->n; i++)
        buffer_printf(text, "%s%s", i ? " " : before, words->words[i]);
}

static void put_subject(struct buffer *text, const struct policy_question *question)
{
    if (!question->has_subject)
        buffer_append_text(text, ", without a subject");
    else if (question->age == POLICY_AGE_UNKNOWN)
        buffer_append_text(text, ", age unknown");
    else if (question->age == POLICY_AGE_UNBORN)
        buffer_append_text(text, ", unborn");
    else if (question->age == POLICY_AGE_KNOWN)
        buffer_printf(text, ", age %u", question->age_years);
    if (question->has_age_at_act)
        buffer_printf(text, ", %u at the act", question->age_at_act);
}

static void put_given(struct buffer *text, const struct policy_point *point)
{
    const struct policy_question *question = &point->question;
    char consent[POLICY_CONSENT_TEXT_SIZE];

    put_words(text, ", flags ", &question->flags);
    if (question->decider)
        buffer_printf(text, ", decided by %s", question->decider);
    put_words(text, ", reasons ", &question->reasons);
    if (question->has_agreement)
        buffer_append_text(text, ", with an agreement");
    if (point->at[SPACE_CONSENT] == 0)
        return;
    policy_consent_state_text(point->at[SPACE_CONSENT], consent);
    buffer_printf(text, ", %s", consent);
}

static void put_party(struct buffer *text, const struct policy_party *party)
{
    buffer_printf(text, "%s (%s%s)", party->role, party->country,
                  party->ownership == POLICY_PRIVATE  ? ", private"
                  : party->ownership == POLICY_PUBLIC ? ", public"
                                                      : "");
}

char *policy_point_text(const struct policy_point *point)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    const struct policy_question *question = &point->question;
    char day[TEXT_DATE_SIZE];

    text_write_date(question->day, day);
    put_party(&text, &question->from);
    buffer_append_text(&text, " to ");
    put_party(&text, &question->to);
    buffer_printf(&text, " on %s, %s to %s, %s, on %s",
                  question->ground ? question->ground : "no ground", question->type,
                  question->purpose, point->category, day);
    put_subject(&text, question);
    put_given(&text, point);
    buffer_append(&text, "", 1);
    return mem_text((const char *)text.data);
}
