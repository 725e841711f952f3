/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_file - finds the rule files, reads each rule, and hashes what was read.
 *
 * Every file is read to its end whatever the one before it held, so that one run shows every
 * fault. One fault anywhere and there is no policy at all: half a set of rules is not a stricter
 * set, it loses reports.
 */
#include "settings/policy_file.h"

#include <string.h>

#include "base/memory.h"
#include "keys/digest.h"
#include "settings/policy_grounds.h"
#include "settings/policy_list.h"
#include "settings/policy_rule_file.h"
#include "yaml/yaml.h"

enum { RULES_PER_FILE_MAX = 500 };

/* Owned texts that grow: paths of files, grounds and their places. */
struct texts {
    char **texts;
    size_t n;
};

static void texts_add(struct texts *list, char *text)
{
    list->texts = mem_grow(list->texts, list->n + 1, sizeof(*list->texts));
    list->texts[list->n++] = text;
}

static void texts_clear(struct texts *list)
{
    for (size_t i = 0; i < list->n; i++)
        mem_free(list->texts[i]);
    mem_free(list->texts);
}

DEFINE_CLEAR(struct texts, texts_clear)

/* What a load carries from file to file. */
struct load {
    const char *directory;             /* or what stands for it in faults */
    const struct policy_sources *kept; /* read from these instead; NULL: from the directory */
    const struct vocabulary *vocabulary;
    FILE *faults;
    struct policy *policy;
    struct texts beaten, beaten_places; /* grounds that blocked rules name */
    struct error first;                 /* fault of the whole load, FAULT_NONE so far */
};

static void note(struct load *load, const struct error *err)
{
    if (!load->first.fault)
        load->first = *err;
}

static bool are_same(const char *a, const char *b) { return a && b && strcmp(a, b) == 0; }

/* The record names a rule by its id, and the day says which version it was: one day has one. What the id
 * stands for stays the same: a ground, and whether the law orders, allows or forbids. */
static void check_version(const struct load *load, struct yaml_node node,
                          const struct policy_rule *rule)
{
    struct yaml_node id = yaml_field(node, "id", YAML_OPTIONAL);

    for (size_t i = 0; rule->id && i < load->policy->n_rules; i++) {
        const struct policy_rule *other = &load->policy->rules[i];

        if (!are_same(other->id, rule->id))
            continue;
        if (!are_same(other->ground, rule->ground) || strcmp(other->country, rule->country) != 0 ||
            other->kind != rule->kind)
            yaml_fault(id, "%s has another ground, country or kind than the version at %s",
                       rule->id, other->place);
        else if (rule->in_force_from < other->in_force_to &&
                 other->in_force_from < rule->in_force_to)
            yaml_fault(id, "%s overlaps the version at %s", rule->id, other->place);
    }
}

static char *place_text(struct yaml_node node)
{
    char place[300];

    yaml_place(node, place, sizeof(place));
    return mem_text(place);
}

/* Whether a ground exists is known when all files are read. */
static void note_beaten_grounds(struct load *load, struct yaml_node node,
                                const struct policy_rule *rule)
{
    struct yaml_node list = yaml_field(node, "grounds", YAML_OPTIONAL);

    for (size_t i = 0; i < rule->grounds.n; i++) {
        texts_add(&load->beaten, mem_text(rule->grounds.words[i]));
        texts_add(&load->beaten_places, place_text(yaml_item(list, i)));
    }
}

static void check_beaten_grounds(struct load *load)
{
    for (size_t i = 0; i < load->beaten.n; i++) {
        const char *ground = load->beaten.texts[i], *place = load->beaten_places.texts[i];
        struct error err = { 0 };
        size_t n;

        if (policy_of_ground(load->policy, ground, &n))
            continue;
        if (load->faults)
            fprintf(load->faults, "%s: no rule has the ground %s\n", place, ground);
        (void)error_set_code(&err, FAULT_INPUT, "invalid_file", "%s: no rule has the ground %s",
                             place, ground);
        note(load, &err);
    }
}

