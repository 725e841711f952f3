/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Here stand the functions themselves, also for the static analyser. */
#undef error_set
#undef error_set_code

static const char *code_of(enum fault fault)
{
    switch (fault) {
    case FAULT_INPUT:
        return "input";
    case FAULT_RETRY:
        return "retry";
    case FAULT_BROKEN:
        return "broken";
    case FAULT_NONE:
        break;
    }
    return "none";
}

static void fill(struct error *err, enum fault fault, const char *code, const char *format,
                 va_list args)
{
    if (!err)
        return;
    err->fault = fault;
    snprintf(err->code, sizeof(err->code), "%s", code);
    vsnprintf(err->text, sizeof(err->text), format, args);
}

enum fault error_set(struct error *err, enum fault fault, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fill(err, fault, code_of(fault), format, args);
    va_end(args);
    return fault;
}

enum fault error_set_code(struct error *err, enum fault fault, const char *code, const char *format,
                          ...)
{
    va_list args;

    va_start(args, format);
    fill(err, fault, code, format, args);
    va_end(args);
    return fault;
}

enum fault error_prefix(struct error *err, const char *format, ...)
{
    char text[sizeof(err->text)];
    va_list args;
    int length;

    va_start(args, format);
    length = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (length < 0)
        length = 0;
    if ((size_t)length < sizeof(text))
        snprintf(text + length, sizeof(text) - (size_t)length, "%s", err->text);
    memcpy(err->text, text, sizeof(text));
    return err->fault;
}
