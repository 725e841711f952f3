/* SPDX-License-Identifier: EUPL-1.2 */
/* forms - what an agency sends for which there is no adapter of its own. */
#ifndef AGENCY_FORMS_H
#define AGENCY_FORMS_H

#include "edge/message_form.h"

/* Ends with a NULL type. */
extern const struct message_form agency_messages[];

#endif
