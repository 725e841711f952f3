/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/witness.h"

#include <inttypes.h>

#include "tlog/rows.h"

void witness_request_write(const struct witness_request *request, struct buffer *ret_body)
{
    buffer_printf(ret_body, "old %" PRIu64 "\n", request->old_size);
    rows_append_path(&request->path, ret_body);
    buffer_append_text(ret_body, "\n");
    buffer_append_bytes(ret_body, request->note);
}

enum fault witness_request_read(struct bytes body, struct witness_request *ret_request,
                                struct error *err)
{
    struct witness_request request = { 0 };
    struct bytes head, line;

    if (!rows_split_first(body, &head, &request.note) || request.note.size == 0 ||
        !rows_next(&head, &line) || !rows_skip(&line, "old ") ||
        !rows_decimal(line, &request.old_size) || !rows_read_path(head, &request.path))
        return error_set_code(err, FAULT_INPUT, "witness_form",
                              "not a request: wanted \"old <size>\", at most 63 hashes, an empty "
                              "line and a checkpoint");
    *ret_request = request;
    return FAULT_NONE;
}

/* The request continues what was cosigned last. */
static bool is_continuation(const struct witness_request *request, const struct tree_head *last,
                            const struct checkpoint *checkpoint)
{
    struct tree_head older = *last;

    if (older.size == 0)
        older.root = digest_of(bytes_of(NULL, 0));
    return checkpoint_is_sound(checkpoint) &&
           tree_verify_consistency(&older, &checkpoint->head, &request->path);
}

enum witness_status witness_judge(struct bytes body, const struct checkpoint_trust *trust,
                                  const struct tree_head *last, struct checkpoint *ret_checkpoint,
                                  struct bytes *ret_text)
{
    CLEANUP(note_clear) struct note note = { 0 };
    struct witness_request request;
    struct checkpoint checkpoint;

    if (witness_request_read(body, &request, NULL) || note_read(request.note, &note, NULL) ||
        checkpoint_read(note.text, &checkpoint, NULL))
        return WITNESS_BAD_REQUEST;
    if (strcmp(checkpoint.origin, trust->origin) != 0)
        return WITNESS_NOT_FOUND;
    if (checkpoint_check_log(&note, trust, NULL))
        return WITNESS_FORBIDDEN;
    if (request.old_size > checkpoint.head.size)
        return WITNESS_BAD_REQUEST;
    if (request.old_size != last->size)
        return WITNESS_CONFLICT;
    if (!is_continuation(&request, last, &checkpoint))
        return WITNESS_UNPROCESSABLE;
    *ret_checkpoint = checkpoint;
    *ret_text = note.text;
    return WITNESS_OK;
}
