/* SPDX-License-Identifier: EUPL-1.2 */
#include "review/policy_class.h"

#include <string.h>

#include "base/memory.h"

enum { AGE_MAX = 150 };

/* ---- what exists ---- */

void policy_universe_clear(struct policy_universe *universe)
{
    struct policy_words *const lists[] = { &universe->countries,  &universe->roles,
                                           &universe->types,      &universe->purposes,
                                           &universe->categories, &universe->flags,
                                           &universe->deciders,   &universe->reasons };

    for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
        policy_words_clear(lists[i]);
}

void policy_universe_make(const struct vocabulary *vocabulary, struct policy_universe *ret_universe)
{
    const struct {
        enum vocabulary_kind kind;
        struct policy_words *words;
    } lists[] = {
        { VOCABULARY_COUNTRY, &ret_universe->countries },
        { VOCABULARY_ROLE, &ret_universe->roles },
        { VOCABULARY_TYPE, &ret_universe->types },
        { VOCABULARY_PURPOSE, &ret_universe->purposes },
        { VOCABULARY_CATEGORY, &ret_universe->categories },
        { VOCABULARY_FLAG, &ret_universe->flags },
        { VOCABULARY_DECIDER, &ret_universe->deciders },
        { VOCABULARY_REASON, &ret_universe->reasons },
    };

    *ret_universe = (struct policy_universe){ .age_max = AGE_MAX };
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
        for (size_t j = 0; j < vocabulary_n(vocabulary, lists[i].kind); j++)
            policy_words_add(lists[i].words, vocabulary_code(vocabulary, lists[i].kind, j));
}

void policy_rule_list_add(struct policy_rule_list *list, const struct policy_rule *rule)
{
    list->rules = mem_grow(list->rules, list->n + 1, sizeof(*list->rules));
    list->rules[list->n++] = rule;
}

void policy_rule_list_clear(struct policy_rule_list *list)
{
    mem_free(list->rules);
    *list = (struct policy_rule_list){ 0 };
}

/* ---- classes ---- */

void policy_classes_clear(struct policy_classes *classes)
{
    for (size_t i = 0; i < classes->n; i++)
        policy_words_clear(&classes->all[i].words);
    mem_free(classes->all);
    *classes = (struct policy_classes){ 0 };
}

struct policy_class *policy_classes_add(struct policy_classes *classes, double n)
{
    struct policy_class *added;

    classes->all = mem_grow(classes->all, classes->n + 1, sizeof(*classes->all));
    added = &classes->all[classes->n++];
    *added = (struct policy_class){ .n = n };
    return added;
}

static bool are_told_apart(const struct policy_rule_list *rules, policy_words_of *of, const char *a,
                           const char *b)
{
    for (size_t i = 0; i < rules->n; i++) {
        const struct policy_words *list = of(rules->rules[i]);

        if (policy_words_has(list, a) != policy_words_has(list, b))
            return true;
    }
    return false;
}

void policy_class_words_of_two(const struct policy_rule_list *rules, policy_words_of *const of[2],
                               const struct policy_words *words, struct policy_classes *classes)
{
    size_t first = classes->n;

    for (size_t i = 0; i < words->n; i++) {
        size_t at = first;

        while (at < classes->n &&
               (are_told_apart(rules, of[0], words->words[i], classes->all[at].words.words[0]) ||
                are_told_apart(rules, of[1], words->words[i], classes->all[at].words.words[0])))
            at++;
        if (at == classes->n)
            policy_classes_add(classes, 0);
        policy_words_add(&classes->all[at].words, words->words[i]);
        classes->all[at].n++;
    }
}

void policy_class_words(const struct policy_rule_list *rules, policy_words_of *of,
                        const struct policy_words *words, struct policy_classes *classes)
{
    policy_words_of *const same[] = { of, of };

    policy_class_words_of_two(rules, same, words, classes);
}

