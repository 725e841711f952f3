/* SPDX-License-Identifier: EUPL-1.2 */
/* message_fields - the fields of a form's "content": read by their kinds, and put into sections. */
#ifndef EDGE_MESSAGE_FIELDS_H
#define EDGE_MESSAGE_FIELDS_H

#include "edge/json.h"
#include "edge/message_form.h"

enum { MESSAGE_FIELDS_MAX = 24 };

/* Reads every field, and adds a part for each category of which something is said, in the order of
 * the table. `content` may be absent: required fields have been missed already. With `nameless` a text
 * may hold nothing that points at somebody (edge/nameless.h). */
void message_fields_read(const struct form_field fields[], struct json_node content, bool nameless,
                         struct report_child *child);

/* Is any field required? */
bool message_fields_required(const struct form_field fields[]);

#endif
