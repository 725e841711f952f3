/* SPDX-License-Identifier: EUPL-1.2 */
/* inbox_json - how a received exchange is written for the agency's own systems. */
#ifndef EDGE_INBOX_JSON_H
#define EDGE_INBOX_JSON_H

#include "base/json_out.h"
#include "edge/inbox.h"

/* Inside an object: what a list shows of it, and the whole begins with. */
void inbox_json_summary(struct json_out *out, const struct inbox_view *view);

/* Inside an object: what its sender said of it outside of the sections. NULL, since it went with the
 * content: nothing is said, neither yes nor no. */
void inbox_json_header(struct json_out *out, const struct private_header *header);

/* An opened section, as an item of a list. */
void inbox_json_section(struct json_out *out, const struct owned_section_body *body);

#endif
