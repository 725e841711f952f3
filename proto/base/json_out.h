/* SPDX-License-Identifier: Apache-2.0 */
/* json_out - writes JSON (RFC 8259), value after value. */
#ifndef BASE_JSON_OUT_H
#define BASE_JSON_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/bytes.h"

/* Zeroed memory is an empty text. Inside a list, and at the top, `key` is NULL. */
struct json_out {
    struct buffer text;
    bool comma; /* a value stands before the next one on this level */
};

void json_enter_object(struct json_out *json, const char *key);
void json_leave_object(struct json_out *json);
void json_enter_list(struct json_out *json, const char *key);
void json_leave_list(struct json_out *json);

/* NULL is written as null. Bytes that are no UTF-8 become U+FFFD. */
void json_put_text(struct json_out *json, const char *key, const char *text);
/* "" and NULL are written as null. */
void json_put_text_or_null(struct json_out *json, const char *key, const char *text);
void json_put_number(struct json_out *json, const char *key, uint64_t number);
void json_put_boolean(struct json_out *json, const char *key, bool value);
void json_put_null(struct json_out *json, const char *key);
/* A value that is JSON already, as is. */
void json_put_raw(struct json_out *json, const char *key, struct bytes raw);
/* RFC 3339, UTC, milliseconds; 0 is written as null. */
void json_put_time(struct json_out *json, const char *key, int64_t ms);

/* Prints what was written and a newline, and empties the text. */
void json_out_flush(struct json_out *json, FILE *out);

void json_out_clear(struct json_out *json);
DEFINE_CLEAR(struct json_out, json_out_clear)

#endif
