/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/proof.h"

#include <inttypes.h>

#include "base/memory.h"
#include "keys/encode.h"
#include "tlog/rows.h"

#define FIRST_LINE "c2sp.org/tlog-proof@v1"

void proof_write(const struct proof *proof, struct buffer *ret_text)
{
    buffer_append_text(ret_text, FIRST_LINE "\n");
    if (proof->has_extra) {
        CLEANUP(mem_free) char *extra = encode_base64(bytes_of_buffer(&proof->extra));

        buffer_printf(ret_text, "extra %s\n", extra);
    }
    buffer_printf(ret_text, "index %" PRIu64 "\n", proof->index);
    rows_append_path(&proof->path, ret_text);
    buffer_append_text(ret_text, "\n");
    buffer_append_bytes(ret_text, proof->note);
}

/* Everything before the empty line. */
static bool read_head(struct bytes head, struct proof *proof)
{
    struct bytes line;

    if (!rows_next(&head, &line) || !bytes_equal(line, bytes_of_text(FIRST_LINE)) ||
        !rows_next(&head, &line))
        return false;
    if (rows_skip(&line, "extra ")) {
        proof->has_extra = true;
        if (!decode_base64_bytes(line, &proof->extra) || !rows_next(&head, &line))
            return false;
    }
    return rows_skip(&line, "index ") && rows_decimal(line, &proof->index) &&
           rows_read_path(head, &proof->path);
}

enum fault proof_read(struct bytes bytes, struct proof *ret_proof, struct error *err)
{
    CLEANUP(proof_clear) struct proof proof = { 0 };
    struct bytes head;

    if (!rows_split_first(bytes, &head, &proof.note) || proof.note.size == 0 ||
        !read_head(head, &proof))
        return error_set_code(err, FAULT_INPUT, "proof_form",
                              "not a proof: wanted \"" FIRST_LINE "\", index, hashes, an empty "
                              "line and a checkpoint");
    *ret_proof = proof;
    proof = (struct proof){ 0 };
    return FAULT_NONE;
}

void proof_clear(struct proof *proof)
{
    buffer_clear(&proof->extra);
    *proof = (struct proof){ 0 };
}

enum fault proof_verify(const struct proof *proof, const struct digest *leaf_hash,
                        const struct checkpoint_trust *trust, struct checkpoint_found *ret_found,
                        struct error *err)
{
    struct checkpoint_found found;
    enum fault fault = checkpoint_open(proof->note, trust, &found, err);

    if (fault)
        return fault;
    if (!tree_verify_inclusion(proof->index, found.checkpoint.head.size, leaf_hash, &proof->path,
                               &found.checkpoint.head.root))
        return error_set_code(err, FAULT_INPUT, "proof_path",
                              "the entry is not at index %" PRIu64 " of the tree of size %" PRIu64,
                              proof->index, found.checkpoint.head.size);
    *ret_found = found;
    return FAULT_NONE;
}
