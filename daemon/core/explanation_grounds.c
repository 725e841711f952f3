/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/explanation_grounds.h"

#include <string.h>

#include "base/memory.h"
#include "core/policy_fit.h"
#include "core/policy_text.h"

/* More than this many in one sentence help nobody. */
enum { NAMED_MAX = 7 };

_Static_assert(POLICY_SECTIONS_MAX <= 64, "one bit for each section");

static const char *or_empty(const char *text) { return text ? text : ""; }

/* ---- those on which it would pass as it stands ---- */

static void add_ground(const struct policy_rule *rule, const struct policy_answer *answer,
                       enum vocabulary_language language, struct explanation_grounds *grounds)
{
    uint64_t passing = 0;
    size_t n_passing = 0;

    for (size_t i = 0; i < answer->n_sections; i++) {
        if (answer->sections[i].verdict != VERDICT_PERMIT)
            continue;
        passing |= UINT64_C(1) << i;
        n_passing++;
    }
    grounds->list = mem_grow(grounds->list, grounds->n + 1, sizeof(*grounds->list));
    grounds->passing = mem_grow(grounds->passing, grounds->n + 1, sizeof(*grounds->passing));
    grounds->passing[grounds->n] = passing;
    grounds->list[grounds->n++] = (struct explained_ground){
        .ground = rule->ground,
        .citation = or_empty(rule->citation),
        .summary = or_empty(rule->summary[language]),
        .not_proposed = rule->not_proposed,
        .kind = rule->kind,
        .whole = n_passing == answer->n_sections,
    };
}

void explanation_find_grounds(const struct policy *policy, const struct policy_question *question,
                              enum vocabulary_language language, struct explanation_grounds *ret)
{
    size_t n_of_ground;

    *ret = (struct explanation_grounds){ 0 };
    for (size_t i = 0; i < policy->n_rules; i += n_of_ground) {
        struct policy_question asked = *question;
        struct policy_answer answer;

        n_of_ground = 1;
        asked.ground = policy->rules[i].ground;
        if (!asked.ground)
            continue;
        policy_of_ground(policy, asked.ground, &n_of_ground);
        policy_decide(policy, &asked, &answer);
        if (answer.decision == VERDICT_PERMIT)
            add_ground(policy_find(policy, answer.rule, asked.day), &answer, language, ret);
    }
}

/* ---- grounds in a sentence ---- */

/* Names of grounds, as many as a sentence bears; of the rest only how many they are. */
struct naming {
    const struct explanation_speaker *speaker;
    char *names[NAMED_MAX + 1]; /* owned */
    size_t n;                   /* also of those that are not named */
};

char *explanation_name_ground(const struct explanation_speaker *speaker, const char *ground,
                              const char *citation)
{
    const struct explanation_filling fillings[] = { { "ground", ground },
                                                    { "citation", or_empty(citation) },
                                                    { 0 } };

    return *or_empty(citation) ? explanation_say(speaker, LIST_GROUND, fillings) : mem_text(ground);
}

static void add_name(struct naming *naming, const char *ground, const char *citation)
{
    if (naming->n < NAMED_MAX)
        naming->names[naming->n] = explanation_name_ground(naming->speaker, ground, citation);
    naming->n++;
}

/* NULL where nothing was named. Where one would be left over, it takes the place of the count. */
static char *finish_names(struct naming *naming)
{
    size_t n_listed = naming->n < NAMED_MAX ? naming->n : NAMED_MAX;
    char *text = NULL;

    if (naming->n > NAMED_MAX) {
        CLEANUP(mem_free) char *n = mem_printf("%zu", naming->n - NAMED_MAX + 1);
        const struct explanation_filling fillings[] = { { "n", n }, { 0 } };

        mem_free(naming->names[NAMED_MAX - 1]);
        naming->names[NAMED_MAX - 1] = explanation_say(naming->speaker, LIST_MORE, fillings);
    }
    if (naming->n > 0)
        text = explanation_join(naming->speaker, (const char *const *)naming->names, n_listed,
                                LIST_OR);
    for (size_t i = 0; i < n_listed; i++)
        mem_free(naming->names[i]);
    return text;
}

