/* SPDX-License-Identifier: Apache-2.0 */
#include "model/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static bool has_ending(const char *name, const char *ending)
{
    size_t size = strlen(name), end = strlen(ending);

    return size > end && name[0] != '.' && strcmp(name + size - end, ending) == 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void close_folder(DIR *folder) { closedir(folder); }
DEFINE_CLEANUP(DIR *, close_folder)

enum fault folder_list(const char *path, const char *ending, const char *code,
                       struct folder_files *ret_files, struct error *err)
{
    CLEANUP(close_folder) DIR *folder = opendir(path);
    CLEANUP(folder_clear) struct folder_files files = { 0 };
    const struct dirent *entry;

    if (!folder)
        return error_set_code(err, FAULT_INPUT, code, "%s: cannot be read: %s", path,
                              strerror(errno));
    for (errno = 0; (entry = readdir(folder)); errno = 0) {
        if (!has_ending(entry->d_name, ending))
            continue;
        files.paths = mem_grow(files.paths, files.n + 1, sizeof(*files.paths));
        files.paths[files.n++] = mem_printf("%s/%s", path, entry->d_name);
    }
    if (errno)
        return error_set_code(err, FAULT_INPUT, code, "%s: cannot be read: %s", path,
                              strerror(errno));
    if (files.n > 1)
        qsort(files.paths, files.n, sizeof(*files.paths), by_name);
    *ret_files = files;
    files = (struct folder_files){ 0 };
    return FAULT_NONE;
}

void folder_clear(struct folder_files *files)
{
    for (size_t i = 0; i < files->n; i++)
        mem_free(files->paths[i]);
    mem_free(files->paths);
    *files = (struct folder_files){ 0 };
}
