/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/inbox_row.h"

#include <stdio.h>

#include "base/clock.h"
#include "edge/spool_memory.h"
#include "tlog/list.h"

static enum fault unknown(struct error *err)
{
    return error_set_code(err, FAULT_INPUT, "unknown_exchange", "no such exchange here");
}

enum fault inbox_row_text(struct party_state *party, const struct uuid *id,
                          struct exchange_text *ret_text, struct digest *ret_hash,
                          struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    enum fault fault = spool_query(
        party->shared->spool, "SELECT text FROM inbox WHERE party = ?1 AND id = ?2",
        SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE)), &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (fault)
        return fault;
    if (!has)
        return unknown(err);
    *ret_hash = exchange_text_hash(spool_get_bytes(rows, 0));
    return exchange_text_read(spool_get_bytes(rows, 0), ret_text, err);
}

/* What we boxed for ourselves; "" if there is nothing, or no key of ours opens it. */
static void open_own(const struct party_state *party, struct bytes box, size_t skip, char *ret_text,
                     size_t size)
{
    CLEANUP(buffer_clear) struct buffer plain = { 0 };

    ret_text[0] = '\0';
    if (party_open_box(party, box, &plain, NULL) || plain.size < skip || plain.size - skip >= size)
        return;
    memcpy(ret_text, plain.data + skip, plain.size - skip);
    ret_text[plain.size - skip] = '\0';
}

static enum fault read_text(struct bytes bytes, struct inbox_view *view, struct error *err)
{
    struct exchange_text text;
    enum fault fault = exchange_text_read(bytes, &text, err);

    if (fault)
        return error_set_code(err, FAULT_BROKEN, "spool_corrupt",
                              "spool: a text that was verified does not read any more");
    view->id = text.id;
    memcpy(view->thread, text.thread, sizeof(view->thread));
    memcpy(view->sender, text.sender, sizeof(view->sender));
    memcpy(view->type, text.type, sizeof(view->type));
    memcpy(view->ground, text.ground, sizeof(view->ground));
    memcpy(view->purpose, text.purpose, sizeof(view->purpose));
    memcpy(view->urgency, text.urgency, sizeof(view->urgency));
    view->created_ms = text.created_ms;
    view->has_in_reply_to = text.has_in_reply_to;
    view->in_reply_to = text.in_reply_to;
    view->has_correction_of = text.has_correction_of;
    view->correction_of = text.correction_of;
    view->has_supersedes = text.has_supersedes;
    view->supersedes = text.supersedes;
    return FAULT_NONE;
}

enum fault inbox_row_view(struct party_state *party, const struct uuid *id,
                          struct inbox_view *ret_view, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    struct inbox_view view = { 0 };
    bool has = false;
    enum fault fault = spool_query(
        party->shared->spool,
        "SELECT i.text, i.private_header, i.received_ms, i.state, i.reference, i.registered_by,"
        " i.return_code, i.held, max(r.confirmed), i.forward, i.function, i.fetched_ms, i.ended_by"
        " FROM inbox i LEFT JOIN receipt r ON r.party = i.party AND r.id = i.id AND r.ours = 1"
        " AND (r.state = i.state OR (i.state IN (?3, ?4) AND r.state = ?5))"
        " WHERE i.party = ?1 AND i.id = ?2 AND i.waits = 0 GROUP BY i.place",
        SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE),
                     spool_number(STATE_WITHDRAWN), spool_number(STATE_TAKEN_BACK),
                     spool_number(STATE_DESTROYED)),
        &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (!fault && !has)
        return unknown(err);
    if (!fault)
        fault = read_text(spool_get_bytes(rows, 0), &view, err);
    if (fault)
        return fault;
    if (spool_get_bytes(rows, 1).size > 0 &&
        private_header_read(spool_get_bytes(rows, 1), &view.header, NULL))
        view.header = (struct private_header){ 0 };
    snprintf(view.party, sizeof(view.party), "%s", party->name);
    view.received_ms = spool_get_number(rows, 2);
    view.state = (enum item_state)spool_get_number(rows, 3);
    open_own(party, spool_get_bytes(rows, 4), SALT_SIZE, view.case_reference,
             sizeof(view.case_reference));
    open_own(party, spool_get_bytes(rows, 5), 0, view.registered_by, sizeof(view.registered_by));
    SPOOL_COPY_TEXT(rows, 6, view.return_code);
    SPOOL_COPY_TEXT(rows, 9, view.forward);
    SPOOL_COPY_TEXT(rows, 10, view.function);
    view.fetched_ms = spool_get_number(rows, 11);
    view.has_ended_by = spool_copy_bytes(rows, 12, view.ended_by.bytes, UUID_SIZE);
    view.content_held = spool_get_number(rows, 7) != 0;
    view.confirmed = spool_get_number(rows, 8) != 0;
    *ret_view = view;
    return FAULT_NONE;
}

