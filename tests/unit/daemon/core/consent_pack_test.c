/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/consent_pack.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"

/* As many words as a scope may have, each as long as it may be. */
static void fill(char *words, size_t size, size_t n, char letter)
{
    for (size_t i = 0; i < n; i++, words += size) {
        memset(words, letter, size - 1);
        words[0] = (char)('0' + i / 10);
        words[1] = (char)('0' + i % 10);
    }
}

static void expect_words(const struct policy_list *got, const char *words, size_t size, size_t n)
{
    cr_assert_eq(got->n, n);
    for (size_t i = 0; i < n; i++, words += size)
        cr_expect_str_eq(got->words[i], words);
}

Test(consent_pack, every_word_comes_back_in_its_list)
{
    struct consent_scope *scope = mem_new(1, sizeof(*scope));
    struct consent_words words;
    struct policy_consent asked;
    struct consent *consent;

    scope->n_recipients = CONSENT_RECIPIENTS;
    scope->n_purposes = CONSENT_PURPOSES;
    scope->n_categories = CONSENT_CATEGORIES;
    fill(scope->recipients[0], sizeof(scope->recipients[0]), CONSENT_RECIPIENTS, 'r');
    fill(scope->purposes[0], sizeof(scope->purposes[0]), CONSENT_PURPOSES, 'p');
    fill(scope->categories[0], sizeof(scope->categories[0]), CONSENT_CATEGORIES, 'c');
    consent = consent_pack(scope);
    consent_for_policy(consent, &words, &asked);
    expect_words(&asked.recipients, scope->recipients[0], sizeof(scope->recipients[0]),
                 CONSENT_RECIPIENTS);
    expect_words(&asked.purposes, scope->purposes[0], sizeof(scope->purposes[0]), CONSENT_PURPOSES);
    expect_words(&asked.categories, scope->categories[0], sizeof(scope->categories[0]),
                 CONSENT_CATEGORIES);
    mem_free(consent);
    mem_free(scope);
}

Test(consent_pack, a_scope_without_words_has_empty_lists)
{
    struct consent_scope *scope = mem_new(1, sizeof(*scope));
    struct consent *consent = consent_pack(scope);
    struct consent_words words;
    struct policy_consent asked;

    consent_for_policy(consent, &words, &asked);
    cr_expect_eq(asked.recipients.n + asked.purposes.n + asked.categories.n, 0);
    mem_free(consent);
    mem_free(scope);
}
