/* SPDX-License-Identifier: EUPL-1.2 */
/* check_form - what is asked before anything is written: to whom, what, about whom, on what ground.
 *
 *   {"to": …, "type": …, "purpose": …, "ground": …, "consents": […], "decided_by": {…},
 *    "flags": {…}, "urgency": …,
 *    "subject": {"national_id": …} or {"age": …, "certainty": …, "age_at_act": …, …},
 *    "categories": ["identity", …]}
 *
 * Fields and faults are those of a message (edge/message_form.h), but that there is no content: name,
 * address and telephone of the subject are faults, too. "ground" may be left out; so may "subject",
 * where nobody is meant.
 */
#ifndef EDGE_CHECK_FORM_H
#define EDGE_CHECK_FORM_H

#include "edge/report.h"

struct check_form {
    struct report report; /* one child, without parts */
    char categories[LIMIT_SECTIONS][CONTENT_WORD + 1];
    size_t n_categories;
    bool is_list; /* "to" is one */
};

/* Accepts a zeroed one. */
void check_form_clear(struct check_form *form);
DEFINE_CLEAR(struct check_form, check_form_clear)

/* All faults at once. FAULT_INPUT if there are any; `ret` is then untouched. */
MUST_CHECK enum fault check_form_read(struct bytes body, const struct form_context *context,
                                      struct check_form *ret, struct form_faults *ret_faults,
                                      struct error *err);

#endif
