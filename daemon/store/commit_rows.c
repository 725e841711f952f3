/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/commit_rows.h"

#include <assert.h>

#include "store/inside.h"

/* No single message to the server should be much larger than the largest exchange. */
enum { SECTION_BYTES_AT_ONCE = 8 * 1024 * 1024 };

static const struct {
    const char *statement, *types;
} shapes[N_ROWS] = {
    [ROWS_EXCHANGE] = { "insert_exchange", "ubttttttbuuummmtltttllbl" },
    [ROWS_DETAIL] = { "insert_exchange_detail", "uittbbt" },
    [ROWS_SUBJECT] = { "insert_subject_index", "ub" },
    [ROWS_VERDICT] = { "insert_section_verdict", "usbtt" },
    [ROWS_CATEGORY] = { "insert_section_category", "ustbb" },
    [ROWS_SECTION] = { "insert_section", "usbbbb" },
    [ROWS_DELIVERY] = { "insert_delivery", "ut" },
    [ROWS_RECEIPT] = { "insert_receipt", "uttbllbbtlb" },
    [ROWS_CONSENT] = { "insert_exchange_consent", "uu" },
    [ROWS_CONSENT_MESSAGE] = { "insert_consent_message", "uul" },
    [ROWS_SEQUENCE] = { "raise_sequence", "tbl" },
    [ROWS_KEY_CARD] = { "insert_key_card", "tlbl" },
    [ROWS_KEPT] = { "insert_kept", "btli" },
    [ROWS_KEPT_FILE] = { "insert_kept_file", "bitb" },
    [ROWS_STEP] = { "step_exchange", "ut" },
    [ROWS_END] = { "end_exchange", "ut" },
    [ROWS_RECALL] = { "insert_recall", "uu" },
    [ROWS_RECALLED] = { "delete_recall", "u" },
    [ROWS_ENDED_SECTION] = { "delete_section", "u" },
    [ROWS_ENDED_DELIVERY] = { "delete_delivery", "u" },
    [ROWS_NOTICE] = { "insert_notice", "ut" },
    [ROWS_TOLD] = { "delete_notice", "ut" },
    [ROWS_ATTEMPT] = { "note_attempt", "ui" },
    [ROWS_LEAF] = { "insert_leaf", "lbtmb" },
};

void commit_rows_init(struct commit_rows *commit)
{
    for (size_t i = 0; i < N_ROWS; i++)
        pg_rows_init(&commit->rows[i], shapes[i].statement, shapes[i].types);
}

void commit_rows_clear(struct commit_rows *commit)
{
    for (size_t i = 0; i < N_ROWS; i++)
        pg_rows_clear(&commit->rows[i]);
}

static void put_optional_uuid(struct pg_rows *rows, bool has, const struct uuid *uuid)
{
    if (has)
        pg_put_uuid(rows, uuid);
    else
        pg_put_null(rows);
}

static void add_exchange(struct pg_rows *rows, const struct change *change, uint64_t leaf_index)
{
    const struct stored_submission *submission = change->submission;
    const struct exchange_text *text = submission->exchange;

    pg_put_uuid(rows, &text->id);
    pg_put_bytes(rows, bytes_of(submission->text_hash.bytes, DIGEST_SIZE));
    pg_put_text(rows, text->sender);
    pg_put_text(rows, text->recipient);
    pg_put_text(rows, text->type);
    pg_put_text(rows, text->ground);
    pg_put_text(rows, text->purpose);
    pg_put_text(rows, text->urgency);
    pg_put_bytes(rows, bytes_of(text->thread, THREAD_SIZE));
    put_optional_uuid(rows, text->has_in_reply_to, &text->in_reply_to);
    put_optional_uuid(rows, text->has_correction_of, &text->correction_of);
    put_optional_uuid(rows, text->has_supersedes, &text->supersedes);
    pg_put_time(rows, text->created_ms);
    pg_put_time(rows, text->not_after_ms);
    pg_put_time(rows, submission->received_ms);
    pg_put_text(rows, item_state_name(change->state));
    pg_put_integer(rows, leaf_index);
    pg_put_text(rows, submission->rule);
    pg_put_text(rows, submission->code);
    pg_put_text(rows, text->agreement);
    pg_put_integer(rows, text->sender_card);
    pg_put_integer(rows, text->recipient_card);
    pg_put_bytes(rows, bytes_of(submission->incarnation, INCARNATION_SIZE));
    pg_put_integer(rows, submission->number);
}

