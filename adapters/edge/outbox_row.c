/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/outbox_row.h"

#include <assert.h>
#include <stdio.h>

#include "base/clock.h"
#include "edge/hooks.h"
#include "edge/outbox_stage.h"
#include "edge/spool_memory.h"
#include "edge/tasks_notice.h"
#include "model/exchange_text.h"

static enum fault read_sections(struct spool *spool, struct sent_exchange *sent, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = true;
    enum fault fault = spool_query(spool,
                                   "SELECT digest, verdict FROM outbox_section WHERE id = ?1"
                                   " ORDER BY place",
                                   SPOOL_VALUES(spool_blob(sent->id.bytes, UUID_SIZE)), &rows, err);

    while (!fault && has) {
        fault = spool_next(rows, &has, err);
        if (fault || !has || sent->n_sections == LIMIT_SECTIONS)
            break;
        (void)spool_copy_bytes(rows, 0, sent->sections[sent->n_sections].bytes, DIGEST_SIZE);
        sent->verdicts[sent->n_sections++] = (enum verdict)spool_get_number(rows, 1);
    }
    return fault;
}

enum fault outbox_row_read(struct party_state *party, const struct uuid *id,
                           struct outbox_row *ret_row, bool *ret_has, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    enum fault fault = spool_query(
        party->shared->spool,
        "SELECT text, recipient, decided, stage, urgency, ended_by IS NOT NULL, type, in_reply_to"
        " FROM outbox"
        " WHERE id = ?1 AND party = ?2 AND text IS NOT NULL",
        SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE), spool_text(party->name)), &rows, err);

    if (!fault)
        fault = spool_next(rows, ret_has, err);
    if (fault || !*ret_has)
        return fault;
    *ret_row = (struct outbox_row){ .sent = { .id = *id } };
    ret_row->sent.text_hash = exchange_text_hash(spool_get_bytes(rows, 0));
    SPOOL_COPY_TEXT(rows, 1, ret_row->sent.recipient);
    ret_row->sent.decided = spool_get_number(rows, 2) != 0;
    ret_row->stage = (enum outbox_stage)spool_get_number(rows, 3);
    SPOOL_COPY_TEXT(rows, 4, ret_row->urgency);
    ret_row->has_ended_by = spool_get_number(rows, 5) != 0;
    SPOOL_COPY_TEXT(rows, 6, ret_row->type);
    ret_row->has_target = spool_copy_bytes(rows, 7, ret_row->target.bytes, UUID_SIZE);
    return read_sections(party->shared->spool, &ret_row->sent, err);
}

enum fault outbox_row_step(struct party_state *party, struct outbox_row *row, enum outbox_stage to,
                           struct error *err)
{
    bool carried_out = receipts_is_order(&row->sent) && to == OUTBOX_ACCEPTED;
    int64_t now_ms = clock_wall_ms(),
            limit_ms = carried_out ? 0 : outbox_stage_limit_ms(to, row->urgency);
    enum fault fault;

    assert(outbox_stage_may_step(row->stage, to));
    row->stage = to;
    fault = spool_run(party->shared->spool,
                      "UPDATE outbox SET stage = ?2, stage_since_ms = ?3, deadline_ms = ?4,"
                      " warn_at_ms = ?4, warned = 0 WHERE id = ?1",
                      SPOOL_VALUES(spool_blob(row->sent.id.bytes, UUID_SIZE), spool_number(to),
                                   spool_number(now_ms),
                                   limit_ms ? spool_number(now_ms + limit_ms) : spool_null()),
                      err);
    if (!fault)
        fault = hooks_note(party, HOOK_OUTBOX, &row->sent.id, outbox_stage_name(to), err);
    if (fault || !outbox_stage_is_final(to) || to == OUTBOX_REGISTERED)
        return fault;
    return tasks_notice_failed(party, &row->sent.id, err);
}

