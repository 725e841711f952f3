/* SPDX-License-Identifier: Apache-2.0 */
/* yaml - reads settings and tables: a strict YAML document and a typed walker over it.
 *
 * The document is the plain half of YAML 1.1: mappings, lists and texts. Anchors, aliases, tags,
 * second documents, keys given twice, anything that is not UTF-8, more than 1 MiB, more than 16
 * levels and mappings of more than 1000 keys are faults. Every value is text until a reader types
 * it, so `country: NO` is Norway and not "false".
 *
 * A reader that finds something wrong notes it as `file:line:column: what` and returns the value
 * for an absent field; the walk goes on, so that one run shows every fault. Nothing read may be
 * used before yaml_finish() has returned FAULT_NONE.
 *
 *     struct yaml_node root = yaml_root(document);
 *     const char *name = yaml_token(yaml_field(root, "name", YAML_REQUIRED), 60);
 *     int64_t port = yaml_integer(yaml_field(root, "port", YAML_OPTIONAL), 1, 65535, 5671);
 *     yaml_end(root);
 *     fault = yaml_finish(document, err);
 *
 * Faults quote keys and values only where text_may_be_quoted() says so: a file may hold a telephone
 * number or a name in the wrong place.
 */
#ifndef YAML_YAML_H
#define YAML_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/error.h"

enum {
    YAML_SIZE_MAX = 1024 * 1024,
    YAML_DEPTH_MAX = 16,
    YAML_KEYS_MAX = 1000,
    YAML_FAULTS_MAX = 100, /* further ones are counted, not kept */
};

struct yaml_document;

/* A place in a document; plain value, valid as long as the document. An absent node (a field that
 * was left out or is of the wrong shape) is accepted everywhere and reads as absent, silently. */
struct yaml_node {
    struct yaml_document *document;
    size_t index; /* 0 is absent */
};

enum yaml_presence {
    YAML_OPTIONAL = 0,
    YAML_REQUIRED,
};

/* Reads the file at `path`; its faults carry the path as given. The caller owns the document.
 * FAULT_INPUT "cannot_open" when it cannot be read, "invalid_file" when it is too large or does
 * not parse (`err` then holds file:line:column: what). */
MUST_CHECK enum fault yaml_open_file(const char *path, struct yaml_document **ret_document,
                                     struct error *err);

/* The same for bytes in memory; they may go away after the call. `name` stands for the file. */
MUST_CHECK enum fault yaml_open_bytes(const char *name, struct bytes bytes,
                                      struct yaml_document **ret_document, struct error *err);

/* Accepts NULL. Every node and borrowed text of the document is gone afterwards. */
void yaml_close(struct yaml_document *document);

DEFINE_CLEANUP(struct yaml_document *, yaml_close)

/* The bytes that were read, borrowed: for a digest over exactly what was parsed. */
struct bytes yaml_bytes(const struct yaml_document *document);

/* Absent when the document is empty, which is then a fault. */
struct yaml_node yaml_root(struct yaml_document *document);

/* ---- mappings ---- */

/* The value of `key` in a mapping, and marks the key as known. An absent required key is a fault at
 * the mapping; so is a node that is no mapping (once). */
struct yaml_node yaml_field(struct yaml_node mapping, const char *key, enum yaml_presence presence);

/* Reports every key of the mapping that nobody has asked for. */
void yaml_end(struct yaml_node mapping);

/* For mappings whose keys are data: their number, and the key and the value of each. Marks the
 * keys as known. A node that is no mapping is a fault and has no pairs. */
size_t yaml_pairs(struct yaml_node mapping);
struct yaml_node yaml_key(struct yaml_node mapping, size_t i);
struct yaml_node yaml_value(struct yaml_node mapping, size_t i);

/* ---- lists ---- */

/* The number of items; fewer than `min`, more than `max` or no list is a fault (0 is returned for
 * an absent node, without a fault). */
size_t yaml_list(struct yaml_node list, size_t min, size_t max);
struct yaml_node yaml_item(struct yaml_node list, size_t i);

/* ---- values ---- */

bool yaml_present(struct yaml_node node);

/* Shape, without a fault. */
bool yaml_is_mapping(struct yaml_node node);
bool yaml_is_list(struct yaml_node node);
bool yaml_is_empty(struct yaml_node node); /* a text of no characters, as `key:` has */

/* A text of `min` to `max` bytes without control characters except newline; borrowed from the
 * document. NULL when absent. */
const char *yaml_text(struct yaml_node node, size_t min, size_t max);

/* 1 to `max` bytes of [a-z0-9._-], starting with a letter or digit; borrowed. NULL when absent. */
const char *yaml_token(struct yaml_node node, size_t max);

/* ASCII decimal, a minus sign allowed where `min` is negative. Units are the field's own and
 * belong in its name (timeout_ms). */
int64_t yaml_integer(struct yaml_node node, int64_t min, int64_t max, int64_t absent);

/* `true` or `false`, no other spelling. */
bool yaml_boolean(struct yaml_node node, bool absent);

/* The place of the text in `names` (exact spelling). */
size_t yaml_choice(struct yaml_node node, const char *const names[], size_t n_names, size_t absent);

/* YYYY-MM-DD as days since 1970-01-01. */
int32_t yaml_date(struct yaml_node node, int32_t absent);

/* ---- faults ---- */

/* Notes a fault of the caller's own at a node (at the file as a whole when it is absent). The same
 * rule holds for what is quoted, see yaml_quote(). */
void yaml_fault(struct yaml_node node, const char *format, ...) PRINTF_LIKE(2, 3);

/* The node's text if text_may_be_quoted(), else "the value": for fault texts. */
const char *yaml_quote(struct yaml_node node);

/* `file:line:column` of a node, into `ret_place` (cut to fit). For faults that compare two places.
 */
void yaml_place(struct yaml_node node, char *ret_place, size_t size);

/* All faults found so far, and the text of each kept one (i < YAML_FAULTS_MAX). */
size_t yaml_n_faults(const struct yaml_document *document);
const char *yaml_fault_text(const struct yaml_document *document, size_t i);
void yaml_print_faults(const struct yaml_document *document, FILE *out);

/* FAULT_INPUT "invalid_file" with the first fault and their number if there is any fault. */
MUST_CHECK enum fault yaml_finish(struct yaml_document *document, struct error *err);

#endif
