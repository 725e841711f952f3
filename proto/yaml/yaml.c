/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/yaml.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "yaml/tree.h"

static struct tree_node *tree_node(struct yaml_node node)
{
    return &node.document->nodes[node.index];
}

static struct yaml_node absent_in(struct yaml_node near)
{
    return (struct yaml_node){ near.document, 0 };
}

/* Whether the node has this shape; another one is reported once, an absent one not at all. */
static bool has_shape(struct yaml_node node, enum shape shape)
{
    static const char *const words[] = { "", "a single value", "a list", "a mapping" };
    struct tree_node *found = tree_node(node);

    if (found->shape == shape)
        return true;
    if (found->shape != SHAPE_ABSENT && !found->blamed) {
        found->blamed = true;
        yaml_fault(node, "wants %s, not %s", words[shape], words[found->shape]);
    }
    return false;
}

static enum fault read_all(FILE *file, const char *path, struct buffer *ret_bytes,
                           struct error *err)
{
    char piece[16384];
    size_t n;

    do {
        n = fread(piece, 1, sizeof(piece), file);
        buffer_append(ret_bytes, piece, n);
    } while (n > 0 && ret_bytes->size <= YAML_SIZE_MAX);
    if (ferror(file))
        return error_set_code(err, FAULT_INPUT, "cannot_open", "cannot read %s: %s", path,
                              strerror(errno));
    return FAULT_NONE;
}

enum fault yaml_open_file(const char *path, struct yaml_document **ret_document, struct error *err)
{
    CLEANUP(fclose) FILE *file = NULL;
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    enum fault fault;

    file = file_open(path);
    if (!file)
        return error_set_code(err, FAULT_INPUT, "cannot_open", "cannot open %s: %s", path,
                              strerror(errno));
    fault = read_all(file, path, &bytes, err);
    if (fault)
        return fault;
    return yaml_open_bytes(path, bytes_of_buffer(&bytes), ret_document, err);
}

enum fault yaml_open_bytes(const char *name, struct bytes bytes,
                           struct yaml_document **ret_document, struct error *err)
{
    CLEANUP(yaml_close) struct yaml_document *document = NULL;
    enum fault fault;

    document = mem_new(1, sizeof(*document));
    document->name = mem_text(name);
    buffer_append_bytes(&document->source, bytes);
    fault = tree_parse(document, err);
    if (fault)
        return fault;
    *ret_document = TAKE(document);
    return FAULT_NONE;
}

void yaml_close(struct yaml_document *document)
{
    if (!document)
        return;
    for (size_t i = 0; i < document->n_nodes; i++) {
        mem_free(document->nodes[i].text);
        mem_free(document->nodes[i].children);
    }
    for (size_t i = 0; i < document->n_faults && i < YAML_FAULTS_MAX; i++)
        mem_free(document->faults[i]);
    mem_free(document->faults);
    mem_free(document->nodes);
    mem_free(document->name);
    buffer_clear(&document->source);
    mem_free(document);
}

struct bytes yaml_bytes(const struct yaml_document *document)
{
    return bytes_of_buffer(&document->source);
}

struct yaml_node yaml_root(struct yaml_document *document)
{
    if (!document->root)
        tree_fault(document, 1, 1, "the file is empty");
    return (struct yaml_node){ document, document->root };
}

/* ---- mappings ---- */

struct yaml_node yaml_field(struct yaml_node mapping, const char *key, enum yaml_presence presence)
{
    struct tree_node *found = tree_node(mapping);

    if (!has_shape(mapping, SHAPE_MAPPING))
        return absent_in(mapping);
    for (size_t i = 0; i < found->n_children; i += 2) {
        struct tree_node *name = &mapping.document->nodes[found->children[i]];

        if (strcmp(name->text, key) == 0) {
            name->known = true;
            return (struct yaml_node){ mapping.document, found->children[i + 1] };
        }
    }
    if (presence == YAML_REQUIRED)
        yaml_fault(mapping, "the key %s is missing", key);
    return absent_in(mapping);
}

