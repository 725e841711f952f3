/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/json_print.h"

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

static void begin(struct json_print *json, const char *key)
{
    if (json->comma)
        buffer_append_byte(&json->text, ',');
    json->comma = true;
    if (!key)
        return;
    write_text(&json->text, key);
    buffer_append_byte(&json->text, ':');
}

static void enter(struct json_print *json, const char *key, uint8_t bracket)
{
    begin(json, key);
    buffer_append_byte(&json->text, bracket);
    json->comma = false;
}

static void leave(struct json_print *json, uint8_t bracket)
{
    buffer_append_byte(&json->text, bracket);
    json->comma = true;
}

void json_print_enter_object(struct json_print *json, const char *key) { enter(json, key, '{'); }

void json_print_leave_object(struct json_print *json) { leave(json, '}'); }

void json_print_enter_list(struct json_print *json, const char *key) { enter(json, key, '['); }

void json_print_leave_list(struct json_print *json) { leave(json, ']'); }

void json_print_null(struct json_print *json, const char *key)
{
    begin(json, key);
    buffer_append_text(&json->text, "null");
}

void json_print_text(struct json_print *json, const char *key, const char *text)
{
    if (!text) {
        json_print_null(json, key);
        return;
    }
    begin(json, key);
    write_text(&json->text, text);
}

void json_print_text_or_null(struct json_print *json, const char *key, const char *text)
{
    json_print_text(json, key, text && text[0] ? text : NULL);
}

void json_print_number(struct json_print *json, const char *key, uint64_t number)
{
    begin(json, key);
    buffer_printf(&json->text, "%" PRIu64, number);
}

void json_print_boolean(struct json_print *json, const char *key, bool value)
{
    begin(json, key);
    buffer_append_text(&json->text, value ? "true" : "false");
}

void json_print_time(struct json_print *json, const char *key, int64_t ms)
{
    char text[TEXT_TIME_SIZE];

    if (!ms) {
        json_print_null(json, key);
        return;
    }
    text_write_time(ms, text);
    json_print_text(json, key, text);
}

void json_print_flush(struct json_print *json, FILE *out)
{
    fwrite(json->text.data, 1, json->text.size, out);
    fputc('\n', out);
    buffer_reset(&json->text);
    json->comma = false;
}

void json_print_clear(struct json_print *json)
{
    buffer_clear(&json->text);
    json->comma = false;
}
