/* SPDX-License-Identifier: Apache-2.0 */
/* directory_file - from the directory's YAML file to its parties, each entry verified. */
#ifndef MODEL_DIRECTORY_FILE_H
#define MODEL_DIRECTORY_FILE_H

#include "base/error.h"
#include "model/directory.h"

/* Zeroed memory is an empty one. `parties` is in the order of the file. */
struct directory_file {
    char origin[LIMIT_ORIGIN + 1];
    char coordinator[LIMIT_PARTY + 1];
    uint8_t coordinator_root[CARD_KEY_SIZE];
    struct buffer source; /* the bytes that were read */
    char hash[72 + 1];    /* of these */
    struct party *parties;
    size_t n_parties;
};

/* As directory_load() and directory_read(). `ret_file` must be empty and is untouched on failure; clear it with
 * directory_file_clear(). */
MUST_CHECK enum fault directory_file_read(const char *path, const struct reading *reading,
                                          struct directory_file *ret_file, struct error *err);
MUST_CHECK enum fault directory_file_read_bytes(const char *name, struct bytes bytes,
                                                const struct reading *reading,
                                                struct directory_file *ret_file, struct error *err);
void directory_file_clear(struct directory_file *file);
DEFINE_CLEAR(struct directory_file, directory_file_clear)

#endif
