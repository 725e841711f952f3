/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/ground_choice.h"

#include <string.h>

#include "base/memory.h"
#include "core/explanation_grounds.h"
#include "core/explanation_words.h"
#include "core/policy_fit.h"
#include "core/policy_objection.h"

enum { KINDS_OF_SENDING = POLICY_CONSENT + 1 };

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

/* First by what cannot be added, then by kind (where the law orders it, nobody is to be asked for a
 * consent), then by how much is missing. */
static unsigned int distance_of(const struct policy_rule *rule, uint32_t objections)
{
    unsigned int n_given = (unsigned int)__builtin_popcount(objections & given);
    unsigned int n_missing = (unsigned int)__builtin_popcount(objections & ~given);

    return (n_given * KINDS_OF_SENDING + (unsigned int)rule->kind) * OBJECTION_NONE + n_missing;
}

const char *ground_choice_nearest(const struct policy *policy,
                                  const struct policy_question *question)
{
    const char *nearest = NULL;
    unsigned int least = 0;

    for (size_t i = 0; i < policy->n_rules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        uint32_t objections;
        unsigned int distance;

        if (rule->not_proposed || (rule->kind != POLICY_DUTY && rule->kind != POLICY_PERMISSION &&
                                   rule->kind != POLICY_CONSENT))
            continue;
        objections = policy_fit_all(rule, question);
        if (objections & out_of_reach)
            continue;
        distance = distance_of(rule, objections);
        if (nearest && distance >= least)
            continue;
        nearest = rule->ground;
        least = distance;
    }
    return nearest;
}

/* No rule of that ground has spoken. Where nothing that it asks for would help, to name it does not either. */
static void tell_as_nearest(struct explained_section *section, const char *need)
{
    section->rule = POLICY_DEFAULT_REFUSE;
    if (section->n_needs == 0 || section->n_needs == EXPLANATION_NEEDS)
        return;
    memmove(&section->needs[1], section->needs, section->n_needs * sizeof(section->needs[0]));
    section->needs[0] = mem_text(need);
    section->n_needs++;
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

void ground_choice_explain(const struct policy *policy, const struct vocabulary *vocabulary,
                           const struct policy_question *question,
                           enum vocabulary_language language, struct explanation *ret)
{
    const struct explanation_speaker speaker = { vocabulary, language };
    CLEANUP(explanation_clear) struct explanation of_nearest = { 0 };
    struct policy_question asked = *question;
    struct explained_section *of_none;
    CLEANUP(mem_free) char *need = NULL;

    explanation_make(policy, vocabulary, question, language, ret);
    if (question->ground || ret->n_grounds > 0)
        return;
    asked.ground = ground_choice_nearest(policy, question);
    if (!asked.ground)
        return;
    explanation_make(policy, vocabulary, &asked, language, &of_nearest);
    of_none = ret->sections;
    ret->sections = of_nearest.sections;
    of_nearest.sections = of_none;
    need = say_which(&speaker, policy, asked.ground);
    for (size_t i = 0; i < ret->n_sections; i++)
        tell_as_nearest(&ret->sections[i], need);
}
