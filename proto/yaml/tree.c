/* SPDX-License-Identifier: Apache-2.0 */
/* tree - builds the nodes from libyaml's events.
 *
 * Events and not libyaml's own document tree: that tree forgets explicit tags and anchors, follows
 * aliases and keeps the last of two equal keys, all of which must be seen to be refused.
 */
#include "yaml/tree.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "base/memory.h"
#include "base/text.h"
#include "yaml/yaml.h"

DEFINE_CLEAR(yaml_parser_t, yaml_parser_delete)
DEFINE_CLEAR(yaml_event_t, yaml_event_delete)

/* Room grows by doubling: it is there again whenever the count is a power of two. */
static bool is_full(size_t n) { return (n & (n - 1)) == 0; }

void tree_fault_list(struct yaml_document *document, size_t line, size_t column, const char *format,
                     va_list arguments)
{
    char what[300];

    document->n_faults++;
    if (document->n_faults > YAML_FAULTS_MAX)
        return;
    if (!document->faults)
        document->faults = mem_new(YAML_FAULTS_MAX, sizeof(*document->faults));
    vsnprintf(what, sizeof(what), format, arguments);
    document->faults[document->n_faults - 1] =
        mem_printf("%s:%zu:%zu: %s", document->name, line, column, what);
}

void tree_fault(struct yaml_document *document, size_t line, size_t column, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    tree_fault_list(document, line, column, format, arguments);
    va_end(arguments);
}

static enum fault refuse(const struct yaml_document *document, yaml_mark_t mark, const char *what,
                         struct error *err)
{
    return error_set_code(err, FAULT_INPUT, "invalid_file", "%s:%zu:%zu: %s", document->name,
                          mark.line + 1, mark.column + 1, what);
}

/* The place of a byte, for faults that libyaml gives an offset for. */
static yaml_mark_t mark_at(struct bytes bytes, size_t offset)
{
    yaml_mark_t mark = { .index = offset };

    for (size_t i = 0; i < offset && i < bytes.size; i++) {
        mark.column = bytes.data[i] == '\n' ? 0 : mark.column + 1;
        if (bytes.data[i] == '\n')
            mark.line++;
    }
    return mark;
}

/* The bytes of the character that starts here, by its first byte; 1 where none can start. */
static size_t utf8_length(uint8_t first)
{
    if (first >= 0xf0)
        return 4;
    if (first >= 0xe0)
        return 3;
    return first >= 0xc0 ? 2 : 1;
}

static size_t first_bad_utf8(struct bytes bytes)
{
    size_t at = 0;

    while (at < bytes.size) {
        size_t length = utf8_length(bytes.data[at]);

        if (length > bytes.size - at || !text_is_utf8(bytes_of(bytes.data + at, length)))
            return at;
        at += length;
    }
    return at;
}

static size_t add_node(struct yaml_document *document, enum shape shape, yaml_mark_t mark)
{
    if (is_full(document->n_nodes))
        document->nodes =
            mem_grow(document->nodes, document->n_nodes * 2, sizeof(*document->nodes));
    document->nodes[document->n_nodes] = (struct tree_node){
        .shape = shape,
        .line = mark.line + 1,
        .column = mark.column + 1,
    };
    return document->n_nodes++;
}

static void add_child(struct tree_node *parent, size_t child)
{
    if (parent->n_children == 0 || is_full(parent->n_children))
        parent->children =
            mem_grow(parent->children, parent->n_children ? parent->n_children * 2 : 1,
                     sizeof(*parent->children));
    parent->children[parent->n_children++] = child;
}

static bool awaits_key(const struct tree_node *node)
{
    return node->shape == SHAPE_MAPPING && node->n_children % 2 == 0;
}

static const struct tree_node *same_key(const struct yaml_document *document,
                                        const struct tree_node *mapping, const char *key)
{
    for (size_t i = 0; i < mapping->n_children; i += 2) {
        const struct tree_node *other = &document->nodes[mapping->children[i]];

        if (strcmp(other->text, key) == 0)
            return other;
    }
    return NULL;
}

/* A key that stands twice is a fault; that nobody asks for the second one is none besides. */
static enum fault check_key(struct yaml_document *document, size_t parent, size_t child,
                            yaml_mark_t mark, struct error *err)
{
    const struct tree_node *mapping = &document->nodes[parent];
    struct tree_node *key = &document->nodes[child];
    const struct tree_node *other;

    if (key->shape != SHAPE_TEXT)
        return refuse(document, mark, "a key must be a text", err);
    if (mapping->n_children / 2 >= YAML_KEYS_MAX)
        return refuse(document, mark, "too many keys in one mapping", err);
    other = same_key(document, mapping, key->text);
    key->known = other != NULL;
    if (other)
        tree_fault(document, key->line, key->column, "this key stands already on line %zu",
                   other->line);
    return FAULT_NONE;
}

/* What the builder is inside of. */
struct path {
    size_t nodes[YAML_DEPTH_MAX];
    size_t depth;
};

