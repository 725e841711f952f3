/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_out.h"

#include <inttypes.h>

#include "base/text.h"

static void write_text(struct buffer *out, const char *text)
{
    bool is_utf8 = text_is_utf8(bytes_of_text(text));

    buffer_append_byte(out, '"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\') {
            buffer_append_byte(out, '\\');
            buffer_append_byte(out, c);
        } else if (c == '\n') {
            buffer_append_text(out, "\\n");
        } else if (c < 0x20 || c == 0x7f) {
            buffer_printf(out, "\\u%04x", c);
        } else if (c >= 0x80 && !is_utf8) {
            buffer_append_text(out, "\\ufffd");
        } else {
            buffer_append_byte(out, c);
        }
    }
    buffer_append_byte(out, '"');
}

static void begin(struct json_out *json, const char *key)
{
    if (json->comma)
        buffer_append_byte(&json->text, ',');
    json->comma = true;
    if (!key)
        return;
    write_text(&json->text, key);
    buffer_append_byte(&json->text, ':');
}

static void enter(struct json_out *json, const char *key, uint8_t bracket)
{
    begin(json, key);
    buffer_append_byte(&json->text, bracket);
    json->comma = false;
}

static void leave(struct json_out *json, uint8_t bracket)
{
    buffer_append_byte(&json->text, bracket);
    json->comma = true;
}

void json_enter_object(struct json_out *json, const char *key) { enter(json, key, '{'); }

void json_leave_object(struct json_out *json) { leave(json, '}'); }

void json_enter_list(struct json_out *json, const char *key) { enter(json, key, '['); }

void json_leave_list(struct json_out *json) { leave(json, ']'); }

void json_put_null(struct json_out *json, const char *key)
{
    begin(json, key);
    buffer_append_text(&json->text, "null");
}

void json_put_text(struct json_out *json, const char *key, const char *text)
{
    if (!text) {
        json_put_null(json, key);
        return;
    }
    begin(json, key);
    write_text(&json->text, text);
}

void json_put_text_or_null(struct json_out *json, const char *key, const char *text)
{
    json_put_text(json, key, text && text[0] ? text : NULL);
}

void json_put_number(struct json_out *json, const char *key, uint64_t number)
{
    begin(json, key);
    buffer_printf(&json->text, "%" PRIu64, number);
}

void json_put_boolean(struct json_out *json, const char *key, bool value)
{
    begin(json, key);
    buffer_append_text(&json->text, value ? "true" : "false");
}

void json_put_time(struct json_out *json, const char *key, int64_t ms)
{
    char text[TEXT_TIME_SIZE];

    if (!ms) {
        json_put_null(json, key);
        return;
    }
    text_write_time(ms, text);
    json_put_text(json, key, text);
}

void json_put_raw(struct json_out *json, const char *key, struct bytes raw)
{
    begin(json, key);
    buffer_append_bytes(&json->text, raw);
}

void json_out_flush(struct json_out *json, FILE *out)
{
    fwrite(json->text.data, 1, json->text.size, out);
    fputc('\n', out);
    buffer_reset(&json->text);
    json->comma = false;
}

void json_out_clear(struct json_out *json)
{
    buffer_clear(&json->text);
    json->comma = false;
}
