/* SPDX-License-Identifier: EUPL-1.2 */
/* json - reads what systems post, and writes what they are answered: a strict JSON document with a
 * typed walker over it, and a writer with a stable order of keys.
 *
 * A reader that finds something wrong notes it under the field's JSON pointer (RFC 6901) and
 * returns the value for an absent field; the walk goes on, so one answer shows every fault. Nothing
 * read may be used if a fault was noted. No detail ever quotes a value.
 *
 *     struct json_node root = json_root(document);
 *     const char *ground = json_token(json_field(root, "ground", JSON_REQUIRED), 64);
 *     json_end(root);
 */
#ifndef EDGE_JSON_H
#define EDGE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/json_out.h"
#include "edge/report.h"

enum {
    JSON_SIZE_MAX = 1024 * 1024,
    JSON_LEVELS_MAX = 16,
};

struct json_document;

/* A place in a document; plain value, valid as long as the document. An absent node (a field that
 * was left out or is of the wrong type) is accepted everywhere and reads as absent, silently. */
struct json_node {
    struct json_document *document;
    size_t index; /* 0 is absent */
};

enum json_presence {
    JSON_OPTIONAL = 0,
    JSON_REQUIRED,
};

/* Parses `bytes` (RFC 8259): UTF-8, no name twice in an object, no U+0000, at most JSON_SIZE_MAX
 * bytes and JSON_LEVELS_MAX levels. What is wrong is noted in `faults` with pointer "" and the code
 * too_large, too_deep or malformed, and FAULT_INPUT returned. `faults` is kept for the walk and must
 * outlive the document. The caller closes it. */
MUST_CHECK enum fault json_open(struct bytes bytes, struct form_faults *faults,
                                struct json_document **ret_document, struct error *err);

/* Wipes and frees. Accepts NULL. */
void json_close(struct json_document *document);
DEFINE_CLEANUP(struct json_document *, json_close)

struct json_node json_root(struct json_document *document);

/* The value of `key`, which is then known. An absent required key is a fault ("missing") at the
 * place where it should be, a node that is no object one of "type". null is a value. */
struct json_node json_field(struct json_node object, const char *key, enum json_presence presence);

/* Reports every key that nobody has asked for ("unknown_field"). */
void json_end(struct json_node object);

/* For objects whose keys are data, in the order of the document. A node that is no object is a
 * fault, more than `max` pairs one of "range" (then 0). Keys are known once their value was asked
 * for. NULL past the end. */
size_t json_pairs(struct json_node object, size_t max);
const char *json_key(struct json_node object, size_t i);
struct json_node json_value(struct json_node object, size_t i);

/* The number of items; fewer than `min`, more than `max` ("range") or no list ("type") is a fault,
 * and 0 returned. */
size_t json_list(struct json_node list, size_t min, size_t max);
struct json_node json_item(struct json_node list, size_t i);

/* Without a fault. Null is present. */
bool json_present(struct json_node node);
bool json_is_none(struct json_node node);
bool json_is_text(struct json_node node);
bool json_is_list(struct json_node node);
bool json_is_flag(struct json_node node);
bool json_has_fields(struct json_node node);

/* A text of `min` to `max` bytes ("length"), borrowed from the document. NULL when absent. */
const char *json_text(struct json_node node, size_t min, size_t max);

/* 1 to `max` bytes of [a-z0-9._-], starting with a letter or digit ("format"). NULL when absent. */
const char *json_token(struct json_node node, size_t max);

/* `true` or `false`. */
bool json_flag(struct json_node node, bool absent);

/* A whole number from 0 to `max` ("range"). 0 when absent. */
uint64_t json_number(struct json_node node, uint64_t max);

/* The node's own pointer: "/children/0/name". Borrowed. "" when absent. */
const char *json_pointer(struct json_node node);

/* Where the walk notes its faults. The node may be absent. */
struct form_faults *json_faults_of(struct json_node node);

/* Notes a fault of the caller's own at a node. The format is English, as in form_faults_add(). */
void json_fault(struct json_node node, const char *code, const char *format, ...) PRINTF_LIKE(3, 4);

/* ---- copying into JSON that is written (base/json_out.h) ---- */

/* A node of a document, all of it; nothing if it is absent. */
void json_put_node(struct json_out *out, const char *key, struct json_node node);
/* Every pair of an object that nobody has asked for; the number of them. */
size_t json_put_rest(struct json_out *out, struct json_node object);

/* True if the bytes are one JSON value by the rules of json_open(). */
bool json_is_valid(struct bytes bytes);

#endif
