/* SPDX-License-Identifier: EUPL-1.2 */
#include "settings/policy_rule_file.h"

#include <string.h>

#include "base/memory.h"
#include "settings/policy_rule_terms.h"

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

void policy_rule_words(struct yaml_node node, const struct vocabulary *vocabulary,
                       enum vocabulary_kind kind, struct policy_words *ret_words)
{
    size_t n = yaml_list(node, 1, WORDS_MAX);

    for (size_t i = 0; i < n; i++) {
        struct yaml_node item = yaml_item(node, i);
        const char *word = policy_rule_word(item, vocabulary, kind);

        if (!word)
            continue;
        if (policy_words_has(ret_words, word))
            yaml_fault(item, "%s is listed twice", word);
        policy_words_add(ret_words, word);
    }
}

static bool is_any(struct yaml_node node)
{
    return yaml_present(node) && !yaml_is_list(node) && !yaml_is_mapping(node) &&
           strcmp(yaml_quote(node), "any") == 0;
}

/* A list, or the word `any` for every code that the vocabulary has. */
static void read_words(struct yaml_node node, const struct vocabulary *vocabulary,
                       enum vocabulary_kind kind, struct policy_words *ret_words)
{
    if (!is_any(node)) {
        policy_rule_words(node, vocabulary, kind, ret_words);
        return;
    }
    for (size_t i = 0; i < vocabulary_n(vocabulary, kind); i++)
        policy_words_add(ret_words, vocabulary_code(vocabulary, kind, i));
}

/* Roles, of those that the rule's country has. What is blocked for any sender or recipient is blocked for
 * every role there is. */
