/* SPDX-License-Identifier: EUPL-1.2 */
/* forge - a lying broker, for the tests only: in a build with fault points, and when asked to
 * (SAMBAND_FAULT=forge_registered:yes), it tells a sender that the case system has its report, with
 * an item that the recipient never signed. Elsewhere it does nothing.
 */
#ifndef BROKER_FORGE_H
#define BROKER_FORGE_H

#include "broker/broker.h"

void forge_registration(struct broker *broker, struct member *sender,
                        const struct stored_receipt *hand_over);

#endif
