/* SPDX-License-Identifier: EUPL-1.2 */
/* hello - the start of a link: who it is, what it has seen of us, and the welcome.
 *
 * A hello shows the newest of our own signed items that the adapter holds. If the record lacks that
 * leaf, the database has been set back: nothing more is accepted until somebody has looked.
 */
#ifndef BROKER_HELLO_H
#define BROKER_HELLO_H

#include "broker/broker.h"

void hello_receive(struct broker *broker, struct member *member, const struct link_peer *peer,
                   struct bytes frame);

/* The card of a hello that waited is in the record now. */
void hello_resume(struct broker *broker, struct member *member);

/* The card of a hello that waited cannot enter the record. */
void hello_refuse(struct broker *broker, struct member *member, const struct error *err);

#endif
