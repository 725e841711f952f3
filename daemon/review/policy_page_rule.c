/* SPDX-License-Identifier: EUPL-1.2 */
#include "review/policy_page_rule.h"

#include <string.h>

#include "base/text.h"
#include "core/explanation_words.h"

typedef void put_property(const struct policy_page_reader *reader, const struct policy_rule *rule,
                          struct page_cell *cell);

const char *policy_page_language(enum vocabulary_language language)
{
    static const char *const codes[LANGUAGES] = { "sv", "nb", "en" };

    return codes[language];
}

static const char *word(const struct policy_page_reader *reader, enum policy_page_word which)
{
    return policy_page_word(which, reader->language);
}

static void put_word(const struct policy_page_reader *reader, enum policy_page_word which,
                     struct page_cell *cell)
{
    page_text(cell, "%s", word(reader, which));
}

static bool is_sending(const struct policy_rule *rule)
{
    return rule->kind == POLICY_DUTY || rule->kind == POLICY_PERMISSION ||
           rule->kind == POLICY_CONSENT;
}

/* ---- words of the vocabulary, each with its code ---- */

static void put_any(const struct policy_page_reader *reader, struct page_cell *cell)
{
    put_word(reader, PAGE_WORD_ALL, cell);
    page_text(cell, " ");
    page_code(cell, "any");
}

static void put_named(const struct policy_page_reader *reader, enum vocabulary_kind kind,
                      const struct policy_words *list, struct page_cell *cell)
{
    if (list->n > 1 && list->n == vocabulary_n(reader->vocabulary, kind)) {
        put_any(reader, cell);
        return;
    }
    for (size_t i = 0; i < list->n; i++) {
        page_text(cell, "%s%s ", i ? ", " : "",
                  vocabulary_text(reader->vocabulary, kind, list->words[i],
                                  policy_page_language(reader->language)));
        page_code(cell, list->words[i]);
    }
}

/* Every role of its country is `any`. */
static void put_roles(const struct policy_page_reader *reader, const struct policy_rule *rule,
                      const struct policy_words *roles, struct page_cell *cell)
{
    size_t n = vocabulary_n(reader->vocabulary, VOCABULARY_ROLE), n_missing = 0;

    for (size_t i = 0; i < n; i++) {
        const char *role = vocabulary_code(reader->vocabulary, VOCABULARY_ROLE, i);

        if (vocabulary_is_role_in(reader->vocabulary, role, rule->country) &&
            !policy_words_has(roles, role))
            n_missing++;
    }
    if (n_missing == 0)
        put_any(reader, cell);
    else
        put_named(reader, VOCABULARY_ROLE, roles, cell);
}

/* A line of its own below what stands there. */
static void put_line(const struct policy_page_reader *reader, enum policy_page_word intro,
                     enum vocabulary_kind kind, const struct policy_words *list,
                     struct page_cell *cell)
{
    if (list->n == 0)
        return;
    if (cell->n)
        page_break(cell);
    page_text(cell, "%s ", word(reader, intro));
    put_named(reader, kind, list, cell);
}

void policy_page_put_route(const struct policy_page_reader *reader, const struct policy_rule *rule,
                           struct page_cell *cell)
{
    if (rule->kind != POLICY_NONE) {
        put_roles(reader, rule, &rule->from, cell);
        page_text(cell, "%s → ", explanation_ownership(rule->from_ownership, reader->language));
        if (rule->to_abroad)
            put_word(reader, PAGE_WORD_ABROAD, cell);
        else
            put_roles(reader, rule, &rule->to, cell);
        page_text(cell, "%s", explanation_ownership(rule->to_ownership, reader->language));
        if (rule->deciders.n) {
            page_text(cell, ". %s: ", word(reader, PAGE_WORD_DECIDER));
            put_named(reader, VOCABULARY_DECIDER, &rule->deciders, cell);
        }
        page_text(cell, ". ");
    }
    page_code(cell, rule->id);
}

void policy_page_put_citation(const struct policy_page_reader *reader,
                              const struct policy_rule *rule, struct page_cell *cell)
{
    const char *language = vocabulary_language_of_country(rule->country);

    page_text(cell, "%s", rule->citation);
    if (strcmp(language, policy_page_language(reader->language)) != 0)
        page_in_language(cell, language);
}

/* ---- what, why, about whom ---- */

static void put_meaning(const struct policy_page_reader *reader, const struct policy_rule *rule,
                        struct page_cell *cell)
{
    page_text(cell, "%s", rule->summary[reader->language]);
}

static void put_kind(const struct policy_page_reader *reader, const struct policy_rule *rule,
                     struct page_cell *cell)
{
    static const char *const codes[] = {
        [POLICY_DUTY] = "duty",       [POLICY_PERMISSION] = "permission",
        [POLICY_CONSENT] = "consent", [POLICY_BLOCKED] = "blocked",
        [POLICY_NONE] = "none",
    };

    page_text(cell, "%s ", policy_page_kind(rule->kind, reader->language));
    page_code(cell, codes[rule->kind]);
}

