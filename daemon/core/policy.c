/* SPDX-License-Identifier: EUPL-1.2 */
/* policy - the decision, from the ground down to each section.
 *
 * Each rule of the named ground is asked for its first objection to the exchange as a whole. Rules
 * without one fit, and only those may permit a section. There is one place that writes
 * VERDICT_PERMIT into an answer, and it runs last.
 */
#include "core/policy.h"

#include <stdio.h>
#include <string.h>

/* What stands in the way, in the order in which it is looked for. */
enum objection {
    NO_GROUND,
    TOO_MANY_SECTIONS,
    UNKNOWN_GROUND,
    ABROAD,
    WRONG_COUNTRY,
    WRONG_ROLE,
    GROUND_NOT_IN_FORCE,
    WRONG_TYPE,
    WRONG_PURPOSE,
    NO_SUBJECT,
    AGE_MISSING,
    AGE_OUTSIDE,
    UNKNOWN_CATEGORY,
    NOTHING_LEFT,
    WHOLE_OR_NOTHING,
    NO_OBJECTION,
};

static const struct {
    const char *code, *reason;
} words[] = {
    [NO_GROUND] = { "no_ground", "The exchange names no ground." },
    [TOO_MANY_SECTIONS] = { "too_many_sections", "The exchange has too many sections." },
    [UNKNOWN_GROUND] = { "unknown_ground", "No rule has this ground." },
    [ABROAD] = { "abroad", "Sender and recipient lie in different countries." },
    [WRONG_COUNTRY] = { "wrong_country", "The ground is another country's." },
    [WRONG_ROLE] = { "wrong_role", "The ground does not run from this role to that one." },
    [GROUND_NOT_IN_FORCE] = { "ground_not_in_force", "The ground is not in force on this day." },
    [WRONG_TYPE] = { "wrong_type", "The ground does not carry this type of exchange." },
    [WRONG_PURPOSE] = { "wrong_purpose", "The ground does not serve this purpose." },
    [NO_SUBJECT] = { "no_subject", "The ground concerns a person and the exchange names none." },
    [AGE_MISSING] = { "age_missing", "The ground has an age limit and no age is declared." },
    [AGE_OUTSIDE] = { "age_outside", "The declared age is not one that the ground covers." },
    [UNKNOWN_CATEGORY] = { "unknown_category", "A section has a category that does not exist." },
    [NOTHING_LEFT] = { "nothing_left", "No section may pass on this ground." },
    [WHOLE_OR_NOTHING] = { "whole_or_nothing",
                           "A section may not pass, and the sender wants all or nothing." },
};

/* ---- one rule and one exchange ---- */

static bool same_text(const char *a, const char *b) { return a && b && strcmp(a, b) == 0; }

static bool is_known_age_inside(const struct policy_rule *rule,
                                const struct policy_question *question)
{
    unsigned int years = question->age_years;

    if (rule->age_at_act && question->has_age_at_act)
        years = question->age_at_act;
    return years >= rule->age_from && years < rule->age_under;
}

static enum objection age_objection(const struct policy_rule *rule,
                                    const struct policy_question *question)
{
    if (!rule->has_age_limit)
        return NO_OBJECTION;
    switch (question->age) {
    case POLICY_AGE_KNOWN:
        return is_known_age_inside(rule, question) ? NO_OBJECTION : AGE_OUTSIDE;
    case POLICY_AGE_UNKNOWN:
    case POLICY_AGE_UNBORN:
        return rule->unknown_age ? NO_OBJECTION : AGE_OUTSIDE;
    default:
        return AGE_MISSING;
    }
}

static enum objection first_objection(const struct policy_rule *rule,
                                      const struct policy_question *question)
{
    if (rule->kind != POLICY_DUTY)
        return UNKNOWN_GROUND;
    if (!same_text(question->from.country, question->to.country))
        return ABROAD;
    if (!same_text(question->from.country, rule->country))
        return WRONG_COUNTRY;
    if (!policy_words_has(&rule->from, question->from.role) ||
        !policy_words_has(&rule->to, question->to.role))
        return WRONG_ROLE;
    if (question->day < rule->in_force_from || question->day >= rule->in_force_to)
        return GROUND_NOT_IN_FORCE;
    if (!policy_words_has(&rule->types, question->type))
        return WRONG_TYPE;
    if (!policy_words_has(&rule->purposes, question->purpose))
        return WRONG_PURPOSE;
    if ((rule->needs_subject || rule->has_age_limit) && !question->has_subject)
        return NO_SUBJECT;
    return age_objection(rule, question);
}

/* The rule of the ground that came furthest, the first of equals; NULL when there is none. */
static const struct policy_rule *furthest_rule(const struct policy *policy,
                                               const struct policy_question *question,
                                               enum objection *ret_objection)
{
    const struct policy_rule *furthest = NULL;

    *ret_objection = UNKNOWN_GROUND;
    for (size_t i = 0; i < policy->n_rules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        enum objection objection;

        if (!same_text(rule->ground, question->ground))
            continue;
        objection = first_objection(rule, question);
        if (!furthest || objection > *ret_objection) {
            furthest = rule;
            *ret_objection = objection;
        }
    }
    return furthest;
}