static void add_detail(struct commit_rows *commit, const struct stored_submission *submission)
{
    const struct uuid *id = &submission->exchange->id;
    struct pg_rows *rows = &commit->rows[ROWS_DETAIL];

    pg_put_uuid(rows, id);
    if (submission->has_age)
        pg_put_integer(rows, submission->age);
    else
        pg_put_null(rows);
    pg_put_text(rows, submission->certainty);
    pg_put_text(rows, submission->decider_role);
    pg_put_bytes(rows, submission->private_header);
    pg_put_bytes(rows, submission->private_header_salt);
    pg_put_text(rows, submission->condition);

    if (submission->has_subject_index) {
        rows = &commit->rows[ROWS_SUBJECT];
        pg_put_uuid(rows, id);
        pg_put_bytes(rows, bytes_of(submission->subject_index, DIGEST_SIZE));
    }
}

static void add_verdict(struct commit_rows *commit, const struct uuid *id,
                        const struct stored_section *section)
{
    struct pg_rows *rows = &commit->rows[ROWS_VERDICT];

    pg_put_uuid(rows, id);
    pg_put_integer(rows, section->index);
    pg_put_bytes(rows, bytes_of(section->digest.bytes, DIGEST_SIZE));
    pg_put_text(rows, verdict_name(section->verdict));
    pg_put_text(rows, section->rule);

    if (section->category && section->category[0]) {
        rows = &commit->rows[ROWS_CATEGORY];
        pg_put_uuid(rows, id);
        pg_put_integer(rows, section->index);
        pg_put_text(rows, section->category);
        pg_put_bytes(rows, section->descriptor);
        pg_put_bytes(rows, section->salt);
    }
}

static bool add_section(struct commit_rows *commit, const struct uuid *id,
                        const struct stored_section *section, PGconn *conn)
{
    struct pg_rows *rows = &commit->rows[ROWS_SECTION];

    pg_put_uuid(rows, id);
    pg_put_integer(rows, section->index);
    pg_put_bytes(rows, section->descriptor);
    pg_put_bytes(rows, section->salt);
    pg_put_bytes(rows, section->sealed_key);
    pg_put_bytes(rows, section->ciphertext);
    return rows->size < SECTION_BYTES_AT_ONCE || pg_rows_send(rows, conn);
}

static bool add_sections(struct commit_rows *commit, const struct change *change, PGconn *conn)
{
    const struct stored_submission *submission = change->submission;
    const struct uuid *id = &submission->exchange->id;

    for (size_t i = 0; i < submission->n_sections; i++) {
        const struct stored_section *section = &submission->sections[i];

        add_verdict(commit, id, section);
        /* Sealed bytes that nobody may have are not kept. */
        if (change->state == STATE_ACCEPTED && section->verdict == VERDICT_PERMIT &&
            !add_section(commit, id, section, conn))
            return false;
    }
    return true;
}

