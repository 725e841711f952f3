/* SPDX-License-Identifier: EUPL-1.2 */
#include "settings/policy_rule_file.h"

#include <string.h>

#include "base/memory.h"

enum {
    CITATION_MAX = 200,
    WORDS_MAX = 64,
    AGE_MAX = 150,
    PROSE_MAX = 600,
};

static const char *const languages[LANGUAGES] = {
    [LANGUAGE_SV] = "sv",
    [LANGUAGE_NB] = "nb",
    [LANGUAGE_EN] = "en",
};

const char *policy_rule_word(struct yaml_node node, const struct vocabulary *vocabulary,
                             enum vocabulary_kind kind)
{
    const char *word =
        kind == VOCABULARY_COUNTRY ? yaml_text(node, 2, 2) : yaml_token(node, VOCABULARY_CODE_MAX);

    if (!word || vocabulary_has(vocabulary, kind, word))
        return word;
    yaml_fault(node, "%s is not a %s of the vocabulary", yaml_quote(node),
               vocabulary_kind_name(kind));
    return NULL;
}

static void read_words(struct yaml_node list, const struct vocabulary *vocabulary,
                       enum vocabulary_kind kind, struct policy_words *ret_words)
{
    size_t n = yaml_list(list, 1, WORDS_MAX);

    for (size_t i = 0; i < n; i++) {
        struct yaml_node item = yaml_item(list, i);
        const char *word = policy_rule_word(item, vocabulary, kind);

        if (!word)
            continue;
        if (policy_words_has(ret_words, word))
            yaml_fault(item, "%s is listed twice", word);
        policy_words_add(ret_words, word);
    }
}

/* An id stands in the record, which says nothing of what an exchange held: no part of it may be
 * the name of a category. */
static void check_id(struct yaml_node node, const struct vocabulary *vocabulary, const char *id)
{
    CLEANUP(mem_free) char *framed = mem_printf("-%s-", id);

    for (size_t i = 0; i < vocabulary_n(vocabulary, VOCABULARY_CATEGORY); i++) {
        const char *category = vocabulary_code(vocabulary, VOCABULARY_CATEGORY, i);
        CLEANUP(mem_free) char *part = mem_printf("-%s-", category);

        for (char *at = part; *at; at++)
            if (*at == '_')
                *at = '-';
        for (char *at = framed; *at; at++)
            if (*at == '_' || *at == '.')
                *at = '-';
        if (strstr(framed, part))
            yaml_fault(node, "a rule id must not name a category (%s)", category);
    }
}

static const char *read_id(struct yaml_node node, const struct vocabulary *vocabulary)
{
    const char *id = yaml_token(node, POLICY_ID_MAX);

    if (id && strcmp(id, "default-refuse") == 0)
        yaml_fault(node, "%s is the name of what happens without a rule", id);
    if (id)
        check_id(node, vocabulary, id);
    return id;
}

/* A ground begins with its country's code in small letters. */
static const char *read_ground(struct yaml_node node, const char *country)
{
    const char *ground = yaml_text(node, 1, POLICY_ID_MAX);

    if (!ground)
        return NULL;
    if (!policy_is_ground(ground)) {
        yaml_fault(node, "a ground is written as country.statute.place, like no.bvl.13-2");
        return NULL;
    }
    if (country && (ground[0] != (country[0] | 0x20) || ground[1] != (country[1] | 0x20)))
        yaml_fault(node, "the ground %s is not of the rule's country", yaml_quote(node));
    return ground;
}

static enum policy_kind read_kind(struct yaml_node node)
{
    const char *kind = yaml_text(node, 1, VOCABULARY_CODE_MAX);

    if (kind && strcmp(kind, "duty") != 0)
        yaml_fault(node, "kind %s is not supported by this version: duty is the only one",
                   yaml_quote(node));
    return POLICY_DUTY;
}

static enum policy_certainty read_certainty(struct yaml_node node)
{
    static const char *const names[] = { "known", "deduced", "doubtful" };

    return POLICY_KNOWN + yaml_choice(node, names, ARRAY_SIZE(names), 0);
}

