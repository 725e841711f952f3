/* SPDX-License-Identifier: Apache-2.0 */
/* content_rules - the form of every field inside an exchange. */
#ifndef WIRE_CONTENT_RULES_H
#define WIRE_CONTENT_RULES_H

#include "wire/check.h"

extern const struct check_schema content_rules;

#endif
