/* SPDX-License-Identifier: EUPL-1.2 */
/* messages - what a school sends beside its reports of concern. */
#ifndef SCHOOL_MESSAGES_H
#define SCHOOL_MESSAGES_H

#include "edge/message_form.h"

/* Ends with a NULL type. */
extern const struct message_form school_messages[];

#endif
