/* SPDX-License-Identifier: Apache-2.0 */
/* error - what went wrong, in words, and what the caller should do about it. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/cleanup.h"

enum fault {
    FAULT_NONE = 0,
    FAULT_INPUT,  /* what we were given is wrong: say so and carry on */
    FAULT_RETRY,  /* the same call may work later: keep the message */
    FAULT_BROKEN, /* our own assumption failed: stop and be restarted */
};

/* `code` is stable and machine-readable ("bad_signature"); `text` is for people.
 * Neither ever holds personal data or text that others wrote. */
struct error {
    enum fault fault;
    char code[40];
    char text[400];
};

/* Fills `err` and returns `fault`, so that failing is one line: return error_set(...).
 * The code becomes the fault's own: "input", "retry" or "broken". Accepts NULL for `err`. */
enum fault error_set(struct error *err, enum fault fault, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* The same with a stable code of the caller's choice (at most 39 bytes, [a-z0-9_]). */
enum fault error_set_code(struct error *err, enum fault fault, const char *code, const char *format,
                          ...) PRINTF_LIKE(4, 5);

#ifdef __clang_analyzer__
/* The static analyser reads one .c file at a time and cannot see that the fault comes back. */
#define error_set(err, fault, ...) ((void)error_set(err, fault, __VA_ARGS__), (fault))
#define error_set_code(err, fault, ...) ((void)error_set_code(err, fault, __VA_ARGS__), (fault))
#endif

/* Puts words in front of the text that stands in `err` ("directory.yaml: "). Returns err->fault. */
enum fault error_prefix(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
