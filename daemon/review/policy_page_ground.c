/* SPDX-License-Identifier: EUPL-1.2 */
#include "review/policy_page_ground.h"

#include "base/memory.h"

/* Rules that say the same, but for sender, recipient and decider. */
struct group {
    struct page_cell routes;
    struct page_cell said[PAGE_PROPERTIES];
};

struct grouped {
    const struct policy_page_reader *reader;
    struct group *groups;
    size_t n;
    bool common[PAGE_PROPERTIES]; /* every group says the same */
};

static void group_clear(struct group *group)
{
    page_cell_clear(&group->routes);
    for (size_t i = 0; i < PAGE_PROPERTIES; i++)
        page_cell_clear(&group->said[i]);
    *group = (struct group){ 0 };
}

static void grouped_clear(struct grouped *grouped)
{
    for (size_t i = 0; i < grouped->n; i++)
        group_clear(&grouped->groups[i]);
    mem_free(grouped->groups);
}

DEFINE_CLEAR(struct grouped, grouped_clear)

static bool says_the_same(const struct group *a, const struct group *b)
{
    for (size_t i = 0; i < PAGE_PROPERTIES; i++)
        if (!page_cell_equal(&a->said[i], &b->said[i]))
            return false;
    return true;
}

/* Adds the rule to the group that says the same, else as a group of its own; there is room for it. */
static void add_rule(struct grouped *grouped, const struct policy_rule *rule)
{
    struct group *added = &grouped->groups[grouped->n], *same = grouped->groups;

    for (size_t i = 0; i < PAGE_PROPERTIES; i++)
        policy_page_put(grouped->reader, rule, i, &added->said[i]);
    while (same < added && !says_the_same(same, added))
        same++;
    if (same->routes.n)
        page_break(&same->routes);
    policy_page_put_route(grouped->reader, rule, &same->routes);
    if (same < added)
        group_clear(added);
    else
        grouped->n++;
}

static bool is_common(const struct grouped *grouped, size_t property)
{
    for (size_t i = 1; i < grouped->n; i++)
        if (!page_cell_equal(&grouped->groups[0].said[property],
                             &grouped->groups[i].said[property]))
            return false;
    return true;
}

static void put_row(const struct grouped *grouped, struct page_block *table,
                    enum policy_page_word name, struct page_cell *said)
{
    struct page_row *row = page_row(table, 2);

    page_text(&row->cells[0], "%s", policy_page_word(name, grouped->reader->language));
    if (said->n)
        page_cell_move(&row->cells[1], said);
    else
        page_text(&row->cells[1], "–");
}

/* The heading has the provision, and a paragraph the meaning. */
static bool stands_above(size_t property)
{
    return property == PAGE_PROPERTY_PROVISION || property == PAGE_PROPERTY_MEANING;
}

static void put_common(struct grouped *grouped, struct page_block *table)
{
    for (size_t i = 0; i < PAGE_PROPERTIES; i++)
        if (grouped->common[i] && grouped->groups[0].said[i].n && !stands_above(i))
            put_row(grouped, table, policy_page_property_word(i), &grouped->groups[0].said[i]);
}

static void put_differences(struct grouped *grouped, struct page_block *table)
{
    for (size_t i = 0; i < grouped->n; i++) {
        page_cell_move(page_span(table), &grouped->groups[i].routes);
        for (size_t j = 0; j < PAGE_PROPERTIES; j++)
            if (!grouped->common[j])
                put_row(grouped, table, policy_page_property_word(j), &grouped->groups[i].said[j]);
    }
}

static void put_table(struct grouped *grouped, const struct policy_rule *first, struct page *page)
{
    enum vocabulary_language language = grouped->reader->language;
    struct page_block *table = page_table(page);
    struct page_row *row = page_row(table, 2);

    policy_page_put_citation(grouped->reader, first, &table->cell);
    page_text(&row->cells[0], "%s", policy_page_word(PAGE_WORD_PROPERTY, language));
    page_text(&row->cells[1], "%s", policy_page_word(PAGE_WORD_CONTENT, language));
    if (grouped->n == 1)
        put_row(grouped, table, PAGE_WORD_ROUTE, &grouped->groups[0].routes);
    put_common(grouped, table);
    if (grouped->n > 1)
        put_differences(grouped, table);
}

void policy_page_put_ground(const struct policy_page_reader *reader,
                            const struct policy_page_ground *ground, struct page *page)
{
    CLEANUP(grouped_clear)
    struct grouped grouped = { .reader = reader,
                               .groups = mem_new(ground->n, sizeof(*grouped.groups)) };
    struct page_cell *heading = page_heading(page, 3, ground->rules->ground);

    policy_page_put_citation(reader, ground->rules, heading);
    page_text(heading, " ");
    page_code(heading, ground->rules->ground);
    for (size_t i = 0; i < ground->n; i++)
        add_rule(&grouped, &ground->rules[i]);
    for (size_t i = 0; i < PAGE_PROPERTIES; i++)
        grouped.common[i] = is_common(&grouped, i);
    if (grouped.common[PAGE_PROPERTY_MEANING])
        page_cell_move(page_paragraph(page), &grouped.groups[0].said[PAGE_PROPERTY_MEANING]);
    put_table(&grouped, ground->rules, page);
}
