/* SPDX-License-Identifier: EUPL-1.2 */
#include "review/policy_page.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "review/policy_page_ground.h"

struct maker {
    const struct policy *policy;
    struct policy_page_reader reader;
    struct policy_page_ground
        *grounds; /* of the countries that are wanted, as a reader looks for them */
    size_t n_grounds, n_rules;
    struct page *page;
};

static const char *word(const struct maker *maker, enum policy_page_word which)
{
    return policy_page_word(which, maker->reader.language);
}

/* ---- the grounds in the order of their sections: 10-2 before 10-15a ---- */

static int by_number(const char **a, const char **b)
{
    char *end_a, *end_b;
    unsigned long number_a = strtoul(*a, &end_a, 10), number_b = strtoul(*b, &end_b, 10);

    *a = end_a;
    *b = end_b;
    return (number_a > number_b) - (number_a < number_b);
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static int by_section(const void *left, const void *right)
{
    const char *a = ((const struct policy_page_ground *)left)->rules->ground;
    const char *b = ((const struct policy_page_ground *)right)->rules->ground;

    while (*a && *b) {
        int order;

        if (is_digit(*a) && is_digit(*b)) {
            order = by_number(&a, &b);
        } else {
            order = (unsigned char)*a - (unsigned char)*b;
            a++;
            b++;
        }
        if (order)
            return order;
    }
    return (*a != '\0') - (*b != '\0');
}

static void find_grounds(struct maker *maker, const char *country)
{
    const struct policy *policy = maker->policy;

    maker->grounds = mem_new(policy->n_rules, sizeof(*maker->grounds));
    for (size_t i = 0, n; i < policy->n_rules; i += n) {
        const struct policy_rule *rules = policy_of_ground(policy, policy->rules[i].ground, &n);

        if (country && strcmp(rules->country, country) != 0)
            continue;
        maker->grounds[maker->n_grounds++] = (struct policy_page_ground){ rules, n };
        maker->n_rules += n;
    }
    if (maker->n_grounds)
        qsort(maker->grounds, maker->n_grounds, sizeof(*maker->grounds), by_section);
}

static bool is_of(const struct policy_page_ground *ground, const char *country)
{
    return strcmp(ground->rules->country, country) == 0;
}

static bool is_sending(const struct policy_page_ground *ground)
{
    for (size_t i = 0; i < ground->n; i++)
        if (ground->rules[i].kind != POLICY_NONE)
            return true;
    return false;
}

/* ---- the head ---- */

static void put_head(struct maker *maker, int32_t day)
{
    struct page_cell *cell = page_heading(maker->page, 1, NULL);
    char date[TEXT_DATE_SIZE], hash[POLICY_HASH_TEXT_SIZE];

    page_text(cell, "%s", word(maker, PAGE_WORD_TITLE));
    cell = page_paragraph(maker->page);
    text_write_date(day, date);
    page_text(cell, word(maker, PAGE_WORD_PRINTED), date);
    page_break(cell);
    page_text(cell, "%s ", word(maker, PAGE_WORD_HASH));
    policy_hash_text(maker->policy, hash);
    page_code(cell, hash);
    page_break(cell);
    page_text(cell, word(maker, PAGE_WORD_COUNTED), maker->n_rules, maker->n_grounds);
    page_text(page_paragraph(maker->page), "%s", word(maker, PAGE_WORD_NOT_ADVICE));
}

static void put_kinds(struct maker *maker)
{
    enum vocabulary_language language = maker->reader.language;
    struct page_block *table = page_table(maker->page);
    struct page_row *row = page_row(table, 2);

    page_text(&table->cell, "%s", word(maker, PAGE_WORD_KIND));
    page_text(&row->cells[0], "%s", word(maker, PAGE_WORD_KIND));
    page_text(&row->cells[1], "%s", word(maker, PAGE_WORD_MEANING));
    for (enum policy_kind kind = POLICY_DUTY; kind <= POLICY_NONE; kind++) {
        struct policy_rule named = { .kind = kind };

        row = page_row(table, 2);
        policy_page_put(&maker->reader, &named, PAGE_PROPERTY_KIND, &row->cells[0]);
        page_text(&row->cells[1], "%s", policy_page_kind_meaning(kind, language));
    }
}

static void put_legend(struct maker *maker)
{
    page_text(page_heading(maker->page, 2, NULL), "%s", word(maker, PAGE_WORD_HOW_TO_READ));
    page_text(page_paragraph(maker->page), "%s", word(maker, PAGE_WORD_REST_REFUSED));
    page_text(page_paragraph(maker->page), "%s", word(maker, PAGE_WORD_OLD));
    put_kinds(maker);
}

/* ---- the index ---- */

static const char *country_text(const struct maker *maker, const char *country)
{
    return vocabulary_text(maker->reader.vocabulary, VOCABULARY_COUNTRY, country,
                           policy_page_language(maker->reader.language));
}

static void put_kinds_of(const struct maker *maker, const struct policy_page_ground *ground,
                         struct page_cell *cell)
{
    for (enum policy_kind kind = POLICY_DUTY; kind <= POLICY_NONE; kind++) {
        size_t at = 0;

        while (at < ground->n && ground->rules[at].kind != kind)
            at++;
        if (at < ground->n)
            page_text(cell, "%s%s", cell->n ? ", " : "",
                      policy_page_kind(kind, maker->reader.language));
    }
}

static const struct policy_rule *least_certain(const struct policy_page_ground *ground)
{
    const struct policy_rule *least = ground->rules;

    for (size_t i = 1; i < ground->n; i++)
        if (ground->rules[i].certainty > least->certainty)
            least = &ground->rules[i];
    return least;
}

/* What several rules of a ground say alike is said once. */
static bool is_alike(enum policy_page_property property, const struct policy_rule *a,
                     const struct policy_rule *b)
{
    if (property == PAGE_PROPERTY_IN_FORCE)
        return a->in_force_from == b->in_force_from && a->in_force_to == b->in_force_to;
    if (property == PAGE_PROPERTY_READ)
        return a->read_as_of == b->read_as_of;
    return !a->doubt[LANGUAGE_EN] ||
           (b->doubt[LANGUAGE_EN] && strcmp(a->doubt[LANGUAGE_EN], b->doubt[LANGUAGE_EN]) == 0);
}

static void put_of_each(const struct maker *maker, const struct policy_page_ground *ground,
                        enum policy_page_property property, struct page_cell *cell)
{
    for (size_t i = 0; i < ground->n; i++) {
        size_t before = 0;

        while (before < i && !is_alike(property, &ground->rules[i], &ground->rules[before]))
            before++;
        if (before < i)
            continue;
        if (cell->n)
            page_break(cell);
        policy_page_put(&maker->reader, &ground->rules[i], property, cell);
    }
}

static void put_index_row(struct maker *maker, struct page_block *table,
                          const struct policy_page_ground *ground)
{
    struct page_row *row = page_row(table, 6);

    page_link(&row->cells[0], ground->rules->ground, ground->rules->citation);
    page_text(&row->cells[0], " ");
    page_code(&row->cells[0], ground->rules->ground);
    put_kinds_of(maker, ground, &row->cells[1]);
    put_of_each(maker, ground, PAGE_PROPERTY_IN_FORCE, &row->cells[2]);
    put_of_each(maker, ground, PAGE_PROPERTY_READ, &row->cells[3]);
    policy_page_put(&maker->reader, least_certain(ground), PAGE_PROPERTY_CERTAINTY, &row->cells[4]);
    put_of_each(maker, ground, PAGE_PROPERTY_DOUBT, &row->cells[5]);
}

static void put_index(struct maker *maker, const char *country)
{
    static const enum policy_page_word columns[] = {
        PAGE_WORD_PROVISION, PAGE_WORD_KIND,      PAGE_WORD_IN_FORCE,
        PAGE_WORD_READ,      PAGE_WORD_CERTAINTY, PAGE_WORD_DOUBT,
    };
    struct page_block *table;
    struct page_row *row;

    page_text(page_heading(maker->page, 2, NULL), "%s: %s", word(maker, PAGE_WORD_INDEX),
              country_text(maker, country));
    table = page_table(maker->page);
    page_text(&table->cell, "%s: %s", word(maker, PAGE_WORD_INDEX), country_text(maker, country));
    row = page_row(table, ARRAY_SIZE(columns));
    for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
        page_text(&row->cells[i], "%s", word(maker, columns[i]));
    for (size_t i = 0; i < maker->n_grounds; i++)
        if (is_of(&maker->grounds[i], country))
            put_index_row(maker, table, &maker->grounds[i]);
}

/* ---- the chapters ---- */

static size_t count(const struct maker *maker, const char *country, bool sending)
{
    size_t n = 0;

    for (size_t i = 0; i < maker->n_grounds; i++)
        n += is_of(&maker->grounds[i], country) && is_sending(&maker->grounds[i]) == sending;
    return n;
}

static void put_no_sending_row(struct maker *maker, struct page_block *table,
                               const struct policy_rule *rule, bool is_first)
{
    static const enum policy_page_property status[] = { PAGE_PROPERTY_READ,
                                                        PAGE_PROPERTY_CERTAINTY };
    struct page_row *row = page_row(table, 3);
    enum vocabulary_language language = maker->reader.language;

    row->anchor = is_first ? mem_text(rule->ground) : NULL;
    policy_page_put_citation(&maker->reader, rule, &row->cells[0]);
    page_text(&row->cells[0], " ");
    page_code(&row->cells[0], rule->ground);
    page_text(&row->cells[1], "%s %s", rule->summary[language], rule->refusal[language]);
    if (rule->doubt[language]) {
        page_break(&row->cells[1]);
        page_text(&row->cells[1], "%s: %s", word(maker, PAGE_WORD_DOUBT), rule->doubt[language]);
    }
    policy_page_put(&maker->reader, rule, PAGE_PROPERTY_IN_FORCE, &row->cells[2]);
    for (size_t i = 0; i < ARRAY_SIZE(status); i++) {
        page_break(&row->cells[2]);
        if (status[i] == PAGE_PROPERTY_READ)
            page_text(&row->cells[2], "%s ", word(maker, PAGE_WORD_READ));
        policy_page_put(&maker->reader, rule, status[i], &row->cells[2]);
    }
}

static void put_no_sending(struct maker *maker, const char *country)
{
    static const enum policy_page_word columns[] = { PAGE_WORD_PROVISION, PAGE_WORD_MEANING,
                                                     PAGE_WORD_STATUS };
    const char *heading = word(maker, PAGE_WORD_NO_SENDING_HEADING);
    struct page_block *table;
    struct page_row *row;

    page_text(page_heading(maker->page, 3, NULL), "%s", heading);
    page_text(page_paragraph(maker->page), "%s", word(maker, PAGE_WORD_NO_SENDING_INTRO));
    table = page_table(maker->page);
    page_text(&table->cell, "%s", heading);
    row = page_row(table, ARRAY_SIZE(columns));
    for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
        page_text(&row->cells[i], "%s", word(maker, columns[i]));
    for (size_t i = 0; i < maker->n_grounds; i++) {
        const struct policy_page_ground *ground = &maker->grounds[i];

        if (!is_of(ground, country) || is_sending(ground))
            continue;
        for (size_t j = 0; j < ground->n; j++)
            put_no_sending_row(maker, table, &ground->rules[j], j == 0);
    }
}

static void put_chapter(struct maker *maker, const char *country)
{
    page_text(page_heading(maker->page, 2, NULL), "%s", country_text(maker, country));
    for (size_t i = 0; i < maker->n_grounds; i++)
        if (is_of(&maker->grounds[i], country) && is_sending(&maker->grounds[i]))
            policy_page_put_ground(&maker->reader, &maker->grounds[i], maker->page);
    if (count(maker, country, false))
        put_no_sending(maker, country);
}

static void put_countries(struct maker *maker, void (*put)(struct maker *, const char *))
{
    const struct vocabulary *vocabulary = maker->reader.vocabulary;

    for (size_t i = 0; i < vocabulary_n(vocabulary, VOCABULARY_COUNTRY); i++) {
        const char *country = vocabulary_code(vocabulary, VOCABULARY_COUNTRY, i);

        if (count(maker, country, true) || count(maker, country, false))
            put(maker, country);
    }
}

void policy_page_make(const struct policy *policy, const struct vocabulary *vocabulary,
                      enum vocabulary_language language, const char *country, int32_t day,
                      struct page *ret_page)
{
    struct maker maker = { .policy = policy, .reader = { vocabulary, language }, .page = ret_page };

    ret_page->language = policy_page_language(language);
    find_grounds(&maker, country);
    put_head(&maker, day);
    put_legend(&maker);
    put_countries(&maker, put_index);
    put_countries(&maker, put_chapter);
    mem_free(maker.grounds);
}
