/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/load.h"

#include <stdlib.h>
#include <string.h>

struct list {
    FILE *stream;
    char *text;
    size_t size;
};

/* Without a list the reader's own first fault is told, and no more. */
static FILE *list_open(struct list *list)
{
    *list = (struct list){ 0 };
    list->stream = open_memstream(&list->text, &list->size);
    return list->stream;
}

static void list_end(struct list *list, const char *path, struct error *err)
{
    if (!list->stream)
        return;
    fclose(list->stream);
    if (err)
        load_tell(list->text, path, stderr, err);
    free(list->text);
}

void load_tell(const char *lines, const char *path, FILE *out, struct error *err)
{
    size_t n_lines = 0;

    for (const char *at = lines; (at = strchr(at, '\n')); at++)
        n_lines++;
    if (n_lines < 2)
        return;
    fputs(lines, out);
    snprintf(err->text, sizeof(err->text), "%s: %zu faults", path, n_lines);
}

enum fault load_settings(const char *path, struct settings **ret_settings, struct error *err)
{
    struct list list;
    enum fault fault = settings_load(path, list_open(&list), ret_settings, err);

    list_end(&list, path, fault ? err : NULL);
    return fault;
}

enum fault load_directory(const char *path, const struct vocabulary *vocabulary,
                          struct directory **ret_directory, struct error *err)
{
    struct list list;
    const struct reading reading = { .faults = list_open(&list), .vocabulary = vocabulary };
    enum fault fault = directory_load(path, &reading, ret_directory, err);

    list_end(&list, path, fault ? err : NULL);
    return fault;
}

enum fault load_policy(const char *path, struct vocabulary **ret_vocabulary,
                       struct policy **ret_policy, struct error *err)
{
    struct list list;
    enum fault fault = policy_load_all(path, list_open(&list), ret_vocabulary, ret_policy, err);

    list_end(&list, path, fault ? err : NULL);
    return fault;
}