static enum fault attach(struct yaml_document *document, const struct path *path, size_t child,
                         yaml_mark_t mark, struct error *err)
{
    size_t parent;
    enum fault fault;

    if (path->depth == 0) {
        document->root = child;
        return FAULT_NONE;
    }
    parent = path->nodes[path->depth - 1];
    if (awaits_key(&document->nodes[parent])) {
        fault = check_key(document, parent, child, mark, err);
        if (fault)
            return fault;
    }
    add_child(&document->nodes[parent], child);
    return FAULT_NONE;
}

static enum fault take_text(struct yaml_document *document, const struct path *path,
                            const yaml_event_t *event, struct error *err)
{
    struct bytes text = bytes_of(event->data.scalar.value, event->data.scalar.length);
    size_t child = add_node(document, SHAPE_TEXT, event->start_mark);

    if (text_is_utf8(text)) {
        document->nodes[child].text = mem_text((const char *)text.data);
    } else {
        document->nodes[child].text = mem_text("");
        tree_fault(document, event->start_mark.line + 1, event->start_mark.column + 1,
                   "a NUL character is not allowed");
    }
    return attach(document, path, child, event->start_mark, err);
}

static enum fault enter(struct yaml_document *document, struct path *path, enum shape shape,
                        yaml_mark_t mark, struct error *err)
{
    size_t child;
    enum fault fault;

    if (path->depth == YAML_DEPTH_MAX)
        return refuse(document, mark, "nested too deeply", err);
    child = add_node(document, shape, mark);
    fault = attach(document, path, child, mark, err);
    if (fault)
        return fault;
    path->nodes[path->depth++] = child;
    return FAULT_NONE;
}

static void note_extras(struct yaml_document *document, const yaml_event_t *event)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;

    if (event->type == YAML_SCALAR_EVENT) {
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
    }
    if (anchor)
        tree_fault(document, event->start_mark.line + 1, event->start_mark.column + 1,
                   "anchors (&) are not allowed");
    if (tag)
        tree_fault(document, event->start_mark.line + 1, event->start_mark.column + 1,
                   "tags (!) are not allowed");
}

static enum fault take(struct yaml_document *document, struct path *path, const yaml_event_t *event,
                       struct error *err)
{
    note_extras(document, event);
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (document->root)
            return refuse(document, event->start_mark, "a second document is not allowed", err);
        return FAULT_NONE;
    case YAML_ALIAS_EVENT:
        return refuse(document, event->start_mark, "aliases (*) are not allowed", err);
    case YAML_SCALAR_EVENT:
        return take_text(document, path, event, err);
    case YAML_SEQUENCE_START_EVENT:
        return enter(document, path, SHAPE_LIST, event->start_mark, err);
    case YAML_MAPPING_START_EVENT:
        return enter(document, path, SHAPE_MAPPING, event->start_mark, err);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        path->depth--;
        return FAULT_NONE;
    default:
        return FAULT_NONE;
    }
}

/* libyaml's words are fixed texts; they quote nothing of the file. */
static enum fault broken_syntax(const struct yaml_document *document, struct bytes bytes,
                                const yaml_parser_t *parser, struct error *err)
{
    yaml_mark_t mark = parser->problem_mark;

    if (parser->error == YAML_READER_ERROR)
        mark = mark_at(bytes, parser->problem_offset);
    return refuse(document, mark, parser->problem ? parser->problem : "does not parse", err);
}

static enum fault parse_events(struct yaml_document *document, struct bytes bytes,
                               yaml_parser_t *parser, struct error *err)
{
    struct path path = { .depth = 0 };

    for (;;) {
        CLEANUP(yaml_event_delete) yaml_event_t event = { .type = YAML_NO_EVENT };
        enum fault fault;

        if (!yaml_parser_parse(parser, &event))
            return broken_syntax(document, bytes, parser, err);
        if (event.type == YAML_STREAM_END_EVENT)
            return FAULT_NONE;
        fault = take(document, &path, &event, err);
        if (fault)
            return fault;
    }
}

enum fault tree_parse(struct yaml_document *document, struct error *err)
{
    struct bytes bytes = bytes_of_buffer(&document->source);
    static const yaml_mark_t start;
    CLEANUP(yaml_parser_delete) yaml_parser_t parser = { 0 };

    if (bytes.size > YAML_SIZE_MAX)
        return refuse(document, start, "larger than 1 MiB", err);
    if (!text_is_utf8(bytes))
        return refuse(document, mark_at(bytes, first_bad_utf8(bytes)), "not UTF-8", err);
    if (!yaml_parser_initialize(&parser))
        return error_set(err, FAULT_BROKEN, "libyaml did not start");

    /* Node 0 stands for what is absent. */
    document->nodes = mem_new(1, sizeof(*document->nodes));
    document->n_nodes = 1;
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, bytes.size ? bytes.data : (const uint8_t *)"",
                                 bytes.size);
    return parse_events(document, bytes, &parser, err);
}
