/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/consent_pack.h"

#include <string.h>

#include "base/memory.h"

enum { WORDS_MAX = CONSENT_RECIPIENTS + CONSENT_PURPOSES + CONSENT_CATEGORIES };

struct packed {
    struct buffer words;
    uint16_t starts[WORDS_MAX];
    size_t n;
};

static void packed_clear(struct packed *packed) { buffer_clear(&packed->words); }

DEFINE_CLEAR(struct packed, packed_clear)

static void pack(struct packed *packed, const char *words, size_t size, size_t n)
{
    for (size_t i = 0; i < n; i++, words += size) {
        packed->starts[packed->n++] = (uint16_t)packed->words.size;
        buffer_append(&packed->words, words, strlen(words) + 1);
    }
}

struct consent *consent_pack(const struct consent_scope *scope)
{
    CLEANUP(packed_clear) struct packed packed = { 0 };
    struct consent *consent;
    size_t starts_size;
    char *behind;

    pack(&packed, scope->recipients[0], sizeof(scope->recipients[0]), scope->n_recipients);
    pack(&packed, scope->purposes[0], sizeof(scope->purposes[0]), scope->n_purposes);
    pack(&packed, scope->categories[0], sizeof(scope->categories[0]), scope->n_categories);
    starts_size = packed.n * sizeof(packed.starts[0]);
    consent = mem_new(1, sizeof(*consent) + starts_size + packed.words.size);
    behind = (char *)(consent + 1);
    memcpy(behind, packed.starts, starts_size);
    if (packed.words.size)
        memcpy(behind + starts_size, packed.words.data, packed.words.size);
    consent->starts = (const uint16_t *)behind;
    consent->words = behind + starts_size;
    consent->n_recipients = scope->n_recipients;
    consent->n_purposes = scope->n_purposes;
    consent->n_categories = scope->n_categories;
    return consent;
}

/* ---- what the gate is asked ---- */

/* The next `n` of the packed words, which are not read. */
static const uint16_t *unpack(const struct consent *consent, const uint16_t *starts,
                              const char *ret_words[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        ret_words[i] = consent->words + starts[i];
    return starts + n;
}

void consent_for_policy(const struct consent *consent, struct consent_words *ret_words,
                        struct policy_consent *ret)
{
    const uint16_t *at =
        unpack(consent, consent->starts, ret_words->recipients, consent->n_recipients);

    at = unpack(consent, at, ret_words->purposes, consent->n_purposes);
    (void)unpack(consent, at, ret_words->categories, consent->n_categories);
    *ret = (struct policy_consent){
        .holder = consent->holder,
        .from = consent->holder,
        .recipients = { ret_words->recipients, consent->n_recipients },
        .purposes = { ret_words->purposes, consent->n_purposes },
        .categories = { ret_words->categories, consent->n_categories },
        .valid_from = consent->valid_from,
        .valid_until = consent->valid_until,
        .withdrawn_day = consent->withdrawn_day,
        .voided_day = consent->voided_day,
        .youth_required = consent->youth,
        .guardians_required = consent->guardians,
        .youth_signed = consent->youth_signed,
    };
    for (uint32_t guardian = 1; guardian <= CONSENT_GUARDIANS; guardian++)
        ret->guardians_signed += consent->guardians_signed >> guardian & 1;
}
