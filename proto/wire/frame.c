/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/frame.h"

#include <assert.h>
#include <string.h>

#include "wire/frame_rules.h"
#include "wire/sizes.h"

enum fault frame_read(struct bytes bytes, Samband__V1__Frame **ret_frame, struct error *err)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    enum fault fault;

    if (bytes.size > WIRE_FRAME_BYTES)
        return error_set_code(err, FAULT_INPUT, "frame_too_large", "frame: more than %d bytes",
                              WIRE_FRAME_BYTES);
    fault = check_bytes(&frame_rules, &samband__v1__frame__descriptor, "", bytes, err);
    if (fault)
        return fault;
    frame = samband__v1__frame__unpack(NULL, bytes.size, bytes.data);
    if (!frame)
        return error_set_code(err, FAULT_INPUT, "frame_garbage", "frame: no protobuf message");
    fault = check_message(&frame_rules, &frame->base, "", err);
    if (fault)
        return fault;

    *ret_frame = TAKE(frame);
    return FAULT_NONE;
}

void frame_free(Samband__V1__Frame *frame) { samband__v1__frame__free_unpacked(frame, NULL); }

void frame_write(const Samband__V1__Frame *frame, struct buffer *ret_bytes)
{
    size_t size = samband__v1__frame__get_packed_size(frame);

    samband__v1__frame__pack(frame, buffer_extend(ret_bytes, size));
}

/* Copies at most `size` - 1 bytes, cut between characters, controls replaced. */
static char *copy_text(const char *text, char *ret_copy, size_t size)
{
    size_t n = text ? strlen(text) : 0;

    if (n >= size) {
        for (n = size - 1; n > 0 && ((uint8_t)text[n] & 0xc0) == 0x80;)
            n--;
    }
    for (size_t i = 0; i < n; i++)
        ret_copy[i] = (uint8_t)text[i] < 0x20 || text[i] == 0x7f ? '?' : text[i];
    ret_copy[n] = '\0';
    return ret_copy;
}

void frame_write_error(const struct uuid *id, const char *code, const char *text, const char *field,
                       uint32_t retry_after_ms, struct buffer *ret_bytes)
{
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    Samband__V1__Error error = SAMBAND__V1__ERROR__INIT;
    char code_copy[WIRE_WORD + 1], text_copy[WIRE_ERROR_TEXT + 1], field_copy[WIRE_ERROR_FIELD + 1];

    if (id)
        error.id = frame_data(bytes_of(id->bytes, sizeof(id->bytes)));
    error.code = copy_text(code, code_copy, sizeof(code_copy));
    error.text = copy_text(text, text_copy, sizeof(text_copy));
    error.field = copy_text(field, field_copy, sizeof(field_copy));
    error.retry_after_ms =
        retry_after_ms < WIRE_RETRY_AFTER_MS ? retry_after_ms : WIRE_RETRY_AFTER_MS;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_ERROR;
    frame.error = &error;
    frame_write(&frame, ret_bytes);
}

void frame_write_ping(uint64_t number, bool answer, struct buffer *ret_bytes)
{
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    Samband__V1__Ping ping = SAMBAND__V1__PING__INIT;

    ping.number = number;
    ping.answer = answer;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_PING;
    frame.ping = &ping;
    frame_write(&frame, ret_bytes);
}