enum fault outbox_row_tell_alarm(const struct party_state *party, const struct uuid *id,
                                 struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    const char *alarm;
    enum fault fault = spool_query(
        party->shared->spool, "SELECT alarm, stage FROM outbox WHERE id = ?1 AND party = ?2",
        SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE), spool_text(party->name)), &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (fault || !has)
        return fault;
    alarm = spool_get_text(rows, 0);
    if (alarm[0] == '\0')
        alarm = outbox_stage_name((enum outbox_stage)spool_get_number(rows, 1));
    return hooks_note(party, HOOK_ALARM, id, alarm, err);
}

enum fault outbox_row_alarm(struct party_state *party, const struct uuid *id, const char *alarm,
                            struct error *err)
{
    enum fault fault = spool_run(
        party->shared->spool,
        "UPDATE outbox SET attention = 1, acknowledged = 0,"
        " alarm = CASE WHEN ?3 = '' THEN alarm ELSE ?3 END"
        " WHERE id = ?1 AND party = ?2 AND (?3 = '' OR alarm <> ?3)",
        SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE), spool_text(party->name), spool_text(alarm)),
        err);

    if (fault || spool_changed(party->shared->spool) == 0)
        return fault;
    return outbox_row_tell_alarm(party, id, err);
}

enum fault outbox_row_let_go(struct party_state *party, const struct uuid *id, struct error *err)
{
    struct spool *spool = party->shared->spool;
    enum fault fault =
        spool_run(spool,
                  "UPDATE outbox SET submit = NULL, draft = NULL, held = 0"
                  " WHERE id = ?1 AND party = ?2 AND held = 1"
                  " AND (superseded_by IS NOT NULL OR stage IN (?7, ?8)"
                  " OR (recipient = ?9 AND stage = ?10 AND attention = 0)"
                  " OR (stage = ?3 AND attention = 0)"
                  " OR (acknowledged = 1 AND stage IN (?3, ?4, ?5, ?6)))",
                  SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE), spool_text(party->name),
                               spool_number(OUTBOX_REGISTERED), spool_number(OUTBOX_REFUSED),
                               spool_number(OUTBOX_RETURNED), spool_number(OUTBOX_NOT_SENT),
                               spool_number(OUTBOX_WITHDRAWN), spool_number(OUTBOX_TAKEN_BACK),
                               spool_text(PARTY_BUS), spool_number(OUTBOX_ACCEPTED)),
                  err);

    if (fault || spool_changed(spool) == 0)
        return fault;
    return spool_run(spool,
                     "UPDATE post SET body = NULL"
                     " WHERE place = (SELECT post FROM outbox WHERE id = ?1)"
                     " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.post = post.place"
                     " AND o.held = 1)",
                     SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE)), err);
}

enum fault outbox_row_held(struct party_state *party, const struct uuid *id, enum item_kind kind,
                           enum item_state state, struct bytes item, enum outbox_held *ret_held,
                           struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    enum fault fault =
        spool_query(party->shared->spool,
                    "SELECT item FROM receipt WHERE party = ?1 AND id = ?2"
                    " AND kind = ?3 AND state = ?4",
                    SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE),
                                 spool_number(kind), spool_number(state)),
                    &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (fault)
        return fault;
    *ret_held = !has                                          ? OUTBOX_HELD_NOT
                : bytes_equal(spool_get_bytes(rows, 0), item) ? OUTBOX_HELD_SAME
                                                              : OUTBOX_HELD_OTHER;
    return FAULT_NONE;
}

enum fault outbox_row_keep(struct party_state *party, const struct uuid *id, enum item_kind kind,
                           enum item_state state, const Samband__V1__Receipt *receipt,
                           struct error *err)
{
    CLEANUP(buffer_clear) struct buffer packed = { 0 };

    memory_pack_receipt(receipt, &packed);
    return spool_run(party->shared->spool,
                     "INSERT INTO receipt (party, id, kind, state, ours, item, receipt)"
                     " VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6)",
                     SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE),
                                  spool_number(kind), spool_number(state),
                                  spool_bytes(frame_bytes(receipt->item)),
                                  spool_bytes(bytes_of_buffer(&packed))),
                     err);
}
