/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/place.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void place_start(struct place *place, const struct check_schema *schema, const char *name,
                 struct error *err)
{
    *place = (struct place){ .schema = schema, .err = err };
    place_enter(place, name);
}

static size_t enter(struct place *place, const char *format, ...) PRINTF_LIKE(2, 3);
static size_t enter(struct place *place, const char *format, ...)
{
    size_t mark = place->size;
    va_list args;
    int length;

    va_start(args, format);
    length = vsnprintf(place->name + mark, sizeof(place->name) - mark, format, args);
    va_end(args);
    assert(length >= 0 && (size_t)length < sizeof(place->name) - mark);
    place->size += (size_t)length;
    return mark;
}

size_t place_enter(struct place *place, const char *field)
{
    return enter(place, "%s%s", place->size && field[0] ? "." : "", field);
}

size_t place_enter_element(struct place *place, size_t i) { return enter(place, "[%zu]", i); }

void place_leave(struct place *place, size_t mark)
{
    place->size = mark;
    place->name[mark] = '\0';
}

const struct check_message *place_rules(const struct place *place,
                                        const ProtobufCMessageDescriptor *message)
{
    const struct check_schema *schema = place->schema;
    const struct check_message *found = NULL;

    for (size_t i = 0; i < schema->n_messages && !found; i++) {
        if (schema->messages[i].message == message)
            found = &schema->messages[i];
    }
    assert(found && found->n_rules == message->n_fields);
    for (size_t i = 0; i < found->n_rules; i++)
        assert(strcmp(found->rules[i].field, message->fields[i].name) == 0);
    return found;
}

void place_fault(struct place *place, const char *format, ...)
{
    char why[160];
    va_list args;

    if (place->failed)
        return;
    va_start(args, format);
    vsnprintf(why, sizeof(why), format, args);
    va_end(args);
    place->failed = true;
    error_set_code(place->err, FAULT_INPUT, place->schema->field_code, "%s: %s",
                   place->size ? place->name : "frame", why);
}

void place_garbage(struct place *place, const char *why)
{
    if (place->failed)
        return;
    place->failed = true;
    error_set_code(place->err, FAULT_INPUT, place->schema->garbage_code, "%s: %s",
                   place->size ? place->name : "frame", why);
}
