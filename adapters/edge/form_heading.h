/* SPDX-License-Identifier: EUPL-1.2 */
/* form_heading - what every form says before its content: to whom it goes, on what ground, who
 * decided.
 *
 * The fields are written out in edge/message_form.h. Ground, purpose, consents and decided_by stand at
 * the top for all recipients, or with one recipient for that one alone.
 */
#ifndef EDGE_FORM_HEADING_H
#define EDGE_FORM_HEADING_H

#include "edge/json.h"
#include "edge/report.h"

/* What the type of the message says of its heading. */
struct form_heading_rules {
    const char *ground;     /* where nothing is said; NULL or "": it must be said */
    const char *purpose;    /* the same */
    bool answers;           /* must name what it answers */
    bool corrects;          /* must name what it corrects */
    bool states_unverified; /* must say whether its data are unverified */
    bool asks;              /* nothing is sent by it: the ground may be left out, and it refers to
                             * nothing */
    bool about_nobody;      /* whatever ties it to a person is a fault */
};

/* "to": function, area and party of each recipient, or for which school it is the contact officer. With context->parent the one recipient is its
 * sender, and "to" a fault. */
void form_targets_read(struct json_node root, const struct form_context *context,
                       struct report *report);

/* Is any recipient of this role? By its function's word, and by the party that it is as context->role_of
 * and role_at know it. */
bool form_targets_have_role(const struct report *report, const struct form_context *context,
                            const char *role);

/* The rest of the heading: into the targets that were read, the report, and the flags of `header`. */
void form_heading_read(struct json_node root, const struct form_context *context,
                       const struct form_heading_rules *rules, struct report *report,
                       struct private_header *header);

#endif
