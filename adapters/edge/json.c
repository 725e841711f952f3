/* SPDX-License-Identifier: EUPL-1.2 */
/* json - the walker; the parser is json_parse.c, the writer base/json_out.c. */
#include "edge/json.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/text.h"
#include "edge/json_node.h"
#include "edge/words.h"

enum { POINTER_MAX = 2000 };

/* Takes `pointer`. A place is one node, however often it is asked for. */
static struct json_node add_node(struct json_document *document, size_t parent, json_t *value,
                                 const char *key, char *pointer)
{
    for (size_t i = parent + 1; i < document->n_nodes; i++) {
        if (document->nodes[i].parent != parent || document->nodes[i].value != value ||
            strcmp(document->nodes[i].pointer, pointer) != 0)
            continue;
        mem_free(pointer);
        return (struct json_node){ document, i };
    }
    document->nodes = mem_grow(document->nodes, document->n_nodes + 1, sizeof(*document->nodes));
    document->nodes[document->n_nodes] =
        (struct json_entry){ .value = value, .parent = parent, .key = key, .pointer = pointer };
    return (struct json_node){ document, document->n_nodes++ };
}

enum fault json_open(struct bytes bytes, struct form_faults *faults,
                     struct json_document **ret_document, struct error *err)
{
    struct json_document *document;
    json_t *root = NULL;
    enum fault fault;

    fault = json_parse(bytes, faults, &root, err);
    if (fault)
        return fault;
    document = mem_new(1, sizeof(*document));
    document->faults = faults;
    add_node(document, 0, NULL, NULL, mem_text(""));
    add_node(document, 0, root, NULL, mem_text(""));
    *ret_document = document;
    return FAULT_NONE;
}

void json_close(struct json_document *document)
{
    if (!document)
        return;
    if (document->n_nodes > 1)
        json_decref(document->nodes[1].value);
    for (size_t i = 0; i < document->n_nodes; i++)
        mem_free(document->nodes[i].pointer);
    mem_free(document->nodes);
    mem_free(document);
}

bool json_is_valid(struct bytes bytes)
{
    struct form_faults faults = { 0 };
    json_t *root = NULL;
    struct error err;
    bool valid = json_parse(bytes, &faults, &root, &err) == FAULT_NONE;

    json_decref(root);
    form_faults_clear(&faults);
    return valid;
}

struct json_node json_root(struct json_document *document)
{
    return (struct json_node){ document, 1 };
}

struct json_entry *json_entry_of(struct json_node node)
{
    return node.index ? &node.document->nodes[node.index] : NULL;
}

static json_t *value_of(struct json_node node)
{
    return node.index ? node.document->nodes[node.index].value : NULL;
}

/* parent/key with the two escapes of RFC 6901. */
static char *extend_pointer(const char *parent, const char *key)
{
    struct buffer pointer = { 0 };

    buffer_append_text(&pointer, parent);
    buffer_append_byte(&pointer, '/');
    for (; *key && pointer.size < POINTER_MAX; key++) {
        if (*key == '~')
            buffer_append_text(&pointer, "~0");
        else if (*key == '/')
            buffer_append_text(&pointer, "~1");
        else
            buffer_append_byte(&pointer, (uint8_t)*key);
    }
    return buffer_take_text(&pointer);
}

/* Is it of this type? If not, says so once, in the words of the catalogue. */
static bool is_type(struct json_node node, bool fits, const char *words)
{
    struct json_entry *entry = json_entry_of(node);

    if (!entry || fits)
        return fits;
    if (!entry->blamed)
        json_fault(node, "type", "%s", words_in(node.document->faults->language, words));
    json_entry_of(node)->blamed = true;
    return false;
}

static struct json_node child_of(struct json_node node, json_t *value, const char *key)
{
    return add_node(node.document, node.index, value, key, extend_pointer(json_pointer(node), key));
}

struct json_node json_field(struct json_node object, const char *key, enum json_presence presence)
{
    struct json_node absent = { object.document, 0 };
    json_t *value;

    if (!is_type(object, json_has_fields(object), WORDS("is not an object")))
        return absent;
    value = json_object_get(value_of(object), key);
    if (value)
        return child_of(object, value, key);
    if (presence == JSON_REQUIRED) {
        CLEANUP(mem_free) char *pointer = extend_pointer(json_pointer(object), key);

        form_faults_add(object.document->faults, pointer, "missing", "is required");
    }
    return absent;
}

bool json_is_asked_for(struct json_node object, const char *key)
{
    const struct json_document *document = object.document;

    for (size_t i = object.index + 1; i < document->n_nodes; i++)
        if (document->nodes[i].parent == object.index && document->nodes[i].key &&
            strcmp(document->nodes[i].key, key) == 0)
            return true;
    return false;
}

