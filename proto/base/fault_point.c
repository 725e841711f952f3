/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fault_point.h"

#ifdef SAMBAND_FAULT_POINTS

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Is it this pass? `count` is "" or ":N"; only one point is chosen, so one counter serves. */
static int is_due(const char *count)
{
    static unsigned long n_passes;

    n_passes++;
    return *count != ':' || n_passes == strtoul(count + 1, NULL, 10);
}

static int is_word(const char *text, const char *word)
{
    size_t length = strlen(word);

    return strncmp(text, word, length) == 0 && (text[length] == '\0' || text[length] == ':');
}

int fault_point(const char *name)
{
    const char *chosen = getenv("SAMBAND_FAULT");
    size_t length = strlen(name);

    if (!chosen || strncmp(chosen, name, length) != 0 || chosen[length] != ':')
        return 0;
    chosen += length + 1;
    if (!is_due(chosen + strcspn(chosen, ":")))
        return 0;
    if (is_word(chosen, "kill"))
        raise(SIGKILL);
    if (is_word(chosen, "stop"))
        raise(SIGSTOP);
    return is_word(chosen, "yes");
}

#else
/* ISO C wants a translation unit to hold something. */
typedef int fault_point_unused;
#endif
