/* SPDX-License-Identifier: EUPL-1.2 */
/* inbox_confirm - what the broker has committed of what we signed, and what may go here then. */
#include "edge/inbox_way.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "edge/hooks.h"
#include "edge/inbox_recall.h"
#include "edge/inbox_row.h"
#include "edge/receipts.h"
#include "edge/spool_memory.h"

static bool answers_recall(enum item_state state)
{
    return state == STATE_DESTROYED || state == STATE_FETCHED;
}

/* All that we signed on it: the broker wants none of it any more. */
static enum fault confirm_all(struct party_state *party, const struct uuid *id, struct error *err)
{
    return spool_run(party->shared->spool,
                     "UPDATE receipt SET confirmed = 1 WHERE party = ?1 AND id = ?2 AND ours = 1",
                     SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE)), err);
}

/* The broker says that its sender has ended it. That alone orders nothing: content that is here was
 * not reached by an order of its sender, or was fetched before, and stays. */
static enum fault take_end(struct party_state *party, const struct broker_item *item,
                           struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    enum fault fault = spool_query(
        party->shared->spool,
        "SELECT 1 FROM inbox WHERE party = ?1 AND id = ?2 AND ended_by IS NOT NULL AND held = 0",
        SPOOL_VALUES(spool_text(party->name), spool_blob(item->id.bytes, UUID_SIZE)), &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (!fault && !has) {
        party->order_refused_ms = clock_wall_ms();
        party->order_refused = item->id;
        return error_set_code(
            err, FAULT_INPUT, "order_refused",
            "confirm: says that an exchange has ended, and its content was not ordered destroyed");
    }
    return fault ? fault : confirm_all(party, &item->id, err);
}

static enum fault not_signed(struct error *err)
{
    return error_set_code(err, FAULT_INPUT, "wrong_state",
                          "confirm: of a receipt that was not signed here");
}

static enum fault confirm_recall(struct party_state *party, const struct broker_item *item,
                                 struct error *err)
{
    struct spool *spool = party->shared->spool;
    enum fault fault = spool_run(
        spool,
        "UPDATE receipt SET confirmed = 1 WHERE party = ?1 AND id = ?2 AND ours = 1 AND state = ?3",
        SPOOL_VALUES(spool_text(party->name), spool_blob(item->id.bytes, UUID_SIZE),
                     spool_number(item->state)),
        err);

    if (!fault && spool_changed(spool) == 0)
        return not_signed(err);
    if (!fault && item->state == STATE_DESTROYED)
        fault = confirm_all(party, &item->id, err);
    return fault;
}

/* It waited for this, since it rests on a consent. */
static enum fault show(struct party_state *party, const struct uuid *id, struct error *err)
{
    struct spool *spool = party->shared->spool;
    enum fault fault =
        spool_run(spool,
                  "UPDATE inbox SET waits = 0 WHERE party = ?1 AND id = ?2 AND waits = 1"
                  " AND ended_by IS NULL",
                  SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE)), err);

    if (fault || spool_changed(spool) == 0)
        return fault;
    return hooks_note(party, HOOK_INBOX, id, item_state_name(STATE_HANDED_OVER), err);
}

/* Whatever is confirmed was preceded by our hand-over. */
static enum fault confirm_ours(struct party_state *party, const struct broker_item *item,
                               struct error *err)
{
    struct spool *spool = party->shared->spool;
    enum fault fault =
        spool_run(spool,
                  "UPDATE receipt SET confirmed = 1 WHERE party = ?1 AND id = ?2"
                  " AND ours = 1 AND state IN (?3, ?4) AND EXISTS"
                  " (SELECT 1 FROM receipt WHERE party = ?1 AND id = ?2"
                  " AND ours = 1 AND state = ?3)",
                  SPOOL_VALUES(spool_text(party->name), spool_blob(item->id.bytes, UUID_SIZE),
                               spool_number(item->state), spool_number(STATE_HANDED_OVER)),
                  err);

    if (!fault && spool_changed(spool) == 0)
        return not_signed(err);
    if (!fault)
        fault = show(party, &item->id, err);
    if (!fault && item->state != STATE_HANDED_OVER)
        fault = inbox_recall_destroy(party, &item->id, err);
    return fault;
}

