/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fault_point.h"

#ifdef SAMBAND_FAULT_POINTS

#include <signal.h>
#include <stdlib.h>
#include <string.h>

int fault_point(const char *name)
{
    const char *chosen = getenv("SAMBAND_FAULT");
    size_t length = strlen(name);

    if (!chosen || strncmp(chosen, name, length) != 0 || chosen[length] != ':')
        return 0;
    if (strcmp(chosen + length + 1, "kill") == 0)
        raise(SIGKILL);
    if (strcmp(chosen + length + 1, "stop") == 0)
        raise(SIGSTOP);
    return strcmp(chosen + length + 1, "yes") == 0;
}

#else
/* ISO C wants a translation unit to hold something. */
typedef int fault_point_unused;
#endif
