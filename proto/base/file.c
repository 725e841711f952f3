/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <fcntl.h>
#include <unistd.h>

FILE *file_open(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    FILE *file = NULL;

    if (fd < 0)
        return NULL;
    /* What is read from a pipe with a writer is waited for as ever. */
    if (fcntl(fd, F_SETFL, O_RDONLY) == 0)
        file = fdopen(fd, "r");
    if (!file)
        close(fd);
    return file;
}