/* The first rule of the ground that fits the exchange and covers the category, or NULL. */
static const struct policy_rule *permitting_rule(const struct policy *policy,
                                                 const struct policy_question *question,
                                                 const char *category)
{
    for (size_t i = 0; i < policy->n_rules; i++) {
        const struct policy_rule *rule = &policy->rules[i];

        if (same_text(rule->ground, question->ground) &&
            first_objection(rule, question) == NO_OBJECTION &&
            policy_words_has(&rule->categories, category))
            return rule;
    }
    return NULL;
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
                   const struct policy_rule *rule, enum objection objection)
{
    const char *own = rule ? rule->refusal[LANGUAGE_EN] : NULL;
    const char *citation = rule ? rule->citation : NULL;
    int wanted;

    answer->decision = VERDICT_REFUSE;
    answer->rule = rule ? rule->id : POLICY_DEFAULT_REFUSE;
    answer->code = words[objection].code;
    wanted = snprintf(answer->reason, sizeof(answer->reason), "%s%s%s%s%s%s",
                      words[objection].reason, own ? " " : "", own ? own : "", citation ? " (" : "",
                      citation ? citation : "", citation ? ")" : "");
    cut_text(answer->reason, sizeof(answer->reason), wanted);
    answer->n_sections = question->n_categories;
    if (answer->n_sections > POLICY_SECTIONS_MAX)
        answer->n_sections = POLICY_SECTIONS_MAX;
    for (size_t i = 0; i < answer->n_sections; i++)
        answer->sections[i] = (struct policy_section_answer){ VERDICT_REFUSE, answer->rule };
}

static bool is_any_category_unknown(const struct policy *policy,
                                    const struct policy_question *question)
{
    for (size_t i = 0; i < question->n_categories; i++)
        if (!policy_words_has(&policy->categories, question->categories[i]))
            return true;
    return false;
}

/* Decides each section under the rules that fit. Returns how many were permitted. */
static size_t decide_sections(const struct policy *policy, const struct policy_question *question,
                              const struct policy_rule *fitting, struct policy_answer *answer)
{
    size_t n_permitted = 0;

    answer->n_sections = question->n_categories;
    for (size_t i = 0; i < question->n_categories; i++) {
        const struct policy_rule *rule = permitting_rule(policy, question, question->categories[i]);

        answer->sections[i].verdict = rule ? VERDICT_PERMIT : VERDICT_LEAVE_OUT;
        answer->sections[i].rule = rule ? rule->id : fitting->id;
        if (rule && n_permitted++ == 0)
            answer->rule = rule->id;
    }
    return n_permitted;
}

static void permit(struct policy_answer *answer, const struct policy_rule *rule, size_t n_permitted)
{
    int wanted;

    answer->decision = VERDICT_PERMIT;
    answer->code = "permit";
    wanted = snprintf(
        answer->reason, sizeof(answer->reason), "Permitted on %s (%s)%s.", rule->ground,
        rule->citation ? rule->citation : "",
        n_permitted < answer->n_sections ? "; what the ground does not cover was left out" : "");
    cut_text(answer->reason, sizeof(answer->reason), wanted);
}

static void decide_whole(const struct policy *policy, const struct policy_question *question,
                         struct policy_answer *answer)
{
    enum objection objection;
    const struct policy_rule *rule;
    size_t n_permitted;

    if (!question->ground || !*question->ground) {
        refuse(answer, question, NULL, NO_GROUND);
        return;
    }
    if (question->n_categories > POLICY_SECTIONS_MAX) {
        refuse(answer, question, NULL, TOO_MANY_SECTIONS);
        return;
    }
    rule = furthest_rule(policy, question, &objection);
    if (!rule || objection != NO_OBJECTION) {
        refuse(answer, question, rule, objection);
        return;
    }
    if (is_any_category_unknown(policy, question)) {
        refuse(answer, question, NULL, UNKNOWN_CATEGORY);
        return;
    }
    n_permitted = decide_sections(policy, question, rule, answer);
    if (n_permitted == 0)
        refuse(answer, question, rule, NOTHING_LEFT);
    else if (question->whole_or_nothing && n_permitted < question->n_categories)
        refuse(answer, question, rule, WHOLE_OR_NOTHING);
    else
        permit(answer, rule, n_permitted);
}

void policy_decide(const struct policy *policy, const struct policy_question *question,
                   struct policy_answer *ret_answer)
{
    *ret_answer = (struct policy_answer){ 0 };
    decide_whole(policy, question, ret_answer);
}

static bool is_listed(const char *const grounds[], size_t n, const char *ground)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(grounds[i], ground) == 0)
            return true;
    return false;
}

size_t policy_propose(const struct policy *policy, const struct policy_question *question,
                      const char *ret_grounds[], size_t max)
{
    size_t n = 0;

    for (size_t i = 0; i < policy->n_rules && n < max; i++) {
        struct policy_question asked = *question;
        struct policy_answer answer;

        asked.ground = policy->rules[i].ground;
        if (!asked.ground || is_listed(ret_grounds, n, asked.ground))
            continue;
        policy_decide(policy, &asked, &answer);
        if (answer.decision == VERDICT_PERMIT)
            ret_grounds[n++] = asked.ground;
    }
    return n;
}