static void add_receipts(struct pg_rows *rows, const struct change *change)
{
    for (size_t i = 0; i < change->n_receipts; i++) {
        const struct stored_receipt *receipt = &change->receipts[i];

        pg_put_uuid(rows, &change->id);
        pg_put_text(rows, stored_kind_name(receipt->kind));
        pg_put_text(rows, item_state_name(receipt->state));
        pg_put_bytes(rows, receipt->item);
        pg_put_integer(rows, receipt->n);
        pg_put_integer(rows, receipt->index);
        pg_put_bytes(rows, receipt->path);
        pg_put_bytes(rows, receipt->signature);
        pg_put_text(rows, receipt->signer);
        pg_put_integer(rows, receipt->signer_card);
        if (receipt->sealed_reference.size > 0)
            pg_put_bytes(rows, receipt->sealed_reference);
        else
            pg_put_null(rows);
    }
}

/* What an accepted exchange rests on; or, of an order, which consent it is about. */
static void add_consents(struct commit_rows *commit, const struct change *change,
                         uint64_t leaf_index)
{
    const struct stored_submission *submission = change->submission;
    struct pg_rows *rows = &commit->rows[ROWS_CONSENT];

    assert(!submission->is_consent || submission->is_order);
    for (size_t i = 0; !submission->is_order && i < submission->n_consents; i++) {
        pg_put_uuid(rows, &change->id);
        pg_put_uuid(rows, &submission->consents[i]);
    }
    if (submission->is_consent) {
        rows = &commit->rows[ROWS_CONSENT_MESSAGE];
        pg_put_uuid(rows, &change->id);
        pg_put_uuid(rows, &submission->consent);
        pg_put_integer(rows, leaf_index);
    }
}

static bool add_submitted(struct commit_rows *commit, const struct change *change,
                          uint64_t leaf_index, PGconn *conn)
{
    const struct stored_submission *submission = change->submission;
    struct pg_rows *rows = &commit->rows[ROWS_SEQUENCE];

    assert(uuid_equal(&change->id, &submission->exchange->id));
    add_exchange(&commit->rows[ROWS_EXCHANGE], change, leaf_index);
    add_detail(commit, submission);
    add_receipts(&commit->rows[ROWS_RECEIPT], change);

    pg_put_text(rows, submission->exchange->sender);
    pg_put_bytes(rows, bytes_of(submission->incarnation, INCARNATION_SIZE));
    pg_put_integer(rows, submission->number);

    if (change->state == STATE_ACCEPTED)
        add_consents(commit, change, leaf_index);
    if (change->state == STATE_ACCEPTED && !submission->is_order) {
        rows = &commit->rows[ROWS_DELIVERY];
        pg_put_uuid(rows, &change->id);
        pg_put_text(rows, submission->exchange->recipient);
    }
    return add_sections(commit, change, conn);
}

static void add_state(struct pg_rows *rows, const struct uuid *id, enum item_state state)
{
    pg_put_uuid(rows, id);
    pg_put_text(rows, item_state_name(state));
}

/* What the recipient has signed, and what the sender is told of it. */
static void add_news(struct commit_rows *commit, const struct change *change)
{
    add_receipts(&commit->rows[ROWS_RECEIPT], change);
    if (change->notice != STATE_NONE)
        add_state(&commit->rows[ROWS_NOTICE], &change->id, change->notice);
}

static void add_content_ends(struct commit_rows *commit, const struct change *change)
{
    pg_put_uuid(&commit->rows[ROWS_ENDED_SECTION], &change->id);
    pg_put_uuid(&commit->rows[ROWS_ENDED_DELIVERY], &change->id);
}

static void add_step(struct commit_rows *commit, const struct change *change)
{
    add_state(&commit->rows[ROWS_STEP], &change->id, change->state);
    add_news(commit, change);

    /* Handed over is not the end: until it is registered the recipient may need it again. */
    if (change->state != STATE_HANDED_OVER)
        add_content_ends(commit, change);
}

static void add_ended(struct commit_rows *commit, const struct change *change)
{
    add_state(&commit->rows[ROWS_END], &change->id, change->state);
    add_news(commit, change);
    add_content_ends(commit, change);
    if (change->recall) {
        pg_put_uuid(&commit->rows[ROWS_RECALL], &change->id);
        pg_put_uuid(&commit->rows[ROWS_RECALL], &change->order);
    }
}

