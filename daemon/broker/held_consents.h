/* SPDX-License-Identifier: EUPL-1.2 */
/* held_consents - the consents of the area, from the record into memory, when a broker starts. */
#ifndef BROKER_HELD_CONSENTS_H
#define BROKER_HELD_CONSENTS_H

#include "broker/broker.h"

/* Blocking, after take-over. A message whose content was erased counts by what its leaf says: that a
 * consent has ended is never forgotten, that it was given is. FAULT_BROKEN "consent_unreadable": a
 * leaf does not read, and nobody can say what it ended. */
MUST_CHECK enum fault held_consents_load(struct broker *broker, struct error *err);

#endif
