/* SPDX-License-Identifier: EUPL-1.2 */
/* forms - what social services and child welfare send. */
#ifndef SOCIAL_FORMS_H
#define SOCIAL_FORMS_H

#include "edge/message_form.h"

/* Ends with a NULL type. */
extern const struct message_form social_messages[];

#endif
