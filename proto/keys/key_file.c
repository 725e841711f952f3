/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/credential.h"
#include "base/memory.h"
#include "keys/encode.h"
#include "keys/secret.h"

/* No well-formed file is longer; one byte more shows that it is. */
enum { FILE_MAX = 128, FILE_DESCRIPTOR_NONE = -1 };

static const char *const kinds[] = {
    [KEY_FILE_ROOT] = "root",   [KEY_FILE_CURVE] = "curve",     [KEY_FILE_SIGN] = "sign",
    [KEY_FILE_SEAL] = "seal",   [KEY_FILE_WITNESS] = "witness", [KEY_FILE_SUBJECT] = "subject",
    [KEY_FILE_INDEX] = "index", [KEY_FILE_TOKEN] = "token",
};

static void close_descriptor(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}
DEFINE_CLEAR(int, close_descriptor)

const char *key_file_kind_name(enum key_file_kind kind) { return kinds[kind]; }

bool key_file_read_kind(const char *name, enum key_file_kind *ret_kind)
{
    for (size_t i = KEY_FILE_ROOT; i < ARRAY_SIZE(kinds); i++) {
        if (strcmp(kinds[i], name) == 0) {
            *ret_kind = (enum key_file_kind)i;
            return true;
        }
    }
    return false;
}

void key_file_free(uint8_t *key) { secret_free(key); }

/* Only a file that nobody but its owner, us or root, can touch. */
static enum fault open_private(const char *path, int *ret_fd, struct error *err)
{
    CLEANUP(close_descriptor) int fd = FILE_DESCRIPTOR_NONE;
    struct stat status;

    /* O_NONBLOCK: opening a FIFO must not wait for its other end. */
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 && errno == ELOOP)
        return error_set_code(err, FAULT_INPUT, "key_file_mode", "%s: a symbolic link", path);
    if (fd < 0 || fstat(fd, &status) < 0)
        return error_set_code(err, FAULT_INPUT, "key_file_open", "%s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return error_set_code(err, FAULT_INPUT, "key_file_mode", "%s: not a regular file", path);
    if (status.st_uid != geteuid() && status.st_uid != 0)
        return error_set_code(err, FAULT_INPUT, "key_file_mode",
                              "%s: owned by user %u, must be this user (%u) or root", path,
                              (unsigned)status.st_uid, (unsigned)geteuid());
    if (status.st_mode & (credential_is_passed(path) ? S_IRWXO : S_IRWXG | S_IRWXO))
        return error_set_code(err, FAULT_INPUT, "key_file_mode",
                              "%s: mode %04o gives access to group or others, must be 0600 or 0400",
                              path, (unsigned)status.st_mode & 07777);
    *ret_fd = fd;
    fd = FILE_DESCRIPTOR_NONE;
    return FAULT_NONE;
}

/* The whole file as text, at most FILE_MAX bytes; -1 on an error or when it is longer. */
static ssize_t read_all(int fd, char ret_text[FILE_MAX + 1])
{
    size_t size = 0;

    while (size <= FILE_MAX) {
        ssize_t n = read(fd, ret_text + size, FILE_MAX + 1 - size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0) {
            ret_text[size] = '\0';
            return (ssize_t)size;
        }
        size += (size_t)n;
    }
    return -1;
}

/* Moves past `word` if the text goes on with it. */
static bool skip_word(char **text, const char *word)
{
    size_t length = strlen(word);

    if (strncmp(*text, word, length) != 0)
        return false;
    *text += length;
    return true;
}

/* The line up to its LF, which becomes NUL; NULL when there is none. */
static char *cut_line(char **text)
{
    char *line = *text, *end = strchr(line, '\n');

    if (!end)
        return NULL;
    *end = '\0';
    *text = end + 1;
    return line;
}

/* Changes `text`. */
static enum fault parse(char *text, enum key_file_kind kind, uint8_t *ret_key, struct error *err)
{
    enum key_file_kind found;
    char *name, *key;

    if (!skip_word(&text, "samband-secret-key/1\nkind ") || !(name = cut_line(&text)) ||
        !key_file_read_kind(name, &found) || !skip_word(&text, "key ") ||
        !(key = cut_line(&text)) || *text != '\0' ||
        !decode_base64_exact(key, ret_key, KEY_FILE_KEY_SIZE))
        return error_set_code(err, FAULT_INPUT, "key_file_form",
                              "not a secret key file: wanted the three lines "
                              "\"samband-secret-key/1\", \"kind ...\", \"key <base64>\"");
    if (found != kind)
        return error_set_code(err, FAULT_INPUT, "key_file_kind",
                              "holds a key of kind %s, wanted kind %s", kinds[found], kinds[kind]);
    return FAULT_NONE;
}

enum fault key_file_read(const char *name, enum key_file_kind kind, uint8_t **ret_key,
                         struct error *err)
{
    CLEANUP(mem_free) char *path = credential_path(name, NULL);
    CLEANUP(close_descriptor) int fd = FILE_DESCRIPTOR_NONE;
    CLEANUP(secret_free) char *text = secret_new(FILE_MAX + 1);
    CLEANUP(secret_free) uint8_t *key = secret_new(KEY_FILE_KEY_SIZE);
    enum fault fault;
    ssize_t size;

    fault = open_private(path, &fd, err);
    if (fault)
        return fault;
    size = read_all(fd, text);
    if (size < 0 || strlen(text) != (size_t)size)
        return error_set_code(err, FAULT_INPUT, "key_file_form",
                              "%s: cannot be read, too long, or not text", path);
    fault = parse(text, kind, key, err);
    if (fault) {
        if (err)
            error_prefix(err, "%s: ", path);
        return fault;
    }
    *ret_key = TAKE(key);
    return FAULT_NONE;
}

static bool write_all(int fd, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, text, size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        text += n;
        size -= (size_t)n;
    }
    return true;
}

/* A new name is on disk only when its directory is. */
static bool sync_directory_of(const char *path)
{
    CLEANUP(close_descriptor) int fd = FILE_DESCRIPTOR_NONE;
    CLEANUP(mem_free) char *copy = mem_text(path);

    fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0;
}

enum fault key_file_write(const char *path, enum key_file_kind kind,
                          const uint8_t key[KEY_FILE_KEY_SIZE], struct error *err)
{
    CLEANUP(close_descriptor) int fd = FILE_DESCRIPTOR_NONE;
    CLEANUP(secret_free) char *base64 = secret_new(ENCODE_BASE64_SIZE(KEY_FILE_KEY_SIZE));
    CLEANUP(secret_free) char *text = secret_new(FILE_MAX);
    enum fault fault;
    int length;

    encode_base64_to(key, KEY_FILE_KEY_SIZE, base64);
    length =
        snprintf(text, FILE_MAX, "samband-secret-key/1\nkind %s\nkey %s\n", kinds[kind], base64);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return error_set_code(err, FAULT_INPUT,
                              errno == EEXIST ? "key_file_exists" : "key_file_write", "%s: %s",
                              path, strerror(errno));
    if (fchmod(fd, 0600) == 0 && write_all(fd, text, (size_t)length) && fsync(fd) == 0 &&
        sync_directory_of(path))
        return FAULT_NONE;
    fault = error_set_code(err, FAULT_INPUT, "key_file_write", "%s: %s", path, strerror(errno));
    unlink(path);
    return fault;
}
