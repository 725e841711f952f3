/* SPDX-License-Identifier: EUPL-1.2 */
/* replay - shows a fuzz target every file of its corpus, without a fuzzer.
 *
 * Usage: X_replay FILE|DIRECTORY... Each file is shown whole and cut short in up to 256 places. A
 * crash or a sanitizer's report ends the program; otherwise it prints how many files it has shown
 * and exits with 0. No file at all is a failure: a corpus that has gone missing tests nothing.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CUTS = 256 };

static const char *current = "";
static unsigned n_files;

static void fail(const char *path, const char *what)
{
    fprintf(stderr, "replay: %s: %s\n", path, what);
    exit(EXIT_FAILURE);
}

/* In memory of exactly its size, so that reading past the end is noticed. */
static void show_piece(const uint8_t *data, size_t size)
{
    uint8_t *piece = malloc(size ? size : 1);

    if (!piece)
        fail(current, "out of memory");
    if (size)
        memcpy(piece, data, size);
    if (LLVMFuzzerTestOneInput(piece, size) != 0)
        fail(current, "the target returned other than 0");
    free(piece);
}

static void show_file(const char *path, size_t size)
{
    uint8_t *data = malloc(size ? size : 1);
    FILE *file = fopen(path, "re");
    size_t step = size / CUTS + 1;

    if (!data || !file || fread(data, 1, size, file) != size)
        fail(path, "cannot be read");
    fclose(file);

    current = path;
    show_piece(data, size);
    for (size_t cut = 0; cut < size; cut += step)
        show_piece(data, cut);
    free(data);
    n_files++;
}

static void show(const char *path)
{
    struct dirent **entries;
    struct stat status;
    int n_entries;

    if (stat(path, &status) != 0)
        fail(path, "is not there");
    if (S_ISREG(status.st_mode)) {
        show_file(path, (size_t)status.st_size);
        return;
    }

    n_entries = scandir(path, &entries, NULL, alphasort);
    if (n_entries < 0)
        fail(path, "is neither file nor directory");
    for (int i = 0; i < n_entries; i++) {
        char inner[4096];

        if (entries[i]->d_name[0] != '.') {
            snprintf(inner, sizeof(inner), "%s/%s", path, entries[i]->d_name);
            show(inner);
        }
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        show(argv[i]);

    if (n_files == 0)
        fail(argc > 1 ? argv[1] : "usage", "no file to show");
    printf("%u files\n", n_files);
    return EXIT_SUCCESS;
}
