/* SPDX-License-Identifier: EUPL-1.2 */
#include "settings/policy_list.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/memory.h"

DEFINE_CLEANUP(DIR *, closedir)

/* What a listing carries from folder to folder. */
struct listing {
    const char *directory;
    FILE *faults;
    struct policy_words *paths;
    struct error *stray;
};

static bool is_one_of(const char *name, const char *const patterns[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (fnmatch(patterns[i], name, 0) == 0)
            return true;
    return false;
}

static bool is_passed_over(const char *name)
{
    static const char *const patterns[] = { ".*",     "*~",       "*.bak",  "*.old",
                                            "*.orig", "*.dpkg-*", "*.rpm*", "README*" };

    return is_one_of(name, patterns, ARRAY_SIZE(patterns));
}

static bool is_beside_the_rules(const char *name)
{
    static const char *const yaml[] = { "*.yaml", "*.yml" };
    static const char *const known[] = { "vocabulary.yaml", "conditions.yaml", "grounds.yaml" };

    return !is_one_of(name, yaml, ARRAY_SIZE(yaml)) || is_one_of(name, known, ARRAY_SIZE(known));
}

static void note_stray(struct listing *listing, const char *path, const char *what)
{
    struct error err = { 0 };

    (void)error_set_code(&err, FAULT_INPUT, "stray_file", "%s/%s: %s", listing->directory, path,
                         what);
    if (listing->faults)
        fprintf(listing->faults, "%s\n", err.text);
    if (!listing->stray->fault)
        *listing->stray = err;
}

static mode_t kind_of(const struct listing *listing, const char *path)
{
    CLEANUP(mem_free) char *full = mem_printf("%s/%s", listing->directory, path);
    struct stat found;

    return stat(full, &found) == 0 ? found.st_mode & S_IFMT : 0;
}

static void look_at_file(struct listing *listing, const char *country, const char *name)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/%s", country, name);
    mode_t kind = kind_of(listing, path);

    if (is_passed_over(name))
        return;
    if (kind == S_IFDIR)
        note_stray(listing, path, "a country has no folder in its folder");
    else if (kind != S_IFREG)
        note_stray(listing, path, "not a regular file");
    else if (fnmatch("*.yaml", name, 0) != 0)
        note_stray(listing, path, "the name of a rule file ends with .yaml");
    else
        policy_words_add(listing->paths, path);
}

static void look_beside(struct listing *listing, const char *name)
{
    if (!is_passed_over(name) && !is_beside_the_rules(name))
        note_stray(listing, name, "a rule file lies in the folder of its country");
}

/* The names in one folder, each given to `look`; `country` is NULL for the directory itself. */
static enum fault list_folder(struct listing *listing, const char *country, struct error *err)
{
    CLEANUP(mem_free)
    char *path =
        country ? mem_printf("%s/%s", listing->directory, country) : mem_text(listing->directory);
    CLEANUP(closedir) DIR *folder = opendir(path);
    struct dirent *entry;
    enum fault fault = FAULT_NONE;

    if (!folder)
        return error_set_code(err, FAULT_INPUT, "cannot_open", "cannot open %s: %s", path,
                              strerror(errno));
    while (!fault && (errno = 0, (entry = readdir(folder)))) {
        if (country)
            look_at_file(listing, country, entry->d_name);
        else if (entry->d_name[0] != '.' && kind_of(listing, entry->d_name) == S_IFDIR)
            fault = list_folder(listing, entry->d_name, err);
        else
            look_beside(listing, entry->d_name);
    }
    if (!fault && errno)
        return error_set_code(err, FAULT_INPUT, "cannot_open", "cannot list %s: %s", path,
                              strerror(errno));
    return fault;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

enum fault policy_list(const char *directory, FILE *faults, struct policy_words *ret_paths,
                       struct error *ret_stray, struct error *err)
{
    struct listing listing = {
        .directory = directory, .faults = faults, .paths = ret_paths, .stray = ret_stray
    };
    enum fault fault;

    *ret_stray = (struct error){ 0 };
    fault = list_folder(&listing, NULL, err);
    if (!fault && ret_paths->n)
        qsort(ret_paths->words, ret_paths->n, sizeof(*ret_paths->words), by_bytes);
    return fault;
}