void yaml_end(struct yaml_node mapping)
{
    size_t n = tree_node(mapping)->shape == SHAPE_MAPPING ? tree_node(mapping)->n_children : 0;

    for (size_t i = 0; i < n; i += 2) {
        struct yaml_node key = { mapping.document, tree_node(mapping)->children[i] };

        if (tree_node(key)->known)
            continue;
        if (text_may_be_quoted(tree_node(key)->text))
            yaml_fault(key, "unknown key %s", tree_node(key)->text);
        else
            yaml_fault(key, "unknown key");
    }
}

size_t yaml_pairs(struct yaml_node mapping)
{
    struct tree_node *found = tree_node(mapping);

    if (!has_shape(mapping, SHAPE_MAPPING))
        return 0;
    for (size_t i = 0; i < found->n_children; i += 2)
        mapping.document->nodes[found->children[i]].known = true;
    return found->n_children / 2;
}

static struct yaml_node child(struct yaml_node parent, enum shape shape, size_t i)
{
    const struct tree_node *found = tree_node(parent);

    if (found->shape != shape || i >= found->n_children)
        return absent_in(parent);
    return (struct yaml_node){ parent.document, found->children[i] };
}

struct yaml_node yaml_key(struct yaml_node mapping, size_t i)
{
    return child(mapping, SHAPE_MAPPING, 2 * i);
}

struct yaml_node yaml_value(struct yaml_node mapping, size_t i)
{
    return child(mapping, SHAPE_MAPPING, 2 * i + 1);
}

/* ---- lists ---- */

size_t yaml_list(struct yaml_node list, size_t min, size_t max)
{
    size_t n = tree_node(list)->n_children;

    if (!has_shape(list, SHAPE_LIST))
        return 0;
    if (n >= min && n <= max)
        return n;
    if (n < min)
        yaml_fault(list, "wants at least %zu in the list, not %zu", min, n);
    else
        yaml_fault(list, "wants at most %zu in the list, not %zu", max, n);
    return 0;
}

struct yaml_node yaml_item(struct yaml_node list, size_t i) { return child(list, SHAPE_LIST, i); }

/* ---- values ---- */

bool yaml_present(struct yaml_node node) { return node.index != 0; }

bool yaml_is_mapping(struct yaml_node node) { return tree_node(node)->shape == SHAPE_MAPPING; }

bool yaml_is_list(struct yaml_node node) { return tree_node(node)->shape == SHAPE_LIST; }

bool yaml_is_empty(struct yaml_node node)
{
    return tree_node(node)->shape == SHAPE_TEXT && !*tree_node(node)->text;
}

/* C0 but newline, DEL, and C1 (which UTF-8 writes as C2 80 to C2 9F). */
static bool has_controls(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        if ((*at < 0x20 && *at != '\n') || *at == 0x7f)
            return true;
        if (at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f)
            return true;
    }
    return false;
}

const char *yaml_text(struct yaml_node node, size_t min, size_t max)
{
    const char *text = tree_node(node)->text;

    if (!has_shape(node, SHAPE_TEXT))
        return NULL;
    if (strlen(text) < min || strlen(text) > max) {
        if (min == max)
            yaml_fault(node, "wants exactly %zu bytes, not %zu", min, strlen(text));
        else
            yaml_fault(node, "wants %zu to %zu bytes, not %zu", min, max, strlen(text));
        return NULL;
    }
    if (has_controls(text)) {
        yaml_fault(node, "a control character is not allowed");
        return NULL;
    }
    return text;
}

const char *yaml_token(struct yaml_node node, size_t max)
{
    const char *text = tree_node(node)->text;

    if (!has_shape(node, SHAPE_TEXT))
        return NULL;
    if (text_is_token(text, max))
        return text;
    yaml_fault(node, "wants 1 to %zu of a-z 0-9 . _ -, starting with a letter or digit", max);
    return NULL;
}