void json_end(struct json_node object)
{
    json_t *value = value_of(object), *pair;
    const char *key;

    if (!value || !json_has_fields(object))
        return;
    json_object_foreach(value, key, pair)
    {
        CLEANUP(mem_free) char *pointer = NULL;

        if (json_is_asked_for(object, key))
            continue;
        pointer = extend_pointer(json_pointer(object), key);
        form_faults_add(object.document->faults, pointer, "unknown_field",
                        "is no field of this form");
    }
}

size_t json_pairs(struct json_node object, size_t max)
{
    size_t n;

    if (!is_type(object, json_has_fields(object), WORDS("is not an object")))
        return 0;
    n = json_object_size(value_of(object));
    if (n <= max)
        return n;
    json_fault(object, "range", "has %zu fields; at most %zu are allowed", n, max);
    return 0;
}

static void *pair_at(struct json_node object, size_t i)
{
    void *pair = json_object_iter(value_of(object));

    while (pair && i-- > 0)
        pair = json_object_iter_next(value_of(object), pair);
    return pair;
}

const char *json_key(struct json_node object, size_t i)
{
    void *pair = pair_at(object, i);

    return pair ? json_object_iter_key(pair) : NULL;
}

struct json_node json_value(struct json_node object, size_t i)
{
    void *pair = pair_at(object, i);

    if (!pair)
        return (struct json_node){ object.document, 0 };
    return child_of(object, json_object_iter_value(pair), json_object_iter_key(pair));
}

size_t json_list(struct json_node list, size_t min, size_t max)
{
    size_t n;

    if (!is_type(list, json_is_array(value_of(list)), WORDS("is not a list")))
        return 0;
    n = json_array_size(value_of(list));
    if (n >= min && n <= max)
        return n;
    json_fault(list, "range", "has %zu items; %zu to %zu are allowed", n, min, max);
    return 0;
}

struct json_node json_item(struct json_node list, size_t i)
{
    char key[24];
    json_t *value = json_array_get(value_of(list), i);

    if (!value)
        return (struct json_node){ list.document, 0 };
    snprintf(key, sizeof(key), "%zu", i);
    return add_node(list.document, list.index, value, NULL,
                    extend_pointer(json_pointer(list), key));
}

bool json_present(struct json_node node) { return node.index != 0; }

bool json_is_none(struct json_node node)
{
    json_t *value = value_of(node);

    return value && json_typeof(value) == JSON_NULL;
}

bool json_is_text(struct json_node node) { return json_is_string(value_of(node)); }

bool json_is_list(struct json_node node) { return json_is_array(value_of(node)); }

bool json_is_flag(struct json_node node) { return json_is_boolean(value_of(node)); }

bool json_has_fields(struct json_node node)
{
    json_t *value = value_of(node);

    return value && json_typeof(value) == JSON_OBJECT;
}

const char *json_text(struct json_node node, size_t min, size_t max)
{
    size_t size;

    if (!is_type(node, json_is_text(node), WORDS("is not a text")))
        return NULL;
    size = json_string_length(value_of(node));
    if (size >= min && size <= max)
        return json_string_value(value_of(node));
    if (size < min && size == 0)
        json_fault(node, "length", "is empty");
    else
        json_fault(node, "length", "has %zu bytes; %zu to %zu are allowed", size, min, max);
    return NULL;
}

const char *json_token(struct json_node node, size_t max)
{
    const char *text;

    if (!is_type(node, json_is_text(node), WORDS("is not a text")))
        return NULL;
    text = json_string_value(value_of(node));
    if (text_is_token(text, max))
        return text;
    json_fault(node, "format", "is not 1 to %zu of a-z, 0-9, '.', '_' and '-'", max);
    return NULL;
}

bool json_flag(struct json_node node, bool absent)
{
    if (!is_type(node, json_is_boolean(value_of(node)), WORDS("is not true or false")))
        return absent;
    return json_is_true(value_of(node));
}

uint64_t json_number(struct json_node node, uint64_t max)
{
    json_int_t number;

    if (!is_type(node, json_is_integer(value_of(node)), WORDS("is not a whole number")))
        return 0;
    number = json_integer_value(value_of(node));
    if (number >= 0 && (uint64_t)number <= max)
        return (uint64_t)number;
    json_fault(node, "range", "is not 0 to %llu", (unsigned long long)max);
    return 0;
}

const char *json_pointer(struct json_node node)
{
    return node.index ? node.document->nodes[node.index].pointer : "";
}

struct form_faults *json_faults_of(struct json_node node) { return node.document->faults; }

void json_fault(struct json_node node, const char *code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    form_faults_addv(node.document->faults, json_pointer(node), code, format, arguments);
    va_end(arguments);
}
