/* SPDX-License-Identifier: Apache-2.0 */
/* log - one line per event on standard error, as systemd's journal reads it.
 *
 * A line is "<level>event key=value ..." (sd-daemon(3) prefixes). Never message bodies, personal
 * identifiers, or text from others that may quote them: ids, parties, codes and counts only.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/cleanup.h"

enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_NOTICE = 5,
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7,
};

/* Lines of a level above `highest` are left out (default LOG_LEVEL_INFO). */
void log_set_highest(enum log_level highest);

/* `event` is a fixed word ("delivery_retried"); the format gives the key=value pairs.
 * Control characters in the result are replaced by '?', so a line stays one line. */
void log_event(enum log_level level, const char *event, const char *format, ...) PRINTF_LIKE(3, 4);

#endif
