/* SPDX-License-Identifier: Apache-2.0 */
/* frame - from the bytes of a link to a checked Frame, and back.
 *
 * protobuf-c accepts what we must not: invalid UTF-8, NUL inside a string, unknown enum values,
 * any length. frame_read() lets through only frames in which every field has the size and form that
 * README.md states, so that no code behind it has to look again.
 */
#ifndef WIRE_FRAME_H
#define WIRE_FRAME_H

#include "base/bytes.h"
#include "base/error.h"
#include "base/uuid.h"
#include "frames.pb-c.h"

/* Owned; frame_free(). FAULT_INPUT, codes "frame_too_large", "frame_garbage" (no Frame at all),
 * "frame_field" (which field and why, as "submit.sections[2].salt: 32 bytes wanted"). */
MUST_CHECK enum fault frame_read(struct bytes bytes, Samband__V1__Frame **ret_frame,
                                 struct error *err);
void frame_free(Samband__V1__Frame *frame);
DEFINE_CLEANUP(Samband__V1__Frame *, frame_free)

/* Appends the packed frame. */
void frame_write(const Samband__V1__Frame *frame, struct buffer *ret_bytes);

/* An error frame in one line. `id` and `field` may be NULL. */
void frame_write_error(const struct uuid *id, const char *code, const char *text, const char *field,
                       uint32_t retry_after_ms, struct buffer *ret_bytes);

void frame_write_ping(uint64_t number, bool answer, struct buffer *ret_bytes);

/* Borrowed view of a protobuf bytes field, and the other way (no copy: `bytes` must outlive it). */
static inline struct bytes frame_bytes(ProtobufCBinaryData data)
{
    return bytes_of(data.data, data.len);
}
static inline ProtobufCBinaryData frame_data(struct bytes bytes)
{
    return (ProtobufCBinaryData){ bytes.size, (uint8_t *)(uintptr_t)bytes.data };
}

#endif
