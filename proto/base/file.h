/* SPDX-License-Identifier: Apache-2.0 */
/* file - opens files that people put into our folders. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdio.h>

/* For reading, closed on exec. A FIFO does not make us wait for its other end: one that nobody writes to is
 * empty, so that a stray one cannot stop a daemon. NULL with errno; the caller closes it. */
FILE *file_open(const char *path);

#endif
