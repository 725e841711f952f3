/* SPDX-License-Identifier: EUPL-1.2 */
/* probe_options - "--name value" pairs, each of them known, and what they name.
 *
 * Functions stand in this header and its neighbours because a tool is one .c file.
 */
#ifndef PROBE_OPTIONS_H
#define PROBE_OPTIONS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/text.h"
#include "model/card.h"

enum { EXIT_ANSWERED = 0, EXIT_SILENT = 3, EXIT_USAGE = 64, EXIT_DATA = 65 };

struct options {
    int n;
    char **words;
};

__attribute__((noreturn, format(printf, 2, 3))) static inline void stop(int status,
                                                                        const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fputs("probe: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(status);
}

/* Ends the program unless the words are pairs of "--name" and a value, each name one of `known`. */
static inline void options_check(const struct options *options, const char *const known[],
                                 size_t n_known)
{
    for (int i = 0; i < options->n; i += 2) {
        bool found = false;

        for (size_t k = 0; k < n_known; k++)
            found |= strncmp(options->words[i], "--", 2) == 0 &&
                     strcmp(options->words[i] + 2, known[k]) == 0;
        if (!found)
            stop(EXIT_USAGE, "no option %s", options->words[i]);
        if (i + 1 >= options->n)
            stop(EXIT_USAGE, "%s wants a value", options->words[i]);
    }
}

/* The last value given, or `otherwise`. */
static inline const char *option(const struct options *options, const char *name,
                                 const char *otherwise)
{
    const char *value = otherwise;

    for (int i = 0; i + 1 < options->n; i += 2)
        if (strcmp(options->words[i] + 2, name) == 0)
            value = options->words[i + 1];
    return value;
}

static inline const char *option_wanted(const struct options *options, const char *name)
{
    const char *value = option(options, name, NULL);

    if (!value)
        stop(EXIT_USAGE, "--%s is wanted", name);
    return value;
}

static inline uint64_t option_number(const struct options *options, const char *name,
                                     uint64_t otherwise)
{
    const char *value = option(options, name, NULL);
    uint64_t number = otherwise;

    if (value && !text_read_decimal(value, &number))
        stop(EXIT_USAGE, "--%s: %s is no number", name, value);
    return number;
}

static inline bool option_is(const struct options *options, const char *name, const char *value)
{
    return strcmp(option(options, name, ""), value) == 0;
}

/* Appends the bytes that a text of hex stands for. */
static inline void read_hex(const char *text, struct buffer *ret_bytes)
{
    size_t size = strlen(text) / 2;

    if (strlen(text) % 2 != 0 || !text_read_hex(text, buffer_extend(ret_bytes, size), size))
        stop(EXIT_USAGE, "%s: lower-case hex wanted", text);
}

/* Appends the file; "-" is standard input. */
static inline void read_file(const char *path, struct buffer *ret_bytes)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    char block[4096];
    size_t n;

    if (!file)
        stop(EXIT_DATA, "cannot open %s", path);
    while ((n = fread(block, 1, sizeof(block), file)) > 0)
        buffer_append(ret_bytes, block, n);
    if (file != stdin)
        fclose(file);
}

/* The card of a file; its text is appended to `ret_text`, if that is not NULL. */
static inline struct card read_card(const char *path, struct buffer *ret_text)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct card card;
    struct error err;

    read_file(path, &text);
    if (card_read(bytes_of_buffer(&text), &card, &err))
        stop(EXIT_DATA, "%s: %s", path, err.text);
    if (ret_text)
        buffer_append_bytes(ret_text, bytes_of_buffer(&text));
    return card;
}

#endif