static void put_types(const struct policy_page_reader *reader, const struct policy_rule *rule,
                      struct page_cell *cell)
{
    put_named(reader, VOCABULARY_TYPE, &rule->types, cell);
}

static void put_purposes(const struct policy_page_reader *reader, const struct policy_rule *rule,
                         struct page_cell *cell)
{
    put_named(reader, VOCABULARY_PURPOSE, &rule->purposes, cell);
}

static void put_subject(const struct policy_page_reader *reader, const struct policy_rule *rule,
                        struct page_cell *cell)
{
    if (!is_sending(rule))
        return;
    if (rule->no_subject)
        put_word(reader, PAGE_WORD_SUBJECT_BARRED, cell);
    else if (rule->needs_subject || rule->has_age_limit)
        put_word(reader, PAGE_WORD_SUBJECT_NEEDED, cell);
    else
        put_word(reader, PAGE_WORD_SUBJECT_FREE, cell);
}

static void put_years(const struct policy_page_reader *reader, unsigned int from,
                      unsigned int under, struct page_cell *cell)
{
    if (from == 0 && under == POLICY_AGE_NO_LIMIT)
        page_text(cell, "%s", word(reader, PAGE_WORD_ANY_AGE));
    else if (from == 0)
        page_text(cell, word(reader, PAGE_WORD_AGE_UNDER), under);
    else if (under == POLICY_AGE_NO_LIMIT)
        page_text(cell, word(reader, PAGE_WORD_AGE_FROM), from);
    else if (under == from + 1)
        page_text(cell, word(reader, PAGE_WORD_AGE_ONE), from);
    else
        page_text(cell, word(reader, PAGE_WORD_AGE_RANGE), from, under - 1);
}

static void put_age(const struct policy_page_reader *reader, const struct policy_rule *rule,
                    struct page_cell *cell)
{
    if (!is_sending(rule) || rule->no_subject)
        return;
    if (!rule->has_age_limit) {
        put_word(reader, PAGE_WORD_ANY_AGE, cell);
        return;
    }
    put_years(reader, rule->age_from, rule->age_under, cell);
    page_break(cell);
    put_word(reader, rule->age_at_act ? PAGE_WORD_COUNTED_AT_ACT : PAGE_WORD_COUNTED_AT_SENDING,
             cell);
    page_break(cell);
    put_word(reader, rule->unknown_age ? PAGE_WORD_UNKNOWN_PASSES : PAGE_WORD_UNKNOWN_REFUSED,
             cell);
}

static void put_flags(const struct policy_page_reader *reader, const struct policy_rule *rule,
                      struct page_cell *cell)
{
    put_line(reader, PAGE_WORD_FLAGS_SET, VOCABULARY_FLAG, &rule->flags, cell);
    put_line(reader, PAGE_WORD_FLAGS_NOT_SET, VOCABULARY_FLAG, &rule->not_flags, cell);
}

/* ---- which sections ---- */

static void put_passes(const struct policy_page_reader *reader, const struct policy_rule *rule,
                       struct page_cell *cell)
{
    if (rule->kind == POLICY_BLOCKED)
        put_word(reader, PAGE_WORD_NOTHING, cell);
    put_named(reader, VOCABULARY_CATEGORY, &rule->categories, cell);
}

static void put_excluded(const struct policy_page_reader *reader, const struct policy_rule *rule,
                         struct page_cell *cell)
{
    if (rule->kind == POLICY_BLOCKED)
        put_word(reader, PAGE_WORD_EVERYTHING, cell);
    put_named(reader, VOCABULARY_CATEGORY, &rule->excluded, cell);
}

static void put_beats(const struct policy_page_reader *reader, const struct policy_rule *rule,
                      struct page_cell *cell)
{
    if (rule->kind != POLICY_BLOCKED)
        return;
    if (rule->grounds.n == 0)
        put_word(reader, PAGE_WORD_ALL_GROUNDS, cell);
    for (size_t i = 0; i < rule->grounds.n; i++) {
        if (i)
            page_text(cell, ", ");
        page_link(cell, rule->grounds.words[i], rule->grounds.words[i]);
    }
}

/* ---- who agreed, decided, consented ---- */

static void put_agreement(const struct policy_page_reader *reader, const struct policy_rule *rule,
                          struct page_cell *cell)
{
    if (is_sending(rule))
        put_word(reader, rule->needs_agreement ? PAGE_WORD_NEEDED : PAGE_WORD_NOT_NEEDED, cell);
}

static void put_reasons(const struct policy_page_reader *reader, const struct policy_rule *rule,
                        struct page_cell *cell)
{
    put_line(reader, PAGE_WORD_REASONS_ALL, VOCABULARY_REASON, &rule->reasons, cell);
    put_line(reader, PAGE_WORD_REASONS_ANY, VOCABULARY_REASON, &rule->any_reasons, cell);
}

static void put_consent(const struct policy_page_reader *reader, const struct policy_rule *rule,
                        struct page_cell *cell)
{
    for (size_t i = 0; i < rule->n_signers; i++) {
        const struct policy_signers *band = &rule->signers[i];

        if (i)
            page_break(cell);
        put_years(reader, band->age_from, band->age_under, cell);
        page_text(
            cell, ": %s; %s",
            word(reader, band->youth ? PAGE_WORD_SIGNS_YOUTH : PAGE_WORD_SIGNS_YOUTH_AS_ASKED),
            word(reader, band->guardians ? PAGE_WORD_SIGN_GUARDIANS : PAGE_WORD_SIGN_NO_GUARDIANS));
    }
}

