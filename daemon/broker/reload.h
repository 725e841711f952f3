/* SPDX-License-Identifier: EUPL-1.2 */
/* reload - reads directory, agreements, vocabulary and rules anew, whole or not at all.
 *
 * All is read and checked first; one fault, and nothing changes. What is new then becomes leaves,
 * and is used from their commit on: between two batches, so that each decision stands on one set of
 * files. Cards are carried over; one whose party has another root key now is dropped.
 */
#ifndef BROKER_RELOAD_H
#define BROKER_RELOAD_H

#include "broker/outcome.h"

struct reload;

/* Starts it; asked for again while one is under way, it comes after that. */
void reload_start(struct broker *broker);

void reload_free(struct reload *reload); /* accepts NULL */

/* As outcome_decide(), outcome_committed(), outcome_refused(). */
void reload_decide(struct broker *broker, struct work *work, const struct outcome_place *place);
void reload_committed(struct broker *broker, struct work *work);
void reload_refused(struct broker *broker, const struct error *err);

#endif
