/* SPDX-License-Identifier: EUPL-1.2 */
/* take_over - becomes the one writer: a start leaf, and a leaf for each card and each agreement that
 * has none. */
#ifndef BROKER_TAKE_OVER_H
#define BROKER_TAKE_OVER_H

#include "broker/broker.h"

/* Blocking, before the loop, after take_over_check(). */
MUST_CHECK enum fault take_over(struct broker *broker, struct error *err);

/* What of it can be checked without writing: FAULT_INPUT "wrong_log" if the database's log is not
 * this area's, or when there is no card of the log for leaf 0. */
MUST_CHECK enum fault take_over_check(const struct broker *broker, struct error *err);

#endif
