/* SPDX-License-Identifier: Apache-2.0 */
#include "model/vocabulary.h"

#include <string.h>

#include "base/memory.h"
#include "yaml/yaml.h"

/* As the file names them, and one of them in a sentence. */
static const struct {
    const char *key, *name;
} kinds[VOCABULARY_KINDS] = {
    [VOCABULARY_ROLE] = { "roles", "role" },
    [VOCABULARY_FUNCTION] = { "functions", "function" },
    [VOCABULARY_TYPE] = { "types", "type" },
    [VOCABULARY_PURPOSE] = { "purposes", "purpose" },
    [VOCABULARY_CATEGORY] = { "categories", "category" },
    [VOCABULARY_FLAG] = { "flags", "flag" },
    [VOCABULARY_NOT_INFORMED] = { "not_informed", "reason for not informing" },
    [VOCABULARY_REASON] = { "reasons", "reason" },
    [VOCABULARY_DECIDER] = { "deciders", "decider" },
    [VOCABULARY_URGENCY] = { "urgencies", "urgency" },
    [VOCABULARY_CERTAINTY] = { "certainties", "certainty" },
    [VOCABULARY_RETURN] = { "returns", "return code" },
    [VOCABULARY_REFUSAL] = { "refusals", "refusal code" },
    [VOCABULARY_COUNTRY] = { "countries", "country" },
    [VOCABULARY_TAKE_BACK] = { "take_backs", "reason for taking back" },
    [VOCABULARY_VOID] = { "voids", "reason for voiding" },
    [VOCABULARY_OUTCOME] = { "outcomes", "outcome" },
    [VOCABULARY_CAPACITY] = { "capacities", "capacity" },
    [VOCABULARY_CONSENT_FORM] = { "consent_forms", "form of consent" },
    [VOCABULARY_CONDITION] = { "conditions", "condition" },
};

static const char *const languages[LANGUAGES] = {
    [LANGUAGE_SV] = "sv",
    [LANGUAGE_NB] = "nb",
    [LANGUAGE_EN] = "en",
};

struct word {
    char *code;
    char country[3]; /* of a role that only this one has; else empty */
    char *texts[LANGUAGES];
};

struct vocabulary {
    struct buffer source;
    struct word *words[VOCABULARY_KINDS];
    size_t n_words[VOCABULARY_KINDS];
};

const char *vocabulary_kind_name(enum vocabulary_kind kind) { return kinds[kind].name; }

const char *vocabulary_kind_key(enum vocabulary_kind kind) { return kinds[kind].key; }

/* Countries are ISO 3166-1 alpha-2 codes, two capitals; every other code is a token. */
static const char *read_code(struct yaml_node key, enum vocabulary_kind kind)
{
    const char *code;

    if (kind != VOCABULARY_COUNTRY)
        return yaml_token(key, VOCABULARY_CODE_MAX);
    code = yaml_text(key, 2, 2);
    if (code && strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 2) {
        yaml_fault(key, "a country is two capital letters");
        return NULL;
    }
    return code;
}

static void read_country(struct yaml_node node, struct word *ret_word)
{
    const char *country = yaml_present(node) ? read_code(node, VOCABULARY_COUNTRY) : NULL;

    if (country)
        memcpy(ret_word->country, country, sizeof(ret_word->country));
}

static void read_word(struct yaml_node key, struct yaml_node value, enum vocabulary_kind kind,
                      struct word *ret_word)
{
    ret_word->code = mem_text(read_code(key, kind));
    for (size_t i = 0; i < LANGUAGES; i++)
        ret_word->texts[i] = mem_text(
            yaml_text(yaml_field(value, languages[i], YAML_REQUIRED), 1, VOCABULARY_TEXT_MAX));
    if (kind == VOCABULARY_ROLE)
        read_country(yaml_field(value, "country", YAML_OPTIONAL), ret_word);
    yaml_end(value);
}

/* Than the first edition of the file: in older ones they are not there. */
static bool is_later(enum vocabulary_kind kind)
{
    return kind == VOCABULARY_CAPACITY || kind == VOCABULARY_CONSENT_FORM ||
           kind == VOCABULARY_CONDITION;
}

static void read_kind(struct vocabulary *vocabulary, struct yaml_node root,
                      enum vocabulary_kind kind)
{
    enum yaml_presence presence = is_later(kind) ? YAML_OPTIONAL : YAML_REQUIRED;
    struct yaml_node words = yaml_field(root, kinds[kind].key, presence);
    size_t n = yaml_pairs(words);

    vocabulary->words[kind] = mem_new(n, sizeof(struct word));
    vocabulary->n_words[kind] = n;
    for (size_t i = 0; i < n; i++)
        read_word(yaml_key(words, i), yaml_value(words, i), kind, &vocabulary->words[kind][i]);
}

/* What role is a typing error away from none at all: its country is one of the file's. */
static void check_role_countries(const struct vocabulary *vocabulary, struct yaml_node root)
{
    struct yaml_node roles = yaml_field(root, kinds[VOCABULARY_ROLE].key, YAML_OPTIONAL);

    for (size_t i = 0; i < vocabulary->n_words[VOCABULARY_ROLE]; i++) {
        const char *country = vocabulary->words[VOCABULARY_ROLE][i].country;

        if (country[0] && !vocabulary_has(vocabulary, VOCABULARY_COUNTRY, country))
            yaml_fault(yaml_field(yaml_value(roles, i), "country", YAML_OPTIONAL),
                       "%s is not among the countries", country);
    }
}

