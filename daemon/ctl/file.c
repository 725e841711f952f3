/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum fault file_read(const char *path, size_t max, struct buffer *ret_bytes, struct error *err)
{
    CLEANUP(fclose) FILE *file = fopen(path, "re");
    size_t start = ret_bytes->size, n;
    bool failed;

    if (!file)
        return error_set_code(err, FAULT_INPUT, "cannot_open", "%s: %s", path, strerror(errno));
    n = fread(buffer_extend(ret_bytes, max + 1), 1, max + 1, file);
    failed = ferror(file);
    ret_bytes->size = start + (failed || n > max ? 0 : n);
    ret_bytes->data[ret_bytes->size] = '\0';
    if (failed)
        return error_set_code(err, FAULT_INPUT, "cannot_open", "%s: %s", path, strerror(errno));
    if (n > max)
        return error_set_code(err, FAULT_INPUT, "too_large", "%s: more than %zu bytes", path, max);
    return FAULT_NONE;
}

static bool write_all(int fd, struct bytes bytes)
{
    while (bytes.size > 0) {
        ssize_t n = write(fd, bytes.data, bytes.size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        bytes = bytes_of(bytes.data + n, bytes.size - (size_t)n);
    }
    return fsync(fd) == 0;
}

enum fault file_make(const char *path, mode_t mode, struct bytes bytes, struct error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    bool written;
    int why;

    if (fd < 0 && errno == EEXIST)
        return error_set_code(err, FAULT_INPUT, "file_exists",
                              "%s: is there already and is never overwritten", path);
    if (fd < 0)
        return error_set_code(err, FAULT_INPUT, "cannot_write", "%s: %s", path, strerror(errno));
    written = write_all(fd, bytes);
    why = errno;
    close(fd);
    if (written)
        return FAULT_NONE;
    unlink(path);
    return error_set_code(err, FAULT_INPUT, "cannot_write", "%s: %s", path, strerror(why));
}

enum fault file_make_folder(const char *path, struct error *err)
{
    struct stat status;

    if (mkdir(path, 0700) == 0)
        return FAULT_NONE;
    if (errno != EEXIST)
        return error_set_code(err, FAULT_INPUT, "cannot_write", "%s: %s", path, strerror(errno));
    if (stat(path, &status) < 0 || !S_ISDIR(status.st_mode))
        return error_set_code(err, FAULT_INPUT, "cannot_write", "%s: is no folder", path);
    return FAULT_NONE;
}