static void add_recalled(struct commit_rows *commit, const struct change *change)
{
    add_state(&commit->rows[ROWS_END], &change->id, change->state);
    add_news(commit, change);
    pg_put_uuid(&commit->rows[ROWS_RECALLED], &change->id);
}

static void add_key(struct pg_rows *rows, const struct change *change, uint64_t leaf_index)
{
    pg_put_text(rows, change->party);
    pg_put_integer(rows, change->serial);
    pg_put_bytes(rows, bytes_of(change->card_hash.bytes, DIGEST_SIZE));
    pg_put_integer(rows, leaf_index);
}

static void add_kept(struct commit_rows *commit, const struct change *change, uint64_t leaf_index)
{
    for (size_t i = 0; i < change->n_kept; i++) {
        const struct stored_kept *kept = &change->kept[i];
        struct bytes hash = bytes_of(kept->hash.bytes, DIGEST_SIZE);
        struct pg_rows *rows = &commit->rows[ROWS_KEPT];

        pg_put_bytes(rows, hash);
        pg_put_text(rows, kept->kind);
        pg_put_integer(rows, leaf_index);
        pg_put_integer(rows, kept->n_files);
        rows = &commit->rows[ROWS_KEPT_FILE];
        for (size_t f = 0; f < kept->n_files; f++) {
            pg_put_bytes(rows, hash);
            pg_put_integer(rows, f);
            pg_put_text(rows, kept->files[f].name);
            pg_put_bytes(rows, kept->files[f].bytes);
        }
    }
}

static void add_leaf(struct pg_rows *rows, const struct change *change, uint64_t leaf_index,
                     const struct digest *leaf_hash)
{
    pg_put_integer(rows, leaf_index);
    pg_put_bytes(rows, bytes_of(leaf_hash->bytes, DIGEST_SIZE));
    pg_put_text(rows, change->entry_kind);
    pg_put_time(rows, change->time_ms);
    pg_put_bytes(rows, change->entry);
}

/* What has ended without a step of its own (its recipient has it) leaves no leaf of its own. */
static bool may_have_leaf(const struct change *change)
{
    return change->kind != CHANGE_ACKNOWLEDGED && change->kind != CHANGE_ATTEMPTED;
}

static bool must_have_leaf(const struct change *change)
{
    return may_have_leaf(change) && change->kind != CHANGE_ENDED;
}

bool commit_rows_add(struct commit_rows *commit, const struct change *change, uint64_t leaf_index,
                     const struct digest *leaf_hash, PGconn *conn)
{
    bool has_leaf = change->entry.size > 0;

    assert(has_leaf ? may_have_leaf(change) : !must_have_leaf(change));
    if (has_leaf)
        add_leaf(&commit->rows[ROWS_LEAF], change, leaf_index, leaf_hash);

    switch (change->kind) {
    case CHANGE_SUBMITTED:
        return add_submitted(commit, change, leaf_index, conn);
    case CHANGE_STEPPED:
        add_step(commit, change);
        return true;
    case CHANGE_ACKNOWLEDGED:
        add_state(&commit->rows[ROWS_TOLD], &change->id, change->state);
        return true;
    case CHANGE_ATTEMPTED:
        pg_put_uuid(&commit->rows[ROWS_ATTEMPT], &change->id);
        pg_put_integer(&commit->rows[ROWS_ATTEMPT], change->attempts);
        return true;
    case CHANGE_KEY:
        add_key(&commit->rows[ROWS_KEY_CARD], change, leaf_index);
        return true;
    case CHANGE_NOTED:
        add_kept(commit, change, leaf_index);
        return true;
    case CHANGE_ENDED:
        add_ended(commit, change);
        return true;
    case CHANGE_RECALLED:
        add_recalled(commit, change);
        return true;
    }
    return false;
}
