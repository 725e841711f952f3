/* SPDX-License-Identifier: EUPL-1.2 */
/* drop_file - files of a drop folder: written whole or not at all, read whole or not at all.
 *
 * What is made follows the folder that it is made in: its group may do with it what it may do there, if
 * it is of the same group (setgid on the folder makes it so). Others never may anything. Since others may
 * then write in our folders, none that is a symbolic link is written into ("folder/." is one that may be).
 */
#ifndef EDGE_DROP_FILE_H
#define EDGE_DROP_FILE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/error.h"

enum { DROP_NAME_MAX = 200 }; /* bytes of a file's name */

/* A name that may be taken: does not begin with '.', does not end in .tmp or .part. */
bool drop_file_is_finished(const char *name);

/* Writes folder/name, mode 0600 and what the folder's group may (0060 at most), in place of an older one: on disk, file and folder, when this
 * returns. FAULT_RETRY "drop". */
MUST_CHECK enum fault drop_file_write(const char *folder, const char *name, struct bytes bytes,
                                      struct error *err);

/* Moves a file to folder/name, in place of an older one. FAULT_RETRY "drop". */
MUST_CHECK enum fault drop_file_move(const char *path, const char *folder, const char *name,
                                     struct error *err);

/* Reads a regular file (a symbolic link is none) of at most `max` bytes; appends. FAULT_INPUT
 * "no_file" (is none, or has gone), "too_large"; FAULT_RETRY "drop". */
MUST_CHECK enum fault drop_file_read(const char *path, size_t max, struct buffer *ret_bytes,
                                     struct error *err);

/* Makes a folder in a folder, mode 0700 and what the folder's group may (0070 at most), setgid if that
 * has it, if it is not there; one that is there keeps its mode. FAULT_INPUT "drop_folder". */
MUST_CHECK enum fault drop_file_make_folder(const char *parent, const char *name,
                                            struct error *err);

#endif
