/* SPDX-License-Identifier: Apache-2.0 */
/* check - whether a protobuf message has the form that a table of rules states.
 *
 * Twice: over the bytes before unpacking, for what the unpacked message no longer shows (NUL inside
 * a string, a field given twice, how many elements there are: a few bytes can ask for much
 * memory), and over the unpacked message for sizes, ranges and spelling.
 */
#ifndef WIRE_CHECK_H
#define WIRE_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include <protobuf-c/protobuf-c.h>

#include "base/bytes.h"
#include "base/error.h"

enum check_form {
    CHECK_NUMBER, /* also enums: min to max */
    CHECK_BOOL,
    CHECK_BYTES,   /* min to max bytes */
    CHECK_UUID,    /* 16 bytes of a UUID, version 7 */
    CHECK_TOKEN,   /* string: text_is_token() of at most max bytes */
    CHECK_ASCII,   /* string: min to max bytes, printable, no space */
    CHECK_TEXT,    /* string: min to max bytes of UTF-8 without control characters */
    CHECK_MESSAGE, /* min 1: must be there */
};

/* One for each field, in the order of the field numbers. */
struct check_rule {
    const char *field;
    enum check_form form;
    uint64_t min, max;
    bool may_be_empty;   /* bytes and strings: absent, or as the rest of the rule says */
    size_t n_min, n_max; /* of repeated fields */
};

/* The rules of one message. `extra` (may be NULL) judges fields against each other: it returns why
 * the message is wrong, with the field in `*ret_field`, or NULL. */
struct check_message {
    const ProtobufCMessageDescriptor *message;
    const struct check_rule *rules;
    size_t n_rules;
    const char *(*extra)(const ProtobufCMessage *message, const char **ret_field);
};

struct check_schema {
    const struct check_message *messages;
    size_t n_messages;
    const char *garbage_code; /* the bytes are no such message */
    const char *field_code;   /* a field is not as its rule says */
};

/* Over the bytes, before they are unpacked as `message`. `name` is put before each field in the
 * error ("private_header"); "" for none. FAULT_INPUT with one of the schema's codes. */
MUST_CHECK enum fault check_bytes(const struct check_schema *schema,
                                  const ProtobufCMessageDescriptor *message, const char *name,
                                  struct bytes bytes, struct error *err);

/* Over a message unpacked from bytes that check_bytes() let through. */
MUST_CHECK enum fault check_message(const struct check_schema *schema,
                                    const ProtobufCMessage *message, const char *name,
                                    struct error *err);

#endif
