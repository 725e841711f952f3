/* SPDX-License-Identifier: EUPL-1.2 */
/* policy - the decision, from the ground down to each section.
 *
 * First whatever blocks. Then each rule of the named ground is asked for its first objection to the
 * exchange as a whole; rules without one fit, and only those may permit a section. There is one
 * place that writes VERDICT_PERMIT into an answer, and it runs last.
 *
 * Rules stand by ground and id, so nothing here depends on the order in which they were read.
 */
#include "core/policy.h"

#include <stdio.h>
#include <string.h>

#include "core/policy_fit.h"
#include "core/policy_text.h"

/* ---- the rules of one ground ---- */

/* What the rules of the ground say together. */
struct finding {
    enum policy_objection objection; /* of the rule that came furthest */
    const struct policy_rule *rule;  /* that one, the first of equals; NULL: there is none */
    const struct policy_rule *sections[POLICY_SECTIONS_MAX];  /* that lets each pass, or NULL */
    const struct policy_rule *excluding[POLICY_SECTIONS_MAX]; /* that keeps it back all the same */
    size_t n_passing;
};

static void find_passing(const struct policy_rule *rule, const struct policy_question *question,
                         struct finding *finding)
{
    for (size_t i = 0; i < question->n_categories; i++) {
        if (finding->sections[i] || !policy_covers(rule, question, question->categories[i]))
            continue;
        finding->sections[i] = rule;
        finding->n_passing++;
    }
}

/* Of the versions of a rule only that of the day is asked; all of them where none is in force. They
 * stand together. */
static bool is_replaced(const struct policy_rule *rules, size_t n_rules, size_t at, int32_t day)
{
    if (policy_in_force(&rules[at], day))
        return false;
    for (size_t i = at; i-- > 0 && policy_same(rules[i].id, rules[at].id);)
        if (policy_in_force(&rules[i], day))
            return true;
    for (size_t i = at + 1; i < n_rules && policy_same(rules[i].id, rules[at].id); i++)
        if (policy_in_force(&rules[i], day))
            return true;
    return false;
}

/* What the ground shuts out passes on none of its rules. */
static void keep_excluded(const struct policy_rule *rules, size_t n_rules,
                          const struct policy_question *question, struct finding *finding)
{
    for (size_t i = 0; i < question->n_categories; i++) {
        for (size_t j = 0; finding->sections[i] && j < n_rules; j++) {
            if (!policy_excludes(&rules[j], question, question->categories[i]))
                continue;
            finding->sections[i] = NULL;
            finding->excluding[i] = &rules[j];
            finding->n_passing--;
        }
    }
}

static void ask_rules(const struct policy_rule *rules, size_t n_rules,
                      const struct policy_question *question, struct finding *ret_finding)
{
    *ret_finding = (struct finding){ .objection = OBJECTION_UNKNOWN_GROUND };
    for (size_t i = 0; i < n_rules; i++) {
        enum policy_objection objection;

        if (is_replaced(rules, n_rules, i, question->day))
            continue;
        objection = policy_fit(&rules[i], question);
        if (!ret_finding->rule || objection > ret_finding->objection) {
            ret_finding->rule = &rules[i];
            ret_finding->objection = objection;
        }
        if (objection == OBJECTION_NONE)
            find_passing(&rules[i], question, ret_finding);
    }
    keep_excluded(rules, n_rules, question, ret_finding);
}

static bool is_any_category_unknown(const struct policy *policy,
                                    const struct policy_question *question)
{
    for (size_t i = 0; i < question->n_categories; i++)
        if (!policy_words_has(&policy->categories, question->categories[i]))
            return true;
    return false;
}

/* ---- the answer ---- */

/* Cuts between characters, not inside one. */
static void cut_text(char *text, size_t size, int wanted)
{
    size_t end = size - 1;

    if (wanted < 0 || (size_t)wanted < size)
        return;
    while (end > 0 && ((unsigned char)text[end - 1] & 0xc0) == 0x80)
        end--;
    if (end > 0 && ((unsigned char)text[end - 1] & 0x80))
        end--;
    text[end] = '\0';
}

