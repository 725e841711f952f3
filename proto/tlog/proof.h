/* SPDX-License-Identifier: Apache-2.0 */
/* proof - one entry's place in the log, to be shown offline (C2SP tlog-proof, ".tlog-proof").
 *
 *     c2sp.org/tlog-proof@v1
 *     extra <base64>                 may be left out; nobody vouches for it
 *     index <decimal>
 *     <base64 hash>                  the inclusion path, leaf's side first
 *
 *     <checkpoint note with cosignatures>
 */
#ifndef TLOG_PROOF_H
#define TLOG_PROOF_H

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "tlog/checkpoint.h"
#include "tlog/tree.h"

struct proof {
    bool has_extra;
    struct buffer extra;
    uint64_t index;
    struct tree_path path;
    struct bytes note; /* borrowed */
};

/* Appends the text. `path` must be that of `index` in the tree that the note names. */
void proof_write(const struct proof *proof, struct buffer *ret_text);

/* Takes a proof apart without believing it. FAULT_INPUT "proof_form". `ret_proof` is untouched on
 * failure; the caller calls proof_clear(); `bytes` must outlive it. */
MUST_CHECK enum fault proof_read(struct bytes bytes, struct proof *ret_proof, struct error *err);
void proof_clear(struct proof *proof);
DEFINE_CLEAR(struct proof, proof_clear)

/* Believes it: the note as checkpoint_open() wants it, and the path from the leaf to its root.
 * FAULT_INPUT as checkpoint_open(), and "proof_path". */
MUST_CHECK enum fault proof_verify(const struct proof *proof, const struct digest *leaf_hash,
                                   const struct checkpoint_trust *trust,
                                   struct checkpoint_found *ret_found, struct error *err);

#endif
