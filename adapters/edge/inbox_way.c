/* SPDX-License-Identifier: EUPL-1.2 */
/* inbox_way - a delivery and the receipt on it are one transaction: what we have signed for is on
 * disk, and what is on disk is signed for.
 */
#include "edge/inbox_way.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/fault_point.h"
#include "base/log.h"
#include "base/memory.h"
#include "edge/hooks.h"
#include "edge/inbox_check.h"
#include "edge/inbox_recall.h"
#include "edge/inbox_row.h"
#include "edge/spool_memory.h"

/* ---- what we send ---- */

static void write_receipts(Samband__V1__Receipt *all[], size_t n, struct buffer *ret_frame)
{
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    Samband__V1__Receipts receipts = SAMBAND__V1__RECEIPTS__INIT;

    receipts.n_receipts = n;
    receipts.receipts = all;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_RECEIPTS;
    frame.receipts = &receipts;
    frame_write(&frame, ret_frame);
}

enum fault inbox_way_repeat(struct party_state *party, const struct uuid *id,
                            struct buffer *ret_frame, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    Samband__V1__Receipt *all[N_STATES];
    size_t n = 0;
    bool has = true;
    enum fault fault = spool_query(
        party->shared->spool,
        "SELECT receipt FROM receipt WHERE party = ?1 AND id = ?2"
        " AND ours = 1 ORDER BY place",
        SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE)), &rows, err);

    while (!fault && has && n < ARRAY_SIZE(all)) {
        fault = spool_next(rows, &has, err);
        if (!fault && has)
            all[n] = memory_unpack_receipt(spool_get_bytes(rows, 0));
        if (!fault && has && all[n])
            n++;
    }
    if (!fault && n > 0)
        write_receipts(all, n, ret_frame);
    for (size_t i = 0; i < n; i++)
        receipt_unpacked_free(all[i]);
    return fault;
}

enum fault inbox_way_waiting(struct party_state *party, size_t limit,
                             struct inbox_waiting ret_waiting[], size_t *ret_n, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    size_t n = 0;
    bool has = true;
    enum fault fault = spool_query(
        party->shared->spool,
        "SELECT place, id FROM receipt WHERE party = ?1 AND ours = 1"
        " AND confirmed = 0 ORDER BY place LIMIT ?2",
        SPOOL_VALUES(spool_text(party->name), spool_number((int64_t)limit)), &rows, err);

    while (!fault && has) {
        fault = spool_next(rows, &has, err);
        if (fault || !has)
            break;
        ret_waiting[n].place = spool_get_number(rows, 0);
        (void)spool_copy_bytes(rows, 1, ret_waiting[n++].id.bytes, UUID_SIZE);
    }
    if (!fault)
        *ret_n = n;
    return fault;
}

enum fault inbox_way_frame(struct party_state *party, int64_t place, struct buffer *ret_frame,
                           struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    CLEANUP(receipt_unpacked_free) Samband__V1__Receipt *receipt = NULL;
    bool has = false;
    enum fault fault =
        spool_query(party->shared->spool,
                    "SELECT receipt FROM receipt WHERE place = ?1 AND party = ?2"
                    " AND ours = 1",
                    SPOOL_VALUES(spool_number(place), spool_text(party->name)), &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (fault || !has)
        return fault;
    receipt = memory_unpack_receipt(spool_get_bytes(rows, 0));
    if (receipt)
        write_receipts(&receipt, 1, ret_frame);
    return FAULT_NONE;
}

/* ---- deliveries ---- */

/* What becomes of a delivery that is taken. */
struct taking {
    bool is_new;
    enum item_state ended; /* recalled before it came: what it is then; else STATE_NONE */
    struct uuid order;     /* by this order */
};

static enum fault store_exchange(struct party_state *party, const struct delivery *delivery,
                                 struct error *err)
{
    const Samband__V1__Deliver *message = delivery->message;
    bool opened = delivery->outcome == DELIVERY_OPENED;

    return spool_run(
        party->shared->spool,
        "INSERT INTO inbox (party, id, sender, text, signature, private_header, received_ms, state,"
        " return_code, held, waits, type, function)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        SPOOL_VALUES(spool_text(party->name), spool_blob(delivery->text.id.bytes, UUID_SIZE),
                     spool_text(delivery->text.sender), spool_bytes(frame_bytes(message->text)),
                     spool_bytes(frame_bytes(message->signature)),
                     opened ? spool_bytes(frame_bytes(message->private_header)) : spool_null(),
                     spool_number(clock_wall_ms()),
                     spool_number(opened ? STATE_HANDED_OVER : STATE_RETURNED),
                     spool_text(opened                                 ? ""
                                : delivery->outcome == DELIVERY_NO_KEY ? "no_key"
                                                                       : "unreadable"),
                     spool_number(opened), spool_number(opened && delivery->header.n_consents > 0),
                     spool_text(delivery->text.type),
                     spool_text(opened ? delivery->header.function : "")),
        err);
}

