/* SPDX-License-Identifier: EUPL-1.2 */
/* order - a message to the bus itself: a consent, further signatures, its withdrawal, that it is
 * void; or that the sender takes an exchange back.
 *
 * It is accepted or refused, and nothing else: it has no sections and is delivered to nobody. No
 * I/O: what was looked up is an argument.
 */
#ifndef BROKER_ORDER_H
#define BROKER_ORDER_H

#include "broker/submission.h"

#define ORDER_RULE "bus-order" /* stands where an exchange has a rule of the policy */

/* Is it addressed to the bus? */
bool order_is(const struct submission *submission);

/* Does it say something of a consent? Only of an order. */
bool order_is_of_consent(const struct submission *submission);

/* Does it end exchanges, if it is accepted: a withdrawal, a void, a take-back? Only of an order. */
bool order_ends_exchanges(const struct submission *submission);

/* FAULT_INPUT "bad_content": to the bus goes one order, of the kind that the type names, without
 * sections, ground and agreement; to anybody else no order. */
MUST_CHECK enum fault order_check(const struct submission *submission, struct error *err);

/* What is said about a consent. `ret_subject` holds what the message points to besides the
 * submission. */
void order_message(const struct submission *submission, const struct decision_context *context,
                   struct digest *ret_subject, struct consent_message *ret_message);

/* NULL if it may be accepted, else the code with which it is refused (static): unknown_sender,
 * no_key, new_card (of the bus), those of core/consent.h, unknown_word (a condition that the vocabulary
 * does not have), unknown_reference (a take-back of what is not the sender's own), too_late (of what has ended). `target` is the exchange that it refers to,
 * NULL if there is none. */
const char *order_objection(const struct submission *submission,
                            const struct decision_context *context,
                            const struct known_exchange *target);

#endif
