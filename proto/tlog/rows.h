/* SPDX-License-Identifier: Apache-2.0 */
/* rows - reading the line-based texts of C2SP: each line ends with LF. */
#ifndef TLOG_ROWS_H
#define TLOG_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "keys/digest.h"
#include "tlog/tree.h"

/* Takes the next line, without its LF, off the front of `rest`. False, with nothing taken, at the
 * end or when the last line has no LF. */
bool rows_next(struct bytes *rest, struct bytes *ret_line);

/* Drops `word` from the front of `line`. False, with nothing dropped, if it begins otherwise. */
bool rows_skip(struct bytes *line, const char *word);

/* A whole line as text_read_decimal() and digest_read_base64() want it. */
bool rows_decimal(struct bytes line, uint64_t *ret_value);
bool rows_digest(struct bytes line, struct digest *ret_digest);

/* A run of hashes, one base64 line each: reading takes all of `lines`, and is false above
 * TREE_PATH_MAX or at any other line. */
bool rows_read_path(struct bytes lines, struct tree_path *ret_path);
void rows_append_path(const struct tree_path *path, struct buffer *ret_text);

/* Splits at the first (or last) empty line: `ret_head` ends with the LF before it, `ret_tail`
 * starts after it. False when there is no empty line. */
bool rows_split_first(struct bytes text, struct bytes *ret_head, struct bytes *ret_tail);
bool rows_split_last(struct bytes text, struct bytes *ret_head, struct bytes *ret_tail);

#endif
