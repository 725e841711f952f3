/* SPDX-License-Identifier: Apache-2.0 */
/* witness - requests to cosign a checkpoint, and the judgement of one (C2SP tlog-witness).
 *
 *     old <size>
 *     <base64 hash>                  0 to 63 lines: consistency proof from old to the checkpoint
 *
 *     <checkpoint note>
 *
 * Pure: whoever keeps the witness's state compares, stores and fsyncs before it answers.
 */
#ifndef TLOG_WITNESS_H
#define TLOG_WITNESS_H

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "tlog/checkpoint.h"
#include "tlog/tree.h"

/* HTTP's numbers, whatever carries them. */
enum witness_status {
    WITNESS_OK = 200,            /* store the new head, then answer with the cosignature line */
    WITNESS_BAD_REQUEST = 400,   /* unreadable, or old is larger than the checkpoint */
    WITNESS_FORBIDDEN = 403,     /* no signature by a trusted log key, or one that fails */
    WITNESS_NOT_FOUND = 404,     /* a log that this witness does not know */
    WITNESS_CONFLICT = 409,      /* old is not what was cosigned last: answer "<size>" LF */
    WITNESS_UNPROCESSABLE = 422, /* not a continuation of what was cosigned */
};

struct witness_request {
    uint64_t old_size;
    struct tree_path path;
    struct bytes note; /* borrowed */
};

/* Appends the body of a request. */
void witness_request_write(const struct witness_request *request, struct buffer *ret_body);

/* FAULT_INPUT "witness_form". `ret_request` is untouched on failure and borrows from `body`. */
MUST_CHECK enum fault witness_request_read(struct bytes body, struct witness_request *ret_request,
                                           struct error *err);

/* Judges a request's body against the last head cosigned for the trusted origin (size 0 and the
 * root of nothing if never). Only `origin` and the log keys of `trust` are used. On WITNESS_OK
 * `ret_checkpoint` and `ret_text` (the text to cosign, borrowed from `body`) are filled. */
enum witness_status witness_judge(struct bytes body, const struct checkpoint_trust *trust,
                                  const struct tree_head *last, struct checkpoint *ret_checkpoint,
                                  struct bytes *ret_text);

#endif
