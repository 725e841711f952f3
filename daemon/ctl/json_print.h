/* SPDX-License-Identifier: EUPL-1.2 */
/* json_print - writes JSON (RFC 8259), value after value, for `--json`. */
#ifndef CTL_JSON_PRINT_H
#define CTL_JSON_PRINT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/bytes.h"

/* Zeroed memory is an empty text. Inside a list, and at the top, `key` is NULL. */
struct json_print {
    struct buffer text;
    bool comma; /* a value stands before the next one on this level */
};

void json_print_enter_object(struct json_print *json, const char *key);
void json_print_leave_object(struct json_print *json);
void json_print_enter_list(struct json_print *json, const char *key);
void json_print_leave_list(struct json_print *json);

/* NULL is written as null. Bytes that are no UTF-8 become U+FFFD. */
void json_print_text(struct json_print *json, const char *key, const char *text);
/* "" and NULL are written as null. */
void json_print_text_or_null(struct json_print *json, const char *key, const char *text);
void json_print_number(struct json_print *json, const char *key, uint64_t number);
void json_print_boolean(struct json_print *json, const char *key, bool value);
void json_print_null(struct json_print *json, const char *key);
/* RFC 3339, UTC, milliseconds; 0 is written as null. */
void json_print_time(struct json_print *json, const char *key, int64_t ms);

/* Prints what was written and a newline, and empties the text. */
void json_print_flush(struct json_print *json, FILE *out);

void json_print_clear(struct json_print *json);
DEFINE_CLEAR(struct json_print, json_print_clear)

#endif
