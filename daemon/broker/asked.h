/* SPDX-License-Identifier: EUPL-1.2 */
/* asked - what becomes of a question: it waits its turn with all other work, leaves a leaf, and is
 * answered once that is committed.
 *
 * How much one party may ask is bounded, in an hour and at once, before any signature is looked at:
 * whoever could ask for ever could find out by asking what the rules let through. The count is kept in
 * memory and begins anew with the broker.
 */
#ifndef BROKER_ASKED_H
#define BROKER_ASKED_H

#include "broker/outcome.h"

enum { ASKED_AT_ONCE = 32 }; /* of one party, without an answer */

/* True if it took the frame; else it has answered with an error. */
bool asked_receive(struct broker *broker, struct member *member, const struct link_peer *peer,
                   Samband__V1__Frame *frame);

/* The id that its text claims; false where the text cannot be read. Nothing is verified. */
bool asked_id(const Samband__V1__Question *message, struct uuid *ret_id);

/* Not now: an error that names the question as far as its text can be read. A `wait_ms` of 0 is
 * said as a second. */
void asked_refuse(struct broker *broker, const struct link_peer *peer,
                  const Samband__V1__Question *message, const struct error *err, uint32_t wait_ms);

void asked_decide(struct broker *broker, struct work *work, struct outcome_place *place);
void asked_committed(struct broker *broker, struct work *work);

#endif