enum fault inbox_answers(struct party_state *party, const struct uuid *id, inbox_each_answer *each,
                         void *arg, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = true;
    enum fault fault = spool_query(
        party->shared->spool,
        "SELECT id FROM outbox WHERE party = ?1 AND in_reply_to = ?2 ORDER BY place",
        SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE)), &rows, err);

    while (!fault && has) {
        struct uuid answer;

        fault = spool_next(rows, &has, err);
        if (!fault && has && spool_copy_bytes(rows, 0, answer.bytes, UUID_SIZE))
            each(arg, &answer);
    }
    return fault;
}

static enum fault keep_ours(struct party_state *party, const struct recipient_item *item,
                            const Samband__V1__Receipt *receipt, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer packed = { 0 };

    memory_pack_receipt(receipt, &packed);
    return spool_run(party->shared->spool,
                     "INSERT INTO receipt (party, id, kind, state, ours, item, receipt)"
                     " VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6)",
                     SPOOL_VALUES(spool_text(party->name), spool_blob(item->id.bytes, UUID_SIZE),
                                  spool_number(item->kind), spool_number(item->state),
                                  spool_bytes(frame_bytes(receipt->item)),
                                  spool_bytes(bytes_of_buffer(&packed))),
                     err);
}

enum fault inbox_row_sign(struct party_state *party, struct recipient_item *item,
                          struct bytes sealed_reference, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    Samband__V1__Receipt receipt = SAMBAND__V1__RECEIPT__INIT;
    struct list_proof proof;
    struct bytes bytes;
    int64_t now_ms = clock_wall_ms();
    const struct held_card *card = party_card(party, now_ms);

    if (!card)
        return error_set_code(err, FAULT_RETRY, "no_own_card",
                              "%s has no valid key card of its own", party->name);
    snprintf(item->party, sizeof(item->party), "%s", party->name);
    item->card = card->card.serial;
    item->time_ms = now_ms;
    recipient_item_write(item, &text);
    bytes = bytes_of_buffer(&text);
    list_sign(party->sign, directory_origin(party->shared->directory), &bytes, 1, &proof);

    receipt.item = frame_data(bytes);
    receipt.n = proof.n;
    receipt.index = proof.index;
    receipt.signature = frame_data(bytes_of(proof.signature, sizeof(proof.signature)));
    receipt.card = frame_data(bytes_of_buffer(&card->text));
    receipt.sealed_reference = frame_data(sealed_reference);
    return keep_ours(party, item, &receipt, err);
}

enum fault inbox_row_opened(struct party_state *party, const struct uuid *id,
                            struct recipient_item *item, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    struct recipient_item receipt_2;
    bool has = false;
    enum fault fault =
        spool_query(party->shared->spool,
                    "SELECT item FROM receipt WHERE party = ?1 AND id = ?2"
                    " AND kind = ?3 AND ours = 1",
                    SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE),
                                 spool_number(ITEM_HAND_OVER)),
                    &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (fault || !has)
        return fault;
    fault = recipient_item_read(spool_get_bytes(rows, 0), &receipt_2, err);
    if (fault)
        return fault;
    item->n_opened = receipt_2.n_opened;
    memcpy(item->opened, receipt_2.opened, sizeof(item->opened));
    return FAULT_NONE;
}
