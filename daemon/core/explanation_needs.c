/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/explanation_needs.h"

#include <assert.h>

#include "base/memory.h"
#include "base/text.h"
#include "core/explanation_consent.h"
#include "core/policy_fit.h"
#include "core/policy_text.h"

/* What the functions below share: the section's own question, and the rule that it comes nearest to. */
struct asking {
    const struct explanation_speaker *speaker;
    const struct policy *policy;
    const struct policy_question *question;
    const struct explanation_nearest *nearest;
    struct explained_section *section;
};

void explanation_add_need(struct explained_section *section, char *sentence)
{
    assert(section->n_needs < EXPLANATION_NEEDS);
    section->needs[section->n_needs++] = sentence;
}

static bool objects(const struct asking *asking, enum policy_objection objection)
{
    return asking->nearest->objections & OBJECTION_BIT(objection);
}

static void say(const struct asking *asking, enum explanation_sentence sentence,
                const struct explanation_filling fillings[])
{
    explanation_add_need(asking->section, explanation_say(asking->speaker, sentence, fillings));
}

/* One name, and a list of words for it. */
static void say_list(const struct asking *asking, enum explanation_sentence sentence,
                     const char *name, char *list)
{
    const struct explanation_filling fillings[] = { { name, list }, { 0 } };

    say(asking, sentence, fillings);
    mem_free(list);
}

/* ---- from whom to whom, when, what, why ---- */

/* The rule's words that could stand in `place` of the open question without anything in their way. */
static char *list_open(const struct asking *asking, const struct policy_words *words,
                       enum vocabulary_kind kind, struct policy_question *open, const char **place)
{
    CLEANUP(mem_free) const char **list = mem_new(words->n + 1, sizeof(*list));
    size_t n = 0;

    for (size_t i = 0; i < words->n; i++) {
        *place = words->words[i];
        if (explanation_is_open(asking->policy, open))
            list[n++] = words->words[i];
    }
    return explanation_list(asking->speaker, kind, (struct policy_list){ list, n }, LIST_OR,
                            kind != VOCABULARY_ROLE);
}

/* Where the recipient is the wrong one, a need of its own says which it may be. */
static char *name_recipient(const struct asking *asking)
{
    const char *role = asking->question->to.role;
    const struct explanation_filling fillings[] = {
        { "to", explanation_word(asking->speaker, VOCABULARY_ROLE, role) }, { 0 }
    };

    return explanation_say(asking->speaker,
                           objects(asking, OBJECTION_WRONG_ROLE) ? RECIPIENT_ANY : RECIPIENT_OF,
                           fillings);
}

static char *list_purposes(const struct asking *asking)
{
    struct policy_question open = asking->nearest->open;

    if (!objects(asking, OBJECTION_WRONG_PURPOSE))
        return explanation_quote(asking->speaker, VOCABULARY_PURPOSE, open.purpose);
    return list_open(asking, &asking->nearest->rule->purposes, VOCABULARY_PURPOSE, &open,
                     &open.purpose);
}

static void say_recipient(const struct asking *asking)
{
    const struct policy_rule *rule = asking->nearest->rule;
    struct policy_question open = asking->nearest->open;
    CLEANUP(mem_free)
    char *roles = list_open(asking, &rule->to, VOCABULARY_ROLE, &open, &open.to.role);

    say_list(asking, NEED_RECIPIENT, "to",
             mem_printf("%s%s", roles,
                        explanation_ownership(rule->to_ownership, asking->speaker->language)));
}

static void say_in_force(const struct asking *asking)
{
    const struct policy_rule *rule = asking->nearest->rule;
    char day[TEXT_DATE_SIZE];
    const struct explanation_filling fillings[] = { { "from", day }, { "until", day }, { 0 } };
    bool is_later = asking->question->day < rule->in_force_from;

    text_write_date(is_later ? rule->in_force_from : rule->in_force_to - 1, day);
    say(asking, is_later ? NEED_LATER : NEED_EARLIER, fillings);
}

static void say_type(const struct asking *asking)
{
    struct policy_question open = asking->nearest->open;

    say_list(asking, NEED_TYPE, "types",
             list_open(asking, &asking->nearest->rule->types, VOCABULARY_TYPE, &open, &open.type));
}

