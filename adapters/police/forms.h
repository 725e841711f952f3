/* SPDX-License-Identifier: EUPL-1.2 */
/* forms - what the police and prosecutors send. */
#ifndef POLICE_FORMS_H
#define POLICE_FORMS_H

#include "edge/message_form.h"

/* Ends with a NULL type. */
extern const struct message_form police_messages[];

#endif
