/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/checkpoint.h"

#include <inttypes.h>

#include "base/memory.h"
#include "base/text.h"
#include "tlog/rows.h"

void checkpoint_write(const struct checkpoint *checkpoint, struct buffer *ret_text)
{
    char root[DIGEST_BASE64_SIZE];

    digest_write_base64(&checkpoint->head.root, root);
    buffer_printf(ret_text, "%s\n%" PRIu64 "\n%s\n", checkpoint->origin, checkpoint->head.size,
                  root);
}

static bool read_origin(struct bytes line, char ret_origin[NOTE_NAME_SIZE])
{
    if (line.size == 0 || line.size >= NOTE_NAME_SIZE || !text_is_utf8(line))
        return false;
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] < 0x20)
            return false;
    }
    memcpy(ret_origin, line.data, line.size);
    ret_origin[line.size] = '\0';
    return true;
}

enum fault checkpoint_read(struct bytes text, struct checkpoint *ret_checkpoint, struct error *err)
{
    struct checkpoint checkpoint = { 0 };
    struct bytes origin, size, root;

    if (!rows_next(&text, &origin) || !rows_next(&text, &size) || !rows_next(&text, &root) ||
        text.size != 0 || !read_origin(origin, checkpoint.origin) ||
        !rows_decimal(size, &checkpoint.head.size) || !rows_digest(root, &checkpoint.head.root))
        return error_set_code(err, FAULT_INPUT, "checkpoint_form",
                              "not a checkpoint: wanted the three lines origin, size, root");
    *ret_checkpoint = checkpoint;
    return FAULT_NONE;
}

bool checkpoint_is_sound(const struct checkpoint *checkpoint)
{
    struct digest nothing = digest_of(bytes_of(NULL, 0));

    return checkpoint->head.size > 0 || digest_equal(&checkpoint->head.root, &nothing);
}

void checkpoint_sign(const struct checkpoint *checkpoint, const struct sign_secret *secret,
                     const struct note_key *key, struct buffer *ret_note)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    checkpoint_write(checkpoint, &text);
    buffer_append_bytes(ret_note, bytes_of_buffer(&text));
    buffer_append_byte(ret_note, '\n');
    note_sign(secret, key, bytes_of_buffer(&text), ret_note);
}

/* Is the i-th verified, of the type wanted, and the first with its public key that is? */
static bool counts(const struct note_key keys[], const struct note_verdict verdicts[], size_t i,
                   enum note_key_type type)
{
    if (!verdicts[i].verified || keys[i].type != type)
        return false;
    for (size_t j = 0; j < i; j++) {
        if (verdicts[j].verified && keys[j].type == type &&
            memcmp(keys[j].public_key, keys[i].public_key, SIGN_PUBLIC_SIZE) == 0)
            return false;
    }
    return true;
}

enum fault checkpoint_check_log(const struct note *note, const struct checkpoint_trust *trust,
                                struct error *err)
{
    CLEANUP(mem_free)
    struct note_verdict *verdicts = mem_new(trust->n_log_keys, sizeof(struct note_verdict));
    enum fault fault = note_verify(note, trust->log_keys, trust->n_log_keys, verdicts, err);

    if (fault)
        return fault;
    for (size_t i = 0; i < trust->n_log_keys; i++) {
        if (counts(trust->log_keys, verdicts, i, NOTE_ED25519))
            return FAULT_NONE;
    }
    return error_set_code(err, FAULT_INPUT, "note_unsigned", "no signature by a key of the log");
}

static enum fault check_witnesses(const struct note *note, const struct checkpoint_trust *trust,
                                  struct checkpoint_found *found, struct error *err)
{
    CLEANUP(mem_free)
    struct note_verdict *verdicts = mem_new(trust->n_witness_keys, sizeof(struct note_verdict));
    struct error why = { 0 };
    enum fault fault =
        note_verify(note, trust->witness_keys, trust->n_witness_keys, verdicts, &why);

    if (fault && strcmp(why.code, "note_unsigned") != 0)
        return error_set_code(err, fault, why.code, "%s", why.text);
    for (size_t i = 0; i < trust->n_witness_keys; i++) {
        if (!counts(trust->witness_keys, verdicts, i, NOTE_COSIGNATURE))
            continue;
        found->n_witnesses++;
        if (verdicts[i].time > found->newest_time)
            found->newest_time = verdicts[i].time;
    }
    if (found->n_witnesses < trust->quorum)
        return error_set_code(err, FAULT_INPUT, "checkpoint_quorum",
                              "cosigned by %zu known witnesses, wanted %zu", found->n_witnesses,
                              trust->quorum);
    return FAULT_NONE;
}

enum fault checkpoint_open(struct bytes bytes, const struct checkpoint_trust *trust,
                           struct checkpoint_found *ret_found, struct error *err)
{
    CLEANUP(note_clear) struct note note = { 0 };
    struct checkpoint_found found = { 0 };
    enum fault fault;

    fault = note_read(bytes, &note, err);
    if (fault)
        return fault;
    fault = checkpoint_read(note.text, &found.checkpoint, err);
    if (fault)
        return fault;
    if (strcmp(found.checkpoint.origin, trust->origin) != 0)
        return error_set_code(err, FAULT_INPUT, "checkpoint_origin",
                              "a checkpoint of another log, wanted %s", trust->origin);
    fault = checkpoint_check_log(&note, trust, err);
    if (fault)
        return fault;
    if (!checkpoint_is_sound(&found.checkpoint))
        return error_set_code(err, FAULT_INPUT, "checkpoint_form",
                              "size 0 with another root than that of an empty tree");
    fault = check_witnesses(&note, trust, &found, err);
    if (fault)
        return fault;
    *ret_found = found;
    return FAULT_NONE;
}