static enum fault read_document(struct yaml_document *document, FILE *faults,
                                struct vocabulary **ret_vocabulary, struct error *err)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = mem_new(1, sizeof(*vocabulary));
    struct yaml_node root = yaml_root(document);
    enum fault fault;

    for (enum vocabulary_kind kind = 0; kind < VOCABULARY_KINDS; kind++)
        read_kind(vocabulary, root, kind);
    check_role_countries(vocabulary, root);
    yaml_end(root);
    if (faults)
        yaml_print_faults(document, faults);
    fault = yaml_finish(document, err);
    if (fault)
        return fault;
    buffer_append_bytes(&vocabulary->source, yaml_bytes(document));
    *ret_vocabulary = TAKE(vocabulary);
    return FAULT_NONE;
}

/* A file that cannot be opened is one fault more. */
static enum fault unopened(FILE *faults, const struct error *err)
{
    if (faults)
        fprintf(faults, "%s\n", err->text);
    return err->fault;
}

enum fault vocabulary_load(const char *path, FILE *faults, struct vocabulary **ret_vocabulary,
                           struct error *err)
{
    CLEANUP(yaml_close) struct yaml_document *document = NULL;
    struct error own = { 0 };

    if (!err)
        err = &own;
    if (yaml_open_file(path, &document, err))
        return unopened(faults, err);
    return read_document(document, faults, ret_vocabulary, err);
}

enum fault vocabulary_read(const char *name, struct bytes bytes, FILE *faults,
                           struct vocabulary **ret_vocabulary, struct error *err)
{
    CLEANUP(yaml_close) struct yaml_document *document = NULL;
    struct error own = { 0 };

    if (!err)
        err = &own;
    if (yaml_open_bytes(name, bytes, &document, err))
        return unopened(faults, err);
    return read_document(document, faults, ret_vocabulary, err);
}

void vocabulary_free(struct vocabulary *vocabulary)
{
    if (!vocabulary)
        return;
    for (size_t kind = 0; kind < VOCABULARY_KINDS; kind++) {
        for (size_t i = 0; i < vocabulary->n_words[kind]; i++) {
            mem_free(vocabulary->words[kind][i].code);
            for (size_t j = 0; j < LANGUAGES; j++)
                mem_free(vocabulary->words[kind][i].texts[j]);
        }
        mem_free(vocabulary->words[kind]);
    }
    buffer_clear(&vocabulary->source);
    mem_free(vocabulary);
}

struct bytes vocabulary_source(const struct vocabulary *vocabulary)
{
    return bytes_of_buffer(&vocabulary->source);
}

static const struct word *find(const struct vocabulary *vocabulary, enum vocabulary_kind kind,
                               const char *code)
{
    if (!vocabulary || !code)
        return NULL;
    for (size_t i = 0; i < vocabulary->n_words[kind]; i++)
        if (strcmp(vocabulary->words[kind][i].code, code) == 0)
            return &vocabulary->words[kind][i];
    return NULL;
}

bool vocabulary_has(const struct vocabulary *vocabulary, enum vocabulary_kind kind,
                    const char *code)
{
    return find(vocabulary, kind, code) != NULL;
}

const char *vocabulary_text(const struct vocabulary *vocabulary, enum vocabulary_kind kind,
                            const char *code, const char *language)
{
    const struct word *word = find(vocabulary, kind, code);

    return word ? word->texts[vocabulary_language(language)] : code;
}

bool vocabulary_is_role_in(const struct vocabulary *vocabulary, const char *role,
                           const char *country)
{
    const struct word *word = find(vocabulary, VOCABULARY_ROLE, role);

    return word && (!word->country[0] || strcmp(word->country, country) == 0);
}

size_t vocabulary_n(const struct vocabulary *vocabulary, enum vocabulary_kind kind)
{
    return vocabulary ? vocabulary->n_words[kind] : 0;
}

const char *vocabulary_code(const struct vocabulary *vocabulary, enum vocabulary_kind kind,
                            size_t i)
{
    return i < vocabulary_n(vocabulary, kind) ? vocabulary->words[kind][i].code : NULL;
}

/* `no` and `nn` read bokmål: the nearest text there is. strchr() finds the NUL that ends a bare tag
 * as it finds a hyphen. */
enum vocabulary_language vocabulary_language(const char *language)
{
    static const struct {
        const char *tag;
        enum vocabulary_language language;
    } tags[] = {
        { "sv", LANGUAGE_SV }, { "nb", LANGUAGE_NB }, { "no", LANGUAGE_NB },
        { "nn", LANGUAGE_NB }, { "en", LANGUAGE_EN },
    };

    for (size_t i = 0; language && i < ARRAY_SIZE(tags); i++)
        if (strncmp(language, tags[i].tag, 2) == 0 && strchr("-_", language[2]))
            return tags[i].language;
    return LANGUAGE_EN;
}

const char *vocabulary_language_of_country(const char *country)
{
    if (country && strcmp(country, "SE") == 0)
        return "sv";
    return country && strcmp(country, "NO") == 0 ? "nb" : "en";
}