static void say_purpose(const struct asking *asking)
{
    say_list(asking, NEED_PURPOSE, "purposes", list_purposes(asking));
}

/* ---- flags and reasons: those of a list that are, or are not, among what was given ---- */

static size_t pick(const struct policy_words *words, const struct policy_list *given,
                   bool are_given, const char **ret_list)
{
    size_t n = 0;

    for (size_t i = 0; i < words->n; i++)
        if (policy_list_has(given, words->words[i]) == are_given)
            ret_list[n++] = words->words[i];
    return n;
}

/* What is picked, and how one and several of it are said. */
struct picking {
    enum vocabulary_kind kind;
    const char *name; /* in the sentences */
    enum explanation_sentence one, many;
    bool are_given;
};

static void say_picked(const struct asking *asking, const struct policy_words *words,
                       const struct policy_list *given, const struct picking *picking)
{
    CLEANUP(mem_free) const char **list = mem_new(words->n + 1, sizeof(*list));
    size_t n = pick(words, given, picking->are_given, list);

    if (n > 0)
        say_list(asking, n > 1 ? picking->many : picking->one, picking->name,
                 explanation_list(asking->speaker, picking->kind, (struct policy_list){ list, n },
                                  LIST_AND, true));
}

static void say_flags(const struct asking *asking)
{
    static const struct picking set = { VOCABULARY_FLAG, "flags", NEED_FLAG, NEED_FLAGS, false };
    static const struct picking unset = { VOCABULARY_FLAG, "flags", NEED_NO_FLAG, NEED_NO_FLAGS,
                                          true };
    const struct policy_rule *rule = asking->nearest->rule;

    say_picked(asking, &rule->flags, &asking->question->flags, &set);
    say_picked(asking, &rule->not_flags, &asking->question->flags, &unset);
}

static void say_reasons(const struct asking *asking)
{
    static const struct picking give = { VOCABULARY_REASON, "reasons", NEED_REASON, NEED_REASONS,
                                         false };
    const struct policy_words *any = &asking->nearest->rule->any_reasons;
    const struct policy_list *given = &asking->question->reasons;
    CLEANUP(mem_free) const char **left = mem_new(any->n + 1, sizeof(*left));

    say_picked(asking, &asking->nearest->rule->reasons, given, &give);
    if (any->n == 0 || pick(any, given, false, left) < any->n)
        return;
    say_list(asking, any->n > 1 ? NEED_ANY_REASON : NEED_REASON, "reasons",
             explanation_list(asking->speaker, VOCABULARY_REASON,
                              (struct policy_list){ left, any->n }, LIST_OR, true));
}

/* ---- about whom ---- */

static void say_no_subject(const struct asking *asking) { say(asking, NEED_NO_SUBJECT, NULL); }

static void say_subject(const struct asking *asking) { say(asking, NEED_SUBJECT, NULL); }

static char *limit_of(const struct asking *asking)
{
    const struct policy_rule *rule = asking->nearest->rule;
    CLEANUP(mem_free) char *from = mem_printf("%u", rule->age_from);
    CLEANUP(mem_free) char *under = mem_printf("%u", rule->age_under);
    const struct explanation_filling fillings[] = { { "from", from }, { "under", under }, { 0 } };
    bool has_end = rule->age_under < POLICY_AGE_NO_LIMIT;

    if (rule->age_from > 0)
        return explanation_say(asking->speaker, has_end ? AGE_BETWEEN : AGE_FROM, fillings);
    return explanation_say(asking->speaker, has_end ? AGE_UNDER : AGE_ANY, fillings);
}

/* Where a consent is needed, an age that is not known does not do, whatever the limit says. */
static void say_age_as(const struct asking *asking, enum explanation_sentence sentence)
{
    const struct policy_rule *rule = asking->nearest->rule;
    /* Not where an age is known: it would read as advice to hold it back. */
    bool may_be_unknown = asking->question->age != POLICY_AGE_KNOWN && rule->unknown_age &&
                          !policy_needs_consent(rule);
    CLEANUP(mem_free) char *limit = limit_of(asking);
    CLEANUP(mem_free)
    char *counted =
        explanation_say(asking->speaker, rule->age_at_act ? AGE_AT_ACT : AGE_AT_SENDING, NULL);
    CLEANUP(mem_free)
    char *unknown =
        explanation_say(asking->speaker, may_be_unknown ? AGE_OR_UNKNOWN : AGE_KNOWN_ONLY, NULL);
    const struct explanation_filling fillings[] = {
        { "limit", limit }, { "counted", counted }, { "unknown", unknown }, { 0 }
    };

    say(asking, sentence, fillings);
}

