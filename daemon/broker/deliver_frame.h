/* SPDX-License-Identifier: EUPL-1.2 */
/* deliver_frame - one delivery as a frame, from the rows that hold its bytes. */
#ifndef BROKER_DELIVER_FRAME_H
#define BROKER_DELIVER_FRAME_H

#include "broker/broker.h"

/* FAULT_BROKEN if the rows do not make a delivery (a leaf that does not read, a card that is not
 * held): it is tried again, and somebody must look. */
MUST_CHECK enum fault deliver_frame_write(const struct broker *broker,
                                          const struct stored_delivery *delivery, uint32_t attempt,
                                          struct buffer *ret_frame, struct error *err);

#endif