static bool is_named(const struct policy_rule_list *rules, policy_words_of *const of[], size_t n_of,
                     const char *word)
{
    for (size_t i = 0; i < rules->n; i++)
        for (size_t j = 0; j < n_of; j++)
            if (policy_words_has(of[j](rules->rules[i]), word))
                return true;
    return false;
}

bool policy_class_sets(const struct policy_rule_list *rules, policy_words_of *const of[],
                       size_t n_of, const struct policy_words *words,
                       struct policy_classes *classes)
{
    const char *named[POLICY_SET_WORDS_MAX];
    size_t n_named = 0;
    double n_unnamed = 1;

    for (size_t i = 0; i < words->n; i++) {
        if (!is_named(rules, of, n_of, words->words[i])) {
            n_unnamed *= 2;
            continue;
        }
        if (n_named == POLICY_SET_WORDS_MAX)
            return false;
        named[n_named++] = words->words[i];
    }
    for (size_t set = 0; set < (size_t)1 << n_named; set++) {
        struct policy_class *added = policy_classes_add(classes, n_unnamed);

        for (size_t i = 0; i < n_named; i++)
            if (set >> i & 1)
                policy_words_add(&added->words, named[i]);
    }
    return true;
}

/* ---- countries ---- */

static bool is_country_named(const struct policy_rule_list *rules, const char *country)
{
    for (size_t i = 0; i < rules->n; i++)
        if (strcmp(rules->rules[i]->country, country) == 0)
            return true;
    return false;
}

static void add_pair(struct policy_classes *classes, const char *from, const char *to, double n)
{
    struct policy_class *added = policy_classes_add(classes, n);

    policy_words_add(&added->words, from);
    policy_words_add(&added->words, to);
}

/* Countries that no rule names are alike; but two of them are not one country. */
void policy_class_countries(const struct policy_rule_list *rules,
                            const struct policy_words *countries, struct policy_classes *classes)
{
    struct policy_words shown = { 0 };
    const char *other = NULL, *another = NULL;
    double n_others = 0;

    for (size_t i = 0; i < countries->n; i++) {
        const char *country = countries->words[i];

        if (is_country_named(rules, country) || !other)
            policy_words_add(&shown, country);
        if (is_country_named(rules, country))
            continue;
        another = other ? country : NULL;
        other = other ? other : country;
        n_others++;
    }
    for (size_t i = 0; i < shown.n; i++) {
        for (size_t j = 0; j < shown.n; j++) {
            bool is_from_other = other && strcmp(shown.words[i], other) == 0;
            bool is_to_other = other && strcmp(shown.words[j], other) == 0;
            double n_to = is_to_other && !is_from_other ? n_others : 1;

            add_pair(classes, shown.words[i], shown.words[j],
                     (is_from_other ? n_others : 1) * n_to);
        }
    }
    if (another)
        add_pair(classes, other, another, n_others * (n_others - 1));
    policy_words_clear(&shown);
}

/* ---- days and ages ---- */

/* Places where something begins, ascending, each once. */
struct cuts {
    int64_t *at;
    size_t n;
};

static void cuts_clear(struct cuts *cuts) { mem_free(cuts->at); }

DEFINE_CLEAR(struct cuts, cuts_clear)

static void cut(struct cuts *cuts, int64_t where)
{
    size_t at = cuts->n;

    for (size_t i = 0; i < cuts->n; i++)
        if (cuts->at[i] == where)
            return;
    cuts->at = mem_grow(cuts->at, cuts->n + 1, sizeof(*cuts->at));
    while (at > 0 && cuts->at[at - 1] > where) {
        cuts->at[at] = cuts->at[at - 1];
        at--;
    }
    cuts->at[at] = where;
    cuts->n++;
}