static bool read_integer(const char *text, int64_t *ret_value)
{
    bool negative = text[0] == '-';
    uint64_t magnitude;

    if (!text_read_decimal(text + negative, &magnitude) || (negative && magnitude == 0))
        return false;
    if (magnitude > INT64_MAX)
        return false;
    *ret_value = negative ? -(int64_t)magnitude : (int64_t)magnitude;
    return true;
}

int64_t yaml_integer(struct yaml_node node, int64_t min, int64_t max, int64_t absent)
{
    int64_t value;

    if (!has_shape(node, SHAPE_TEXT))
        return absent;
    if (read_integer(tree_node(node)->text, &value) && value >= min && value <= max)
        return value;
    yaml_fault(node, "wants a whole number from %lld to %lld", (long long)min, (long long)max);
    return absent;
}

bool yaml_boolean(struct yaml_node node, bool absent)
{
    if (!has_shape(node, SHAPE_TEXT))
        return absent;
    if (strcmp(tree_node(node)->text, "true") == 0)
        return true;
    if (strcmp(tree_node(node)->text, "false") == 0)
        return false;
    yaml_fault(node, "wants true or false");
    return absent;
}

size_t yaml_choice(struct yaml_node node, const char *const names[], size_t n_names, size_t absent)
{
    CLEANUP(buffer_clear) struct buffer wanted = { 0 };

    if (!has_shape(node, SHAPE_TEXT))
        return absent;
    for (size_t i = 0; i < n_names; i++) {
        if (strcmp(tree_node(node)->text, names[i]) == 0)
            return i;
        buffer_printf(&wanted, "%s%s", i ? ", " : "", names[i]);
    }
    yaml_fault(node, "wants one of %s", n_names ? (const char *)wanted.data : "nothing");
    return absent;
}

int32_t yaml_date(struct yaml_node node, int32_t absent)
{
    int32_t day;

    if (!has_shape(node, SHAPE_TEXT))
        return absent;
    if (text_read_date(tree_node(node)->text, &day))
        return day;
    yaml_fault(node, "wants a date as YYYY-MM-DD");
    return absent;
}

/* ---- faults ---- */

void yaml_fault(struct yaml_node node, const char *format, ...)
{
    const struct tree_node *found = tree_node(node);
    va_list arguments;

    va_start(arguments, format);
    tree_fault_list(node.document, found->line ? found->line : 1, found->column ? found->column : 1,
                    format, arguments);
    va_end(arguments);
}

const char *yaml_quote(struct yaml_node node)
{
    const struct tree_node *found = tree_node(node);

    if (found->shape == SHAPE_TEXT && text_may_be_quoted(found->text))
        return found->text;
    return "the value";
}

void yaml_place(struct yaml_node node, char *ret_place, size_t size)
{
    snprintf(ret_place, size, "%s:%zu:%zu", node.document->name, tree_node(node)->line,
             tree_node(node)->column);
}

size_t yaml_n_faults(const struct yaml_document *document) { return document->n_faults; }

const char *yaml_fault_text(const struct yaml_document *document, size_t i)
{
    if (i >= document->n_faults || i >= YAML_FAULTS_MAX)
        return "";
    return document->faults[i];
}

void yaml_print_faults(const struct yaml_document *document, FILE *out)
{
    for (size_t i = 0; i < document->n_faults && i < YAML_FAULTS_MAX; i++)
        fprintf(out, "%s\n", document->faults[i]);
    if (document->n_faults > YAML_FAULTS_MAX)
        fprintf(out, "%s: %zu further faults\n", document->name,
                document->n_faults - YAML_FAULTS_MAX);
}

enum fault yaml_finish(struct yaml_document *document, struct error *err)
{
    if (document->n_faults == 0)
        return FAULT_NONE;
    if (document->n_faults == 1)
        return error_set_code(err, FAULT_INPUT, "invalid_file", "%s", document->faults[0]);
    return error_set_code(err, FAULT_INPUT, "invalid_file", "%s (and %zu more)",
                          document->faults[0], document->n_faults - 1);
}
