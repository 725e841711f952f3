/* SPDX-License-Identifier: EUPL-1.2 */
/* view_public_no - a report of concern as the Norwegian report from public bodies, as KS Fiks publishes
 * it: https://fiks.ks.no/bekymringsmelding.offentlig.v2.json, "Offentlig bekymringsmelding".
 *
 * What came in that form goes out in it: the same fields with the same values, for the one child that
 * the exchange is about. Nothing is invented and nothing left out: a message without one of the form's
 * required fields (a section that the gate did not let through, another form), or with anything that
 * the form has no place for, does not fit.
 */
#ifndef SOCIAL_VIEW_PUBLIC_NO_H
#define SOCIAL_VIEW_PUBLIC_NO_H

#include "edge/form_view.h"

#define VIEW_PUBLIC_NO_MEDIA_TYPE "application/vnd.no.ks.fiks.bekymringsmelding.offentlig.v2+json"

/* As form_view_write of edge/form_view.h says. */
bool view_public_no_write(const struct view_source *source, struct json_out *out);

#endif
