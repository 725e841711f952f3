/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/token.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/credential.h"
#include "base/memory.h"
#include "keys/encode.h"
#include "keys/key_file.h"
#include "keys/secret.h"

static const char key_file_start[] = "samband-secret-key/1\n";

static enum fault check_mode(const char *path, int fd, struct error *err)
{
    struct stat status;

    if (fstat(fd, &status) < 0)
        return error_set_code(err, FAULT_INPUT, "token_open", "%s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return error_set_code(err, FAULT_INPUT, "token_mode", "%s: is no regular file", path);
    if (status.st_uid != geteuid() && status.st_uid != 0)
        return error_set_code(err, FAULT_INPUT, "token_mode", "%s: belongs to another user", path);
    if (status.st_mode & (credential_is_passed(path) ? 007 : 077))
        return error_set_code(err, FAULT_INPUT, "token_mode",
                              "%s: group or others have access (want mode 0600)", path);
    return FAULT_NONE;
}

static enum fault read_text(const char *path, char *text, size_t room, struct error *err)
{
    enum fault fault;
    ssize_t size;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    if (fd < 0)
        return errno == ELOOP
                   ? error_set_code(err, FAULT_INPUT, "token_mode", "%s: is a symbolic link", path)
                   : error_set_code(err, FAULT_INPUT, "token_open", "%s: %s", path,
                                    strerror(errno));
    fault = check_mode(path, fd, err);
    if (!fault) {
        size = read(fd, text, room - 1);
        if (size < 0)
            fault = error_set_code(err, FAULT_INPUT, "token_open", "%s: %s", path, strerror(errno));
        else
            text[size] = '\0';
    }
    close(fd);
    return fault;
}

static enum fault read_key_file(const char *path, char **ret_token, struct error *err)
{
    CLEANUP(key_file_free) uint8_t *key = NULL;
    enum fault fault;

    fault = key_file_read(path, KEY_FILE_TOKEN, &key, err);
    if (fault)
        return error_set_code(err, fault, "token_form", "%s: is no key file of kind token", path);
    *ret_token = secret_new(ENCODE_BASE64_SIZE(KEY_FILE_KEY_SIZE));
    encode_base64_to(key, KEY_FILE_KEY_SIZE, *ret_token);
    return FAULT_NONE;
}

static bool is_token(const char *text)
{
    size_t size = strlen(text);

    for (size_t i = 0; i < size; i++)
        if (text[i] <= ' ' || text[i] > '~')
            return false;
    return size >= TOKEN_MIN_BYTES && size <= TOKEN_MAX_BYTES;
}

enum fault token_read(const char *name, char **ret_token, struct error *err)
{
    CLEANUP(mem_free) char *path = credential_path(name, NULL);
    const size_t room = TOKEN_MAX_BYTES + 3;
    CLEANUP(secret_free) char *text = secret_new(room);
    enum fault fault;
    size_t size;

    fault = read_text(path, text, room, err);
    if (fault)
        return fault;
    if (strncmp(text, key_file_start, sizeof(key_file_start) - 1) == 0)
        return read_key_file(path, ret_token, err);
    size = strlen(text);
    if (size > 0 && text[size - 1] == '\n')
        text[--size] = '\0';
    if (!is_token(text))
        return error_set_code(err, FAULT_INPUT, "token_form",
                              "%s: holds no line of %d to %d visible ASCII characters", path,
                              TOKEN_MIN_BYTES, TOKEN_MAX_BYTES);
    *ret_token = TAKE(text);
    return FAULT_NONE;
}
