/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/check.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/uuid.h"
#include "wire/place.h"

static void check_fields(struct place *place, const ProtobufCMessage *message);

static bool is_printable(const char *text)
{
    for (; *text; text++) {
        if (*text <= ' ' || *text > '~')
            return false;
    }
    return true;
}

static bool is_without_controls(const char *text)
{
    const uint8_t *byte = (const uint8_t *)text;

    for (size_t i = 0; byte[i]; i++) {
        if (byte[i] < 0x20 || byte[i] == 0x7f || (byte[i] == 0xc2 && byte[i + 1] < 0xa0))
            return false;
    }
    return true;
}

/* That it is UTF-8 was seen in the bytes. */
static void check_string(struct place *place, const struct check_rule *rule, const char *text)
{
    size_t size = text ? strlen(text) : 0;

    if (size == 0 && rule->may_be_empty)
        return;
    if (size < rule->min || size > rule->max)
        place_fault(place, "%llu to %llu bytes wanted", (unsigned long long)rule->min,
                    (unsigned long long)rule->max);
    else if (rule->form == CHECK_TOKEN && !text_is_token(text ? text : "", rule->max))
        place_fault(place, "a word of lower-case letters, digits, '.', '_' and '-' wanted");
    else if (rule->form == CHECK_ASCII && size && !is_printable(text))
        place_fault(place, "printable ASCII without spaces wanted");
    else if (rule->form == CHECK_TEXT && size && !is_without_controls(text))
        place_fault(place, "control character");
}

static void check_binary(struct place *place, const struct check_rule *rule,
                         ProtobufCBinaryData data)
{
    struct uuid uuid;

    if (data.len == 0 && rule->may_be_empty)
        return;
    if (data.len < rule->min || data.len > rule->max) {
        if (rule->min == rule->max)
            place_fault(place, "%llu bytes wanted", (unsigned long long)rule->min);
        else
            place_fault(place, "%llu to %llu bytes wanted", (unsigned long long)rule->min,
                        (unsigned long long)rule->max);
    } else if (rule->form == CHECK_UUID && !uuid_of_bytes(bytes_of(data.data, data.len), &uuid)) {
        place_fault(place, "a UUID of version 7 wanted");
    }
}

static void check_number(struct place *place, const struct check_rule *rule, uint64_t value)
{
    if (value < rule->min || value > rule->max)
        place_fault(place, "%llu to %llu wanted", (unsigned long long)rule->min,
                    (unsigned long long)rule->max);
}

/* `member` points at the value in the struct, or at one element of an array. */
static void check_value(struct place *place, const struct check_rule *rule,
                        const ProtobufCFieldDescriptor *field, const void *member)
{
    const ProtobufCMessage *message;

    switch (field->type) {
    case PROTOBUF_C_TYPE_UINT32:
        check_number(place, rule, *(const uint32_t *)member);
        break;
    case PROTOBUF_C_TYPE_ENUM: /* negative ones become large */
        check_number(place, rule, (uint64_t) * (const int32_t *)member);
        break;
    case PROTOBUF_C_TYPE_UINT64:
        check_number(place, rule, *(const uint64_t *)member);
        break;
    case PROTOBUF_C_TYPE_STRING:
        check_string(place, rule, *(char *const *)member);
        break;
    case PROTOBUF_C_TYPE_BYTES:
        check_binary(place, rule, *(const ProtobufCBinaryData *)member);
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        message = *(ProtobufCMessage *const *)member;
        if (message)
            check_fields(place, message);
        else if (rule->min)
            place_fault(place, "missing");
        break;
    default:
        assert(field->type == PROTOBUF_C_TYPE_BOOL);
    }
}

static size_t element_size(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_UINT32:
        return sizeof(uint32_t);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_STRING:
        return sizeof(char *);
    default:
        assert(field->type == PROTOBUF_C_TYPE_MESSAGE);
        return sizeof(ProtobufCMessage *);
    }
}

static void check_repeated(struct place *place, const struct check_rule *rule,
                           const ProtobufCFieldDescriptor *field, const ProtobufCMessage *message)
{
    const uint8_t *base = (const uint8_t *)message;
    size_t n = *(const size_t *)(base + field->quantifier_offset);
    const uint8_t *elements = *(uint8_t *const *)(base + field->offset);

    if (n < rule->n_min || n > rule->n_max)
        place_fault(place, "%zu to %zu elements wanted", rule->n_min, rule->n_max);
    for (size_t i = 0; i < n && !place->failed; i++) {
        size_t mark = place_enter_element(place, i);

        check_value(place, rule, field, elements + i * element_size(field));
        place_leave(place, mark);
    }
}

/* Whether the field is one of a oneof and not the one that is set. */
static bool is_other_kind(const ProtobufCFieldDescriptor *field, const ProtobufCMessage *message)
{
    const uint8_t *base = (const uint8_t *)message;

    return (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) &&
           *(const uint32_t *)(base + field->quantifier_offset) != field->id;
}

static void check_fields(struct place *place, const ProtobufCMessage *message)
{
    const struct check_message *rules = place_rules(place, message->descriptor);
    const char *why, *name = NULL;

    for (unsigned i = 0; i < message->descriptor->n_fields && !place->failed; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        size_t mark;

        if (is_other_kind(field, message))
            continue;
        mark = place_enter(place, field->name);
        if (field->label == PROTOBUF_C_LABEL_REPEATED)
            check_repeated(place, &rules->rules[i], field, message);
        else
            check_value(place, &rules->rules[i], field, (const uint8_t *)message + field->offset);
        place_leave(place, mark);
    }
    if (place->failed || !rules->extra)
        return;
    why = rules->extra(message, &name);
    if (why) {
        place_enter(place, name);
        place_fault(place, "%s", why);
    }
}

enum fault check_message(const struct check_schema *schema, const ProtobufCMessage *message,
                         const char *name, struct error *err)
{
    struct place place;

    place_start(&place, schema, name, err);
    check_fields(&place, message);
    return place.failed ? FAULT_INPUT : FAULT_NONE;
}
