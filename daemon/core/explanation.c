/* SPDX-License-Identifier: EUPL-1.2 */
/* explanation - the answer first, as the gate gives it; then, for each section that does not pass, the
 * rule that it comes nearest to, and what that one asks for. */
#include "core/explanation.h"

#include "base/memory.h"
#include "core/explanation_grounds.h"
#include "core/explanation_needs.h"
#include "core/explanation_nearest.h"
#include "core/explanation_words.h"
#include "core/policy_fit.h"
#include "core/policy_signed.h"
#include "core/policy_text.h"

/* What the functions below share. */
struct explaining {
    struct explanation_speaker speaker;
    const struct policy *policy;
    const struct policy_question *question;
    struct policy_answer answer;
    struct explanation_grounds grounds;
    bool is_any_category_unknown;
};

static const char *or_empty(const char *text) { return text ? text : ""; }

/* Adds a sentence to a text, both owned; either may be NULL. */
static char *add_sentence(char *text, char *sentence)
{
    char *both;

    if (!text || !sentence || !*sentence)
        return text ? (mem_free(sentence), text) : sentence;
    both = mem_printf("%s %s", text, sentence);
    mem_free(text);
    mem_free(sentence);
    return both;
}

static bool is_code(const struct explaining *explaining, enum policy_objection objection)
{
    return policy_same(explaining->answer.code, policy_objection_code(objection));
}

/* ---- why ---- */

static bool is_covered(const struct explaining *explaining, const char *category)
{
    size_t n;
    const struct policy_rule *rules =
        policy_of_ground(explaining->policy, explaining->question->ground, &n);

    for (size_t i = 0; i < n; i++)
        if (policy_words_has(&rules[i].categories, category))
            return true;
    return false;
}

/* Then no other rule of the ground lets it pass, whoever decides or consents. */
static bool is_excluded(const struct explaining *explaining, const char *category)
{
    size_t n;
    const struct policy_rule *rules =
        policy_of_ground(explaining->policy, explaining->question->ground, &n);

    for (size_t i = 0; i < n; i++)
        if (policy_excludes(&rules[i], explaining->question, category))
            return true;
    return false;
}

/* The code as a sentence, then what the rule itself tells those whom it refuses. */
static char *reason_of(const struct explaining *explaining, const char *code,
                       const struct policy_rule *rule)
{
    const char *own = rule ? rule->refusal[explaining->speaker.language] : NULL;

    return add_sentence(explanation_refusal(&explaining->speaker, code), mem_text(own));
}

static char *reason_outside(const struct explaining *explaining, const char *category)
{
    const struct explanation_speaker *speaker = &explaining->speaker;
    CLEANUP(mem_free)
    char *name = explanation_quote(speaker, VOCABULARY_CATEGORY, category);
    const struct explanation_filling fillings[] = { { "category", name }, { 0 } };

    return add_sentence(
        explanation_say(speaker, is_excluded(explaining, category) ? SAY_EXCLUDED : SAY_UNCOVERED,
                        fillings),
        explanation_say_elsewhere(speaker, explaining->policy, explaining->question, category));
}

/* Of a section that no need helps although the ground covers it: the rule that came furthest. */
static enum policy_objection objection_for_good(const struct explaining *explaining,
                                                const char *category)
{
    enum policy_objection furthest = OBJECTION_UNKNOWN_GROUND;
    struct policy_question asked = *explaining->question;
    size_t n;
    const struct policy_rule *rules = policy_of_ground(explaining->policy, asked.ground, &n);

    asked.categories = &category;
    asked.n_categories = 1;
    for (size_t i = 0; i < n; i++) {
        enum policy_objection objection = policy_fit(&rules[i], &asked);

        if (policy_words_has(&rules[i].categories, category) && objection > furthest)
            furthest = objection;
    }
    return furthest;
}

/* ---- what a section needs beyond what its rule asks for ---- */

/* Whether section `i` would pass too once the nearest rule's objections to another one are met. */
static bool would_pass_too(const struct explaining *explaining,
                           const struct explanation_nearest *nearest, size_t i)
{
    const char *category = explaining->question->categories[i];
    struct policy_question open = nearest->open;

    if (!nearest->rule || !policy_words_has(&nearest->rule->categories, category))
        return false;
    open.categories = &category;
    if (!explanation_is_open(explaining->policy, &open))
        return false;
    if (!policy_needs_consent(nearest->rule))
        return true;
    return !(nearest->objections & OBJECTION_BIT(OBJECTION_NO_CONSENT)) &&
           policy_signed(nearest->rule, &open, category);
}