static void read_roles(struct yaml_node node, const struct vocabulary *vocabulary,
                       const struct policy_rule *rule, struct policy_words *ret_roles)
{
    const char *country = rule->country;
    bool has_all = rule->kind == POLICY_BLOCKED || !*country;

    if (!is_any(node)) {
        policy_rule_words(node, vocabulary, VOCABULARY_ROLE, ret_roles);
        for (size_t i = 0; *country && i < ret_roles->n; i++)
            if (!vocabulary_is_role_in(vocabulary, ret_roles->words[i], country))
                yaml_fault(node, "there is no %s in %s", ret_roles->words[i], country);
        return;
    }
    for (size_t i = 0; i < vocabulary_n(vocabulary, VOCABULARY_ROLE); i++) {
        const char *role = vocabulary_code(vocabulary, VOCABULARY_ROLE, i);

        if (has_all || vocabulary_is_role_in(vocabulary, role, country))
            policy_words_add(ret_roles, role);
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

/* 0 where it is none: with the fault noted, the other keys are still read. */
static enum policy_kind read_kind(struct yaml_node node)
{
    const char *names[POLICY_NONE];

    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        names[i] = policy_kind_name(POLICY_DUTY + i);
    return (yaml_choice(node, names, ARRAY_SIZE(names), ARRAY_SIZE(names)) + 1) %
           (ARRAY_SIZE(names) + 1);
}

static enum policy_certainty read_certainty(struct yaml_node node)
{
    static const char *const names[] = {
        [POLICY_VERIFIED - 1] = "verified",
        [POLICY_MEMORY - 1] = "memory",
        [POLICY_DEDUCED - 1] = "deduced",
    };

    return POLICY_VERIFIED + yaml_choice(node, names, ARRAY_SIZE(names), 0);
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

/* For those who read the rules, not for the gate: which doubt a lawyer should settle, and what of the
 * rule no statute fixes. */
static void read_remarks(struct yaml_node node, struct policy_rule *rule)
{
    static const char *const parts[] = { "categories", "deciders", "reasons", "purposes",
                                         "roles",      "types",    "age" };
    struct yaml_node doubt = yaml_field(node, "doubt", YAML_OPTIONAL);
    struct yaml_node conventions = yaml_field(node, "conventions", YAML_OPTIONAL);
    size_t n = yaml_list(conventions, 1, ARRAY_SIZE(parts));

    for (size_t i = 0; i < n; i++) {
        struct yaml_node item = yaml_item(conventions, i);
        const char *part = parts[yaml_choice(item, parts, ARRAY_SIZE(parts), 0)];

        if (policy_words_has(&rule->conventions, part))
            yaml_fault(item, "%s is listed twice", part);
        policy_words_add(&rule->conventions, part);
    }
    if (!yaml_present(doubt))
        return;
    for (size_t i = 0; i < LANGUAGES; i++)
        rule->doubt[i] =
            mem_text(yaml_text(yaml_field(doubt, languages[i], YAML_REQUIRED), 1, PROSE_MAX));
    yaml_end(doubt);
}

static void read_ends(struct yaml_node node, const struct vocabulary *vocabulary,
                      struct policy_rule *rule)
{
    read_roles(yaml_field(node, "from", YAML_REQUIRED), vocabulary, rule, &rule->from);
    read_roles(yaml_field(node, "to", rule->to_abroad ? YAML_OPTIONAL : YAML_REQUIRED), vocabulary,
               rule, &rule->to);
    read_words(yaml_field(node, "types", YAML_REQUIRED), vocabulary, VOCABULARY_TYPE, &rule->types);
    read_words(yaml_field(node, "purposes", YAML_REQUIRED), vocabulary, VOCABULARY_PURPOSE,
               &rule->purposes);
}

static void read_subject(struct yaml_node node, struct policy_rule *rule)
{
    struct yaml_node no_subject = yaml_field(node, "no_subject", YAML_OPTIONAL);
    struct yaml_node needs_subject = yaml_field(node, "needs_subject", YAML_OPTIONAL);
    struct yaml_node proposed = yaml_field(node, "proposed", YAML_OPTIONAL);

    rule->no_subject = yaml_boolean(no_subject, false);
    rule->needs_subject = yaml_boolean(needs_subject, !rule->no_subject);
    rule->not_proposed = !yaml_boolean(proposed, true);
    read_age(yaml_field(node, "age", YAML_OPTIONAL), rule);
    if (rule->no_subject && (rule->needs_subject || rule->has_age_limit || rule->n_signers))
        yaml_fault(no_subject,
                   "without a subject there is no age, no consent and no needs_subject");
    if (!rule->no_subject && policy_words_has(&rule->types, "situational_picture"))
        yaml_fault(yaml_field(node, "types", YAML_OPTIONAL),
                   "a situational_picture is about nobody: its rule says no_subject");
}

/* What is not in `categories` is left out anyway. These are named so that no other rule of the ground
 * lets them pass where this one speaks, and so that a reader sees that the law names them. */
static void read_excluded(struct yaml_node list, const struct vocabulary *vocabulary,
                          struct policy_rule *rule)
{
    policy_rule_words(list, vocabulary, VOCABULARY_CATEGORY, &rule->excluded);
    for (size_t i = 0; i < yaml_list(list, 1, WORDS_MAX); i++) {
        struct yaml_node item = yaml_item(list, i);

        if (policy_words_has(&rule->categories, yaml_quote(item)))
            yaml_fault(item, "%s stands in categories, too", yaml_quote(item));
    }
}

enum policy_ownership policy_rule_ownership(struct yaml_node node)
{
    static const char *const ownerships[] = { "public", "private" };

    if (!yaml_present(node))
        return 0;
    return yaml_choice(node, ownerships, ARRAY_SIZE(ownerships), 0) ? POLICY_PRIVATE
                                                                    : POLICY_PUBLIC;
}

static void read_sending(struct yaml_node node, const struct vocabulary *vocabulary,
                         struct policy_rule *rule)
{
    read_ends(node, vocabulary, rule);
    rule->from_ownership = policy_rule_ownership(yaml_field(node, "from_ownership", YAML_OPTIONAL));
    rule->to_ownership = policy_rule_ownership(yaml_field(node, "to_ownership", YAML_OPTIONAL));
    read_words(yaml_field(node, "categories", YAML_REQUIRED), vocabulary, VOCABULARY_CATEGORY,
               &rule->categories);
    read_excluded(yaml_field(node, "excluded", YAML_OPTIONAL), vocabulary, rule);
    policy_rule_terms_read(node, vocabulary, rule);
    read_subject(node, rule);
}

static void read_beaten_grounds(struct yaml_node list, struct policy_rule *rule)
{
    size_t n = yaml_list(list, 1, WORDS_MAX);

    for (size_t i = 0; i < n; i++) {
        struct yaml_node item = yaml_item(list, i);
        const char *ground = read_ground(item, *rule->country ? rule->country : NULL);

        if (!ground)
            continue;
        if (policy_words_has(&rule->grounds, ground))
            yaml_fault(item, "%s is listed twice", ground);
        policy_words_add(&rule->grounds, ground);
    }
}

/* It forbids whole exchanges: a list of categories would say that some of them may pass. */
static void read_blocking(struct yaml_node node, const struct vocabulary *vocabulary,
                          struct policy_rule *rule)
{
    struct yaml_node to = yaml_field(node, "to", YAML_OPTIONAL);
    struct yaml_node categories = yaml_field(node, "categories", YAML_OPTIONAL);

    rule->to_abroad = yaml_boolean(yaml_field(node, "abroad", YAML_OPTIONAL), false);
    read_ends(node, vocabulary, rule);
    read_beaten_grounds(yaml_field(node, "grounds", YAML_OPTIONAL), rule);
    if (rule->to_abroad && yaml_present(to) && !is_any(to))
        yaml_fault(to, "abroad is every party abroad: leave out to, or write any");
    if (yaml_present(categories) && !is_any(categories))
        yaml_fault(categories, "what is blocked is blocked whole: leave out categories, or write "
                               "any");
}

static void read_by_kind(struct yaml_node node, const struct vocabulary *vocabulary,
                         struct policy_rule *rule)
{
    if (rule->kind == POLICY_BLOCKED)
        read_blocking(node, vocabulary, rule);
    else if (rule->kind != POLICY_NONE)
        read_sending(node, vocabulary, rule);
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
    read_by_kind(node, vocabulary, ret_rule);
    read_texts(yaml_field(node, "texts", YAML_REQUIRED), ret_rule);
    read_remarks(node, ret_rule);
    yaml_end(node);
}
