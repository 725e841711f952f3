/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/ground_choice.h"

#include <string.h>

#include "base/memory.h"
#include "core/explanation_grounds.h"
#include "core/explanation_nearest.h"
#include "core/explanation_words.h"
#include "core/policy_fit.h"
#include "core/policy_objection.h"
#include "core/policy_text.h"

const char *ground_choice_duty(const struct explanation *explanation)
{
    const char *duty = NULL;

    for (size_t i = 0; i < explanation->n_grounds; i++) {
        if (explanation->grounds[i].kind != POLICY_DUTY || explanation->grounds[i].not_proposed)
            continue;
        if (duty)
            return NULL;
        duty = explanation->grounds[i].ground;
    }
    return duty;
}

/* What no sender can change. */
static const uint32_t out_of_reach =
    OBJECTION_BIT(OBJECTION_UNKNOWN_GROUND) | OBJECTION_BIT(OBJECTION_NO_SENDING) |
    OBJECTION_BIT(OBJECTION_ABROAD) | OBJECTION_BIT(OBJECTION_WRONG_COUNTRY) |
    OBJECTION_BIT(OBJECTION_WRONG_ROLE) | OBJECTION_BIT(OBJECTION_GROUND_NOT_IN_FORCE);

/* What is as it is: neither a form nor a signature makes it otherwise. */
static const uint32_t given = OBJECTION_BIT(OBJECTION_WRONG_TYPE) |
                              OBJECTION_BIT(OBJECTION_WRONG_PURPOSE) |
                              OBJECTION_BIT(OBJECTION_AGE_OUTSIDE);

/* Sections that no rule of the ground could let pass between these two, whatever is put right. */
static size_t count_uncovered(const struct policy *policy, const struct policy_question *question)
{
    size_t n = 0;

    for (size_t i = 0; i < question->n_categories; i++) {
        struct explanation_nearest nearest;

        explanation_find_nearest(policy, question, &question->categories[i], &nearest);
        n += !nearest.rule || (nearest.objections & out_of_reach);
    }
    return n;
}

/* A ground that comes near, and how near: the less the nearer. */
struct nearness {
    const char *ground;
    unsigned int n_given;
    size_t n_uncovered;
    enum policy_kind kind;
    unsigned int n_missing;
};

/* First by what cannot be added, then by what it carries, then by kind (where the law orders it, nobody is to be
 * asked for a consent), then by how much is missing. */
static bool is_nearer(const struct nearness *a, const struct nearness *b)
{
    if (a->n_given != b->n_given)
        return a->n_given < b->n_given;
    if (a->n_uncovered != b->n_uncovered)
        return a->n_uncovered < b->n_uncovered;
    return a->kind == b->kind ? a->n_missing < b->n_missing : a->kind < b->kind;
}

static bool is_proposed(const struct policy_rule *rule)
{
    return !rule->not_proposed && (rule->kind == POLICY_DUTY || rule->kind == POLICY_PERMISSION ||
                                   rule->kind == POLICY_CONSENT);
}

static struct nearness find_nearest(const struct policy *policy,
                                    const struct policy_question *question)
{
    struct policy_question asked = *question;
    struct nearness nearest = { 0 };

    for (size_t i = 0; i < policy->n_rules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        uint32_t objections = policy_fit_all(rule, question);
        struct nearness near = {
            .ground = rule->ground,
            .n_given = (unsigned int)__builtin_popcount(objections & given),
            .kind = rule->kind,
            .n_missing = (unsigned int)__builtin_popcount(objections & ~given),
        };

        if (!is_proposed(rule) || (objections & out_of_reach))
            continue;
        asked.ground = rule->ground;
        near.n_uncovered = count_uncovered(policy, &asked);
        if (near.n_uncovered < question->n_categories &&
            (!nearest.ground || is_nearer(&near, &nearest)))
            nearest = near;
    }
    return nearest;
}

const char *ground_choice_nearest(const struct policy *policy,
                                  const struct policy_question *question)
{
    return find_nearest(policy, question).ground;
}

static char *say_which(const struct explanation_speaker *speaker, const struct policy *policy,
                       const char *ground)
{
    size_t n;
    const struct policy_rule *rules = policy_of_ground(policy, ground, &n);
    CLEANUP(mem_free) char *name = explanation_name_ground(speaker, ground, rules[0].citation);

    return explanation_say(speaker, NEED_GROUND,
                           (const struct explanation_filling[]){ { "grounds", name }, { 0 } });
}

static void put_first(struct explained_section *section, const char *need)
{
    if (section->n_needs == EXPLANATION_NEEDS)
        return;
    memmove(&section->needs[1], section->needs, section->n_needs * sizeof(section->needs[0]));
    section->needs[0] = mem_text(need);
    section->n_needs++;
}

/* One section of what is told without a ground: as on the nearest, where that lacks something; where it would pass,
 * to name the nearest is all that lacks. No rule of that ground has spoken; and where nothing that it asks for would
 * help, to name it does not help either. */
static void tell_as_nearest(struct explained_section *section, struct explained_section *nearest,
                            const char *need)
{
    struct explained_section of_none = *section;

    if (nearest->verdict == VERDICT_PERMIT) {
        while (section->n_needs > 0)
            mem_free(section->needs[--section->n_needs]);
        put_first(section, need);
        return;
    }
    *section = *nearest;
    *nearest = of_none;
    section->rule = POLICY_DEFAULT_REFUSE;
    section->verdict = VERDICT_REFUSE;
    if (section->n_needs > 0)
        put_first(section, need);
}

static bool is_any_whole(const struct explanation *explanation)
{
    for (size_t i = 0; i < explanation->n_grounds; i++)
        if (explanation->grounds[i].whole)
            return true;
    return false;
}

static void tell_that_it_goes_abroad(const struct explanation_speaker *speaker,
                                     struct explanation *explanation)
{
    for (size_t i = 0; i < explanation->n_sections; i++) {
        mem_free(explanation->sections[i].reason);
        explanation->sections[i].code = policy_objection_code(OBJECTION_ABROAD);
        explanation->sections[i].reason =
            explanation_refusal(speaker, explanation->sections[i].code);
    }
}

void ground_choice_explain(const struct policy *policy, const struct vocabulary *vocabulary,
                           const struct policy_question *question,
                           enum vocabulary_language language, struct explanation *ret)
{
    const struct explanation_speaker speaker = { vocabulary, language };
    CLEANUP(explanation_clear) struct explanation of_nearest = { 0 };
    struct policy_question asked = *question;
    struct nearness nearest;
    CLEANUP(mem_free) char *need = NULL;

    explanation_make(policy, vocabulary, question, language, ret);
    if (question->ground || is_any_whole(ret))
        return;
    if (!policy_same(question->from.country, question->to.country)) {
        tell_that_it_goes_abroad(&speaker, ret);
        return;
    }
    nearest = find_nearest(policy, question);
    if (!nearest.ground || (ret->n_grounds > 0 && nearest.n_uncovered > 0))
        return;
    asked.ground = nearest.ground;
    explanation_make(policy, vocabulary, &asked, language, &of_nearest);
    need = say_which(&speaker, policy, nearest.ground);
    for (size_t i = 0; i < ret->n_sections; i++)
        tell_as_nearest(&ret->sections[i], &of_nearest.sections[i], need);
}