static bool would_all_pass(const struct explaining *explaining,
                           const struct explanation_nearest *nearest)
{
    for (size_t i = 0; i < explaining->question->n_categories; i++)
        if (&explaining->question->categories[i] != nearest->open.categories &&
            !would_pass_too(explaining, nearest, i))
            return false;
    return true;
}

static void add_needs_of_whole(const struct explaining *explaining,
                               const struct explanation_nearest *nearest,
                               struct explained_section *section)
{
    const struct explanation_speaker *speaker = &explaining->speaker;
    CLEANUP(mem_free)
    char *name = explanation_quote(speaker, VOCABULARY_FLAG, "whole_or_nothing");
    CLEANUP(mem_free) char *max = mem_printf("%d", POLICY_SECTIONS_MAX);
    const struct explanation_filling fillings[] = { { "flag", name }, { "max", max }, { 0 } };

    if (explaining->question->n_categories > POLICY_SECTIONS_MAX)
        explanation_add_need(section, explanation_say(speaker, NEED_FEWER, fillings));
    if (explaining->is_any_category_unknown)
        explanation_add_need(section, explanation_say(speaker, NEED_KNOWN_CATEGORIES, NULL));
    if (explaining->question->whole_or_nothing && !would_all_pass(explaining, nearest))
        explanation_add_need(section, explanation_say(speaker, NEED_NOT_WHOLE, fillings));
}

/* ---- one section ---- */

static const struct policy_rule *rule_of(const struct explaining *explaining, const char *id)
{
    return policy_find(explaining->policy, id, explaining->question->day);
}

static void name_rule(const struct explaining *explaining, const char *id, const char **ret_ground,
                      const char **ret_citation)
{
    const struct policy_rule *rule = rule_of(explaining, id);

    *ret_ground = or_empty(rule ? rule->ground : NULL);
    *ret_citation = or_empty(rule ? rule->citation : NULL);
}

static void refuse_as(const struct explaining *explaining, const char *code,
                      struct explained_section *section)
{
    section->code = code;
    section->reason = reason_of(explaining, code, rule_of(explaining, section->rule));
}

/* The ground itself is at fault, or a rule blocks it: the same for every section. Says whether. */
static bool refuse_with_the_whole(const struct explaining *explaining, size_t i,
                                  struct explained_section *section)
{
    bool names_none =
        is_code(explaining, OBJECTION_NO_GROUND) || is_code(explaining, OBJECTION_UNKNOWN_GROUND);
    char *grounds;

    if (!names_none && !is_code(explaining, OBJECTION_BLOCKED))
        return false;
    refuse_as(explaining, explaining->answer.code, section);
    grounds =
        names_none ? explanation_name_grounds(&explaining->speaker, &explaining->grounds, i) : NULL;
    if (grounds) {
        const struct explanation_filling fillings[] = { { "grounds", grounds }, { 0 } };

        explanation_add_need(section, explanation_say(&explaining->speaker, NEED_GROUND, fillings));
    }
    mem_free(grounds);
    return true;
}

static void refuse_for_good(const struct explaining *explaining, struct explained_section *section)
{
    const char *category = section->category;
    enum policy_objection objection;

    if (!policy_words_has(&explaining->policy->categories, category)) {
        refuse_as(explaining, policy_objection_code(OBJECTION_UNKNOWN_CATEGORY), section);
    } else if (!is_covered(explaining, category) || is_excluded(explaining, category)) {
        section->code = EXPLANATION_CATEGORY_OUTSIDE;
        section->reason = reason_outside(explaining, category);
    } else {
        objection = objection_for_good(explaining, category);
        refuse_as(explaining, policy_objection_code(objection), section);
        if (objection == OBJECTION_WRONG_ROLE)
            section->reason = add_sentence(
                section->reason, explanation_say_senders(&explaining->speaker, explaining->policy,
                                                         explaining->question, category));
    }
}

static void refuse_with_needs(const struct explaining *explaining,
                              const struct explanation_nearest *nearest,
                              struct explained_section *section)
{
    const struct policy_rule *rule = nearest->rule;

