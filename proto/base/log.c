/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static enum log_level highest_level = LOG_LEVEL_INFO;

void log_set_highest(enum log_level highest) { highest_level = highest; }

void log_event(enum log_level level, const char *event, const char *format, ...)
{
    char line[1024];
    va_list args;
    int start, length;

    if (level > highest_level)
        return;

    start = snprintf(line, sizeof(line) - 1, "<%d>%s ", (int)level, event);
    va_start(args, format);
    length = vsnprintf(line + start, sizeof(line) - 1 - (size_t)start, format, args);
    va_end(args);
    if (length < 0)
        return;

    length += start;
    if ((size_t)length > sizeof(line) - 2)
        length = (int)sizeof(line) - 2;
    for (int i = 0; i < length; i++) {
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
            line[i] = '?';
    }
    line[length++] = '\n';
    /* One write, so that lines of several processes do not mix. A lost log line is no reason to
     * stop. */
    if (write(STDERR_FILENO, line, (size_t)length) < 0)
        return;
}
