/* SPDX-License-Identifier: Apache-2.0 */
/* folder - the files of a folder that have one ending, in order of name. */
#ifndef MODEL_FOLDER_H
#define MODEL_FOLDER_H

#include <stddef.h>

#include "base/error.h"

struct folder_files {
    char **paths; /* folder/name */
    size_t n;
};

/* Every file whose name has `ending` (".card") behind at least one other byte and no dot in front; by
 * byte, whatever the locale. FAULT_INPUT with `code` if the folder cannot be read. Clear with
 * folder_clear(). */
MUST_CHECK enum fault folder_list(const char *path, const char *ending, const char *code,
                                  struct folder_files *ret_files, struct error *err);
void folder_clear(struct folder_files *files);
DEFINE_CLEAR(struct folder_files, folder_clear)

#endif
