/* SPDX-License-Identifier: EUPL-1.2 */
#include "review/policy_edition.h"

#include <string.h>

#include "review/policy_terms.h"

void policy_edition_clear(struct policy_edition *edition)
{
    policy_words_clear(&edition->added);
    policy_words_clear(&edition->removed);
    policy_words_clear(&edition->changed);
    policy_words_clear(&edition->texts_only);
    for (size_t i = 0; i < ARRAY_SIZE(edition->kinds); i++)
        policy_words_clear(&edition->kinds[i]);
}

static bool are_alike(const char *a, const char *b) { return a && b ? strcmp(a, b) == 0 : a == b; }

static bool have_same_signers(const struct policy_rule *a, const struct policy_rule *b)
{
    for (size_t i = 0; i < a->n_signers && i < b->n_signers; i++) {
        const struct policy_signers *one = &a->signers[i], *two = &b->signers[i];

        if (one->age_from != two->age_from || one->age_under != two->age_under ||
            one->youth != two->youth || one->guardians != two->guardians)
            return false;
    }
    return a->n_signers == b->n_signers;
}

static bool have_same_lists(const struct policy_rule *a, const struct policy_rule *b)
{
    return policy_words_equal(&a->from, &b->from) && policy_words_equal(&a->to, &b->to) &&
           policy_words_equal(&a->types, &b->types) &&
           policy_words_equal(&a->purposes, &b->purposes) &&
           policy_words_equal(&a->categories, &b->categories) &&
           policy_words_equal(&a->excluded, &b->excluded) &&
           policy_words_equal(&a->grounds, &b->grounds) &&
           policy_words_equal(&a->flags, &b->flags) &&
           policy_words_equal(&a->not_flags, &b->not_flags) &&
           policy_words_equal(&a->deciders, &b->deciders) &&
           policy_words_equal(&a->reasons, &b->reasons) &&
           policy_words_equal(&a->any_reasons, &b->any_reasons);
}

static bool have_same_subject(const struct policy_rule *a, const struct policy_rule *b)
{
    return a->no_subject == b->no_subject && a->needs_subject == b->needs_subject &&
           a->has_age_limit == b->has_age_limit && a->age_from == b->age_from &&
           a->age_under == b->age_under && a->age_at_act == b->age_at_act &&
           a->unknown_age == b->unknown_age;
}

static bool decide_alike(const struct policy_rule *a, const struct policy_rule *b)
{
    return a->kind == b->kind && are_alike(a->ground, b->ground) &&
           strcmp(a->country, b->country) == 0 && a->in_force_from == b->in_force_from &&
           a->in_force_to == b->in_force_to && a->to_abroad == b->to_abroad &&
           a->not_proposed == b->not_proposed && a->from_ownership == b->from_ownership &&
           a->to_ownership == b->to_ownership && a->needs_agreement == b->needs_agreement &&
           have_same_lists(a, b) && have_same_signers(a, b) && have_same_subject(a, b);
}

static bool read_alike(const struct policy_rule *a, const struct policy_rule *b)
{
    for (size_t i = 0; i < LANGUAGES; i++)
        if (!are_alike(a->summary[i], b->summary[i]) || !are_alike(a->refusal[i], b->refusal[i]) ||
            !are_alike(a->doubt[i], b->doubt[i]))
            return false;
    return policy_words_equal(&a->conventions, &b->conventions) &&
           are_alike(a->citation, b->citation) && a->certainty == b->certainty &&
           a->read_as_of == b->read_as_of;
}

/* The versions of a rule stand together, by their first day. NULL and 0 where there is none. */
static const struct policy_rule *versions_of(const struct policy *policy, const char *id,
                                             size_t *ret_n)
{
    const struct policy_rule *first = NULL;

    *ret_n = 0;
    for (size_t i = 0; i < policy->n_rules; i++) {
        if (!are_alike(policy->rules[i].id, id))
            continue;
        first = first ? first : &policy->rules[i];
        ++*ret_n;
    }
    return first;
}

static void compare_rule(const struct policy *before, const struct policy *after, const char *id,
                         struct policy_edition *edition)
{
    size_t n_before, n_after;
    const struct policy_rule *old = versions_of(before, id, &n_before);
    const struct policy_rule *new = versions_of(after, id, &n_after);
    struct policy_words *list = NULL;

    if (n_before != n_after)
        list = n_before == 0  ? &edition->added
               : n_after == 0 ? &edition->removed
                              : &edition->changed;
    for (size_t i = 0; n_before == n_after && i < n_before; i++) {
        if (!decide_alike(&old[i], &new[i]))
            list = &edition->changed;
        else if (!list && !read_alike(&old[i], &new[i]))
            list = &edition->texts_only;
    }
    if (list)
        policy_words_add(list, id);
    /* All versions are of one kind. */
    if (old && new && old->kind != new->kind)
        policy_words_add(&edition->kinds[new->kind], id);
}

static void add_ids(const struct policy *policy, struct policy_words *ids)
{
    for (size_t i = 0; i < policy->n_rules; i++)
        if (!policy_words_has(ids, policy->rules[i].id))
            policy_words_add(ids, policy->rules[i].id);
}

void policy_edition_compare(const struct policy *before, const struct policy *after,
                            struct policy_edition *ret_edition)
{
    static const struct policy_words none;
    struct policy_words ids = { 0 }, sorted;

    *ret_edition = (struct policy_edition){ 0 };
    add_ids(before, &ids);
    add_ids(after, &ids);
    sorted = policy_words_without(&ids, &none);
    for (size_t i = 0; i < sorted.n; i++)
        compare_rule(before, after, sorted.words[i], ret_edition);
    policy_words_clear(&ids);
    policy_words_clear(&sorted);
}