/* Whoever answers for a country's law looks into its folder. */
static void check_folder(struct yaml_node node, const char *path, const struct policy_rule *rule)
{
    const char *country = rule->country;

    if (!*country ||
        (path[0] == (country[0] | 0x20) && path[1] == (country[1] | 0x20) && path[2] == '/'))
        return;
    yaml_fault(yaml_field(node, "country", YAML_OPTIONAL),
               "a rule of %s lies in the folder of another country", country);
}

static void read_rules(struct load *load, const char *path, struct yaml_node rules)
{
    size_t n = yaml_list(rules, 1, RULES_PER_FILE_MAX);

    for (size_t i = 0; i < n; i++) {
        CLEANUP(policy_rule_clear) struct policy_rule rule = { 0 };
        struct yaml_node node = yaml_item(rules, i);

        policy_rule_read(node, load->vocabulary, &rule);
        rule.place = place_text(node);
        check_folder(node, path, &rule);
        check_version(load, node, &rule);
        note_beaten_grounds(load, node, &rule);
        policy_add(load->policy, &rule);
    }
}

static enum fault open_file(const struct load *load, size_t i, const char *path,
                            struct yaml_document **ret_document, struct error *err)
{
    CLEANUP(mem_free) char *full = mem_printf("%s/%s", load->directory, path);

    if (!load->kept)
        return yaml_open_file(full, ret_document, err);
    return yaml_open_bytes(full, bytes_of_buffer(&load->kept->files[i].bytes), ret_document, err);
}

/* `i`: its place among the kept ones. */
static void read_file(struct load *load, size_t i, const char *path)
{
    CLEANUP(yaml_close) struct yaml_document *document = NULL;
    struct error err = { 0 };
    struct yaml_node root;

    if (open_file(load, i, path, &document, &err)) {
        if (load->faults)
            fprintf(load->faults, "%s\n", err.text);
        note(load, &err);
        return;
    }
    root = yaml_root(document);
    read_rules(load, path, yaml_field(root, "rules", YAML_REQUIRED));
    yaml_end(root);
    policy_sources_add(&load->policy->sources, path, yaml_bytes(document));
    if (load->faults)
        yaml_print_faults(document, load->faults);
    if (yaml_finish(document, &err))
        note(load, &err);
}

static void load_clear(struct load *load)
{
    texts_clear(&load->beaten);
    texts_clear(&load->beaten_places);
}

DEFINE_CLEAR(struct load, load_clear)

void policy_sources_hash(const struct policy_sources *sources, uint8_t ret_hash[POLICY_HASH_SIZE])
{
    struct digest_stream stream;
    struct digest hash;

    digest_start(&stream);
    for (size_t i = 0; i < sources->n; i++) {
        CLEANUP(buffer_clear) struct buffer head = { 0 };
        const struct policy_source *file = &sources->files[i];

        buffer_append(&head, file->name, strlen(file->name) + 1);
        buffer_append_u64(&head, file->bytes.size);
        digest_add(&stream, bytes_of_buffer(&head));
        digest_add(&stream, bytes_of_buffer(&file->bytes));
    }
    hash = digest_end(&stream);
    memcpy(ret_hash, hash.bytes, POLICY_HASH_SIZE);
}

/* Rules that the record cannot keep would decide without anybody being able to show it later. */
static void check_size(struct load *load)
{
    const struct policy_sources *sources = &load->policy->sources;
    struct error err = { 0 };
    size_t size = 0;

    for (size_t i = 0; i < sources->n; i++)
        size += sources->files[i].bytes.size;
    if (sources->n <= POLICY_FILES_MAX && size <= POLICY_SIZE_MAX)
        return;
    (void)error_set_code(&err, FAULT_INPUT, "too_large",
                         "%s: %zu files of %zu bytes together; at most %d of %d are kept",
                         load->directory, sources->n, size, (int)POLICY_FILES_MAX,
                         (int)POLICY_SIZE_MAX);
    if (load->faults)
        fprintf(load->faults, "%s\n", err.text);
    note(load, &err);
}

