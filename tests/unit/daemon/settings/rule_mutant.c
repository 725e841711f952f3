/* SPDX-License-Identifier: EUPL-1.2 */
/* rule_mutant - copies share the rule's words; only the changed list is another array. */
#include "unit/daemon/settings/rule_mutant.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "unit/daemon/settings/rule_within.h"

/* 2020-01-01: stands in the rules for "older than any exchange", and is no date of a statute. */
enum { OLDER_THAN_ANY_EXCHANGE = 18262 };

struct work {
    struct policy *policy;
    size_t i;
    const struct policy_rule *rule; /* as it is shipped */
    const struct vocabulary *vocabulary;
    rule_mutant_taker *take;
    void *context;
};

static void take(const struct work *work, const struct policy_rule *mutant, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void take(const struct work *work, const struct policy_rule *mutant, const char *format, ...)
{
    char condition[120];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(condition, sizeof(condition), format, arguments);
    va_end(arguments);
    work->policy->rules[work->i] = *mutant;
    work->take(work->rule->id, condition, work->context);
    work->policy->rules[work->i] = *work->rule;
}

/* ---- lists ---- */

static const struct list {
    const char *name;
    size_t offset;
    enum vocabulary_kind kind;
} lists[] = {
    { "from", offsetof(struct policy_rule, from), VOCABULARY_ROLE },
    { "to", offsetof(struct policy_rule, to), VOCABULARY_ROLE },
    { "types", offsetof(struct policy_rule, types), VOCABULARY_TYPE },
    { "purposes", offsetof(struct policy_rule, purposes), VOCABULARY_PURPOSE },
    { "categories", offsetof(struct policy_rule, categories), VOCABULARY_CATEGORY },
    { "deciders", offsetof(struct policy_rule, deciders), VOCABULARY_DECIDER },
};

static struct policy_words *words_of(struct policy_rule *rule, const struct list *list)
{
    return (struct policy_words *)((char *)rule + list->offset);
}

static const struct policy_words *words_in(const struct policy_rule *rule, const struct list *list)
{
    return (const struct policy_words *)((const char *)rule + list->offset);
}

static bool is_open(const struct policy_rule *rule, const struct list *list,
                    const struct vocabulary *vocabulary)
{
    for (size_t i = 0; i < vocabulary_n(vocabulary, list->kind); i++) {
        const char *word = vocabulary_code(vocabulary, list->kind, i);

        if (rule_country_has(rule, list->kind, word) &&
            !policy_words_has(words_in(rule, list), word))
            return false;
    }
    return true;
}

/* Whether the rule with this one word in the list says nothing that a sibling does not. */
static bool is_said_by_sibling(const struct work *work, const struct list *list, char *word)
{
    struct policy_rule narrow = *work->rule;

    *words_of(&narrow, list) = (struct policy_words){ &word, 1 };
    return rule_within_siblings(work->policy, work->i, &narrow);
}

static void without(const struct policy_words *words, size_t left_out, char *ret_words[],
                    struct policy_words *ret)
{
    assert(words->n <= RULE_MUTANT_WORDS);
    *ret = (struct policy_words){ ret_words, 0 };
    for (size_t i = 0; i < words->n; i++)
        if (i != left_out)
            ret_words[ret->n++] = words->words[i];
}

static void without_word(const struct policy_words *words, const char *left_out, char *ret_words[],
                         struct policy_words *ret)
{
    size_t at = 0;

    while (at < words->n && strcmp(words->words[at], left_out) != 0)
        at++;
    without(words, at, ret_words, ret);
}

static void remove_each(const struct work *work, size_t offset, const char *name,
                        const struct list *list)
{
    const struct policy_words *words =
        (const struct policy_words *)((const char *)work->rule + offset);

    for (size_t i = 0; i < words->n; i++) {
        struct policy_rule mutant = *work->rule;
        char *left[RULE_MUTANT_WORDS];

        if (list && is_said_by_sibling(work, list, words->words[i]))
            continue;
        without(words, i, left, (struct policy_words *)((char *)&mutant + offset));
        take(work, &mutant, "%s without %s", name, words->words[i]);
    }
}

/* Each category by itself: a table shows in one row which of them are left out. One that the rule
 * shuts out as well is no longer. */
static void add_each(const struct work *work, const struct list *list)
{
    const struct policy_words *words = words_in(work->rule, list);

    for (size_t i = 0; i < vocabulary_n(work->vocabulary, list->kind); i++) {
        char *word = (char *)vocabulary_code(work->vocabulary, list->kind, i);
        struct policy_rule mutant = *work->rule;
        char *more[RULE_MUTANT_WORDS + 1], *kept[RULE_MUTANT_WORDS];

        if (policy_words_has(words, word) || is_said_by_sibling(work, list, word))
            continue;
        without(words, words->n, more, words_of(&mutant, list));
        more[words_of(&mutant, list)->n++] = word;
        without_word(&work->rule->excluded, word, kept, &mutant.excluded);
        take(work, &mutant, "%s with %s", list->name, word);
    }
}

/* The condition is dropped: any word will do. */
static void open_list(const struct work *work, const struct list *list)
{
    const struct policy_words *words = words_in(work->rule, list);
    struct policy_rule mutant = *work->rule;
    char *all[2 * RULE_MUTANT_WORDS];
    size_t n_before = words->n;

    without(words, words->n, all, words_of(&mutant, list));
    for (size_t i = 0; i < vocabulary_n(work->vocabulary, list->kind); i++) {
        char *word = (char *)vocabulary_code(work->vocabulary, list->kind, i);

        if (!policy_words_has(words, word) && rule_country_has(work->rule, list->kind, word) &&
            !is_said_by_sibling(work, list, word))
            all[words_of(&mutant, list)->n++] = word;
    }
    if (words_of(&mutant, list)->n > n_before)
        take(work, &mutant, "%s open", list->name);
}

/* Where the flags that the rule is not for are set, a sibling may permit all of it anyhow. */
static bool is_said_with_flags(const struct work *work)
{
    struct policy_rule with = *work->rule;

    with.flags = with.not_flags;
    with.not_flags = (struct policy_words){ 0 };
    return rule_within_siblings(work->policy, work->i, &with);
}

static void change_lists(const struct work *work)
{
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
        const struct list *list = &lists[i];

        if (words_in(work->rule, list)->n == 0 || is_open(work->rule, list, work->vocabulary))
            continue;
        remove_each(work, list->offset, list->name, list);
        if (list->kind == VOCABULARY_CATEGORY)
            add_each(work, list);
        else
            open_list(work, list);
    }
    remove_each(work, offsetof(struct policy_rule, reasons), "reasons", NULL);
    remove_each(work, offsetof(struct policy_rule, any_reasons), "any_of", NULL);
    remove_each(work, offsetof(struct policy_rule, flags), "flags", NULL);
    if (!is_said_with_flags(work))
        remove_each(work, offsetof(struct policy_rule, not_flags), "not_flags", NULL);
}