/* Never shown, and nothing of it kept but who sent it and that it has ended. */
static enum fault store_ended(struct party_state *party, const struct delivery *delivery,
                              const struct taking *taking, struct error *err)
{
    const Samband__V1__Deliver *message = delivery->message;

    return spool_run(
        party->shared->spool,
        "INSERT INTO inbox (party, id, sender, text, signature, received_ms, state, held, waits,"
        " type, ended_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 1, ?8, ?9)",
        SPOOL_VALUES(spool_text(party->name), spool_blob(delivery->text.id.bytes, UUID_SIZE),
                     spool_text(delivery->text.sender), spool_bytes(frame_bytes(message->text)),
                     spool_bytes(frame_bytes(message->signature)), spool_number(clock_wall_ms()),
                     spool_number(taking->ended), spool_text(delivery->text.type),
                     spool_blob(taking->order.bytes, UUID_SIZE)),
        err);
}

static enum fault store_sections(struct party_state *party, const struct delivery *delivery,
                                 struct error *err)
{
    enum fault fault = FAULT_NONE;

    for (size_t i = 0; !fault && i < delivery->message->n_sections; i++) {
        const Samband__V1__SealedSection *section = delivery->message->sections[i];

        fault = spool_run(party->shared->spool,
                          "INSERT INTO inbox_section (party, id, place, descriptor, sealed_key,"
                          " ciphertext) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                          SPOOL_VALUES(spool_text(party->name),
                                       spool_blob(delivery->text.id.bytes, UUID_SIZE),
                                       spool_number(section->index),
                                       spool_bytes(frame_bytes(section->descriptor)),
                                       spool_bytes(frame_bytes(section->sealed_key)),
                                       spool_bytes(frame_bytes(section->ciphertext))),
                          err);
    }
    return fault;
}

static enum fault sign_receipt(struct party_state *party, const struct delivery *delivery,
                               struct error *err)
{
    CLEANUP(mem_free) struct recipient_item *item = mem_new(1, sizeof(*item));
    bool opened = delivery->outcome == DELIVERY_OPENED;

    item->kind = opened ? ITEM_HAND_OVER : ITEM_RETURN;
    item->state = opened ? STATE_HANDED_OVER : STATE_RETURNED;
    item->id = delivery->text.id;
    item->exchange = delivery->text_hash;
    if (!opened)
        snprintf(item->code, sizeof(item->code), "%s",
                 delivery->outcome == DELIVERY_NO_KEY ? "no_key" : "unreadable");
    for (size_t i = 0; opened && i < delivery->message->n_sections; i++)
        item->opened[item->n_opened++] =
            delivery->text.sections[delivery->message->sections[i]->index];
    return inbox_row_sign(party, item, (struct bytes){ 0 }, err);
}

static enum fault store_new(struct party_state *party, const struct delivery *delivery,
                            struct error *err)
{
    enum fault fault = store_exchange(party, delivery, err);

    if (!fault && delivery->outcome == DELIVERY_OPENED)
        fault = store_sections(party, delivery, err);
    if (!fault)
        fault = sign_receipt(party, delivery, err);
    if (!fault && delivery->outcome == DELIVERY_OPENED && delivery->header.n_consents == 0)
        fault = hooks_note(party, HOOK_INBOX, &delivery->text.id,
                           item_state_name(STATE_HANDED_OVER), err);
    return fault;
}