static void refuse(struct policy_answer *answer, const struct policy_question *question,
                   const struct policy_rule *rule, enum policy_objection objection)
{
    const char *own = rule ? rule->refusal[LANGUAGE_EN] : NULL;
    const char *citation = rule ? rule->citation : NULL;
    int wanted;

    answer->decision = VERDICT_REFUSE;
    answer->rule = rule && rule->id ? rule->id : POLICY_DEFAULT_REFUSE;
    answer->code = policy_objection_code(objection);
    wanted = snprintf(answer->reason, sizeof(answer->reason), "%s%s%s%s%s%s",
                      policy_objection_reason(objection), own ? " " : "", own ? own : "",
                      citation ? " (" : "", citation ? citation : "", citation ? ")" : "");
    cut_text(answer->reason, sizeof(answer->reason), wanted);
    answer->n_sections = question->n_categories;
    if (answer->n_sections > POLICY_SECTIONS_MAX)
        answer->n_sections = POLICY_SECTIONS_MAX;
    for (size_t i = 0; i < answer->n_sections; i++)
        answer->sections[i] =
            (struct policy_section_answer){ .verdict = VERDICT_REFUSE, .rule = answer->rule };
}

/* At least one section passes. A section that does not is left out by the rule that fits, or by the
 * one that excludes it. */
static void permit(struct policy_answer *answer, const struct policy_question *question,
                   const struct finding *finding)
{
    const struct policy_rule *first = NULL;
    int wanted;

    answer->n_sections = question->n_categories;
    for (size_t i = 0; i < answer->n_sections; i++) {
        const struct policy_rule *rule = finding->sections[i];
        const struct policy_rule *keeping =
            finding->excluding[i] ? finding->excluding[i] : finding->rule;

        answer->sections[i].verdict = rule ? VERDICT_PERMIT : VERDICT_LEAVE_OUT;
        answer->sections[i].rule = rule ? rule->id : keeping->id;
        answer->sections[i].permits = rule;
        first = first ? first : rule;
    }
    answer->decision = VERDICT_PERMIT;
    answer->code = "permit";
    answer->rule = first->id;
    wanted = snprintf(answer->reason, sizeof(answer->reason), "Permitted on %s (%s)%s.",
                      first->ground, first->citation ? first->citation : "",
                      finding->n_passing < answer->n_sections
                          ? "; what the ground does not cover was left out"
                          : "");
    cut_text(answer->reason, sizeof(answer->reason), wanted);
}

static void decide_on_rules(const struct policy *policy, const struct policy_question *question,
                            const struct finding *finding, struct policy_answer *answer)
{
    if (finding->objection != OBJECTION_NONE)
        refuse(answer, question, finding->rule, finding->objection);
    else if (is_any_category_unknown(policy, question))
        refuse(answer, question, NULL, OBJECTION_UNKNOWN_CATEGORY);
    else if (finding->n_passing == 0)
        refuse(answer, question, finding->rule, OBJECTION_NOTHING_LEFT);
    else if (question->whole_or_nothing && finding->n_passing < question->n_categories)
        refuse(answer, question, finding->rule, OBJECTION_WHOLE_OR_NOTHING);
    else
        permit(answer, question, finding);
}

void policy_decide(const struct policy *policy, const struct policy_question *question,
                   struct policy_answer *ret_answer)
{
    const struct policy_rule *rules, *blocking;
    struct finding finding;
    size_t n_rules;

    *ret_answer = (struct policy_answer){ 0 };
    if (!question->ground || !*question->ground) {
        refuse(ret_answer, question, NULL, OBJECTION_NO_GROUND);
        return;
    }
    if (question->n_categories > POLICY_SECTIONS_MAX) {
        refuse(ret_answer, question, NULL, OBJECTION_TOO_MANY_SECTIONS);
        return;
    }
    rules = policy_of_ground(policy, question->ground, &n_rules);
    if (n_rules == 0) {
        refuse(ret_answer, question, NULL, OBJECTION_UNKNOWN_GROUND);
        return;
    }
    blocking = policy_blocking(policy, question);
    if (blocking) {
        refuse(ret_answer, question, blocking, OBJECTION_BLOCKED);
        return;
    }
    ask_rules(rules, n_rules, question, &finding);
    decide_on_rules(policy, question, &finding, ret_answer);
}

size_t policy_propose(const struct policy *policy, const struct policy_question *question,
                      const char *ret_grounds[], size_t max)
{
    size_t n = 0, n_of_ground;

    for (size_t i = 0; i < policy->n_rules && n < max; i += n_of_ground) {
        struct policy_question asked = *question;
        struct policy_answer answer;

        n_of_ground = 1;
        asked.ground = policy->rules[i].ground;
        if (!asked.ground)
            continue;
        policy_of_ground(policy, asked.ground, &n_of_ground);
        policy_decide(policy, &asked, &answer);
        if (answer.decision == VERDICT_PERMIT)
            ret_grounds[n++] = asked.ground;
    }
    return n;
}
