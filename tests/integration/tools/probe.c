/* SPDX-License-Identifier: EUPL-1.2 */
/* probe - a peer that says to the broker what no adapter would, and prints what comes back.
 *
 *   probe listen        only connects (after a hello, if there is a --card and no --hello no)
 *   probe hello         --card FILE [--party NAME] [--version N] [--credit N] [--takeover N]
 *   probe raw           --hex BYTES | --file PATH (- is standard input): one frame of these bytes
 *   probe oversized     --size N: one frame of N bytes
 *   probe submit        --sign-key FILE --to-card FILE [--id UUID] [--type W] [--ground W]
 *                       [--purpose W] [--urgency W] [--agreement W] [--category W] [--content TEXT]
 *                       [--age N | none] [--subject HEX | none] [--whole yes] [--created TIME]
 *                       [--not-after TIME] [--incarnation HEX] [--number N]
 *                       [--repeat N] the same bytes again   [--count N] different ones, numbered on
 *                       [--break signature | canonical | digest | party | subject | section |
 *                                ciphertext | serial | origin]
 *   probe notify-listen --path SOCKET: prints what sd_notify(3) sends there, one datagram a line
 *
 * All but the last: --endpoint E --key FILE (CURVE; "new" makes one that nobody knows)
 *   --server-card FILE  [--card FILE]  [--routing-id HEX]  [--cut N] bytes off the end of each frame
 *   [--parts N]  [--hello no]  [--wait MS] (2000)  [--answers N] frames to wait for (1)
 *   [--keep FILE] appends every frame that comes, byte for byte
 *
 * Each frame becomes one line of JSON, each receipt one. With a --card the hello goes first, and
 * its answer is printed too, but not counted. Exit status: 0 as many answers as wanted, 3 fewer, 64
 * usage, 65 data.
 */
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "integration/tools/probe_link.h"
#include "integration/tools/probe_options.h"
#include "integration/tools/probe_submit.h"
#include "keys/start.h"

static const char *const known[] = {
    "endpoint", "key",     "server-card", "card",     "routing-id", "cut",     "parts",
    "hello",    "wait",    "answers",     "party",    "version",    "credit",  "takeover",
    "hex",      "file",    "size",        "sign-key", "to-card",    "id",      "type",
    "ground",   "purpose", "urgency",     "category", "agreement",  "content", "age",
    "subject",  "whole",   "created",     "count",    "not-after",  "number",  "incarnation",
    "repeat",   "break",   "path",        "keep",
};

static int64_t end_of_wait(const struct options *options)
{
    return clock_boot_ms() + (int64_t)option_number(options, "wait", 2000);
}

static int answers(struct probe *probe, const struct options *options)
{
    int n_wanted = (int)option_number(options, "answers", 1);
    int64_t end_ms = end_of_wait(options);

    probe->n_answers = 0;
    while (probe->n_answers < n_wanted && probe_hear(probe, end_ms))
        ;
    return probe->n_answers >= n_wanted ? EXIT_ANSWERED : EXIT_SILENT;
}

static void say_raw(struct probe *probe, const struct options *options)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    if (option(options, "file", NULL))
        read_file(option(options, "file", NULL), &bytes);
    else
        read_hex(option_wanted(options, "hex"), &bytes);
    probe_send(probe, bytes_of_buffer(&bytes));
}

static void say_oversized(struct probe *probe, const struct options *options)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    size_t size = option_number(options, "size", LIMIT_FRAME_BYTES + 1);

    memset(buffer_extend(&bytes, size), 0, size);
    probe_send(probe, bytes_of_buffer(&bytes));
}

static void say_submits(struct probe *probe, const struct options *options)
{
    uint64_t n = option_number(options, "count", 1), n_times = option_number(options, "repeat", 1);
    uint64_t first = option_number(options, "number", 1);

    for (uint64_t i = 0; i < n; i++) {
        CLEANUP(buffer_clear) struct buffer frame = { 0 };
        struct uuid id;

        submission_build(options, first + i, &id, &frame);
        printf("{\"kind\":\"submit\"");
        print_id(&id);
        printf("}\n");
        fflush(stdout);
        for (uint64_t k = 0; k < n_times; k++)
            probe_send(probe, bytes_of_buffer(&frame));
    }
}

static void say_nothing(struct probe *probe, const struct options *options)
{
    (void)probe, (void)options;
}

static const struct {
    const char *name;
    void (*say)(struct probe *probe, const struct options *options);
    bool after_hello;
} commands[] = {
    { "listen", say_nothing, true },      { "hello", probe_hello, false }, { "raw", say_raw, true },
    { "oversized", say_oversized, true }, { "submit", say_submits, true },
};

static int run(size_t command, const struct options *options)
{
    struct probe probe = { 0 };
    int n_cut, n_parts, status;

    probe_open(&probe, options);
    if (commands[command].after_hello && option(options, "card", NULL) &&
        !option_is(options, "hello", "no")) {
        /* What is to be spoilt comes after it. */
        n_cut = (int)probe.n_cut, n_parts = probe.n_parts;
        probe.n_cut = 0, probe.n_parts = 1;
        probe_hello(&probe, options);
        (void)probe_hear(&probe, end_of_wait(options));
        probe.n_cut = (size_t)n_cut, probe.n_parts = n_parts;
    }
    commands[command].say(&probe, options);
    status = answers(&probe, options);
    probe_close(&probe);
    return status;
}

static int notify_listen(const struct options *options)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    const char *path = option_wanted(options, "path");
    uint64_t n = option_number(options, "answers", UINT32_MAX);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    char text[4096];

    copy_word(address.sun_path, sizeof(address.sun_path), "path", path);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
        stop(EXIT_DATA, "cannot listen on %s", path);
    while (n-- > 0) {
        ssize_t size = recv(fd, text, sizeof(text), 0);

        if (size < 0)
            stop(EXIT_DATA, "cannot read from %s", path);
        for (ssize_t i = 0; i < size; i++)
            putchar(text[i] == '\n' ? ' ' : text[i]);
        putchar('\n');
        fflush(stdout);
    }
    close(fd);
    unlink(path);
    return EXIT_ANSWERED;
}

int main(int argc, char **argv)
{
    struct options options = { argc > 2 ? argc - 2 : 0, argv + 2 };
    struct error err;

    if (argc < 2)
        stop(EXIT_USAGE, "listen, hello, raw, oversized, submit or notify-listen");
    options_check(&options, known, ARRAY_SIZE(known));
    if (keys_start(&err))
        stop(EXIT_DATA, "%s", err.text);
    if (strcmp(argv[1], "notify-listen") == 0)
        return notify_listen(&options);
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return run(i, &options);
    stop(EXIT_USAGE, "no command %s", argv[1]);
}
