/* SPDX-License-Identifier: EUPL-1.2 */
/* hook_listener - a system that is told of changes: an HTTP server on loopback, one request at a time.
 *
 *   hook_listener PORT FOLDER
 *
 * Before each answer it reads FOLDER/status: a status ("204"), or "0" to hang up without an answer, or
 * "silence" to hang up only after 12 seconds. The nth request is written to FOLDER/<n>.head (request
 * line and header) and FOLDER/<n>.body before it is answered; FOLDER/<n>.status, with what was
 * answered, is written last. <n> has four digits, and goes on where an earlier one ended. Says
 * "listening" once it does. Ends on a signal.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST_MAX = 64 * 1024, SILENCE_S = 12 };

struct request {
    char text[REQUEST_MAX + 1];
    size_t size, head_size; /* the head with its empty line; 0 until it is whole */
};

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "hook_listener: %s: %s\n", what, strerror(errno));
    exit(70);
}

static int listen_on(const char *port)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)atoi(port)),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) < 0 ||
        bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, 16) < 0)
        fail("cannot listen");
    return fd;
}

static size_t content_length(const struct request *request)
{
    static const char field[] = "\r\ncontent-length:";
    const char *found = strcasestr(request->text, field);

    return found && found < request->text + request->head_size
               ? strtoul(found + sizeof(field) - 1, NULL, 10)
               : 0;
}

static bool is_whole(struct request *request)
{
    const char *end = strstr(request->text, "\r\n\r\n");

    if (!end)
        return false;
    request->head_size = (size_t)(end - request->text) + 4;
    return request->size >= request->head_size + content_length(request);
}

/* False: the peer went away before all of it was there. */
static bool read_request(int fd, struct request *request)
{
    memset(request, 0, sizeof(*request));
    while (!is_whole(request)) {
        ssize_t n = read(fd, request->text + request->size, REQUEST_MAX - request->size);

        if (n <= 0)
            return false;
        request->size += (size_t)n;
    }
    return true;
}

/* Whole at once, for whoever waits for the name. */
static void write_file(const char *folder, unsigned int n, const char *end, const char *text,
                       size_t size)
{
    char path[4096], new_path[4096 + 8];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%04u.%s", folder, n, end);
    snprintf(new_path, sizeof(new_path), "%s.new", path);
    file = fopen(new_path, "we");
    if (!file || fwrite(text, 1, size, file) != size || fclose(file) != 0 ||
        rename(new_path, path) < 0)
        fail(path);
}

/* The requests that are there already. */
static unsigned int count_requests(const char *folder)
{
    char path[4096];
    unsigned int n = 0;

    do {
        n++;
        snprintf(path, sizeof(path), "%s/%04u.head", folder, n);
    } while (access(path, F_OK) == 0);
    return n - 1;
}

static void read_status(const char *folder, char ret_status[16])
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof(path), "%s/status", folder);
    file = fopen(path, "re");
    if (!file || fscanf(file, "%15s", ret_status) != 1)
        fail(path);
    fclose(file);
}

static void answer(int fd, const char *status)
{
    char text[200];
    int size = snprintf(text, sizeof(text),
                        "HTTP/1.1 %s Said\r\nLocation: http://127.0.0.1:1/elsewhere\r\n"
                        "%sConnection: close\r\n\r\n",
                        status, strcmp(status, "204") == 0 ? "" : "Content-Length: 0\r\n");

    if (strcmp(status, "silence") == 0)
        sleep(SILENCE_S);
    else if (strcmp(status, "0") != 0 && write(fd, text, (size_t)size) != size)
        fprintf(stderr, "hook_listener: the peer has gone\n");
}

int main(int argc, char **argv)
{
    static struct request request;
    unsigned int n;
    int fd;

    if (argc != 3) {
        fputs("usage: hook_listener PORT FOLDER\n", stderr);
        return 64;
    }
    signal(SIGPIPE, SIG_IGN);
    n = count_requests(argv[2]);
    fd = listen_on(argv[1]);
    puts("listening");
    fflush(stdout);
    for (;;) {
        int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
        char status[16] = "";

        if (peer < 0)
            fail("accept");
        if (read_request(peer, &request)) {
            n++;
            read_status(argv[2], status);
            write_file(argv[2], n, "head", request.text, request.head_size);
            write_file(argv[2], n, "body", request.text + request.head_size,
                       request.size - request.head_size);
            write_file(argv[2], n, "status", status, strlen(status));
            answer(peer, status);
        }
        close(peer);
    }
}