/* ---- since when, and how sure ---- */

static void put_in_force(const struct policy_page_reader *reader, const struct policy_rule *rule,
                         struct page_cell *cell)
{
    char from[TEXT_DATE_SIZE], last[TEXT_DATE_SIZE];

    text_write_date(rule->in_force_from, from);
    if (rule->in_force_to == POLICY_NO_END) {
        page_text(cell, word(reader, PAGE_WORD_FORCE_FROM), from);
        return;
    }
    text_write_date(rule->in_force_to - 1, last);
    page_text(cell, word(reader, PAGE_WORD_FORCE_TO), from, last);
}

static void put_read(const struct policy_page_reader *reader, const struct policy_rule *rule,
                     struct page_cell *cell)
{
    char day[TEXT_DATE_SIZE];

    (void)reader;
    text_write_date(rule->read_as_of, day);
    page_text(cell, "%s", day);
}

static void put_certainty(const struct policy_page_reader *reader, const struct policy_rule *rule,
                          struct page_cell *cell)
{
    static const char *const codes[] = {
        [POLICY_VERIFIED] = "verified",
        [POLICY_MEMORY] = "memory",
        [POLICY_DEDUCED] = "deduced",
    };

    page_text(cell, "%s ", policy_page_certainty(rule->certainty, reader->language));
    page_code(cell, codes[rule->certainty]);
}

static void put_convention(const struct policy_page_reader *reader, const struct policy_rule *rule,
                           struct page_cell *cell)
{
    for (size_t i = 0; i < rule->conventions.n; i++) {
        page_text(cell, "%s%s ", i ? ", " : "",
                  policy_page_convention(rule->conventions.words[i], reader->language));
        page_code(cell, rule->conventions.words[i]);
    }
}

static void put_doubt(const struct policy_page_reader *reader, const struct policy_rule *rule,
                      struct page_cell *cell)
{
    if (rule->doubt[reader->language])
        page_text(cell, "%s", rule->doubt[reader->language]);
}

static void put_refusal(const struct policy_page_reader *reader, const struct policy_rule *rule,
                        struct page_cell *cell)
{
    page_text(cell, "%s", rule->refusal[reader->language]);
}

static const struct {
    enum policy_page_word word;
    put_property *put;
} properties[PAGE_PROPERTIES] = {
    [PAGE_PROPERTY_PROVISION] = { PAGE_WORD_PROVISION, policy_page_put_citation },
    [PAGE_PROPERTY_MEANING] = { PAGE_WORD_MEANING, put_meaning },
    [PAGE_PROPERTY_KIND] = { PAGE_WORD_KIND, put_kind },
    [PAGE_PROPERTY_TYPES] = { PAGE_WORD_TYPES, put_types },
    [PAGE_PROPERTY_PURPOSES] = { PAGE_WORD_PURPOSES, put_purposes },
    [PAGE_PROPERTY_SUBJECT] = { PAGE_WORD_SUBJECT, put_subject },
    [PAGE_PROPERTY_AGE] = { PAGE_WORD_AGE, put_age },
    [PAGE_PROPERTY_FLAGS] = { PAGE_WORD_FLAGS, put_flags },
    [PAGE_PROPERTY_PASSES] = { PAGE_WORD_PASSES, put_passes },
    [PAGE_PROPERTY_EXCLUDED] = { PAGE_WORD_EXCLUDED, put_excluded },
    [PAGE_PROPERTY_BEATS] = { PAGE_WORD_BEATS, put_beats },
    [PAGE_PROPERTY_AGREEMENT] = { PAGE_WORD_AGREEMENT, put_agreement },
    [PAGE_PROPERTY_REASONS] = { PAGE_WORD_REASONS, put_reasons },
    [PAGE_PROPERTY_CONSENT] = { PAGE_WORD_CONSENT, put_consent },
    [PAGE_PROPERTY_IN_FORCE] = { PAGE_WORD_IN_FORCE, put_in_force },
    [PAGE_PROPERTY_READ] = { PAGE_WORD_READ, put_read },
    [PAGE_PROPERTY_CERTAINTY] = { PAGE_WORD_CERTAINTY, put_certainty },
    [PAGE_PROPERTY_CONVENTION] = { PAGE_WORD_CONVENTION, put_convention },
    [PAGE_PROPERTY_DOUBT] = { PAGE_WORD_DOUBT, put_doubt },
    [PAGE_PROPERTY_REFUSAL] = { PAGE_WORD_REFUSAL, put_refusal },
};

enum policy_page_word policy_page_property_word(enum policy_page_property property)
{
    return properties[property].word;
}

void policy_page_put(const struct policy_page_reader *reader, const struct policy_rule *rule,
                     enum policy_page_property property, struct page_cell *cell)
{
    properties[property].put(reader, rule, cell);
}
