/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/json.h"

#include <inttypes.h>
#include <jansson.h>

#include "base/text.h"
#include "edge/json_node.h"

static void write_text(struct buffer *out, const char *text)
{
    static const char hex[] = "0123456789abcdef";

    buffer_append_byte(out, '"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\') {
            buffer_append_byte(out, '\\');
            buffer_append_byte(out, c);
        } else if (c == '\n') {
            buffer_append_text(out, "\\n");
        } else if (c < 0x20) {
            buffer_append_text(out, "\\u00");
            buffer_append_byte(out, (uint8_t)hex[c >> 4]);
            buffer_append_byte(out, (uint8_t)hex[c & 15]);
        } else {
            buffer_append_byte(out, c);
        }
    }
    buffer_append_byte(out, '"');
}

static void begin(struct json_out *out, const char *key)
{
    if (out->comma)
        buffer_append_byte(&out->text, ',');
    out->comma = true;
    if (!key)
        return;
    write_text(&out->text, key);
    buffer_append_byte(&out->text, ':');
}

static void enter(struct json_out *out, const char *key, uint8_t bracket)
{
    begin(out, key);
    buffer_append_byte(&out->text, bracket);
    out->comma = false;
}

static void leave(struct json_out *out, uint8_t bracket)
{
    buffer_append_byte(&out->text, bracket);
    out->comma = true;
}

void json_enter_object(struct json_out *out, const char *key) { enter(out, key, '{'); }

void json_leave_object(struct json_out *out) { leave(out, '}'); }

void json_enter_list(struct json_out *out, const char *key) { enter(out, key, '['); }

void json_leave_list(struct json_out *out) { leave(out, ']'); }

void json_put_null(struct json_out *out, const char *key)
{
    begin(out, key);
    buffer_append_text(&out->text, "null");
}

void json_put_text(struct json_out *out, const char *key, const char *text)
{
    if (!text) {
        json_put_null(out, key);
        return;
    }
    begin(out, key);
    write_text(&out->text, text);
}

void json_put_number(struct json_out *out, const char *key, uint64_t number)
{
    begin(out, key);
    buffer_printf(&out->text, "%" PRIu64, number);
}

void json_put_boolean(struct json_out *out, const char *key, bool value)
{
    begin(out, key);
    buffer_append_text(&out->text, value ? "true" : "false");
}

void json_put_time(struct json_out *out, const char *key, int64_t ms)
{
    char text[TEXT_TIME_SIZE];

    if (!ms) {
        json_put_null(out, key);
        return;
    }
    text_write_time(ms, text);
    json_put_text(out, key, text);
}

void json_put_raw(struct json_out *out, const char *key, struct bytes json)
{
    begin(out, key);
    buffer_append_bytes(&out->text, json);
}

static int append(const char *text, size_t size, void *arg)
{
    buffer_append(arg, text, size);
    return 0;
}

static void put_value(struct json_out *out, const char *key, json_t *value)
{
    begin(out, key);
    json_dump_callback(value, append, &out->text, JSON_COMPACT | JSON_ENCODE_ANY);
}

void json_put_node(struct json_out *out, const char *key, struct json_node node)
{
    if (json_present(node))
        put_value(out, key, json_entry_of(node)->value);
}

size_t json_put_rest(struct json_out *out, struct json_node object)
{
    size_t n = 0;
    const char *key;
    json_t *pair;

    if (!json_has_fields(object))
        return 0;
    json_object_foreach(json_entry_of(object)->value, key, pair)
    {
        if (json_is_asked_for(object, key))
            continue;
        put_value(out, key, pair);
        n++;
    }
    return n;
}

void json_out_clear(struct json_out *out)
{
    buffer_clear(&out->text);
    out->comma = false;
}