/* ---- ages, days, and what is said with yes or no ---- */

/* The years that a mutant covers and the rule does not may be a sibling's. */
static void take_ages(const struct work *work, unsigned int age_from, unsigned int age_under)
{
    struct policy_rule mutant = *work->rule, more = *work->rule;

    mutant.age_from = age_from;
    mutant.age_under = age_under;
    more.age_from = age_from < work->rule->age_from ? age_from : work->rule->age_under;
    more.age_under = age_from < work->rule->age_from ? work->rule->age_from : age_under;
    if (more.age_from < more.age_under && rule_within_siblings(work->policy, work->i, &more))
        return;
    if (age_under == POLICY_AGE_NO_LIMIT)
        take(work, &mutant, "ages from %u", age_from);
    else
        take(work, &mutant, "ages from %u under %u", age_from, age_under);
}

/* Nobody can sign for an age that is not known. */
static void change_age(const struct work *work)
{
    const struct policy_rule *rule = work->rule;
    struct policy_rule mutant = *rule;

    if (!rule->has_age_limit)
        return;
    for (int step = -1; step <= 1; step += 2) {
        if (rule->age_from > 0)
            take_ages(work, rule->age_from + (unsigned int)step, rule->age_under);
        if (rule->age_under != POLICY_AGE_NO_LIMIT)
            take_ages(work, rule->age_from, rule->age_under + (unsigned int)step);
    }
    mutant.age_at_act = !rule->age_at_act;
    take(work, &mutant, "age counted %s", mutant.age_at_act ? "at_act" : "at_sending");
    mutant = *rule;
    mutant.unknown_age = !rule->unknown_age;
    if (rule->n_signers == 0)
        take(work, &mutant, "unknown age %s", mutant.unknown_age ? "permitted" : "refused");
}

