/* SPDX-License-Identifier: Apache-2.0 */
/* The half of wire/check.h that looks at bytes before they are unpacked. */
#include "wire/check.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "wire/place.h"
#include "wire/sizes.h"

enum {
    FIELDS_MAX = 32, /* of one message in our .proto files */
    VARINT_MAX = 10, /* bytes */
};

enum wire_type { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_SIZED = 2, WIRE_32 = 5 };

struct cursor {
    const uint8_t *at, *end;
};

/* One field as it stands on the wire. */
struct piece {
    uint32_t number;
    enum wire_type type;
    uint64_t value;       /* of a varint */
    struct bytes content; /* of a sized one */
};

static void scan_message(struct place *place, const ProtobufCMessageDescriptor *message,
                         struct bytes bytes);

static bool read_varint(struct cursor *cursor, uint64_t *ret_value)
{
    uint64_t value = 0;

    for (int i = 0; i < VARINT_MAX && cursor->at < cursor->end; i++) {
        uint8_t byte = *cursor->at++;

        value |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (!(byte & 0x80)) {
            *ret_value = value;
            return true;
        }
    }
    return false;
}

static bool skip(struct cursor *cursor, uint64_t size)
{
    if (size > (uint64_t)(cursor->end - cursor->at))
        return false;
    cursor->at += size;
    return true;
}

static bool read_piece(struct cursor *cursor, struct piece *ret_piece)
{
    uint64_t key, size;

    if (!read_varint(cursor, &key) || key >> 3 == 0 || key > UINT32_MAX)
        return false;
    ret_piece->number = (uint32_t)(key >> 3);
    ret_piece->type = (enum wire_type)(key & 7);
    switch (key & 7) {
    case WIRE_VARINT:
        return read_varint(cursor, &ret_piece->value);
    case WIRE_64:
        return skip(cursor, 8);
    case WIRE_32:
        return skip(cursor, 4);
    case WIRE_SIZED:
        if (!read_varint(cursor, &size) || !skip(cursor, size))
            return false;
        ret_piece->content = bytes_of(cursor->at - size, (size_t)size);
        return true;
    default: /* groups: nobody writes them any more */
        return false;
    }
}

static bool is_number(const ProtobufCFieldDescriptor *field)
{
    return field->type == PROTOBUF_C_TYPE_UINT32 || field->type == PROTOBUF_C_TYPE_UINT64 ||
           field->type == PROTOBUF_C_TYPE_ENUM || field->type == PROTOBUF_C_TYPE_BOOL;
}

static void scan_number(struct place *place, const ProtobufCFieldDescriptor *field, uint64_t value)
{
    if (field->type == PROTOBUF_C_TYPE_UINT32 && value > UINT32_MAX)
        place_fault(place, "more than 32 bits");
    if (field->type == PROTOBUF_C_TYPE_ENUM && value > INT32_MAX)
        place_fault(place, "no value of the enumeration");
}

/* Returns how many numbers there are. */
static size_t scan_packed(struct place *place, const ProtobufCFieldDescriptor *field,
                          struct bytes content)
{
    struct cursor cursor = { content.data, content.data + content.size };
    uint64_t value;
    size_t n = 0;

    while (cursor.at < cursor.end && !place->failed) {
        if (!read_varint(&cursor, &value)) {
            place_garbage(place, "not a list of numbers");
            return n;
        }
        scan_number(place, field, value);
        n++;
    }
    return n;
}

/* Returns how many elements the piece adds to the field. */
static size_t scan_value(struct place *place, const ProtobufCFieldDescriptor *field,
                         const struct piece *piece)
{
    bool is_sized = piece->type == WIRE_SIZED;

    if (is_number(field) && is_sized && field->label == PROTOBUF_C_LABEL_REPEATED)
        return scan_packed(place, field, piece->content);
    if (is_number(field) ? piece->type != WIRE_VARINT : !is_sized) {
        place_garbage(place, "of another type");
        return 0;
    }
    if (is_number(field))
        scan_number(place, field, piece->value);
    if (field->type == PROTOBUF_C_TYPE_STRING && !text_is_utf8(piece->content))
        place_fault(place, "not UTF-8 without NUL");
    if (field->type == PROTOBUF_C_TYPE_MESSAGE)
        scan_message(place, field->descriptor, piece->content);
    return 1;
}

/* `n_so_far` counts the elements of the field before this piece. */
static void scan_field(struct place *place, const ProtobufCFieldDescriptor *field,
                       const struct check_rule *rule, const struct piece *piece, size_t *n_so_far)
{
    bool is_repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
    size_t mark = place_enter(place, field->name);
    size_t element = is_repeated ? place_enter_element(place, *n_so_far) : 0;

    *n_so_far += scan_value(place, field, piece);
    if (is_repeated)
        place_leave(place, element);
    if (is_repeated && *n_so_far > rule->n_max)
        place_fault(place, "more than %zu elements", rule->n_max);
    if (!is_repeated && *n_so_far > 1)
        place_fault(place, "given twice");
    place_leave(place, mark);
}

static void scan_message(struct place *place, const ProtobufCMessageDescriptor *message,
                         struct bytes bytes)
{
    const struct check_message *rules = place_rules(place, message);
    struct cursor cursor = { bytes.data, bytes.data + bytes.size };
    size_t n_elements[FIELDS_MAX] = { 0 }, n_unknown = 0, n_kinds = 0;

    assert(message->n_fields <= FIELDS_MAX);
    while (cursor.at < cursor.end && !place->failed) {
        const ProtobufCFieldDescriptor *field;
        struct piece piece = { 0 };
        size_t i;

        if (!read_piece(&cursor, &piece)) {
            place_garbage(place, "cut off, or no protobuf message");
            return;
        }
        field = protobuf_c_message_descriptor_get_field(message, piece.number);
        if (!field) {
            if (++n_unknown > WIRE_UNKNOWN_FIELDS)
                place_fault(place, "more than %d unknown fields", WIRE_UNKNOWN_FIELDS);
            continue;
        }
        if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) && ++n_kinds > 1)
            place_fault(place, "more than one kind");
        i = (size_t)(field - message->fields);
        scan_field(place, field, &rules->rules[i], &piece, &n_elements[i]);
    }
}

enum fault check_bytes(const struct check_schema *schema, const ProtobufCMessageDescriptor *message,
                       const char *name, struct bytes bytes, struct error *err)
{
    struct place place;

    place_start(&place, schema, name, err);
    scan_message(&place, message, bytes);
    return place.failed ? FAULT_INPUT : FAULT_NONE;
}
