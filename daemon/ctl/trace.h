/* SPDX-License-Identifier: EUPL-1.2 */
/* trace - the steps of one exchange, read from leaves, in words. */
#ifndef CTL_TRACE_H
#define CTL_TRACE_H

#include <stdio.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/uuid.h"
#include "base/json_out.h"
#include "model/entry.h"
#include "model/exchange_text.h"

struct trace;

struct trace *trace_new(const struct uuid *id);
/* Accepts NULL. */
void trace_free(struct trace *trace);
DEFINE_CLEANUP(struct trace *, trace_free)

/* Reads a leaf and keeps it if it is a step of this exchange; others pass by. FAULT_INPUT
 * "not_canonical": the leaf cannot be read ("leaf 17: ..."). */
MUST_CHECK enum fault trace_add(struct trace *trace, uint64_t index, struct bytes entry,
                                struct error *err);

size_t trace_n_steps(const struct trace *trace);

void trace_print_plain(const struct trace *trace, FILE *out);
/* One object. */
void trace_print_json(const struct trace *trace, struct json_out *json);

#endif