    section->nearest = or_empty(rule->id);
    section->code =
        nearest->objections
            ? policy_objection_code((enum policy_objection)__builtin_ctz(nearest->objections))
            : explaining->answer.code;
    section->reason = reason_of(explaining, section->code, rule);
    if (rule->citation && !policy_same(rule->citation, section->citation))
        section->reason = add_sentence(
            section->reason, explanation_say(&explaining->speaker, SAY_NEAREST,
                                             (const struct explanation_filling[]){
                                                 { "citation", rule->citation }, { 0 } }));
    explanation_add_needs(&explaining->speaker, explaining->policy, explaining->question, nearest,
                          section);
    if (explaining->answer.decision != VERDICT_PERMIT)
        add_needs_of_whole(explaining, nearest, section);
}

static void explain_section(const struct explaining *explaining, size_t i,
                            struct explained_section *section)
{
    const struct policy_answer *answer = &explaining->answer;
    struct explanation_nearest nearest;

    section->category = explaining->question->categories[i];
    section->verdict = i < answer->n_sections ? answer->sections[i].verdict : VERDICT_REFUSE;
    section->rule = i < answer->n_sections ? answer->sections[i].rule : answer->rule;
    section->nearest = "";
    name_rule(explaining, section->rule, &section->ground, &section->citation);
    if (section->verdict == VERDICT_PERMIT) {
        section->code = answer->code;
        section->reason = explanation_say(&explaining->speaker, SAY_PERMITTED, NULL);
        return;
    }
    if (refuse_with_the_whole(explaining, i, section))
        return;
    explanation_find_nearest(explaining->policy, explaining->question,
                             &explaining->question->categories[i], &nearest);
    if (nearest.rule && policy_words_has(&explaining->policy->categories, section->category))
        refuse_with_needs(explaining, &nearest, section);
    else
        refuse_for_good(explaining, section);
}

/* ---- the whole ---- */

static char *reason_of_whole(const struct explaining *explaining)
{
    const struct policy_answer *answer = &explaining->answer;

    if (answer->decision != VERDICT_PERMIT)
        return reason_of(explaining, answer->code, rule_of(explaining, answer->rule));
    for (size_t i = 0; i < answer->n_sections; i++)
        if (answer->sections[i].verdict != VERDICT_PERMIT)
            return explanation_say(&explaining->speaker, SAY_PERMITTED_IN_PART, NULL);
    return explanation_say(&explaining->speaker, SAY_PERMITTED, NULL);
}

static bool has_unknown_category(const struct policy *policy,
                                 const struct policy_question *question)
{
    for (size_t i = 0; i < question->n_categories; i++)
        if (!policy_words_has(&policy->categories, question->categories[i]))
            return true;
    return false;
}

void explanation_make(const struct policy *policy, const struct vocabulary *vocabulary,
                      const struct policy_question *question, enum vocabulary_language language,
                      struct explanation *ret)
{
    struct explaining explaining = {
        .speaker = { vocabulary, language },
        .policy = policy,
        .question = question,
        .is_any_category_unknown = has_unknown_category(policy, question),
    };
    const struct policy_answer *answer = &explaining.answer;

    policy_decide(policy, question, &explaining.answer);
    explanation_find_grounds(policy, question, language, &explaining.grounds);
    *ret = (struct explanation){
        .decision = answer->decision,
        .rule = answer->rule,
        .code = answer->code,
        .reason = reason_of_whole(&explaining),
        .n_sections = question->n_categories,
        .grounds = explaining.grounds.list,
        .n_grounds = explaining.grounds.n,
    };
    name_rule(&explaining, answer->rule, &ret->ground, &ret->citation);
    ret->sections = mem_new(ret->n_sections + 1, sizeof(*ret->sections));
    for (size_t i = 0; i < ret->n_sections; i++)
        explain_section(&explaining, i, &ret->sections[i]);
    mem_free(explaining.grounds.passing);
}

void explanation_clear(struct explanation *explanation)
{
    if (!explanation)
        return;
    for (size_t i = 0; i < explanation->n_sections; i++) {
        struct explained_section *section = &explanation->sections[i];

        mem_free(section->reason);
        for (size_t j = 0; j < section->n_needs; j++)
            mem_free(section->needs[j]);
    }
    mem_free(explanation->sections);
    mem_free(explanation->grounds);
    mem_free(explanation->reason);
    *explanation = (struct explanation){ 0 };
}
