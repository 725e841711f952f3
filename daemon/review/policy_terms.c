/* SPDX-License-Identifier: EUPL-1.2 */
#include "review/policy_terms.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static int by_word(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

struct policy_words policy_words_without(const struct policy_words *words,
                                         const struct policy_words *but)
{
    struct policy_words kept = { 0 };

    for (size_t i = 0; i < words->n; i++)
        if (!policy_words_has(but, words->words[i]))
            policy_words_add(&kept, words->words[i]);
    if (kept.n)
        qsort(kept.words, kept.n, sizeof(*kept.words), by_word);
    return kept;
}

static bool are_within(const struct policy_words *a, const struct policy_words *b)
{
    for (size_t i = 0; i < a->n; i++)
        if (!policy_words_has(b, a->words[i]))
            return false;
    return true;
}

bool policy_words_equal(const struct policy_words *a, const struct policy_words *b)
{
    return are_within(a, b) && are_within(b, a);
}

/* ---- ways ---- */

static void terms_clear(struct policy_terms *terms)
{
    policy_words_clear(&terms->deciders);
    policy_words_clear(&terms->reasons);
    policy_words_clear(&terms->any_reasons);
}

void policy_terms_set_clear(struct policy_terms_set *set)
{
    for (size_t i = 0; i < set->n; i++)
        terms_clear(&set->all[i]);
    mem_free(set->all);
    *set = (struct policy_terms_set){ 0 };
}

static int by_lists(const struct policy_words *a, const struct policy_words *b)
{
    for (size_t i = 0; i < a->n && i < b->n; i++) {
        int order = strcmp(a->words[i], b->words[i]);

        if (order)
            return order;
    }
    return (a->n > b->n) - (a->n < b->n);
}

static int number_of(const struct policy_terms *terms)
{
    return (terms->needs_agreement ? 1 : 0) + (terms->needs_consent ? 2 : 0) +
           (terms->by_youth ? 4 : 0) + (terms->by_guardians ? 8 : 0);
}

static int by_terms(const struct policy_terms *a, const struct policy_terms *b)
{
    int order = number_of(a) - number_of(b);

    if (!order)
        order = by_lists(&a->deciders, &b->deciders);
    if (!order)
        order = by_lists(&a->reasons, &b->reasons);
    return order ? order : by_lists(&a->any_reasons, &b->any_reasons);
}

static struct policy_terms terms_of(const struct policy_rule *rule,
                                    const struct policy_question *question)
{
    static const struct policy_words none;
    struct policy_terms terms = {
        .needs_agreement = rule->needs_agreement,
        .needs_consent = rule->kind == POLICY_CONSENT || rule->n_signers,
        .deciders = policy_words_without(&rule->deciders, &none),
        .reasons = policy_words_without(&rule->reasons, &none),
        .any_reasons = policy_words_without(&rule->any_reasons, &none),
    };

    for (size_t i = 0; i < rule->n_signers; i++) {
        const struct policy_signers *signers = &rule->signers[i];

        if (question->age_years < signers->age_from || question->age_years >= signers->age_under)
            continue;
        terms.by_youth = signers->youth;
        terms.by_guardians = signers->guardians;
    }
    return terms;
}

/* Whether one of the words is enough, as far as it is of those that are enough for `hard`. */
static bool is_choice_wider(const struct policy_words *easy, const struct policy_words *hard)
{
    return easy->n == 0 || (hard->n && are_within(hard, easy));
}

/* Whether all that meets `hard` meets `easy`, too. */
static bool asks_no_more(const struct policy_terms *easy, const struct policy_terms *hard)
{
    return easy->needs_agreement <= hard->needs_agreement &&
           easy->needs_consent <= hard->needs_consent && easy->by_youth <= hard->by_youth &&
           easy->by_guardians <= hard->by_guardians &&
           is_choice_wider(&easy->deciders, &hard->deciders) &&
           are_within(&easy->reasons, &hard->reasons) &&
           is_choice_wider(&easy->any_reasons, &hard->any_reasons);
}

static void remove_harder(struct policy_terms_set *set, const struct policy_terms *terms)
{
    size_t kept = 0;

    for (size_t i = 0; i < set->n; i++) {
        if (asks_no_more(terms, &set->all[i]))
            terms_clear(&set->all[i]);
        else
            set->all[kept++] = set->all[i];
    }
    set->n = kept;
}

void policy_terms_add(struct policy_terms_set *set, const struct policy_rule *rule,
                      const struct policy_question *question)
{
    struct policy_terms terms = terms_of(rule, question);
    size_t at = 0;

    for (size_t i = 0; i < set->n; i++) {
        if (asks_no_more(&set->all[i], &terms)) {
            terms_clear(&terms);
            return;
        }
    }
    remove_harder(set, &terms);
    while (at < set->n && by_terms(&set->all[at], &terms) < 0)
        at++;
    set->all = mem_grow(set->all, set->n + 1, sizeof(*set->all));
    memmove(&set->all[at + 1], &set->all[at], (set->n - at) * sizeof(*set->all));
    set->all[at] = terms;
    set->n++;
}

bool policy_terms_set_equal(const struct policy_terms_set *a, const struct policy_terms_set *b)
{
    for (size_t i = 0; a->n == b->n && i < a->n; i++)
        if (by_terms(&a->all[i], &b->all[i]) != 0)
            return false;
    return a->n == b->n;
}
