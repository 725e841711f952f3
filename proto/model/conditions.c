/* SPDX-License-Identifier: Apache-2.0 */
#include "model/conditions.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "model/fields.h"
#include "yaml/yaml.h"

static const char *const talks[] = {
    [CONDITION_TALK_NONE] = "none",
    [CONDITION_TALK_CUSTOMARY] = "customary",
    [CONDITION_TALK_REQUIRED] = "required",
};

static const char *const languages[LANGUAGES] = {
    [LANGUAGE_SV] = "sv",
    [LANGUAGE_NB] = "nb",
    [LANGUAGE_EN] = "en",
};

struct conditions {
    struct condition *all;
    size_t n;
};

const char *condition_talk_name(enum condition_talk talk) { return talks[talk]; }

/* ---- reading ---- */

static void check_word(struct yaml_node node, const struct vocabulary *vocabulary,
                       enum vocabulary_kind kind, const char *word)
{
    if (word[0] && !vocabulary_has(vocabulary, kind, word))
        yaml_fault(node, "the vocabulary has no %s %s", vocabulary_kind_name(kind), word);
}

static void read_word(struct yaml_node node, const struct vocabulary *vocabulary,
                      enum vocabulary_kind kind, char ret_word[LIMIT_WORD + 1])
{
    fields_token(node, ret_word, LIMIT_WORD);
    check_word(node, vocabulary, kind, ret_word);
}

/* At least one, each once. */
static size_t read_words(struct yaml_node list, const struct vocabulary *vocabulary,
                         enum vocabulary_kind kind, char ret_words[][LIMIT_WORD + 1], size_t max)
{
    size_t n = fields_tokens(list, ret_words[0], LIMIT_WORD + 1, 1, max);

    for (size_t i = 0; i < n; i++)
        check_word(list, vocabulary, kind, ret_words[i]);
    return n;
}

