/* SPDX-License-Identifier: EUPL-1.2 */
/* json_node - what stands behind a node. Private to json.c, json_parse.c and json_copy.c. */
#ifndef EDGE_JSON_NODE_H
#define EDGE_JSON_NODE_H

#include "edge/json.h"

struct json_t;

struct json_entry {
    struct json_t *value; /* borrowed from the root */
    size_t parent;
    const char *key; /* borrowed; NULL for items */
    char *pointer;
    bool blamed; /* the wrong type was reported: once is enough */
};

struct json_document {
    struct form_faults *faults;
    struct json_entry *nodes; /* 0 absent, 1 the root, which is owned */
    size_t n_nodes;
};

/* NULL when absent. */
struct json_entry *json_entry_of(struct json_node node);
bool json_is_asked_for(struct json_node object, const char *key);

/* As json_open() says. The caller owns the value. */
MUST_CHECK enum fault json_parse(struct bytes bytes, struct form_faults *faults,
                                 struct json_t **ret_root, struct error *err);

#endif
