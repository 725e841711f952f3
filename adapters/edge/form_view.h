/* SPDX-License-Identifier: EUPL-1.2 */
/* form_view - what was received, in a form that an agency's system knows: by media type, made from the
 * opened sections.
 */
#ifndef EDGE_FORM_VIEW_H
#define EDGE_FORM_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/json_out.h"

/* One opened section. Borrowed. */
struct view_section {
    const char *category, *media_type;
    bool shared; /* the same for every person of the report that it came from */
    struct bytes content;
};

/* A received exchange with its content. Borrowed. */
struct view_source {
    const char *type, *sender;
    const char *area; /* the recipient's, if it has exactly one; else "" */
    int64_t created_ms;
    /* Said in no section: a form that has no place for it does not fit. */
    bool protected_identity, notifier_protected, feedback_requested, do_not_inform;
    const struct view_section *sections;
    size_t n_sections;
};

/* Writes the whole body. False, whatever was written, if the message does not fit the form. */
typedef bool form_view_write(const struct view_source *source, struct json_out *out);

struct form_view {
    const char *media_type; /* ends a list with NULL */
    const char *type;       /* of exchanges that may fit */
    form_view_write *write;
};

#endif
