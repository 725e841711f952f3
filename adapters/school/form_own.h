/* SPDX-License-Identifier: EUPL-1.2 */
/* form_own - the bus's own form of a report of concern: JSON, described in FORM.md. */
#ifndef SCHOOL_FORM_OWN_H
#define SCHOOL_FORM_OWN_H

#include "edge/report.h"

#define FORM_OWN_MEDIA_TYPE "application/json"

/* As form_read of edge/report.h says. A field that the form does not have is a fault. */
MUST_CHECK enum fault form_own_read(struct bytes body, const struct form_context *context,
                                    struct report *ret_report, struct form_faults *ret_faults,
                                    struct error *err);

#endif