static void read_dates(struct yaml_node node, struct policy_rule *rule)
{
    struct yaml_node to = yaml_field(node, "in_force_to", YAML_OPTIONAL);

    rule->in_force_from = yaml_date(yaml_field(node, "in_force_from", YAML_REQUIRED), 0);
    rule->in_force_to = yaml_date(to, POLICY_NO_END);
    rule->read_as_of = yaml_date(yaml_field(node, "read_as_of", YAML_REQUIRED), 0);
    if (rule->in_force_to <= rule->in_force_from)
        yaml_fault(to, "in_force_to is the first day not covered and must follow in_force_from");
}

static void read_age(struct yaml_node age, struct policy_rule *rule)
{
    static const char *const counted[] = { "at_sending", "at_act" };
    static const char *const unknown[] = { "refuse", "permit" };

    rule->age_under = POLICY_AGE_NO_LIMIT;
    if (!yaml_present(age))
        return;
    rule->has_age_limit = true;
    rule->age_from =
        (unsigned int)yaml_integer(yaml_field(age, "from", YAML_OPTIONAL), 0, AGE_MAX, 0);
    rule->age_under = (unsigned int)yaml_integer(yaml_field(age, "under", YAML_OPTIONAL), 1,
                                                 AGE_MAX, POLICY_AGE_NO_LIMIT);
    rule->age_at_act = yaml_choice(yaml_field(age, "counted", YAML_OPTIONAL), counted, 2, 0) == 1;
    rule->unknown_age = yaml_choice(yaml_field(age, "unknown", YAML_REQUIRED), unknown, 2, 0) == 1;
    if (rule->age_under <= rule->age_from)
        yaml_fault(age, "under is the first year not covered and must be above from");
    yaml_end(age);
}

static void read_texts(struct yaml_node texts, struct policy_rule *rule)
{
    for (size_t i = 0; i < LANGUAGES; i++) {
        struct yaml_node one = yaml_field(texts, languages[i], YAML_REQUIRED);

        rule->summary[i] =
            mem_text(yaml_text(yaml_field(one, "summary", YAML_REQUIRED), 1, PROSE_MAX));
        rule->refusal[i] =
            mem_text(yaml_text(yaml_field(one, "refusal", YAML_REQUIRED), 1, PROSE_MAX));
        yaml_end(one);
    }
    yaml_end(texts);
}

static void read_scope(struct yaml_node node, const struct vocabulary *vocabulary,
                       struct policy_rule *rule)
{
    read_words(yaml_field(node, "from", YAML_REQUIRED), vocabulary, VOCABULARY_ROLE, &rule->from);
    read_words(yaml_field(node, "to", YAML_REQUIRED), vocabulary, VOCABULARY_ROLE, &rule->to);
    read_words(yaml_field(node, "types", YAML_REQUIRED), vocabulary, VOCABULARY_TYPE, &rule->types);
    read_words(yaml_field(node, "purposes", YAML_REQUIRED), vocabulary, VOCABULARY_PURPOSE,
               &rule->purposes);
    read_words(yaml_field(node, "categories", YAML_REQUIRED), vocabulary, VOCABULARY_CATEGORY,
               &rule->categories);
    rule->needs_subject = yaml_boolean(yaml_field(node, "needs_subject", YAML_OPTIONAL), true);
    read_age(yaml_field(node, "age", YAML_OPTIONAL), rule);
}

void policy_rule_read(struct yaml_node node, const struct vocabulary *vocabulary,
                      struct policy_rule *ret_rule)
{
    const char *country;

    ret_rule->id = mem_text(read_id(yaml_field(node, "id", YAML_REQUIRED), vocabulary));
    country = policy_rule_word(yaml_field(node, "country", YAML_REQUIRED), vocabulary,
                               VOCABULARY_COUNTRY);
    if (country)
        memcpy(ret_rule->country, country, sizeof(ret_rule->country));
    ret_rule->ground = mem_text(read_ground(yaml_field(node, "ground", YAML_REQUIRED), country));
    ret_rule->kind = read_kind(yaml_field(node, "kind", YAML_REQUIRED));
    ret_rule->citation =
        mem_text(yaml_text(yaml_field(node, "citation", YAML_REQUIRED), 1, CITATION_MAX));
    ret_rule->certainty = read_certainty(yaml_field(node, "certainty", YAML_REQUIRED));
    read_dates(node, ret_rule);
    read_scope(node, vocabulary, ret_rule);
    read_texts(yaml_field(node, "texts", YAML_REQUIRED), ret_rule);
    yaml_end(node);
}
