/* SPDX-License-Identifier: Apache-2.0 */
/* place - where in a message a check stands, so that a fault can say it: "submit.sections[2].salt".
 *
 * Remembers the first fault; whoever checks goes on only while `failed` is false.
 */
#ifndef WIRE_PLACE_H
#define WIRE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "wire/check.h"

struct place {
    const struct check_schema *schema;
    struct error *err;
    bool failed;
    size_t size;
    char name[120];
};

void place_start(struct place *place, const struct check_schema *schema, const char *name,
                 struct error *err);

/* Goes into a field, or into an element of one. The result is what place_leave() wants. Names are
 * from descriptors and tables, never from a message. */
size_t place_enter(struct place *place, const char *field);
size_t place_enter_element(struct place *place, size_t i);
void place_leave(struct place *place, size_t mark);

/* The rules of a message (asserted to be there and to fit it). */
const struct check_message *place_rules(const struct place *place,
                                        const ProtobufCMessageDescriptor *message);

/* FAULT_INPUT with the schema's code for a field, and for bytes that are no message at all. */
void place_fault(struct place *place, const char *format, ...) PRINTF_LIKE(2, 3);
void place_garbage(struct place *place, const char *why);

#endif
