/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_page_rule - one rule in words: from whom to whom, and each of its properties, as cells. */
#ifndef REVIEW_POLICY_PAGE_RULE_H
#define REVIEW_POLICY_PAGE_RULE_H

#include "review/page.h"
#include "review/policy_page_words.h"

struct policy_page_reader {
    const struct vocabulary *vocabulary;
    enum vocabulary_language language;
};

/* In the order in which a page shows them. Together with the routes they hold all that a rule says. */
enum policy_page_property {
    PAGE_PROPERTY_PROVISION,
    PAGE_PROPERTY_MEANING,
    PAGE_PROPERTY_KIND,
    PAGE_PROPERTY_TYPES,
    PAGE_PROPERTY_PURPOSES,
    PAGE_PROPERTY_SUBJECT,
    PAGE_PROPERTY_AGE,
    PAGE_PROPERTY_FLAGS,
    PAGE_PROPERTY_PASSES,
    PAGE_PROPERTY_EXCLUDED,
    PAGE_PROPERTY_BEATS,
    PAGE_PROPERTY_AGREEMENT,
    PAGE_PROPERTY_REASONS,
    PAGE_PROPERTY_CONSENT,
    PAGE_PROPERTY_IN_FORCE,
    PAGE_PROPERTY_READ,
    PAGE_PROPERTY_CERTAINTY,
    PAGE_PROPERTY_CONVENTION,
    PAGE_PROPERTY_DOUBT,
    PAGE_PROPERTY_REFUSAL,
    PAGE_PROPERTIES,
};

/* Static: the language's code, as pages and the vocabulary take it. */
const char *policy_page_language(enum vocabulary_language language);

/* What a property is called. */
enum policy_page_word policy_page_property_word(enum policy_page_property property);

/* Adds what the rule says of it; nothing where the rule does not speak of it. */
void policy_page_put(const struct policy_page_reader *reader, const struct policy_rule *rule,
                     enum policy_page_property property, struct page_cell *cell);

/* Adds "from → to", who decides there, and the rule's id. Of a rule without a sending: the id alone. */
void policy_page_put_route(const struct policy_page_reader *reader, const struct policy_rule *rule,
                           struct page_cell *cell);

/* Adds the statute as its country cites it. */
void policy_page_put_citation(const struct policy_page_reader *reader,
                              const struct policy_rule *rule, struct page_cell *cell);

#endif