static void change_days(const struct work *work)
{
    const struct policy_rule *rule = work->rule;

    for (int step = -1; step <= 1; step += 2) {
        struct policy_rule mutant = *rule;

        mutant.in_force_from += step;
        if (rule->in_force_from != OLDER_THAN_ANY_EXCHANGE)
            take(work, &mutant, "in force from a day %s", step < 0 ? "earlier" : "later");
        mutant = *rule;
        if (rule->in_force_to == POLICY_NO_END)
            continue;
        mutant.in_force_to += step;
        take(work, &mutant, "in force to a day %s", step < 0 ? "earlier" : "later");
    }
}

/* A subject is asked for by an age limit and by signers as well: then needs_subject says nothing. */
static void change_answers(const struct work *work)
{
    const struct policy_rule *rule = work->rule;
    struct policy_rule mutant = *rule;

    mutant.needs_agreement = !rule->needs_agreement;
    take(work, &mutant, "agreement %s", mutant.needs_agreement ? "needed" : "not needed");
    mutant = *rule;
    mutant.no_subject = !rule->no_subject;
    take(work, &mutant, "a subject %s", mutant.no_subject ? "refused" : "let through");
    mutant = *rule;
    mutant.needs_subject = !rule->needs_subject;
    if (!rule->has_age_limit && rule->n_signers == 0 && !rule->no_subject)
        take(work, &mutant, "a subject %s", mutant.needs_subject ? "needed" : "not needed");
}

static void take_signers(const struct work *work, const struct policy_rule *mutant, size_t entry,
                         const char *what)
{
    if (!rule_same_signers(work->rule, mutant))
        take(work, mutant, "signers %zu: %s", entry + 1, what);
}

static void change_signers(const struct work *work)
{
    const struct policy_rule *rule = work->rule;

    for (size_t i = 0; i < rule->n_signers; i++) {
        struct policy_rule mutant = *rule;

        mutant.signers[i].youth = !rule->signers[i].youth;
        take_signers(work, &mutant, i, "youth turned");
        mutant = *rule;
        mutant.signers[i].guardians = !rule->signers[i].guardians;
        take_signers(work, &mutant, i, "guardians turned");
        for (int step = -1; step <= 1; step += 2) {
            mutant = *rule;
            mutant.signers[i].age_from += (unsigned int)step;
            if (rule->signers[i].age_from > 0)
                take_signers(work, &mutant, i, step < 0 ? "from a year earlier" : "a year later");
            mutant = *rule;
            mutant.signers[i].age_under += (unsigned int)step;
            if (rule->signers[i].age_under != POLICY_AGE_NO_LIMIT)
                take_signers(work, &mutant, i, step < 0 ? "to a year earlier" : "to a year later");
        }
    }
}

/* ---- grounds on which nothing is sent, and those that are beaten ---- */

/* Whatever is asked on the ground passes. */
static void let_through(const struct work *work)
{
    struct policy_rule mutant = *work->rule;
    char *all[5][RULE_MUTANT_WORDS];

    for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
        struct policy_words *words = words_of(&mutant, &lists[i]);

        *words = (struct policy_words){ all[i], 0 };
        for (size_t j = 0; j < vocabulary_n(work->vocabulary, lists[i].kind); j++)
            all[i][words->n++] = (char *)vocabulary_code(work->vocabulary, lists[i].kind, j);
    }
    mutant.kind = POLICY_DUTY;
    mutant.in_force_from = 0;
    mutant.in_force_to = POLICY_NO_END;
    mutant.needs_subject = mutant.needs_agreement = false;
    take(work, &mutant, "names a sending");
}

