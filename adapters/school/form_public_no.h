/* SPDX-License-Identifier: EUPL-1.2 */
/* form_public_no - the Norwegian report of concern from public bodies, as KS Fiks publishes it:
 * https://fiks.ks.no/bekymringsmelding.offentlig.v2.json, "Offentlig bekymringsmelding".
 *
 * Required fields, types and patterns are the schema's. It allows fields that it does not name; none
 * is lost: they go, sealed, into an observation under "andreFelter". `format` is, by JSON Schema
 * 2019-09, a note and checked by nobody (the published example has a time without offset).
 * A recipient is the function child_welfare in the area kommunenummer-bydelsnummer.
 */
#ifndef SCHOOL_FORM_PUBLIC_NO_H
#define SCHOOL_FORM_PUBLIC_NO_H

#include "edge/report.h"

#define FORM_PUBLIC_NO_MEDIA_TYPE "application/vnd.no.ks.fiks.bekymringsmelding.offentlig.v2+json"
#define FORM_PUBLIC_NO_GROUND "no.bvl.13-2"

/* As form_read of edge/report.h says. */
MUST_CHECK enum fault form_public_no_read(struct bytes body, const struct form_context *context,
                                          struct report *ret_report, struct form_faults *ret_faults,
                                          struct error *err);

#endif