char *explanation_name_grounds(const struct explanation_speaker *speaker,
                               const struct explanation_grounds *grounds, size_t i)
{
    struct naming naming = { .speaker = speaker };

    for (size_t j = 0; j < grounds->n && i < POLICY_SECTIONS_MAX; j++)
        if (grounds->passing[j] & UINT64_C(1) << i)
            add_name(&naming, grounds->list[j].ground, grounds->list[j].citation);
    return finish_names(&naming);
}

/* ---- grounds for one category ---- */

/* Whether the rule runs between these two now, as far as that lies with them and the day. */
static bool runs_between(const struct policy *policy, const struct policy_rule *rule,
                         const struct policy_question *question)
{
    const uint32_t between =
        OBJECTION_BIT(OBJECTION_UNKNOWN_GROUND) | OBJECTION_BIT(OBJECTION_NO_SENDING) |
        OBJECTION_BIT(OBJECTION_ABROAD) | OBJECTION_BIT(OBJECTION_WRONG_COUNTRY) |
        OBJECTION_BIT(OBJECTION_WRONG_ROLE) | OBJECTION_BIT(OBJECTION_GROUND_NOT_IN_FORCE);
    struct policy_question asked = *question;

    asked.ground = rule->ground;
    return !(policy_fit_all(rule, &asked) & between) && !policy_blocking(policy, &asked);
}

static void name_all_elsewhere(const struct policy *policy, const struct policy_question *question,
                               const char *category, struct naming *naming)
{
    const char *last = question->ground;

    for (size_t i = 0; i < policy->n_rules; i++) {
        const struct policy_rule *rule = &policy->rules[i];

        if (policy_same(rule->ground, question->ground) || policy_same(rule->ground, last) ||
            !rule->ground || !policy_words_has(&rule->categories, category) ||
            !runs_between(policy, rule, question))
            continue;
        add_name(naming, rule->ground, rule->citation);
        last = rule->ground;
    }
}

char *explanation_say_elsewhere(const struct explanation_speaker *speaker,
                                const struct policy *policy, const struct policy_question *question,
                                const char *category)
{
    struct naming naming = { .speaker = speaker };
    CLEANUP(mem_free) char *grounds = NULL;
    CLEANUP(mem_free)
    char *name = explanation_quote(speaker, VOCABULARY_CATEGORY, category);

    name_all_elsewhere(policy, question, category, &naming);
    grounds = finish_names(&naming);
    return explanation_say(
        speaker, grounds ? SAY_ELSEWHERE : SAY_NOWHERE,
        (const struct explanation_filling[]){
            { "from", explanation_word(speaker, VOCABULARY_ROLE, question->from.role) },
            { "to", explanation_word(speaker, VOCABULARY_ROLE, question->to.role) },
            { "category", name },
            { "grounds", grounds },
            { 0 } });
}

char *explanation_say_senders(const struct explanation_speaker *speaker,
                              const struct policy *policy, const struct policy_question *question,
                              const char *category)
{
    size_t n;
    const struct policy_rule *rules = policy_of_ground(policy, question->ground, &n);
    CLEANUP(mem_free) const char **roles = NULL;
    CLEANUP(mem_free) char *from = NULL;
    CLEANUP(mem_free)
    char *name = explanation_quote(speaker, VOCABULARY_CATEGORY, category);
    struct policy_list senders = { 0 };
    enum policy_ownership ownership = 0;
    size_t n_asked = 0;

    for (size_t i = 0; i < n; i++) {
        if (!policy_words_has(&rules[i].categories, category))
            continue;
        ownership =
            n_asked++ == 0 || ownership == rules[i].from_ownership ? rules[i].from_ownership : 0;
        roles = mem_grow(roles, senders.n + rules[i].from.n + 1, sizeof(*roles));
        senders.words = roles;
        for (size_t j = 0; j < rules[i].from.n; j++)
            if (!policy_list_has(&senders, rules[i].from.words[j]))
                roles[senders.n++] = rules[i].from.words[j];
    }
    from = explanation_roles(speaker, senders, ownership);
    return explanation_say(
        speaker, SAY_SENDERS,
        (const struct explanation_filling[]){ { "category", name }, { "from", from }, { 0 } });
}
