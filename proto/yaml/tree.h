/* SPDX-License-Identifier: Apache-2.0 */
/* tree - the parsed document behind the walker: from bytes to nodes with places. Private to the
 * layer. */
#ifndef YAML_TREE_H
#define YAML_TREE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"

enum shape {
    SHAPE_ABSENT = 0, /* node 0 only */
    SHAPE_TEXT,
    SHAPE_LIST,
    SHAPE_MAPPING, /* its children are key, value, key, value … */
};

struct tree_node {
    enum shape shape;
    size_t line, column; /* counted from 1 */
    char *text;
    size_t *children;
    size_t n_children;
    bool known;  /* of a key: somebody asked for it */
    bool blamed; /* the wrong shape was reported: once is enough */
};

struct yaml_document {
    char *name;
    struct buffer source;
    struct tree_node *nodes;
    size_t n_nodes;
    size_t root;
    char **faults;
    size_t n_faults; /* kept or not */
};

/* Fills `document` (name and source already set). FAULT_INPUT "invalid_file" when there is no tree
 * to walk; what a tree can be built around is noted in the document. */
MUST_CHECK enum fault tree_parse(struct yaml_document *document, struct error *err);

void tree_fault(struct yaml_document *document, size_t line, size_t column, const char *format, ...)
    PRINTF_LIKE(4, 5);
void tree_fault_list(struct yaml_document *document, size_t line, size_t column, const char *format,
                     va_list arguments) PRINTF_LIKE(4, 0);

#endif