static enum fault keep_confirmation(struct party_state *party, const struct broker_item *item,
                                    const Samband__V1__Receipt *receipt, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer packed = { 0 };

    memory_pack_receipt(receipt, &packed);
    return spool_run(party->shared->spool,
                     "INSERT INTO receipt (party, id, kind, state, ours, item, receipt)"
                     " VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6) ON CONFLICT DO NOTHING",
                     SPOOL_VALUES(spool_text(party->name), spool_blob(item->id.bytes, UUID_SIZE),
                                  spool_number(item->kind), spool_number(item->state),
                                  spool_bytes(frame_bytes(receipt->item)),
                                  spool_bytes(bytes_of_buffer(&packed))),
                     err);
}

/* The digest that we have signed in our answer to a recall: the exchange itself may never have come. */
static enum fault recalled_hash(struct party_state *party, const struct broker_item *item,
                                struct digest *ret_hash, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    CLEANUP(mem_free) struct recipient_item *ours = mem_new(1, sizeof(*ours));
    bool has = false;
    enum fault fault = spool_query(
        party->shared->spool,
        "SELECT item FROM receipt WHERE party = ?1 AND id = ?2 AND kind = ?3 AND ours = 1",
        SPOOL_VALUES(spool_text(party->name), spool_blob(item->id.bytes, UUID_SIZE),
                     spool_number(ITEM_RECALL)),
        &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (!fault && !has)
        return not_signed(err);
    if (!fault)
        fault = recipient_item_read(spool_get_bytes(rows, 0), ours, err);
    if (!fault)
        *ret_hash = ours->exchange;
    return fault;
}

static enum fault check_confirmation(struct party_state *party, const struct broker_item *item,
                                     struct error *err)
{
    CLEANUP(mem_free) struct exchange_text *text = mem_new(1, sizeof(*text));
    struct digest hash;
    enum fault fault = answers_recall(item->state)
                           ? recalled_hash(party, item, &hash, err)
                           : inbox_row_text(party, &item->id, text, &hash, err);

    if (!fault && (item->kind != ITEM_CONFIRMATION || !digest_equal(&hash, &item->exchange)))
        fault = error_set_code(err, FAULT_INPUT, "bad_receipt",
                               "confirm: not of a text that is held here");
    return fault;
}

static enum fault obey(struct party_state *party, const struct broker_item *item, struct error *err)
{
    if (item->state == STATE_WITHDRAWN || item->state == STATE_TAKEN_BACK)
        return take_end(party, item, err);
    if (answers_recall(item->state))
        return confirm_recall(party, item, err);
    return confirm_ours(party, item, err);
}

static enum fault take_confirmation(struct party_state *party, const Samband__V1__Receipt *receipt,
                                    struct error *err)
{
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));
    const struct held_card *card;
    enum fault fault = receipts_read_broker(party->shared->directory, receipt, item, &card, err);

    if (!fault)
        fault = check_confirmation(party, item, err);
    if (!fault)
        fault = obey(party, item, err);
    if (!fault)
        fault = keep_confirmation(party, item, receipt, err);
    if (!fault)
        fault =
            memory_keep_card(party->shared->spool, &card->card, bytes_of_buffer(&card->text), err);
    if (!fault)
        fault = memory_see_leaf(party->shared->spool, party->name, item->leaf_index, receipt, err);
    return fault;
}

enum fault inbox_way_confirm(struct party_state *party, const Samband__V1__Confirm *message,
                             struct error *err)
{
    struct spool *spool = party->shared->spool;
    enum fault fault = spool_begin(spool, err);

    if (!fault)
        fault = memory_see_takeover(spool, party->name, message->takeover, err);
    for (size_t i = 0; !fault && i < message->n_receipts; i++) {
        struct error why = { 0 };

        fault = take_confirmation(party, message->receipts[i], &why);
        if (fault == FAULT_INPUT) {
            log_event(LOG_LEVEL_ERROR, "confirmation_refused", "party=%s code=%s why=\"%s\"",
                      party->name, why.code, why.text);
            fault = FAULT_NONE;
        } else if (fault) {
            (void)error_set_code(err, why.fault, why.code, "%s", why.text);
        }
    }
    return spool_end(spool, fault, err);
}