/* Nothing is stored a second time; another text under the same id is no repetition. */
static enum fault is_known(struct party_state *party, const struct delivery *delivery,
                           bool *ret_known, struct error *err)
{
    struct exchange_text text;
    struct digest hash;
    struct error why = { 0 };
    enum fault fault = inbox_row_text(party, &delivery->text.id, &text, &hash, &why);

    *ret_known = !fault;
    if (fault == FAULT_INPUT && strcmp(why.code, "unknown_exchange") == 0)
        return FAULT_NONE;
    if (fault)
        return error_set_code(err, fault, why.code, "%s", why.text);
    if (!digest_equal(&hash, &delivery->text_hash))
        return error_set_code(err, FAULT_INPUT, "conflict",
                              "deliver, text: this id came with another text before");
    return FAULT_NONE;
}

static enum fault take_delivery(struct party_state *party, const struct delivery *delivery,
                                struct taking *ret_taking, struct error *err)
{
    struct spool *spool = party->shared->spool;
    bool known = false;
    enum fault fault = is_known(party, delivery, &known, err);

    if (!fault)
        fault = memory_see_leaf(spool, party->name, delivery->leaf_index,
                                delivery->message->delivery, err);
    if (!fault)
        fault = memory_keep_card(spool, &delivery->sender_card->card,
                                 bytes_of_buffer(&delivery->sender_card->text), err);
    if (!fault)
        fault = memory_keep_card(spool, &delivery->bus_card->card,
                                 bytes_of_buffer(&delivery->bus_card->text), err);
    if (!fault && !known)
        fault = inbox_recall_before(party, delivery, &ret_taking->ended, &ret_taking->order, err);
    if (!fault && !known)
        fault = ret_taking->ended ? store_ended(party, delivery, ret_taking, err)
                                  : store_new(party, delivery, err);
    ret_taking->is_new = !known && !ret_taking->ended;
    return fault;
}

static void log_delivery(const struct party_state *party, const struct delivery *delivery,
                         const struct taking *taking)
{
    char id[TEXT_UUID_SIZE];

    uuid_write(&delivery->text.id, id);
    if (taking->ended)
        log_event(LOG_LEVEL_NOTICE, "received_recalled", "party=%s id=%s from=%s state=%s",
                  party->name, id, delivery->text.sender, item_state_name(taking->ended));
    else if (!taking->is_new)
        return;
    else if (delivery->outcome == DELIVERY_OPENED)
        log_event(LOG_LEVEL_INFO, "received", "party=%s id=%s from=%s sections=%zu", party->name,
                  id, delivery->text.sender, delivery->message->n_sections);
    else
        log_event(LOG_LEVEL_ERROR, "received_returned", "party=%s id=%s from=%s code=%s",
                  party->name, id, delivery->text.sender,
                  delivery->outcome == DELIVERY_NO_KEY ? "no_key" : "unreadable");
}

enum fault inbox_way_deliver(struct party_state *party, const Samband__V1__Deliver *message,
                             bool *ret_is_new, struct buffer *ret_frame, struct error *err)
{
    CLEANUP(mem_free) struct delivery *delivery = mem_new(1, sizeof(*delivery));
    struct spool *spool = party->shared->spool;
    struct taking taking = { 0 };
    enum fault fault = spool_begin(spool, err);

    if (!fault)
        fault = memory_see_takeover(spool, party->name, message->takeover, err);
    if (!fault)
        fault = inbox_check(party, message, delivery, err);
    if (!fault)
        fault = take_delivery(party, delivery, &taking, err);
    fault = spool_end(spool, fault, err);
    if (fault)
        return fault;
    (void)FAULT_POINT("inbox_stored");
    *ret_is_new = taking.is_new;
    log_delivery(party, delivery, &taking);
    return inbox_way_repeat(party, &delivery->text.id, ret_frame, err);
}
