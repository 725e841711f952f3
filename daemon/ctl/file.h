/* SPDX-License-Identifier: EUPL-1.2 */
/* file - small files, read whole, and made without ever overwriting one. */
#ifndef CTL_FILE_H
#define CTL_FILE_H

#include <stddef.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/error.h"

/* Appends the bytes. FAULT_INPUT "cannot_open"; "too_large" above `max` bytes. */
MUST_CHECK enum fault file_read(const char *path, size_t max, struct buffer *ret_bytes,
                                struct error *err);

/* On disk when it returns. FAULT_INPUT "file_exists"; "cannot_write", and nothing is left. */
MUST_CHECK enum fault file_make(const char *path, mode_t mode, struct bytes bytes,
                                struct error *err);

/* Mode 0700; one that is there already is as good, if it is a folder. FAULT_INPUT "cannot_write". */
MUST_CHECK enum fault file_make_folder(const char *path, struct error *err);

#endif
