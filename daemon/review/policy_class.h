/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_class - the values of one field of an exchange, in classes that no rule tells apart.
 *
 * Two words are of one class if each rule has both or neither in each list that it looks into. A set of words (flags,
 * reasons) is told from another only by words that some rule names, so there is one class for each set of
 * these. Days and ages are cut at each limit of a rule, and nowhere else. A rule looks at a field in
 * no other way; so whatever is true of one value of a class is true of all of them.
 */
#ifndef REVIEW_POLICY_CLASS_H
#define REVIEW_POLICY_CLASS_H

#include "core/policy.h"

enum {
    POLICY_SET_WORDS_MAX = 16, /* flags or reasons that the rules of one ground may name */
    POLICY_MINIMUM_AGE = 16,   /* years; see policy_warrant.h: an age that it tells apart */
};

/* All words that exist, and the highest age. */
struct policy_universe {
    struct policy_words countries, roles, types, purposes, categories, flags, deciders, reasons;
    unsigned int age_max;
};

/* Borrowed rules: those that may tell values apart. */
struct policy_rule_list {
    const struct policy_rule **rules;
    size_t n;
};

struct policy_class {
    double n;                  /* values that it stands for */
    struct policy_words words; /* its members, the first one asked for all; of a set: what it
                                * holds; of countries: the sender's and the recipient's */
    bool is_given;             /* decider, agreement */
    enum policy_ownership ownership;
    int32_t day_from,
        day_until; /* first day of it, first day after; INT32_MIN and POLICY_NO_END where
                                  * it is open, which is counted as one day */
    bool has_subject;
    enum policy_age age;
    unsigned int age_from, age_under; /* where the age is known; the first is asked for all */
    bool has_age_at_act;
    unsigned int act_from, act_under;
};

/* Owned. */
struct policy_classes {
    struct policy_class *all;
    size_t n;
};

void policy_universe_clear(struct policy_universe *universe);
DEFINE_CLEAR(struct policy_universe, policy_universe_clear)

/* Every word of the vocabulary, ages 0 to 150. Copies. */
void policy_universe_make(const struct vocabulary *vocabulary,
                          struct policy_universe *ret_universe);

void policy_rule_list_add(struct policy_rule_list *list, const struct policy_rule *rule);
void policy_rule_list_clear(struct policy_rule_list *list);
DEFINE_CLEAR(struct policy_rule_list, policy_rule_list_clear)

void policy_classes_clear(struct policy_classes *classes);

/* Adds an empty class that stands for `n` values. Borrowed until the next is added. */
struct policy_class *policy_classes_add(struct policy_classes *classes, double n);

/* A list of the rule. */
typedef const struct policy_words *policy_words_of(const struct policy_rule *rule);

/* Each of these adds to `classes`, which may hold some already. */
void policy_class_words(const struct policy_rule_list *rules, policy_words_of *of,
                        const struct policy_words *words, struct policy_classes *classes);

/* The same where a rule may have a word in either of two lists. */
void policy_class_words_of_two(const struct policy_rule_list *rules, policy_words_of *const of[2],
                               const struct policy_words *words, struct policy_classes *classes);

/* The sets of the words that any of the two or three lists names. False, and nothing is added, where
 * these are more than POLICY_SET_WORDS_MAX. */
MUST_CHECK bool policy_class_sets(const struct policy_rule_list *rules, policy_words_of *const of[],
                                  size_t n_of, const struct policy_words *words,
                                  struct policy_classes *classes);

/* Sender and recipient together: whether they lie in one country is asked, too. */
void policy_class_countries(const struct policy_rule_list *rules,
                            const struct policy_words *countries, struct policy_classes *classes);
void policy_class_days(const struct policy_rule_list *rules, struct policy_classes *classes);

/* Whether there is a subject, and its ages at sending and at the act. */
void policy_class_subjects(const struct policy_rule_list *rules, unsigned int age_max,
                           struct policy_classes *classes);

#endif
