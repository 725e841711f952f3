/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/outbox_old.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "edge/consents.h"
#include "edge/hooks.h"
#include "edge/outbox_row.h"
#include "edge/outbox_store.h"
#include "model/exchange_text.h"

void outbox_old_free(struct outbox_old *old)
{
    if (!old)
        return;
    outbox_draft_clear(&old->draft);
    mem_free(old);
}
static uint64_t serial_of(struct bytes text)
{
    CLEANUP(mem_free) struct exchange_text *read = mem_new(1, sizeof(*read));

    return text.size > 0 && !exchange_text_read(text, read, NULL) ? read->recipient_card : 0;
}

static void read_words(struct spool_rows *rows, struct outbox_old *old)
{
    SPOOL_COPY_TEXT(rows, 1, old->recipient);
    SPOOL_COPY_TEXT(rows, 2, old->about);
    SPOOL_COPY_TEXT(rows, 3, old->type);
    SPOOL_COPY_TEXT(rows, 4, old->ground);
    SPOOL_COPY_TEXT(rows, 5, old->purpose);
    SPOOL_COPY_TEXT(rows, 6, old->urgency);
    SPOOL_COPY_TEXT(rows, 7, old->function);
    SPOOL_COPY_TEXT(rows, 8, old->telephone);
    SPOOL_COPY_TEXT(rows, 9, old->code);
    SPOOL_COPY_TEXT(rows, 10, old->forward);
}

enum fault outbox_old_read(struct party_state *party, const struct uuid *id, struct outbox_old *old,
                           struct buffer *ret_box, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    enum fault fault = spool_query(
        party->shared->spool,
        "SELECT post, recipient, about, type, ground, purpose, urgency, function, telephone, code,"
        " forward, stage, n_anew, on_call, in_reply_to, correction_of, superseded_by, subject,"
        " thread, text, draft, assessment_salt FROM outbox WHERE id = ?1 AND party = ?2",
        SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE), spool_text(party->name)), &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (!fault && !has)
        return error_set_code(err, FAULT_INPUT, "unknown_exchange", "no such exchange here");
    if (fault)
        return fault;
    old->id = *id;
    old->post = spool_get_number(rows, 0);
    read_words(rows, old);
    old->stage = (enum outbox_stage)spool_get_number(rows, 11);
    old->n_anew = spool_get_number(rows, 12);
    old->on_call = spool_get_number(rows, 13) != 0;
    old->has_in_reply_to = spool_copy_bytes(rows, 14, old->in_reply_to.bytes, UUID_SIZE);
    old->has_correction_of = spool_copy_bytes(rows, 15, old->correction_of.bytes, UUID_SIZE);
    old->has_superseded_by = spool_copy_bytes(rows, 16, old->superseded_by.bytes, UUID_SIZE);
    (void)spool_copy_bytes(rows, 17, old->subject, SUBJECT_SIZE);
    (void)spool_copy_bytes(rows, 18, old->thread, THREAD_SIZE);
    old->serial = serial_of(spool_get_bytes(rows, 19));
    old->has_salt = spool_copy_bytes(rows, 21, old->salt, SALT_SIZE);
    old->has_draft = !spool_get_is_null(rows, 20);
    buffer_append_bytes(ret_box, spool_get_bytes(rows, 20));
    return FAULT_NONE;
}

/* The last exchange of this row that was submitted: itself, or what it was sent instead of. */
static enum fault find_submitted(struct party_state *party, struct uuid id, bool *ret_has,
                                 struct uuid *ret_id, struct error *err)
{
    bool has = true;
    enum fault fault = FAULT_NONE;

    *ret_has = false;
    while (!fault && has && !*ret_has) {
        CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;

        fault = spool_query(party->shared->spool,
                            "SELECT text IS NOT NULL, supersedes FROM outbox WHERE id = ?1",
                            SPOOL_VALUES(spool_blob(id.bytes, UUID_SIZE)), &rows, err);
        if (!fault)
            fault = spool_next(rows, &has, err);
        if (fault || !has)
            break;
        *ret_id = id;
        *ret_has = spool_get_number(rows, 0) != 0;
        has = spool_copy_bytes(rows, 1, id.bytes, UUID_SIZE);
    }
    return fault;
}

