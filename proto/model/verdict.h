/* SPDX-License-Identifier: Apache-2.0 */
/* verdict - the lines that say what became of each section; items and entries share them. */
#ifndef MODEL_VERDICT_H
#define MODEL_VERDICT_H

#include "model/item.h"
#include "model/lines.h"

/* Appends "verdict <digest> <verdict> <rule>" for each; an empty rule is written as none. */
void verdict_write_lines(const struct verdict_line verdicts[], size_t n_verdicts,
                         struct buffer *ret_text);

/* Reads as many as there are, at most LIMIT_SECTIONS. */
void verdict_read_lines(struct lines *lines, struct verdict_line ret_verdicts[LIMIT_SECTIONS],
                        size_t *ret_n);

#endif
