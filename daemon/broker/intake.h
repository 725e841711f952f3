/* SPDX-License-Identifier: EUPL-1.2 */
/* intake - from a received frame to work for the next batch, or an error at once.
 *
 * A frame that we cannot decode is answered and dropped. When the database is away nothing is
 * acknowledged, and its sender will send it again.
 */
#ifndef BROKER_INTAKE_H
#define BROKER_INTAKE_H

#include "broker/broker.h"

/* A link_on_frame. */
void intake_on_frame(void *broker, const char *party, const struct link_peer *peer,
                     struct bytes frame);

/* A link_party_of_key: the party whose current card has this CURVE key. */
const char *intake_party_of_key(void *broker, const uint8_t key[32]);

#endif
