/* SPDX-License-Identifier: Apache-2.0 */
#include "base/credential.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const char word[] = "credential:";

bool credential_is_named(const char *text)
{
    return text && strncmp(text, word, sizeof(word) - 1) == 0;
}

char *credential_path(const char *folder, const char *file)
{
    const char *directory = secure_getenv("CREDENTIALS_DIRECTORY");
    const char *name = folder + sizeof(word) - 1;

    if (!credential_is_named(folder))
        return file ? mem_printf("%s/%s", folder, file) : mem_text(folder);
    if (!directory)
        return file ? mem_printf("%s_%s", folder, file) : mem_text(folder);
    return file ? mem_printf("%s/%s_%s", directory, name, file)
                : mem_printf("%s/%s", directory, name);
}

bool credential_is_passed(const char *path)
{
    const char *directory = secure_getenv("CREDENTIALS_DIRECTORY");
    size_t size = directory ? strlen(directory) : 0;

    return size > 0 && strncmp(path, directory, size) == 0 && path[size] == '/' &&
           !strchr(path + size + 1, '/');
}