static enum fault finish(struct load *load, struct error *err)
{
    check_beaten_grounds(load);
    check_size(load);
    if (load->first.fault) {
        *err = load->first;
        return load->first.fault;
    }
    if (load->policy->n_rules == 0) {
        (void)error_set_code(err, FAULT_INPUT, "no_rules", "%s holds no rule", load->directory);
        if (load->faults)
            fprintf(load->faults, "%s\n", err->text);
        return FAULT_INPUT;
    }
    policy_sources_hash(&load->policy->sources, load->policy->hash);
    for (size_t i = 0; i < vocabulary_n(load->vocabulary, VOCABULARY_CATEGORY); i++)
        policy_words_add(&load->policy->categories,
                         vocabulary_code(load->vocabulary, VOCABULARY_CATEGORY, i));
    return FAULT_NONE;
}

/* What is wanted of `load` but the policy, which it makes. */
static enum fault read_policy(struct load wanted, const struct policy_words *paths,
                              struct policy **ret_policy, struct error *err)
{
    CLEANUP(policy_free) struct policy *policy = policy_new();
    CLEANUP(load_clear) struct load load = wanted;
    enum fault fault;

    load.policy = policy;
    policy_sources_add(&policy->sources, POLICY_VOCABULARY, vocabulary_source(load.vocabulary));
    for (size_t i = 0; i < paths->n; i++)
        read_file(&load, i + 1, paths->words[i]);
    fault = finish(&load, err);
    if (!fault)
        *ret_policy = TAKE(policy);
    return fault;
}

enum fault policy_load(const char *directory, const struct vocabulary *vocabulary, FILE *faults,
                       struct policy **ret_policy, struct error *err)
{
    struct load load = { .directory = directory, .vocabulary = vocabulary, .faults = faults };
    CLEANUP(policy_words_clear) struct policy_words paths = { 0 };
    struct error own = { 0 };
    enum fault fault;

    if (!err)
        err = &own;
    fault = policy_list(directory, faults, &paths, &load.first, err);
    if (fault) {
        if (faults)
            fprintf(faults, "%s\n", err->text);
        return fault;
    }
    return read_policy(load, &paths, ret_policy, err);
}

enum fault policy_load_all(const char *directory, FILE *faults, struct vocabulary **ret_vocabulary,
                           struct policy **ret_policy, struct error *err)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/" POLICY_VOCABULARY, directory);
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    enum fault fault;

    fault = vocabulary_load(path, faults, &vocabulary, err);
    if (fault)
        return fault;
    fault = policy_load(directory, vocabulary, faults, ret_policy, err);
    if (fault)
        return fault;
    fault = policy_grounds_check(directory, *ret_policy, faults, err);
    if (fault) {
        policy_free(*ret_policy);
        *ret_policy = NULL;
        return fault;
    }
    *ret_vocabulary = TAKE(vocabulary);
    return FAULT_NONE;
}

static enum fault read_kept(struct load load, struct policy **ret_policy, struct error *err)
{
    CLEANUP(policy_words_clear) struct policy_words paths = { 0 };

    for (size_t i = 1; i < load.kept->n; i++)
        policy_words_add(&paths, load.kept->files[i].name);
    return read_policy(load, &paths, ret_policy, err);
}

enum fault policy_load_kept(const struct policy_sources *kept, FILE *faults,
                            struct vocabulary **ret_vocabulary, struct policy **ret_policy,
                            struct error *err)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(mem_free) char *path = NULL;
    struct policy named = { 0 };
    char name[POLICY_HASH_TEXT_SIZE];
    struct load load = { .directory = name, .kept = kept, .faults = faults };
    struct error own = { 0 };
    enum fault fault;

    policy_sources_hash(kept, named.hash);
    policy_hash_text(&named, name);
    if (!err)
        err = &own;
    if (kept->n == 0 || strcmp(kept->files[0].name, POLICY_VOCABULARY) != 0)
        return error_set_code(err, FAULT_INPUT, "invalid_file",
                              "%s: its first file is not the vocabulary", name);
    path = mem_printf("%s/" POLICY_VOCABULARY, name);
    fault = vocabulary_read(path, bytes_of_buffer(&kept->files[0].bytes), faults, &vocabulary, err);
    load.vocabulary = vocabulary;
    if (!fault)
        fault = read_kept(load, ret_policy, err);
    if (!fault)
        *ret_vocabulary = TAKE(vocabulary);
    return fault;
}
