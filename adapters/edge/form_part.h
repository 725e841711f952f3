/* SPDX-License-Identifier: EUPL-1.2 */
/* form_part - what all forms read and write alike: words of the vocabulary, lines, addresses, and
 * sections by category.
 *
 * Faults are noted at the node; a reader that finds one throws its report away whole.
 */
#ifndef EDGE_FORM_PART_H
#define EDGE_FORM_PART_H

#include "edge/json.h"
#include "edge/report.h"

enum {
    FORM_LINE_MAX = 300,
    FORM_TEXT_MAX = 500000,
    FORM_SECTIONS_MAX = 40, /* in one object of sections */
};

/* A word of the vocabulary ("unknown_word"). NULL when absent or faulty. Borrowed. */
const char *form_word_read(struct json_node node, const struct form_context *context,
                           enum form_word kind);

/* 1 to `max` bytes on one line ("format"). NULL when absent or faulty. Borrowed. */
const char *form_line_read(struct json_node node, size_t max);

/* An optional text of 1 to `max` bytes under `key`. */
void form_text_check(struct json_node object, const char *key, size_t max);

/* {"street", "postcode", "city", "country"}, each a line and optional. */
void form_address_check(struct json_node address);

/* {"answer": …, "reason": a code, "explanation": text}: has somebody been told, and if not, why?
 * `ret_reason` may be NULL; NULL is stored if there is none. */
enum header_answer form_informed_read(struct json_node informed, const struct form_context *context,
                                      const char **ret_reason);

/* Adds the part {"<key>": node}; nothing if the node is absent. */
void form_put_node(struct report_child *child, const char *category, bool shared, const char *key,
                   struct json_node node);

/* {"<category>": text or object, …}: a part each; a text becomes {"text": …}. Those in `own` (ends
 * with NULL) stand elsewhere in the form: "not_allowed". */
void form_sections_read(struct json_node sections, const struct form_context *context,
                        const char *const own[], bool shared, struct report_child *child);

#endif