static enum fault mark_superseded(struct party_state *party, const struct outbox_old *old,
                                  const struct uuid *by, struct error *err)
{
    struct spool *spool = party->shared->spool;
    struct spool_value from = spool_blob(old->id.bytes, UUID_SIZE),
                       to = spool_blob(by->bytes, UUID_SIZE);
    enum fault fault =
        spool_run(spool, "UPDATE outbox SET superseded_by = ?2, attention = 0 WHERE id = ?1",
                  SPOOL_VALUES(from, to), err);

    if (!fault)
        fault = hooks_forget_alarms(party, &old->id, err);
    if (!fault) /* an order that is given anew */
        fault = spool_run(spool, "UPDATE outbox SET ended_by = ?2 WHERE ended_by = ?1",
                          SPOOL_VALUES(from, to), err);
    if (!fault) /* a notice */
        fault = spool_run(spool,
                          "UPDATE outbox SET task = (SELECT task FROM outbox WHERE id = ?1)"
                          " WHERE id = ?2",
                          SPOOL_VALUES(from, to), err);
    if (!fault)
        fault = consents_rename(party, &old->id, by, err);
    if (!fault)
        fault = outbox_row_let_go(party, &old->id, err);
    return fault;
}

enum fault outbox_old_send(struct party_state *party, struct outbox_old *old,
                           const struct outbox_aim *aim, struct uuid *ret_id, struct error *err)
{
    struct uuid submitted = { 0 };
    bool has_submitted = false;
    struct outbox_entry entry = {
        .source = { .party = party,
                    .recipient_card = aim->card,
                    .type = old->type,
                    .ground = strcmp(old->ground, "none") == 0 ? "" : old->ground,
                    .purpose = old->purpose,
                    .urgency = old->urgency,
                    .about = old->about,
                    .subject = old->subject,
                    .header = &old->draft.header,
                    .parts = old->draft.parts,
                    .n_parts = old->draft.n_parts,
                    .now_ms = clock_wall_ms() },
        .has_thread = aim->same_party,
        .recipient = aim->recipient,
        .post = old->post,
        .function = aim->function,
        .telephone = aim->telephone,
        .on_call = aim->on_call,
        .predecessor = &old->id,
        .assessment_salt = old->has_salt ? old->salt : NULL,
        .n_anew = aim->same_party ? old->n_anew + 1 : 0,
        .must_send = aim->must_send,
    };
    enum fault fault = find_submitted(party, old->id, &has_submitted, &submitted, err);

    if (fault)
        return fault;
    entry.source.id = uuid_new(entry.source.now_ms);
    entry.source.supersedes = has_submitted ? &submitted : NULL;
    if (aim->same_party) { /* what was exchanged with somebody else is nothing to refer to */
        memcpy(entry.source.thread, old->thread, THREAD_SIZE);
        entry.source.in_reply_to = old->has_in_reply_to ? &old->in_reply_to : NULL;
        entry.source.correction_of = old->has_correction_of ? &old->correction_of : NULL;
    }
    text_put(old->draft.header.function, sizeof(old->draft.header.function), aim->function);
    fault = outbox_store(&entry, err);
    if (!fault)
        fault = mark_superseded(party, old, &entry.source.id, err);
    *ret_id = entry.source.id;
    return fault;
}

void outbox_old_tell(const struct party_state *party, const char *event, const struct uuid *from,
                     const struct uuid *to)
{
    char old[TEXT_UUID_SIZE], new[TEXT_UUID_SIZE];

    uuid_write(from, old);
    uuid_write(to, new);
    log_event(LOG_LEVEL_NOTICE, event, "party=%s id=%s instead_of=%s", party->name, new, old);
}
