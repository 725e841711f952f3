/* SPDX-License-Identifier: Apache-2.0 */
/* frame_rules - the form of every field of a frame. */
#ifndef WIRE_FRAME_RULES_H
#define WIRE_FRAME_RULES_H

#include "wire/check.h"

extern const struct check_schema frame_rules;

#endif