void policy_class_days(const struct policy_rule_list *rules, struct policy_classes *classes)
{
    CLEANUP(cuts_clear) struct cuts cuts = { 0 };

    cut(&cuts, INT32_MIN);
    for (size_t i = 0; i < rules->n; i++) {
        cut(&cuts, rules->rules[i]->in_force_from);
        cut(&cuts, rules->rules[i]->in_force_to);
    }
    cut(&cuts, POLICY_NO_END);
    for (size_t i = 0; i + 1 < cuts.n; i++) {
        bool is_open = i == 0 || i + 2 == cuts.n;
        struct policy_class *added =
            policy_classes_add(classes, is_open ? 1 : (double)(cuts.at[i + 1] - cuts.at[i]));

        added->day_from = (int32_t)cuts.at[i];
        added->day_until = (int32_t)cuts.at[i + 1];
    }
}

static void cut_age(struct cuts *cuts, unsigned int age, unsigned int age_max)
{
    if (age <= age_max)
        cut(cuts, age);
}

static void cut_ages(const struct policy_rule *rule, unsigned int age_max, struct cuts *sending,
                     struct cuts *act)
{
    if (rule->has_age_limit) {
        cut_age(sending, rule->age_from, age_max);
        cut_age(sending, rule->age_under, age_max);
    }
    if (rule->has_age_limit && rule->age_at_act) {
        cut_age(act, rule->age_from, age_max);
        cut_age(act, rule->age_under, age_max);
    }
    for (size_t i = 0; i < rule->n_signers; i++) {
        cut_age(sending, rule->signers[i].age_from, age_max);
        cut_age(sending, rule->signers[i].age_under, age_max);
    }
    if (rule->n_signers)
        cut_age(sending, POLICY_MINIMUM_AGE, age_max);
}

static void add_known_ages(struct policy_classes *classes, const struct cuts *sending,
                           const struct cuts *act)
{
    for (size_t i = 0; i + 1 < sending->n; i++) {
        for (size_t j = 0; j < act->n; j++) {
            unsigned int from = (unsigned int)sending->at[i];
            unsigned int under = (unsigned int)sending->at[i + 1];
            struct policy_class *added = policy_classes_add(classes, under - from);

            added->has_subject = true;
            added->age = POLICY_AGE_KNOWN;
            added->age_from = from;
            added->age_under = under;
            if (j + 1 == act->n)
                continue; /* the last: not given */
            added->has_age_at_act = true;
            added->act_from = (unsigned int)act->at[j];
            added->act_under = (unsigned int)act->at[j + 1];
            added->n *= added->act_under - added->act_from;
        }
    }
}

static bool ask_ages(const struct policy_rule_list *rules)
{
    for (size_t i = 0; i < rules->n; i++)
        if (rules->rules[i]->has_age_limit || rules->rules[i]->n_signers)
            return true;
    return false;
}

/* Where no age is asked for, all ages are one class, asked for by one that is not declared. */
void policy_class_subjects(const struct policy_rule_list *rules, unsigned int age_max,
                           struct policy_classes *classes)
{
    static const enum policy_age others[] = { POLICY_AGE_MISSING, POLICY_AGE_UNKNOWN,
                                              POLICY_AGE_UNBORN };
    CLEANUP(cuts_clear) struct cuts sending = { 0 };
    CLEANUP(cuts_clear) struct cuts act = { 0 };
    double n_act = age_max + 2;

    policy_classes_add(classes, 1);
    if (!ask_ages(rules)) {
        policy_classes_add(classes, 3 + (age_max + 1) * n_act)->has_subject = true;
        return;
    }
    cut(&sending, 0);
    for (size_t i = 0; i < rules->n; i++)
        cut_ages(rules->rules[i], age_max, &sending, &act);
    cut(&sending, age_max + 1);
    if (act.n)
        cut(&act, 0);
    cut(&act, age_max + 1);
    for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
        struct policy_class *added = policy_classes_add(classes, 1);

        added->has_subject = true;
        added->age = others[i];
    }
    add_known_ages(classes, &sending, &act);
}
