/* SPDX-License-Identifier: EUPL-1.2 */
/* exchange_trace - each step of one exchange, from the leaves of the record themselves. */
#include <stdio.h>

#include "ctl/exchange.h"
#include "ctl/trace.h"

/* Leaves are found by their bytes: no search row is needed, and none believed. Every step stands
 * after the decision, and names the id in its text. */
#define STEPS                                                                                      \
    "SELECT l.idx, l.entry FROM samband.audit_exchange e JOIN samband.audit_leaf l "               \
    "ON l.idx = e.leaf_idx OR (e.state <> 'refused' AND l.idx > e.leaf_idx AND l.kind IN "         \
    "('handed_over', 'registered', 'returned', 'withdrawn', 'taken_back', 'recalled', 'erased') "  \
    "AND "                                                                                         \
    "position(convert_to(chr(10) || 'id ' || $1 || chr(10), 'UTF8') IN l.entry) > 0) "             \
    "WHERE e.id = $1::uuid ORDER BY l.idx"

int exchange_trace(int argc, char *argv[])
{
    CLEANUP(source_close) struct source *source = NULL;
    CLEANUP(answer_free) struct answer *rows = NULL;
    CLEANUP(trace_free) struct trace *trace = NULL;
    CLEANUP(buffer_clear) struct buffer entry = { 0 };
    CLEANUP(json_out_clear) struct json_out json = { 0 };
    struct exchange_options options;
    struct error err;

    exchange_parse(argc, argv, "Shows each step of one exchange, from the record.", &options);
    const char *params[] = { options.text };

    if (source_open(&options.source, SOURCE_AUDITOR, &source, &err) ||
        source_query(source, STEPS, params, 1, &rows, &err))
        return command_failed(&err);
    if (answer_n(rows) == 0)
        return exchange_unknown(&options);
    trace = trace_new(&options.id);
    for (size_t i = 0; i < answer_n(rows); i++) {
        buffer_reset(&entry);
        answer_bytes(rows, i, 1, &entry);
        if (trace_add(trace, (uint64_t)answer_number(rows, i, 0), bytes_of_buffer(&entry), &err))
            return command_failed_as(COMMAND_FINDING, &err);
    }
    if (trace_n_steps(trace) == 0)
        return command_fail(COMMAND_FINDING,
                            "%s: the leaf that is stored for it is another exchange's",
                            options.text);
    if (options.source.json) {
        trace_print_json(trace, &json);
        json_out_flush(&json, stdout);
    } else {
        trace_print_plain(trace, stdout);
    }
    return COMMAND_FINE;
}