static void say_age_declared(const struct asking *asking) { say_age_as(asking, NEED_AGE_DECLARED); }

static void say_age(const struct asking *asking) { say_age_as(asking, NEED_AGE); }

/* ---- who decided, and who agreed ---- */

static void say_agreement(const struct asking *asking)
{
    CLEANUP(mem_free) char *recipient = name_recipient(asking);
    CLEANUP(mem_free) char *purpose = list_purposes(asking);
    const struct explanation_filling fillings[] = {
        { "from", explanation_word(asking->speaker, VOCABULARY_ROLE, asking->question->from.role) },
        { "recipient", recipient },
        { "purpose", purpose },
        { 0 },
    };

    say(asking, NEED_AGREEMENT, fillings);
}

static void say_decider_as(const struct asking *asking, enum explanation_sentence sentence)
{
    const struct policy_words *words = &asking->nearest->rule->deciders;
    const struct policy_list deciders = { (const char *const *)words->words, words->n };

    say_list(asking, sentence, "deciders",
             explanation_list(asking->speaker, VOCABULARY_DECIDER, deciders, LIST_OR, false));
}

static void say_decider(const struct asking *asking) { say_decider_as(asking, NEED_DECIDER); }

static void say_other_decider(const struct asking *asking)
{
    say_decider_as(asking, NEED_OTHER_DECIDER);
}

static void say_consent(const struct asking *asking)
{
    const struct policy_rule *rule = asking->nearest->rule;
    CLEANUP(mem_free) char *recipient = name_recipient(asking);
    CLEANUP(mem_free) char *purposes = list_purposes(asking);
    const struct explanation_consent consent = { asking->question, asking->nearest, recipient,
                                                 purposes };

    if (explanation_is_age_unsigned(rule, asking->question)) {
        say(asking, NEED_SIGNERS_AGE, NULL);
        if (rule->has_age_limit && !objects(asking, OBJECTION_AGE_MISSING) &&
            !objects(asking, OBJECTION_AGE_OUTSIDE))
            say_age(asking);
    }
    explanation_add_need(asking->section, explanation_say_consent(asking->speaker, &consent));
}

/* ---- all of them ---- */

/* In the order in which an official would go through them, which is the gate's. */
static const struct {
    enum policy_objection objection;
    void (*say)(const struct asking *asking);
} sayings[] = {
    { OBJECTION_WRONG_ROLE, say_recipient },   { OBJECTION_GROUND_NOT_IN_FORCE, say_in_force },
    { OBJECTION_WRONG_TYPE, say_type },        { OBJECTION_WRONG_PURPOSE, say_purpose },
    { OBJECTION_FLAG_MISSING, say_flags },     { OBJECTION_SUBJECT_NOT_ALLOWED, say_no_subject },
    { OBJECTION_NO_SUBJECT, say_subject },     { OBJECTION_AGE_MISSING, say_age_declared },
    { OBJECTION_AGE_OUTSIDE, say_age },        { OBJECTION_NO_AGREEMENT, say_agreement },
    { OBJECTION_NO_DECIDER, say_decider },     { OBJECTION_WRONG_DECIDER, say_other_decider },
    { OBJECTION_REASON_MISSING, say_reasons }, { OBJECTION_NO_CONSENT, say_consent },
};

void explanation_add_needs(const struct explanation_speaker *speaker, const struct policy *policy,
                           const struct policy_question *question,
                           const struct explanation_nearest *nearest,
                           struct explained_section *section)
{
    const struct asking asking = { speaker, policy, question, nearest, section };

    for (size_t i = 0; i < ARRAY_SIZE(sayings); i++)
        if (objects(&asking, sayings[i].objection))
            sayings[i].say(&asking);
}