static void change_block(const struct work *work)
{
    struct policy_rule mutant = *work->rule;

    mutant.kind = POLICY_NONE;
    take(work, &mutant, "blocks nothing");
    mutant = *work->rule;
    mutant.to_abroad = !mutant.to_abroad;
    take(work, &mutant, "abroad turned");
    mutant = *work->rule;
    mutant.grounds = (struct policy_words){ 0 };
    if (work->rule->grounds.n)
        take(work, &mutant, "beats every ground");
    change_days(work);
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
        if (lists[i].kind != VOCABULARY_CATEGORY &&
            !is_open(work->rule, &lists[i], work->vocabulary))
            remove_each(work, lists[i].offset, lists[i].name, NULL);
}

static void change_ownership(const struct work *work, size_t offset, const char *name)
{
    struct policy_rule mutant = *work->rule;
    enum policy_ownership *is = (enum policy_ownership *)((char *)&mutant + offset);
    enum policy_ownership was = *is;

    if (!was)
        return;
    *is = 0;
    take(work, &mutant, "%s does not matter", name);
    *is = was == POLICY_PUBLIC ? POLICY_PRIVATE : POLICY_PUBLIC;
    take(work, &mutant, "%s turned", name);
}

void rule_mutants(struct policy *policy, size_t i, const struct vocabulary *vocabulary,
                  rule_mutant_taker *taker, void *context)
{
    const struct policy_rule rule = policy->rules[i];
    const struct work work = { policy, i, &rule, vocabulary, taker, context };

    if (rule.kind == POLICY_NONE) {
        let_through(&work);
        return;
    }
    if (rule.kind == POLICY_BLOCKED) {
        change_block(&work);
        return;
    }
    change_lists(&work);
    change_ownership(&work, offsetof(struct policy_rule, from_ownership), "from_ownership");
    change_ownership(&work, offsetof(struct policy_rule, to_ownership), "to_ownership");
    change_age(&work);
    change_days(&work);
    change_answers(&work);
    change_signers(&work);
}

/* ---- what a ground leaves open ---- */

static void change_open_list(struct policy *policy, size_t first, size_t n, const struct list *list,
                             const struct vocabulary *vocabulary, size_t left_out,
                             rule_mutant_taker *take_one, void *context)
{
    const char *word = vocabulary_code(vocabulary, list->kind, left_out);
    struct policy_words kept[RULE_MUTANT_WORDS];
    char *left[RULE_MUTANT_WORDS], condition[120];
    bool is_changed = false;

    assert(n <= RULE_MUTANT_WORDS);
    for (size_t i = 0; i < n; i++) {
        struct policy_rule *rule = &policy->rules[first + i];

        kept[i] = *words_of(rule, list);
        if (rule->kind == POLICY_NONE || !is_open(rule, list, vocabulary) ||
            !rule_country_has(rule, list->kind, word))
            continue;
        without_word(&kept[i], word, left, words_of(rule, list));
        is_changed = true;
    }
    snprintf(condition, sizeof(condition), "%s without %s", list->name, word);
    if (is_changed)
        take_one(policy->rules[first].ground, condition, context);
    for (size_t i = 0; i < n; i++)
        *words_of(&policy->rules[first + i], list) = kept[i];
}

void rule_mutants_of_ground(struct policy *policy, size_t first, size_t n,
                            const struct vocabulary *vocabulary, rule_mutant_taker *taker,
                            void *context)
{
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
        for (size_t j = 0;
             lists[i].kind != VOCABULARY_CATEGORY && j < vocabulary_n(vocabulary, lists[i].kind);
             j++)
            change_open_list(policy, first, n, &lists[i], vocabulary, j, taker, context);
}
