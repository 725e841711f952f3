/* SPDX-License-Identifier: EUPL-1.2 */
/* consents_check - may this be said of a consent, as far as it is known here?
 *
 * The bus judges it again, and what it knows counts. What cannot be read here any more is left to the
 * bus, so that nobody is ever kept from withdrawing. Private to consents*.c.
 */
#ifndef EDGE_CONSENTS_CHECK_H
#define EDGE_CONSENTS_CHECK_H

#include "edge/consents.h"

/* Notes whatever is against it, with pointers into the body (edge/consent_form.h); codes as in
 * consents_post(). `today`: days since 1970. */
void consents_check(const struct consent_view *view, const struct private_header *header,
                    int32_t today, struct form_faults *faults);

#endif
