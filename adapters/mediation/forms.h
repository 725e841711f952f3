/* SPDX-License-Identifier: EUPL-1.2 */
/* forms - what the mediation board (Norway) and municipal mediation (Sweden) send. */
#ifndef MEDIATION_FORMS_H
#define MEDIATION_FORMS_H

#include "edge/message_form.h"

/* Ends with a NULL type. */
extern const struct message_form mediation_messages[];

#endif