static bool is_among(const char (*words)[LIMIT_WORD + 1], size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

static void read_way(struct yaml_node node, const struct vocabulary *vocabulary,
                     struct condition *condition)
{
    struct condition_way *way = &condition->ways[condition->n_ways++];
    struct yaml_node from = yaml_field(node, "from", YAML_REQUIRED);

    read_word(from, vocabulary, VOCABULARY_ROLE, way->from);
    if (way->from[0] && !is_among(condition->roles, condition->n_roles, way->from))
        yaml_fault(from, "%s is not among those who follow it up", way->from);
    read_word(yaml_field(node, "to", YAML_REQUIRED), vocabulary, VOCABULARY_ROLE, way->to);
    fields_token(yaml_field(node, "ground", YAML_REQUIRED), way->ground, LIMIT_GROUND);
    way->n_types = read_words(yaml_field(node, "types", YAML_REQUIRED), vocabulary, VOCABULARY_TYPE,
                              way->types, CONDITION_TYPES);
    yaml_end(node);
}

static char *read_text(struct yaml_node object, const char *key, enum yaml_presence presence)
{
    return mem_text(yaml_text(yaml_field(object, key, presence), 1, CONDITION_TEXT_MAX));
}

static void read_texts(struct yaml_node texts, struct yaml_node doubt, struct condition *condition)
{
    bool has_talk = condition->talk != CONDITION_TALK_NONE;

    for (size_t i = 0; i < LANGUAGES; i++) {
        struct yaml_node own = yaml_field(texts, languages[i], YAML_REQUIRED);
        struct condition_texts *ret = &condition->texts[i];

        if (has_talk) /* else it is a key that nobody has asked for */
            ret->talk = read_text(own, "talk", YAML_REQUIRED);
        ret->decision = read_text(own, "decision", YAML_REQUIRED);
        ret->notice = read_text(own, "notice", YAML_REQUIRED);
        if (yaml_present(own))
            yaml_end(own);
        if (yaml_present(doubt))
            ret->doubt = read_text(doubt, languages[i], YAML_REQUIRED);
    }
    if (yaml_present(texts))
        yaml_end(texts);
    if (yaml_present(doubt))
        yaml_end(doubt);
}

static void read_source(struct yaml_node node, struct condition *condition)
{
    static const char *const certainties[] = { "verified", "memory", "deduced" };

    condition->citation = read_text(node, "citation", YAML_REQUIRED);
    (void)yaml_date(yaml_field(node, "read_as_of", YAML_REQUIRED), 0);
    (void)yaml_choice(yaml_field(node, "certainty", YAML_REQUIRED), certainties,
                      ARRAY_SIZE(certainties), 0);
}

static void read_country(struct yaml_node node, const struct vocabulary *vocabulary,
                         struct condition *condition)
{
    const char *country = yaml_text(node, 2, 2);

    if (country && !vocabulary_has(vocabulary, VOCABULARY_COUNTRY, country))
        yaml_fault(node, "the vocabulary has no country %s", yaml_quote(node));
    text_put(condition->country, sizeof(condition->country), country ? country : "");
}

static void read_condition(struct yaml_node key, struct yaml_node node,
                           const struct vocabulary *vocabulary, struct condition *condition)
{
    struct yaml_node notices = yaml_field(node, "notices", YAML_OPTIONAL);

    read_word(key, vocabulary, VOCABULARY_CONDITION, condition->code);
    read_country(yaml_field(node, "country", YAML_REQUIRED), vocabulary, condition);
    read_source(node, condition);
    condition->n_roles = read_words(yaml_field(node, "followed_up_by", YAML_REQUIRED), vocabulary,
                                    VOCABULARY_ROLE, condition->roles, CONDITION_ROLES);
    condition->talk = (enum condition_talk)yaml_choice(yaml_field(node, "talk", YAML_REQUIRED),
                                                       talks, ARRAY_SIZE(talks), 0);
    for (size_t i = 0, n = yaml_list(notices, 1, CONDITION_WAYS); i < n; i++)
        read_way(yaml_item(notices, i), vocabulary, condition);
    read_texts(yaml_field(node, "texts", YAML_REQUIRED), yaml_field(node, "doubt", YAML_OPTIONAL),
               condition);
    yaml_end(node);
}

static void read_root(struct yaml_node root, const struct vocabulary *vocabulary,
                      struct conditions *conditions)
{
    struct yaml_node list = yaml_field(root, "conditions", YAML_REQUIRED);
    size_t n = yaml_pairs(list);

    conditions->all = mem_new(n, sizeof(*conditions->all));
    conditions->n = n;
    for (size_t i = 0; i < n; i++)
        read_condition(yaml_key(list, i), yaml_value(list, i), vocabulary, &conditions->all[i]);
    for (size_t i = 0; i < vocabulary_n(vocabulary, VOCABULARY_CONDITION); i++) {
        const char *code = vocabulary_code(vocabulary, VOCABULARY_CONDITION, i);

        if (!conditions_find(conditions, code))
            yaml_fault(list, "nothing is said of %s, which the vocabulary has", code);
    }
    yaml_end(root);
}

static char *path_beside(const char *path)
{
    const char *slash = strrchr(path, '/');

    return mem_printf("%.*sconditions.yaml", slash ? (int)(slash + 1 - path) : 0, path);
}

enum fault conditions_load(const char *vocabulary_path, const struct vocabulary *vocabulary,
                           FILE *faults, struct conditions **ret_conditions, struct error *err)
{
    CLEANUP(conditions_free) struct conditions *conditions = NULL;
    CLEANUP(yaml_close) struct yaml_document *document = NULL;
    CLEANUP(mem_free) char *path = path_beside(vocabulary_path);
    struct error own = { 0 };
    enum fault fault;

    if (!err)
        err = &own;
    fault = yaml_open_file(path, &document, err);
    if (fault) {
        if (faults)
            fprintf(faults, "%s\n", err->text);
        return fault;
    }
    conditions = mem_new(1, sizeof(*conditions));
    read_root(yaml_root(document), vocabulary, conditions);
    if (faults)
        yaml_print_faults(document, faults);
    fault = yaml_finish(document, err);
    if (fault)
        return fault;
    *ret_conditions = TAKE(conditions);
    return FAULT_NONE;
}

void conditions_free(struct conditions *conditions)
{
    if (!conditions)
        return;
    for (size_t i = 0; i < conditions->n; i++) {
        mem_free(conditions->all[i].citation);
        for (size_t j = 0; j < LANGUAGES; j++) {
            struct condition_texts *texts = &conditions->all[i].texts[j];

            mem_free(texts->talk);
            mem_free(texts->decision);
            mem_free(texts->notice);
            mem_free(texts->doubt);
        }
    }
    mem_free(conditions->all);
    mem_free(conditions);
}

/* ---- asking ---- */

const struct condition *conditions_find(const struct conditions *conditions, const char *code)
{
    for (size_t i = 0; conditions && i < conditions->n; i++)
        if (strcmp(conditions->all[i].code, code) == 0)
            return &conditions->all[i];
    return NULL;
}

bool condition_is_followed_up_by(const struct condition *condition, const char *role,
                                 const char *country)
{
    return strcmp(condition->country, country) == 0 &&
           is_among(condition->roles, condition->n_roles, role);
}

bool condition_has_way(const struct condition *condition, const char *from, const char *to,
                       const char *ground, const char *type)
{
    for (size_t i = 0; i < condition->n_ways; i++) {
        const struct condition_way *way = &condition->ways[i];

        if (strcmp(way->from, from) == 0 && strcmp(way->to, to) == 0 &&
            strcmp(way->ground, ground) == 0 && is_among(way->types, way->n_types, type))
            return true;
    }
    return false;
}
