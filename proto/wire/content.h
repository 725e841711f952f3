/* SPDX-License-Identifier: Apache-2.0 */
/* content - the small messages inside an exchange, as plain values: private header
 * (model/private_header.h), section descriptor, section body.
 *
 * Writers pack once; readers check sizes, UTF-8, NUL and enums. Words are not judged here: that a
 * category or a role exists is for the vocabulary to say.
 */
#ifndef WIRE_CONTENT_H
#define WIRE_CONTENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "model/private_header.h"

enum { CONTENT_MEDIA_TYPE = 100 };

struct section_descriptor {
    uint32_t scheme; /* 1 */
    char category[CONTENT_WORD + 1];
    uint64_t size; /* bytes of the ciphertext, nonce included */
    uint8_t sealed_key_hash[32], ciphertext_hash[32], commitment[32];
};

/* Borrowed members. */
struct section_body {
    const char *category, *media_type;
    bool shared;
    struct bytes content;
};

void private_header_write(const struct private_header *header, struct buffer *ret_bytes);
void section_descriptor_write(const struct section_descriptor *descriptor,
                              struct buffer *ret_bytes);
void section_body_write(const struct section_body *body, struct buffer *ret_bytes);

/* FAULT_INPUT, code "content_field", with the field in the text ("private_header.age: ..."). */
MUST_CHECK enum fault private_header_read(struct bytes bytes, struct private_header *ret_header,
                                          struct error *err);
MUST_CHECK enum fault section_descriptor_read(struct bytes bytes,
                                              struct section_descriptor *ret_descriptor,
                                              struct error *err);

/* What section_body_read() gives: owned, since the content may be large. */
struct owned_section_body {
    char category[CONTENT_WORD + 1], media_type[CONTENT_MEDIA_TYPE + 1];
    bool shared;
    struct buffer content;
};
MUST_CHECK enum fault section_body_read(struct bytes bytes, struct owned_section_body *ret_body,
                                        struct error *err);
void owned_section_body_clear(struct owned_section_body *body);
DEFINE_CLEAR(struct owned_section_body, owned_section_body_clear)

#endif
