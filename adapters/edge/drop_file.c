/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/drop_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

enum { CHUNK = 64 * 1024 };

static bool ends_in(const char *name, const char *end)
{
    size_t size = strlen(name), end_size = strlen(end);

    return size >= end_size && strcmp(name + size - end_size, end) == 0;
}

bool drop_file_is_finished(const char *name)
{
    return name[0] != '.' && !ends_in(name, ".tmp") && !ends_in(name, ".part");
}

static enum fault failed(struct error *err, const char *what)
{
    return error_set_code(err, FAULT_RETRY, "drop", "drop folder: %s: %s", what, strerror(errno));
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
    return true;
}

/* Others may write where we put files: a link that lies in the folder's place is not followed. */
static int open_folder(const char *folder)
{
    return open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Gives the folder's group what it may do in the folder, if the file has come to be that group's. */
static bool open_to_group(int fd, int folder)
{
    struct stat around, status;
    mode_t mode;

    if (fstat(folder, &around) < 0 || fstat(fd, &status) < 0)
        return false;
    mode = 0600 | (around.st_gid == status.st_gid ? around.st_mode & 0060 : 0);
    return fchmod(fd, mode) == 0;
}

static bool write_new(int folder, const char *name, struct bytes bytes)
{
    int fd;
    bool done;

    unlinkat(folder, name, 0); /* of an earlier try */
    fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    done = open_to_group(fd, folder) && write_all(fd, bytes) && fsync(fd) == 0;
    return close(fd) == 0 && done;
}

/* A name that has been given stays given after a power cut. */
static enum fault write_in(int folder, const char *name, struct bytes bytes, struct error *err)
{
    CLEANUP(mem_free) char *new_name = mem_printf(".%s.tmp", name);

    if (!write_new(folder, new_name, bytes) || renameat(folder, new_name, folder, name) < 0) {
        enum fault fault = failed(err, "a file cannot be written");

        unlinkat(folder, new_name, 0);
        return fault;
    }
    return fsync(folder) == 0 ? FAULT_NONE : failed(err, "a folder cannot be synced");
}

enum fault drop_file_write(const char *folder, const char *name, struct bytes bytes,
                           struct error *err)
{
    int fd = open_folder(folder);
    enum fault fault;

    if (fd < 0)
        return failed(err, "a folder cannot be opened");
    fault = write_in(fd, name, bytes, err);
    close(fd);
    return fault;
}

enum fault drop_file_move(const char *path, const char *folder, const char *name, struct error *err)
{
    int fd = open_folder(folder);
    enum fault fault = FAULT_NONE;

    if (fd < 0)
        return failed(err, "a folder cannot be opened");
    if (renameat(AT_FDCWD, path, fd, name) < 0)
        fault = failed(err, "a file cannot be moved");
    close(fd);
    return fault;
}

static enum fault read_all(int fd, size_t max, struct buffer *ret_bytes, struct error *err)
{
    size_t from = ret_bytes->size;

    for (;;) {
        uint8_t *place = buffer_extend(ret_bytes, CHUNK);
        ssize_t n = read(fd, place, CHUNK);

        ret_bytes->size -= CHUNK - (n > 0 ? (size_t)n : 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failed(err, "a file cannot be read");
        if (ret_bytes->size - from > max)
            return error_set_code(err, FAULT_INPUT, "too_large", "the file has too many bytes");
        if (n == 0)
            return FAULT_NONE;
    }
}

enum fault drop_file_read(const char *path, size_t max, struct buffer *ret_bytes, struct error *err)
{
    struct stat status;
    enum fault fault;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0 && (errno == ENOENT || errno == ELOOP || errno == ENXIO))
        return error_set_code(err, FAULT_INPUT, "no_file", "is no file");
    if (fd < 0)
        return failed(err, "a file cannot be opened");
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
        fault = error_set_code(err, FAULT_INPUT, "no_file", "is no file");
    else
        fault = read_all(fd, max, ret_bytes, err);
    close(fd);
    return fault;
}

/* The group of a folder that has setgid goes on to what is made in it, and so does setgid itself. It
 * may not be asked for, under the units; so the mode is right from the start, whatever the umask. */
static bool make_folder(const char *parent, const char *path)
{
    struct stat around;
    mode_t mode = 0700, before;
    bool made;

    if (stat(parent, &around) == 0 && (around.st_mode & S_ISGID || around.st_gid == getegid()))
        mode |= around.st_mode & 0070;
    before = umask(0);
    made = mkdir(path, mode) == 0;
    umask(before);
    return made;
}

enum fault drop_file_make_folder(const char *parent, const char *name, struct error *err)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/%s", parent, name);
    struct stat status;

    if (make_folder(parent, path) ||
        (errno == EEXIST && lstat(path, &status) == 0 && S_ISDIR(status.st_mode)))
        return FAULT_NONE;
    return error_set_code(err, FAULT_INPUT, "drop_folder", "%s: cannot be made: %s", path,
                          strerror(errno));
}
