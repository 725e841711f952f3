/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"

enum { BACKLOG = 64 };

static const char prefix_unix[] = "unix:";

const char *listen_path(const char *text)
{
    size_t size = sizeof(prefix_unix) - 1;

    return strncmp(text, prefix_unix, size) == 0 ? text + size : NULL;
}

static enum fault read_unix(const char *path, struct sockaddr_storage *address, socklen_t *ret_size,
                            struct error *err)
{
    struct sockaddr_un *place = (struct sockaddr_un *)address;

    if (path[0] == '\0' || strlen(path) >= sizeof(place->sun_path))
        return error_set_code(err, FAULT_INPUT, "listen",
                              "listen: the path of a unix socket has 1 to %zu bytes",
                              sizeof(place->sun_path) - 1);
    place->sun_family = AF_UNIX;
    memcpy(place->sun_path, path, strlen(path) + 1);
    *ret_size = sizeof(*place);
    return FAULT_NONE;
}

static bool read_port(const char *text, in_port_t *ret_port)
{
    uint64_t port;

    if (!text_read_decimal(text, &port) || port < 1 || port > 65535)
        return false;
    *ret_port = htons((uint16_t)port);
    return true;
}

enum fault listen_read(const char *text, struct sockaddr_storage *ret_address, socklen_t *ret_size,
                       struct error *err)
{
    static const char four[] = "127.0.0.1:", six[] = "[::1]:";
    struct sockaddr_in *place_4 = (struct sockaddr_in *)ret_address;
    struct sockaddr_in6 *place_6 = (struct sockaddr_in6 *)ret_address;

    memset(ret_address, 0, sizeof(*ret_address));
    if (listen_path(text))
        return read_unix(listen_path(text), ret_address, ret_size, err);
    if (strncmp(text, four, sizeof(four) - 1) == 0 &&
        read_port(text + sizeof(four) - 1, &place_4->sin_port)) {
        place_4->sin_family = AF_INET;
        place_4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        *ret_size = sizeof(*place_4);
        return FAULT_NONE;
    }
    if (strncmp(text, six, sizeof(six) - 1) == 0 &&
        read_port(text + sizeof(six) - 1, &place_6->sin6_port)) {
        place_6->sin6_family = AF_INET6;
        place_6->sin6_addr = in6addr_loopback;
        *ret_size = sizeof(*place_6);
        return FAULT_NONE;
    }
    return error_set_code(err, FAULT_INPUT, "listen",
                          "listen: is none of unix:PATH, 127.0.0.1:PORT, [::1]:PORT");
}

/* Removes a socket file that nobody serves. What is no socket stays, and so does one in use. */
static void remove_stale(const char *path, const struct sockaddr *address, socklen_t size)
{
    struct stat status;
    int fd;

    if (lstat(path, &status) < 0 || !S_ISSOCK(status.st_mode))
        return;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    if (connect(fd, address, size) < 0 && errno == ECONNREFUSED)
        unlink(path);
    close(fd);
}

static int bind_with_mode(int fd, const struct sockaddr *address, socklen_t size)
{
    mode_t before = umask(0117);
    int status = bind(fd, address, size);

    umask(before);
    return status;
}

enum fault listen_open(const char *text, int *ret_fd, struct error *err)
{
    struct sockaddr_storage address;
    socklen_t size;
    enum fault fault;
    int fd, on = 1;

    fault = listen_read(text, &address, &size, err);
    if (fault)
        return fault;
    if (listen_path(text))
        remove_stale(listen_path(text), (struct sockaddr *)&address, size);

    fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return error_set_code(err, FAULT_RETRY, "listen_open", "listen: %s", strerror(errno));
    if (address.ss_family != AF_UNIX)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind_with_mode(fd, (struct sockaddr *)&address, size) < 0 || listen(fd, BACKLOG) < 0) {
        fault = error_set_code(err, FAULT_RETRY, "listen_open", "listen: cannot open %s: %s", text,
                               strerror(errno));
        close(fd);
        return fault;
    }
    *ret_fd = fd;
    return FAULT_NONE;
}
