/* SPDX-License-Identifier: Apache-2.0 */
/* fields - values that several of the YAML files here hold: names of parties, lists of words, keys.
 *
 * As the readers of yaml/yaml.h: what is wrong is noted at the node, and the walk goes on. An absent
 * node writes nothing.
 */
#ifndef MODEL_FIELDS_H
#define MODEL_FIELDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "model/limits.h"
#include "yaml/yaml.h"

/* The whole file, so that what is hashed is what is read: more than YAML_SIZE_MAX bytes are cut one
 * byte above it, which yaml_open_bytes() refuses. FAULT_INPUT with `code` and the path. */
MUST_CHECK enum fault fields_read_file(const char *path, const char *code, struct buffer *ret_bytes,
                                       struct error *err);

/* The origin of a log. */
void fields_origin(struct yaml_node node, char ret_origin[LIMIT_ORIGIN + 1]);

/* A party's name; those that stand for something else where a party may be named are reserved. */
void fields_party(struct yaml_node node, char ret_name[LIMIT_PARTY + 1]);

/* A token other than none, of at most `max` bytes. */
void fields_token(struct yaml_node node, char *ret_text, size_t max);

/* Tokens other than none, each once, `n_min` to `n_max`, into rows of `row` bytes. Returns how many
 * were read. */
size_t fields_tokens(struct yaml_node list, char *ret_rows, size_t row, size_t n_min, size_t n_max);

/* Exactly `size` bytes, in base64. */
void fields_base64(struct yaml_node node, uint8_t *ret_bytes, size_t size);

#endif
