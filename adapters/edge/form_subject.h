/* SPDX-License-Identifier: EUPL-1.2 */
/* form_subject - the person whom a form is about:
 *
 *   {"national_id": text or null, "name": …, "unborn": …, "age_at_act": years,
 *    "address": {…}, "telephone": …, "informed": {…}, "heard": …}
 *
 * Each field is optional. The number goes as it was typed into the part of category identity, and
 * nowhere else.
 */
#ifndef EDGE_FORM_SUBJECT_H
#define EDGE_FORM_SUBJECT_H

#include "edge/json.h"
#include "edge/report.h"

/* Fills the child's pointer, reference, age and flags, and adds the parts identity and contact; the
 * rest of child->header stays as it is. `bare`: the ground carries neither, so name, address and
 * telephone are faults ("not_allowed") and there is no part. The caller asks for what else the object
 * may hold, and ends it. */
void form_subject_read(struct json_node node, const struct form_context *context, bool bare,
                       struct report_child *child, struct form_faults *warnings);

#endif
